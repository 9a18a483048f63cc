"""What the exchange with e-Kinerja tells the shell, the trail and the files, when the site starts."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.access.queries import roles_of
from praja.audit import words
from praja.people.asker import asker_of
from praja.performance.bkn import perms, retention
from praja.performance.bkn.queries import modes_visible_to
from praja.performance.mine import mine
from praja.performance.navigation import nav_item
from praja.web import shell


def register() -> None:
    """Register everything."""
    shell.navigation.add(
        nav_item(
            "bkn",
            gettext_lazy("e-Kinerja BKN"),
            "bkn",
            lambda user: perms.sees_exchange(user, shell.day_of(user)),
        )
    )
    shell.tasks.add(shell.TaskSource("performance.bkn", waiting))
    retention.register()
    for kind, sentence in {
        "mode_proposed": gettext_lazy("mengusulkan siapa yang menilai kinerja"),
        "mode_accepted": gettext_lazy("menyetujui siapa yang menilai kinerja"),
        "mode_refused": gettext_lazy("menolak usulan siapa yang menilai kinerja"),
        "mode_withdrawn": gettext_lazy("menarik usulan siapa yang menilai kinerja"),
        "bkn_uploaded": gettext_lazy("mengunggah predikat e-Kinerja BKN"),
        "bkn_applied": gettext_lazy("mengimpor predikat e-Kinerja BKN"),
        "bkn_undone": gettext_lazy("mengurungkan impor predikat e-Kinerja BKN"),
        "bkn_released": gettext_lazy("melepas berkas impor e-Kinerja yang lewat masa simpannya"),
        "bkn_exported": gettext_lazy("menyusun berkas kinerja untuk e-Kinerja BKN"),
        "bkn_export_fetched": gettext_lazy("mengunduh berkas kinerja untuk e-Kinerja BKN"),
    }.items():
        words.add(f"performance.{kind}", sentence)
    words.fields.update(
        {
            "yang_menilai": gettext_lazy("yang menilai"),
            "berlaku_mulai": gettext_lazy("berlaku mulai"),
            "dicabut": gettext_lazy("dicabut"),
            "berlaku_lagi": gettext_lazy("berlaku lagi"),
        }
    )


def waiting(user: Any, on: datetime.date) -> list[shell.Task]:
    """Return the proposals of who rates that somebody may decide.

    Nothing more is asked of the database for who holds none of the roles that decide.
    """
    if not any(one.role in perms.DECIDERS for one in roles_of(user, on)):
        return []
    if asker_of(user).person is not None and not mine(user, on).modes:
        return []
    rows = modes_visible_to(user, on).filter(accepted__isnull=True, ended_at__isnull=True)
    count = sum(perms.may_decide_mode(user, one, on) for one in rows)
    if not count:
        return []
    return [
        shell.Task(_("Memutuskan siapa yang menilai kinerja"), reverse("performance:bkn_modes"), None, count)
    ]
