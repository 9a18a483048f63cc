"""What extra lines and regulations tell the shell and the trail, when the site starts."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from praja.access.seen import seen
from praja.audit import words
from praja.payroll.extra.perms import sees_extras
from praja.payroll.extra.queries import bases_waiting_for, extras_waiting_for
from praja.web import shell


def register() -> None:
    """Register everything."""
    shell.navigation.add(
        shell.NavItem(
            "payroll.extras",
            gettext_lazy("Baris tambahan"),
            "payroll:extras",
            53,
            _sees,
            gettext_lazy("Gaji"),
        )
    )
    shell.tasks.add(shell.TaskSource("payroll.extras", _waiting))
    for kind, sentence in {
        "extra_given": gettext_lazy("mencatat baris tambahan slip"),
        "extra_scanned": gettext_lazy("mengunggah dokumen baris tambahan slip"),
        "extra_confirmed": gettext_lazy("mengesahkan baris tambahan slip"),
        "extra_withdrawn": gettext_lazy("menarik baris tambahan slip"),
        "basis_given": gettext_lazy("mencatat dasar hukum pembayaran"),
        "basis_confirmed": gettext_lazy("mengesahkan dasar hukum pembayaran"),
        "basis_withdrawn": gettext_lazy("menarik dasar hukum pembayaran"),
    }.items():
        words.add(f"payroll.{kind}", sentence)
    words.fields.update({"dokumen": gettext_lazy("dokumen")})


def _sees(user: Any) -> bool:
    """
    To be shown the way to extra lines, one must be
    - bendahara, pejabat penyetuju or auditor of any unit.
    """
    on = shell.day_of(user)
    return bool(seen(("payroll.extras", user.pk, on), lambda: sees_extras(user, on)))


def _waiting(user: Any, on: datetime.date) -> list[shell.Task]:
    if not _sees(user):
        return []
    tasks = []
    if count := extras_waiting_for(user, on).count():
        title = ngettext(
            "%(count)s baris tambahan slip menunggu pengesahan Anda",
            "%(count)s baris tambahan slip menunggu pengesahan Anda",
            count,
        )
        tasks.append(shell.Task(title % {"count": count}, reverse("payroll:extras"), count=count))
    if count := bases_waiting_for(user, on).count():
        title = ngettext(
            "%(count)s dasar hukum pembayaran menunggu pengesahan Anda",
            "%(count)s dasar hukum pembayaran menunggu pengesahan Anda",
            count,
        )
        tasks.append(shell.Task(title % {"count": count}, reverse("payroll:bases"), count=count))
    return tasks
