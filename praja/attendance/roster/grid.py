"""A roster as a grid: whose it is, which codes it knows, what stands in it, and what is wrong with it."""

from __future__ import annotations

import calendar
import csv
import dataclasses
import datetime
import io
import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from praja.attendance.leave.queries import leave_frame
from praja.attendance.models import Roster, RosterDay, ShiftVersion
from praja.attendance.models.roster import OFF
from praja.organization.models import Unit
from praja.organization.queries import ancestor_ids
from praja.people.models import Person, UnitHistory
from praja.temporal.actions import span
from praja.web.said import gettext as _
from praja.web.words import tanggal_pendek

DAY = datetime.timedelta(days=1)
BLANK: Final = "-"
REST = 8 * 60
"""Minutes between two shifts, at least."""
WEEK = 37 * 60 + 30
"""Minutes of a week (Perpres 21/2023); more is told, since shifts may even out over weeks."""
MOST_PEOPLE = 400

Draft = dict[str, dict[str, str]]
"""By person, by day of the month: the code; a day without one follows the usual hours."""


def last_of(month: datetime.date) -> datetime.date:
    """Return the last day of a month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def days_of(month: datetime.date) -> list[datetime.date]:
    """Return the days of a month."""
    return [month.replace(day=one + 1) for one in range(last_of(month).day)]


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One who works in the unit, and on which days of the month."""

    person: Person
    first: datetime.date
    last: datetime.date

    def has(self, day: datetime.date) -> bool:
        """Tell whether they work there on a day."""
        return self.first <= day <= self.last


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, or should be looked at."""

    text: str
    bad: bool = False
    """Whether it is published only if somebody insists."""


def people_of(unit: Unit, month: datetime.date) -> list[Line]:
    """Return who works in a unit in a month, by name."""
    last = last_of(month)
    rows = (
        UnitHistory.objects.known()
        .filter(unit=unit, berlaku__overlap=span(month, last + DAY))
        .select_related("person")
        .order_by("person__name", "person__nip", "berlaku")
    )
    found: dict[uuid.UUID, Line] = {}
    for row in rows:
        first, end = max(row.mulai, month), min(row.sampai or last, last)
        before = found.get(row.person_id)
        found[row.person_id] = Line(row.person, before.first if before else first, end)
    return list(found.values())[:MOST_PEOPLE]


def shifts_of(unit: Unit, month: datetime.date) -> dict[str, list[ShiftVersion]]:
    """Return the shifts that a unit knows in a month, by code, in the order of their start: its own, and of
    those above it what it has not itself.
    """
    line = ancestor_ids(unit, month)
    rows = (
        ShiftVersion.objects.known()
        .filter(shift__unit__in=line, berlaku__overlap=span(month, last_of(month) + DAY))
        .select_related("shift")
    )
    by_unit: dict[uuid.UUID, dict[str, list[ShiftVersion]]] = defaultdict(lambda: defaultdict(list))
    for row in sorted(rows, key=lambda one: one.mulai):
        by_unit[row.shift.unit_id][row.shift.code].append(row)
    found: dict[str, list[ShiftVersion]] = {}
    for one in reversed(line):
        found |= by_unit.get(one, {})
    return dict(sorted(found.items(), key=lambda item: (item[1][0].start, item[0])))


def on_day(versions: Iterable[ShiftVersion], day: datetime.date) -> ShiftVersion | None:
    """Return the version of a shift that holds on a day."""
    return next((one for one in versions if one.holds(day)), None)


def published(people: Iterable[uuid.UUID], first: datetime.date, last: datetime.date) -> dict[Any, RosterDay]:
    """Return what is published of people, by person and day."""
    rows = RosterDay.objects.filter(
        person__in=list(people), day__range=(first, last), digantikan__isnull=True
    ).select_related("shift")
    return {(row.person_id, row.day): row for row in rows}


def code_of(row: RosterDay | None) -> str:
    """Return the code of what is published; blank where nothing is."""
    return "" if row is None else row.shift.code if row.shift is not None else OFF


# --- writing it down


def line_text(cells: Mapping[str, str], month: datetime.date) -> str:
    """Return the cells of a person as one line of text."""
    return " ".join(cells.get(str(day.day)) or BLANK for day in days_of(month))


def codes_in(text: str, known: Iterable[str]) -> list[str]:
    """Return the codes of a line or pattern: parted by spaces, commas or tabs, or written together.

    Together only where each letter is a code of its own: `PPSSMMLL`.
    """
    said = [one.upper() for one in re.split(r"[\s,;|]+", text.strip()) if one]
    every = {*known, OFF, BLANK, "."}
    if len(said) == 1 and said[0] not in every and all(letter in every for letter in said[0]):
        said = list(said[0])
    return ["" if one in (BLANK, ".") else one for one in said]


def cells_of(codes: Sequence[str], line: Line, month: datetime.date) -> dict[str, str]:
    """Return the codes of the days of a month, as a draft holds them; days outside the unit are left out."""
    return {
        str(day.day): code for day, code in zip(days_of(month), codes, strict=False) if code and line.has(day)
    }


def repeated(
    pattern: Sequence[str], line: Line, month: datetime.date, since: datetime.date
) -> dict[str, str]:
    """Return a pattern repeated from a day on."""
    return {
        str(day.day): pattern[(day - since).days % len(pattern)]
        for day in days_of(month)
        if day >= since and line.has(day) and pattern[(day - since).days % len(pattern)]
    }


def rows_in(text: str) -> list[list[str]]:
    """Return the cells of a table that was copied from a sheet."""
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter="\t")]


def read_rows(
    rows: Sequence[Sequence[object]], lines: Sequence[Line], month: datetime.date
) -> tuple[Draft, list[str]]:
    """Return what a sheet says of people, and of whom it speaks who are not of the unit.

    A person is known by the NIP in any cell before the codes, or by the whole name. Codes stand in the last
    cells of a row: as many as the month has days; where a heading has the numbers of the days, below them.
    """
    by_nip = {line.person.nip: line for line in lines}
    by_name = {line.person.name.casefold(): line for line in lines}
    by_name |= {line.person.full_name.casefold(): line for line in lines}
    days = days_of(month)
    places = _heading(rows, len(days))
    found: Draft = {}
    strangers: list[str] = []
    for row in rows:
        cells = [_text(cell) for cell in row]
        who = next((place for place, cell in enumerate(cells) if _key(cell) in by_nip), None)
        line = by_nip[_key(cells[who])] if who is not None else None
        if line is None:
            who = next((place for place, cell in enumerate(cells) if cell.casefold() in by_name), None)
            line = by_name[cells[who].casefold()] if who is not None else None
        if line is None or who is None:
            named = next((cell for cell in cells if len(cell) > 4 and not cell.isdigit()), "")
            if named and any(len(cell) <= 4 for cell in cells[2:] if cell):
                strangers.append(named)
            continue
        if places:
            codes = [cells[place] if place < len(cells) else "" for place in places]
        else:
            codes = cells[max(who + 1, len(cells) - len(days)) :][: len(days)]
        said = ["" if code in (BLANK, ".") else code.upper() for code in codes]
        found[str(line.person.pk)] = cells_of(said, line, month)
    return found, strangers


def _heading(rows: Sequence[Sequence[object]], count: int) -> list[int]:
    for row in rows[:10]:
        cells = [_text(cell) for cell in row]
        places = [
            place
            for place, cell in enumerate(cells)
            if len(cell) < 3 and cell.isdecimal() and 1 <= int(cell) <= count
        ]
        if [int(cells[place]) for place in places] == list(range(1, count + 1)):
            return places
    return []


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _key(cell: str) -> str:
    return cell.replace(" ", "").lstrip("'")


# --- looking at it


def findings(unit: Unit, month: datetime.date, draft: Draft, lines: Sequence[Line]) -> list[Finding]:
    """Return what is wrong with a draft, or should be looked at, in a constant number of queries."""
    shifts = shifts_of(unit, month)
    days = days_of(month)
    around = published([line.person.pk for line in lines], month - 7 * DAY, month - DAY)
    edges = versions_of({row.shift_id for row in around.values() if row.shift_id})
    found: list[Finding] = []
    unknown = sorted({code for cells in draft.values() for code in cells.values()} - {*shifts, OFF})
    if unknown:
        text = _("Kode %(codes)s tidak dikenal unit ini. Tambahkan sifnya, atau perbaiki kodenya.")
        found.append(Finding(text % {"codes": ", ".join(unknown)}, bad=True))
    for line in lines:
        cells = draft.get(str(line.person.pk))
        if not cells:
            continue
        worked = []
        for day in (month - DAY * number for number in range(7, 0, -1)):
            row = around.get((line.person.pk, day))
            version = on_day(edges.get(row.shift_id, ()), day) if row is not None else None
            if version is not None:
                worked.append((day, version))
        for day in days:
            version = on_day(shifts.get(cells.get(str(day.day), ""), ()), day)
            if version is not None:
                worked.append((day, version))
        found += too_close(line.person, worked, month)
        found += _too_long(line, worked, month)
        blank = sum(line.has(day) and not cells.get(str(day.day)) for day in days)
        if blank:
            text = _("%(name)s: %(count)s hari kosong, mengikuti jam kerja biasa. Tulis L untuk hari lepas.")
            found.append(Finding(text % {"name": line.person.full_name, "count": blank}))
    return sorted([*found, *_on_leave(month, draft, lines)], key=lambda one: not one.bad)


def versions_of(ids: set[uuid.UUID]) -> dict[Any, list[ShiftVersion]]:
    """Return the known versions of shifts, by shift."""
    found: dict[Any, list[ShiftVersion]] = defaultdict(list)
    for row in ShiftVersion.objects.known().filter(shift__in=ids).select_related("shift"):
        found[row.shift_id].append(row)
    return found


Worked = Sequence[tuple[datetime.date, ShiftVersion]]


def rest_between(one: tuple[datetime.date, ShiftVersion], other: tuple[datetime.date, ShiftVersion]) -> int:
    """Return how many minutes lie between the end of a shift and the start of the next."""
    return (other[0] - one[0]).days * 24 * 60 + other[1].start - one[1].end


def too_close(person: Person, worked: Worked, since: datetime.date) -> list[Finding]:
    """Return which shifts of a person begin less than eight hours after the one before, from a day on."""
    text = _("%(name)s: %(first)s tanggal %(one)s dan %(second)s tanggal %(two)s berjarak kurang dari 8 jam.")
    return [
        Finding(
            text
            % {
                "name": person.full_name, "first": one[1].shift.code, "one": tanggal_pendek(one[0]),
                "second": other[1].shift.code, "two": tanggal_pendek(other[0]),
            },
            bad=True,
        )
        for one, other in zip(worked, worked[1:], strict=False)
        if other[0] >= since and rest_between(one, other) < REST
    ]  # fmt: skip


def _too_long(line: Line, worked: Worked, month: datetime.date) -> list[Finding]:
    weeks: dict[datetime.date, int] = defaultdict(int)
    for day, version in worked:
        net = version.end - version.start - (0 if version.counts_breaks else version.pause)
        weeks[day - datetime.timedelta(days=day.weekday())] += net
    text = _("%(name)s: %(hours)s jam pada pekan mulai %(day)s, lebih dari 37,5 jam.")
    return [
        Finding(
            text
            % {
                "name": line.person.full_name, "day": tanggal_pendek(monday),
                "hours": f"{minutes / 60:.1f}".replace(".", ",").removesuffix(",0"),
            }
        )
        for monday, minutes in sorted(weeks.items())
        if minutes > WEEK and monday + 6 * DAY >= month
    ]  # fmt: skip


def on_leave(
    people: Sequence[uuid.UUID], first: datetime.date, last: datetime.date
) -> set[tuple[uuid.UUID, datetime.date]]:
    """Return on which days people are on approved leave."""
    if not people:
        return set()
    frame = leave_frame(people, first, last).select("person", "date")
    return {(uuid.UUID(str(person)), day) for person, day in frame.iter_rows()}


def _on_leave(month: datetime.date, draft: Draft, lines: Sequence[Line]) -> list[Finding]:
    away = on_leave([line.person.pk for line in lines], month, last_of(month))
    found = []
    for line in lines:
        cells = draft.get(str(line.person.pk), {})
        hit = [
            day for day in days_of(month)
            if cells.get(str(day.day), OFF) != OFF and (line.person.pk, day) in away
        ]  # fmt: skip
        if hit:
            text = _("%(name)s: dijadwalkan bertugas pada hari cutinya, tanggal %(days)s.")
            days = ", ".join(str(day.day) for day in hit)
            found.append(Finding(text % {"name": line.person.full_name, "days": days}))
    return found


def changes(
    roster: Roster, lines: Sequence[Line]
) -> list[tuple[Line, datetime.date, str, str, RosterDay | None]]:
    """Return what publishing the draft would change: whose day, from which code to which."""
    held = published([line.person.pk for line in lines], roster.month, last_of(roster.month))
    found = []
    for line in lines:
        cells = roster.draft.get(str(line.person.pk), {})
        for day in days_of(roster.month):
            if not line.has(day):
                continue
            row = held.get((line.person.pk, day))
            before, after = code_of(row), cells.get(str(day.day), "")
            if before != after:
                found.append((line, day, before, after, row))
    return found
