"""Who of a team is on leave in a month, and the calendar that telephones subscribe to.

Colleagues of a unit see of each other who is away, never why: the kind of leave is for the person, superiors
and officers.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime
import hashlib
import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from praja.access.queries import units_visible_to
from praja.attendance.leave.enums import STANDING, KeadaanCuti
from praja.attendance.leave.perms import READERS, own_person
from praja.attendance.models import LeaveCalendar, LeaveRequest
from praja.organization.models import UnitVersion
from praja.people.due.feed import folded, in_calendar
from praja.people.feeds import Feeds
from praja.people.models import Person, UnitHistory
from praja.people.perms import below, unit_of

DAY = datetime.timedelta(days=1)
MOST = 400
"""People of a unit that are shown; a larger one is opened by the units below it."""
AHEAD, BACK = datetime.timedelta(days=365), datetime.timedelta(days=60)


@dataclasses.dataclass(frozen=True, slots=True)
class Away:
    """A leave of somebody of the team that has days in the month."""

    request: LeaveRequest
    name: str
    first: datetime.date
    last: datetime.date
    kind: str
    """Empty for colleagues, who see only that they are away."""
    waits: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A line of the grid: a person and, for each day, `` ``, `c` (away) or `m` (asked for)."""

    name: str
    days: Sequence[str]


@dataclasses.dataclass(frozen=True, slots=True)
class TeamMonth:
    """A month of a unit."""

    unit: UnitVersion
    month: datetime.date
    days: Sequence[datetime.date]
    away: Sequence[Away]
    rows: Sequence[Row]
    people: int


def units_for(user: Any, on: datetime.date) -> list[UnitVersion]:
    """Return the units whose calendar somebody may open: their own, those of subordinates, those that they
    keep or lead.
    """
    wanted = Q(unit__in=units_visible_to(user, on, *READERS).values("pk"))
    own = own_person(user)
    if own is not None:
        mine = unit_of(Person(pk=own), on)
        under = UnitHistory.objects.on(on).filter(below(user, on, person="person")).values("unit")
        wanted |= Q(unit=mine) | Q(unit__in=under)
    return list(UnitVersion.objects.on(on).filter(wanted).select_related("unit").order_by("name"))


def team_month(user: Any, unit: UnitVersion, month: datetime.date, on: datetime.date) -> TeamMonth:
    """Return a month of a unit that somebody may open, in a constant number of queries."""
    first = month.replace(day=1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    ids = UnitHistory.objects.during(first, last + DAY).filter(unit=unit.unit_id).values("person")
    people = list(Person.objects.filter(pk__in=ids).order_by("name", "nip")[:MOST])
    rows = list(_of(people, first, last))
    known = _kinds_known(user, unit.unit_id, [one.person_id for one in rows], on)
    names = {one.pk: one.full_name for one in people}
    away = [
        Away(
            one, names[one.person_id], one.first, one.last,
            str(one.get_kind_display()) if one.person_id in known else "",
            one.state != KeadaanCuti.DISETUJUI,
        )
        for one in rows
    ]  # fmt: skip
    days = [first + number * DAY for number in range((last - first).days + 1)]
    by_person: dict[uuid.UUID, list[Away]] = {}
    for entry in away:
        by_person.setdefault(entry.request.person_id, []).append(entry)
    grid = [Row(names[pk], [_mark(by_person[pk], day) for day in days]) for pk in names if pk in by_person]
    return TeamMonth(unit, first, days, away, grid, len(people))


def _of(people: Sequence[Person], first: datetime.date, last: datetime.date) -> Any:
    return (
        LeaveRequest.objects.filter(
            person__in=[one.pk for one in people], state__in=STANDING, berlaku__overlap=(first, last + DAY)
        )
        .select_related("person")
        .order_by("berlaku", "person__name")
    )


def _mark(entries: Sequence[Away], day: datetime.date) -> str:
    here = [one for one in entries if one.first <= day <= one.last]
    return "" if not here else "m" if all(one.waits for one in here) else "c"


def _kinds_known(
    user: Any, unit: uuid.UUID, people: Sequence[uuid.UUID], on: datetime.date
) -> set[uuid.UUID]:
    """Return of whom somebody may know which kind of leave they take."""
    if not people:
        return set()
    if units_visible_to(user, on, *READERS).filter(pk=unit).exists():
        return set(people)
    known = set(Person.objects.filter(below(user, on), pk__in=people).values_list("pk", flat=True))
    own = own_person(user)
    return known | {own} if own is not None else known


# --- the calendar of telephones


FEEDS = Feeds(LeaveCalendar, "attendance.leave_calendar_made", "attendance.leave_calendar_revoked")


def calendar_of(user: Any, on: datetime.date) -> str:
    """Return as iCalendar who of one's own unit is on approved leave; it goes to services outside, so it says
    names and days, never kinds or reasons.
    """
    own = own_person(user)
    unit = unit_of(Person(pk=own), on) if own is not None else None
    here: Sequence[Person] = []
    if unit is not None:
        ids = UnitHistory.objects.on(on).filter(unit=unit).values("person")
        here = list(Person.objects.filter(pk__in=ids)[:MOST])
    rows = _of(here, on - BACK, on + AHEAD).filter(state=KeadaanCuti.DISETUJUI)
    stamp = timezone.now().astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Praja//Cuti//ID",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    with translation.override(getattr(user, "language", None) or "id"):
        lines.append(f"X-WR-CALNAME:{in_calendar(_('Cuti rekan seunit'))}")
        for one in rows:
            said = _("Cuti: %(name)s") % {"name": one.person.name}
            lines += [
                "BEGIN:VEVENT",
                f"UID:{hashlib.sha256(str(one.pk).encode()).hexdigest()[:32]}@praja",
                f"DTSTAMP:{stamp}",
                f"DTSTART;VALUE=DATE:{one.first:%Y%m%d}",
                f"DTEND;VALUE=DATE:{one.last + DAY:%Y%m%d}",
                f"SUMMARY:{in_calendar(said)}",
                "TRANSP:TRANSPARENT",
                "CLASS:PRIVATE",
                "END:VEVENT",
            ]
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + "\r\n" for line in lines)
