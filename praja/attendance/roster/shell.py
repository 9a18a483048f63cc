"""What rosters tell the shell and the trail, when the site starts."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

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
from praja.audit import words
from praja.people.asker import asker_of
from praja.people.perms import has_subordinates
from praja.web import shell
from praja.web.prepared import prepared_cursor
from praja.web.words import tanggal


def register() -> None:
    """Register everything."""
    shell.navigation.add(nav_item("own_roster", gettext_lazy("Jadwal saya"), "own_roster", has_roster))
    shell.navigation.add(nav_item("swaps", gettext_lazy("Tukar sif"), "swaps", sees_swaps))
    shell.navigation.add(nav_item("roster", gettext_lazy("Jadwal sif"), "rosters", sees_rosters))
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


_THERE = """
SELECT EXISTS (SELECT 1 FROM attendance_rosterday WHERE person_id = %(own)s AND day >= %(since)s),
    EXISTS (SELECT 1 FROM attendance_shiftswap WHERE state = 'diterima'),
    EXISTS (
        SELECT 1 FROM people_jabatanhistory j JOIN organization_positionversion v
            ON v.position_id = j.position_id AND v.heads_unit AND v.digantikan IS NULL
            AND v.berlaku @> %(on)s::date
        WHERE j.person_id = %(own)s AND j.digantikan IS NULL AND j.berlaku @> %(on)s::date
    )
"""


class There(NamedTuple):
    """What decides which ways somebody is shown."""

    rostered: bool
    """Whether a roster of them was published of late."""
    waits: bool
    """Whether any swap waits for a decision."""
    heads: bool
    """Whether they hold a post that leads a unit."""


def there(user: Any) -> There:
    """Return what decides which ways somebody is shown, in one query for each page."""
    on = shell.day_of(user)
    asked = {"own": asker_of(user).person, "on": on, "since": on - datetime.timedelta(days=62)}

    def read() -> There:
        with prepared_cursor() as cursor:
            cursor.execute(_THERE, asked)
            return There(*cursor.fetchone())

    return seen(("rosters", user.pk, on), read)


def has_roster(user: Any) -> bool:
    """
    To be shown the way to one's own roster, one must be
    - somebody in the records of whom a roster was published in the last two months.
    """
    return there(user).rostered


def sees_swaps(user: Any) -> bool:
    """
    To be shown the way to swaps, one must
    - have a roster (`has_roster`), or
    - decide swaps (`sees_rosters`, or be somebody's superior) where any wait.
    """
    if has_roster(user):
        return True
    return there(user).waits and (sees_rosters(user) or has_subordinates(user, shell.day_of(user)))


def sees_rosters(user: Any) -> bool:
    """
    To be shown the way to the rosters of units, one must
    - be kepala unit, pengelola kepegawaian, admin BKPSDM or auditor of any unit, or hold the post that leads
      one.
    """
    if has_role(user, *KEEPERS, Role.AUDITOR, on=shell.day_of(user)):
        return True
    return there(user).heads


def waiting(user: Any, on: datetime.date) -> list[shell.Task]:
    """Return the swaps that wait for an answer or a decision."""
    tasks: list[shell.Task] = []
    own = asker_of(user).person
    if own is not None and has_roster(user):
        asked = ShiftSwap.objects.filter(other=own, state=KeadaanTukar.DIMINTA, day__gte=on)
        for one in asked.select_related("asker").order_by("day")[:5]:
            title = _("%(name)s meminta tukar sif") % {"name": one.asker.full_name}
            tasks.append(_task(one, title))
    for one in swaps_to_decide(user, on)[:5] if there(user).waits else ():
        title = _("Putuskan tukar sif %(one)s dan %(two)s")
        tasks.append(_task(one, title % {"one": one.asker.full_name, "two": one.other.full_name}))
    return tasks


def _task(swap: ShiftSwap, title: str) -> shell.Task:
    day = min(swap.day, swap.other_day)
    return shell.Task(title, reverse("attendance:swap", args=[swap.pk]), due=day, detail=tanggal(swap.day))
