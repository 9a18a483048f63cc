"""What rating tells the shell and the trail, when the site starts."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.access.queries import roles_of
from praja.audit import words
from praja.people.asker import asker_of
from praja.performance.bkn.modes import by_bkn
from praja.performance.mine import mine
from praja.performance.models import Recusal
from praja.performance.navigation import nav_item
from praja.performance.periods import named
from praja.performance.perms import OFFICERS
from praja.performance.queries import skps_visible_to
from praja.performance.rating.desk import left_on_desk, periods_ended
from praja.performance.rating.perms import may_name_substitute
from praja.web import shell


def register() -> None:
    """Register everything."""
    add = shell.navigation.add
    add(nav_item("rating", gettext_lazy("Penilaian"), "rating_home", works_here))
    add(nav_item("closings", gettext_lazy("Penutupan penilaian"), "closings", is_officer))
    shell.tasks.add(shell.TaskSource("performance.rating", waiting))
    for kind, sentence in {
        "rated": gettext_lazy("menandatangani penilaian kinerja"),
        "rated_together": gettext_lazy("menandatangani penilaian kinerja beberapa orang"),
        "conflict_declared": gettext_lazy("menyatakan benturan kepentingan"),
        "conflict_decided": gettext_lazy("menetapkan siapa yang menilai"),
        "unit_rated": gettext_lazy("menetapkan capaian kinerja unit"),
        "period_closed": gettext_lazy("menutup penilaian suatu periode"),
        "period_reopened": gettext_lazy("membuka lagi penilaian suatu periode"),
    }.items():
        words.add(f"performance.{kind}", sentence)
    words.fields.update(
        {
            "hasil_kerja": gettext_lazy("hasil kerja"),
            "perilaku_kerja": gettext_lazy("perilaku kerja"),
            "predikat": gettext_lazy("predikat"),
            "usulan": gettext_lazy("usulan"),
            "belum_dinilai": gettext_lazy("belum dinilai"),
            "penilai": gettext_lazy("penilai"),
        }
    )


def works_here(user: Any) -> bool:
    """
    To be shown the way to ratings, one must be
    - somebody in the records, who is rated or rates.
    """
    return asker_of(user).person is not None


def is_officer(user: Any) -> bool:
    """
    To be shown the way to closings, one must be
    - pengelola kepegawaian or admin BKPSDM of any unit.
    """
    return any(one.role in OFFICERS for one in roles_of(user, shell.day_of(user)))


def waiting(user: Any, on: datetime.date) -> list[shell.Task]:
    """Return for one who rates how many are not rated, and for superiors and officers open conflicts."""
    found: list[shell.Task] = []
    here, officer = mine(user, on), is_officer(user)
    if not (here.leads or here.rates_instead or officer):
        return found
    for period in periods_ended(here.government, on, 1) if here.government is not None else ():
        if by_bkn(period):
            continue
        if left := left_on_desk(user, period, on):
            title = _("Menilai kinerja, %(period)s") % {"period": named(period)}
            url = reverse("performance:rating_desk", args=[period.pk])
            found.append(shell.Task(title, url, period.rate_by, left))
    if not here.undecided:
        return found
    undecided = Recusal.objects.filter(named_at__isnull=True)
    open_ones = undecided.filter(skp__in=skps_visible_to(user, on).values("pk")).select_related(
        "skp__person", "skp__appraiser"
    )
    for one in open_ones.order_by("made_at")[:20]:
        if may_name_substitute(user, one, on):
            title = _("Menetapkan penilai bagi %(name)s") % {"name": one.skp.person.full_name}
            found.append(shell.Task(title, reverse("performance:rate_conflict_decide", args=[one.pk])))
    return found
