"""What rosters tell the shell and the trail, when the site starts."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.access.enums import Role
from praja.access.queries import has_role
from praja.access.seen import seen
from praja.attendance.models import ShiftSwap
from praja.attendance.navigation import nav_item
from praja.attendance.roster.enums import KeadaanTukar
from praja.attendance.roster.perms import KEEPERS
from praja.attendance.roster.queries import swaps_to_decide
from praja.attendance.waiting import waiting_now
from praja.audit import words
from praja.organization.models import PositionVersion
from praja.people.asker import asker_of
from praja.people.perms import has_subordinates
from praja.web import shell
from praja.web.words import tanggal


def register() -> None:
    """Register everything."""
    shell.navigation.add(nav_item("own_roster", gettext_lazy("Jadwal saya"), "own_roster", has_record))
    shell.navigation.add(nav_item("swaps", gettext_lazy("Tukar sif"), "swaps", sees_swaps))
    shell.navigation.add(nav_item("roster", gettext_lazy("Jadwal sif"), "rosters", reads_rosters))
    shell.tasks.add(shell.TaskSource("attendance.roster", waiting))
    for kind, sentence in {
        "shift_set": gettext_lazy("menetapkan sif"),
        "roster_drafted": gettext_lazy("menyusun rancangan jadwal sif"),
        "roster_published": gettext_lazy("menerbitkan jadwal sif"),
        "swap_asked": gettext_lazy("meminta tukar sif"),
        "swap_accepted": gettext_lazy("menerima tukar sif"),
        "swap_declined": gettext_lazy("menolak permintaan tukar sif"),
        "swap_cancelled": gettext_lazy("membatalkan permintaan tukar sif"),
        "swap_approved": gettext_lazy("menyetujui tukar sif"),
        "swap_refused": gettext_lazy("tidak menyetujui tukar sif"),
    }.items():
        words.add(f"attendance.{kind}", sentence)
    words.fields.update(
        {
            "tanggal_rekan": gettext_lazy("tanggal rekan"),
            "yang_lewat": gettext_lazy("hari yang sudah lewat"),
            "tetap_diterbitkan": gettext_lazy("diterbitkan meskipun terlalu rapat"),
        }
    )


def has_record(user: Any) -> bool:
    """
    To be shown the way to one's own hours and roster, one must
    - have a record.
    """
    return asker_of(user).person is not None


def sees_swaps(user: Any) -> bool:
    """
    To be shown the way to swaps that wait, one must
    - be kepala unit, pengelola kepegawaian, admin BKPSDM or auditor of any unit, or
    - be somebody's superior.
    """
    on = shell.day_of(user)
    return has_role(user, *KEEPERS, Role.AUDITOR, on=on) or has_subordinates(user, on)


def reads_rosters(user: Any) -> bool:
    """
    To be shown the way to the rosters of units, one must
    - be kepala unit, pengelola kepegawaian, admin BKPSDM or auditor of any unit, or
    - be somebody's superior who heads a unit.
    """
    on = shell.day_of(user)
    if has_role(user, *KEEPERS, Role.AUDITOR, on=on):
        return True
    posts = asker_of(user).posts_on(on)
    headed = PositionVersion.objects.on(on).filter(position__in=posts, heads_unit=True)
    return has_subordinates(user, on) and seen(("heads a unit", user.pk, on), headed.exists)


def waiting(user: Any, on: datetime.date) -> list[shell.Task]:
    """Return the swaps that wait for an answer or a decision."""
    tasks: list[shell.Task] = []
    now = waiting_now(user)
    if now.swaps_for_me:
        own = asker_of(user).person
        asked = ShiftSwap.objects.filter(other=own, state=KeadaanTukar.DIMINTA, day__gte=on)
        for one in asked.select_related("asker").order_by("day")[:5]:
            title = _("%(name)s meminta tukar sif") % {"name": one.asker.full_name}
            tasks.append(_task(one, title))
    for one in swaps_to_decide(user, on)[:5] if now.swaps else ():
        title = _("Putuskan tukar sif %(one)s dan %(two)s")
        tasks.append(_task(one, title % {"one": one.asker.full_name, "two": one.other.full_name}))
    return tasks


def _task(swap: ShiftSwap, title: str) -> shell.Task:
    day = min(swap.day, swap.other_day)
    return shell.Task(title, reverse("attendance:swap", args=[swap.pk]), due=day, detail=tanggal(swap.day))
