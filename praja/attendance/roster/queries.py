"""Reading rosters and swaps: what somebody may see."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from typing import Any

from django.db.models import Q, QuerySet

from praja.access.enums import Role
from praja.access.queries import units_visible_to
from praja.attendance.models import Roster, RosterDay, ShiftSwap, ShiftVersion
from praja.attendance.roster import grid
from praja.attendance.roster.enums import KeadaanTukar
from praja.attendance.roster.perms import KEEPERS
from praja.organization.models import PositionVersion, Unit, UnitVersion
from praja.organization.queries import subtree
from praja.people.asker import asker_of
from praja.people.models import JabatanHistory
from praja.people.perms import below


def units_kept_by(user: Any, on: datetime.date, *more: str) -> QuerySet[Unit]:
    """Return the units whose roster somebody keeps (`perms.keeps_roster`).

    :param more: roles that do besides, such as that of those who only read
    """
    if not getattr(user, "is_active", False):
        return Unit.objects.none()
    by_role = units_visible_to(user, on, *KEEPERS, *more)
    own = asker_of(user).person
    if own is None:
        return by_role
    posts = JabatanHistory.objects.on(on).filter(person=own).values("position")
    led = PositionVersion.objects.on(on).filter(position__in=posts, heads_unit=True)
    headed = set(led.values_list("unit", flat=True))
    if not headed:
        return by_role
    return Unit.objects.filter(Q(pk__in=subtree(headed, on)) | Q(pk__in=by_role.values("pk")))


def units_read_by(user: Any, on: datetime.date) -> QuerySet[Unit]:
    """Return the units whose roster somebody may read: keepers, and auditors."""
    return units_kept_by(user, on, Role.AUDITOR)


def swaps_of(user: Any) -> QuerySet[ShiftSwap]:
    """Return the swaps that somebody asked for or is asked, those that wait first."""
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    rows = ShiftSwap.objects.filter(Q(asker=own) | Q(other=own)) if own else ShiftSwap.objects.none()
    return rows.select_related("asker", "other", "roster").order_by("-made_at")


def swaps_to_decide(user: Any, on: datetime.date) -> QuerySet[ShiftSwap]:
    """Return the swaps that wait for somebody's decision (`perms.decides_swap`)."""
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    line = below(user, on, person="asker") & below(user, on, person="other") if own else Q(pk__in=[])
    kept = Q(roster__unit__in=units_kept_by(user, on).values("pk"))
    rows = ShiftSwap.objects.filter(line | kept, state=KeadaanTukar.DITERIMA, day__gte=on, other_day__gte=on)
    if own is not None:
        rows = rows.exclude(asker=own).exclude(other=own)
    return rows.select_related("asker", "other", "roster").order_by("day", "made_at")


def swaps_visible_to(user: Any, on: datetime.date) -> QuerySet[ShiftSwap]:
    """Return the swaps that somebody may read: the two whom it is about, and who decides or decided."""
    if not getattr(user, "is_active", False):
        return ShiftSwap.objects.none()
    own = asker_of(user).person
    mine = Q(asker=own) | Q(other=own) | Q(decided_by=user) if own else Q(decided_by=user)
    to_decide = Q(pk__in=swaps_to_decide(user, on).order_by().values("pk"))
    return ShiftSwap.objects.filter(mine | to_decide).select_related("asker", "other", "roster__unit")


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A day of somebody's roster."""

    day: datetime.date
    code: str
    shift: ShiftVersion | None
    swapped: bool


def days_of(person: uuid.UUID, first: datetime.date, last: datetime.date) -> list[Shown]:
    """Return what is published of a person, by day."""
    rows = RosterDay.objects.filter(person=person, day__range=(first, last), digantikan__isnull=True)
    held = list(rows.select_related("shift").order_by("day"))
    versions = grid.versions_of({row.shift_id for row in held if row.shift_id})
    return [
        Shown(
            row.day,
            grid.code_of(row),
            grid.on_day(versions.get(row.shift_id, ()), row.day),
            row.swap_id is not None,
        )
        for row in held
    ]


def mates(person: uuid.UUID, day: datetime.date) -> list[RosterDay]:
    """Return the days of colleagues in the same roster that are not as the person's own, by name."""
    own = RosterDay.objects.filter(person=person, day=day, digantikan__isnull=True).first()
    if own is None:
        return []
    rows = RosterDay.objects.filter(roster=own.roster_id, day=day, digantikan__isnull=True)
    return list(rows.exclude(person=person).select_related("person", "shift").order_by("person__name"))


def too_close(swap: ShiftSwap) -> list[str]:
    """Return which shifts would be less than eight hours apart by a swap, in words."""
    pair, days = (swap.asker, swap.other), (swap.day, swap.other_day)
    first, last = min(days) - grid.DAY, max(days) + grid.DAY
    held = grid.published([one.pk for one in pair], first, last)
    versions = grid.versions_of({row.shift_id for row in held.values() if row.shift_id})
    found: list[str] = []
    for person, mate in (pair, pair[::-1]):
        worked = []
        for number in range((last - first).days + 1):
            day = first + number * grid.DAY
            row = held.get(((mate if day in days else person).pk, day))
            shift = grid.on_day(versions.get(row.shift_id, ()), day) if row is not None else None
            if shift is not None:
                worked.append((day, shift))
        found += [one.text for one in grid.too_close(person, worked, first)]
    return found


def rosters_in(units: QuerySet[Unit], month: datetime.date) -> dict[Any, Roster]:
    """Return the rosters of units in a month, by unit."""
    return {row.unit_id: row for row in Roster.objects.filter(unit__in=units.values("pk"), month=month)}


def names(units: QuerySet[Unit], on: datetime.date) -> list[UnitVersion]:
    """Return what units are called on a day, in the order of the structure."""
    rows = UnitVersion.objects.on(on).filter(unit__in=units.values("pk"))
    return list(rows.select_related("unit").order_by("name", "unit__code"))
