"""What each day asks of people: one row a person and day, by the hours, roster and holidays that hold on it.

It is worked out for the days of units, since most people follow theirs; whoever has hours, a post, a roster
or a place of their own is asked about by person. What is asked alike is worked out once, and a frame of it is
spread over people.
"""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final, TypeVar

import polars as pl
from django.utils.translation import gettext as _

from praja.attendance.calendar import reading
from praja.attendance.calendar.enums import JenisHari, Ketetapan, PolaJam, Tempat
from praja.attendance.calendar.reading import DAY, Asked, KnownAt, Row
from praja.attendance.models.calendar import WINDOW
from praja.organization.enums import Zona
from praja.rules import workhours
from praja.rules.workdays import holidays

GIVEN: Final = workhours.FIVE_DAYS
"""The hours of whoever has been given no others."""
LONGEST: Final = 300
"""Letters of a reason, at most, as it is kept with the day."""
COLUMNS: Final[dict[str, pl.DataType]] = {
    "person": pl.String(), "date": pl.Date(), "kind": pl.String(), "start": pl.Int32(), "end": pl.Int32(),
    "net_minutes": pl.Int32(), "break_minutes": pl.Int32(), "in_from": pl.Int32(), "in_until": pl.Int32(),
    "out_from": pl.Int32(), "out_until": pl.Int32(), "tolerance_in": pl.Int32(), "tolerance_out": pl.Int32(),
    "tolerance_moves_band": pl.Boolean(), "min_inclusive": pl.Boolean(), "flex": pl.Int32(),
    "dynamic": pl.Boolean(), "requires_attendance": pl.Boolean(), "place": pl.String(), "zone": pl.String(),
    "shift": pl.String(), "unit": pl.String(), "why": pl.String(), "week": pl.Int32(),
}  # fmt: skip
_OF_DAY: Final = {name: kind for name, kind in COLUMNS.items() if name != "person"}

Day = datetime.date
UnitDay = tuple[str, Day]
Said = TypeVar("Said")


def schedule_frame(
    people: Collection[uuid.UUID], start: datetime.date, end: datetime.date, known_at: KnownAt = None
) -> pl.DataFrame:
    """Return what each day from `start` to `end`, both included, asks of people, in a constant number of
    queries.

    Minutes count from midnight at the workplace; `end` exceeds 1440 where a shift ends on the next day. Times
    are null on days that are not worked. There is no row for days on which somebody belongs to no unit, nor
    for days before the oldest hours that the law gives. `shift` is the code of the roster; `unit` is the unit
    of that day; `dynamic` means that only the length of work counts. `week` is how many days a week are
    worked by the hours that hold; null where a roster says so instead.

    :param known_at: read everything as it was known at that moment
    """
    asked = Asked(people, start, end, known_at)
    worked = sorted(reading.members(asked), key=lambda row: (row[0], row[2]))
    if not worked:
        return pl.DataFrame(schema=COLUMNS)
    calendar = _Calendar(asked, {row[1] for row in worked})
    whose: list[str] = []
    which: list[int] = []
    for person, unit, first, until in worked:
        found = calendar.of(person, unit, first, until)
        which += found
        whose += [person] * len(found)
    rows = pl.DataFrame(list(calendar.asked), schema=_OF_DAY, orient="row")
    return rows[which].insert_column(0, pl.Series("person", whose, pl.String))


def free_days(
    unit: uuid.UUID, start: datetime.date, end: datetime.date, known_at: KnownAt = None
) -> dict[datetime.date, tuple[str, str, str]]:
    """Return the days on which a unit is free: as what, called what, and by which letter or decree."""
    asked = Asked([], start, end, known_at)
    lines, above = _lines(asked, [str(unit)])
    free = _holidays(asked, lines, above)
    return {day: free[str(unit), day] for day in asked.days if (str(unit), day) in free}


# --- what holds on a day


@dataclasses.dataclass(frozen=True, slots=True)
class _Terms:
    """A version of hours."""

    name: str
    basis: str
    windows: tuple[int, ...]
    """Minutes, as `reading.WINDOWS` names them."""
    counts_breaks: bool
    pattern: str = PolaJam.TETAP.value
    flex: int = 0
    tolerance_moves_band: bool = False
    min_inclusive: bool = True
    days: dict[tuple[bool, int], tuple[int, int, int]] = dataclasses.field(default_factory=dict)
    """Start, end and break by whether it is Ramadan, and the day of the week."""

    @property
    def has_ramadan(self) -> bool:
        """Whether Ramadan has hours of its own."""
        return any(fasting for fasting, _weekday in self.days)

    def week(self, *, ramadan: bool) -> int | None:
        """Return how many days a week are worked."""
        return sum(fasting == ramadan for fasting, _weekday in self.days) or None


Hours = Mapping[tuple[str, Day], _Terms]
"""What hours say on a day."""


def _hours(asked: Asked, ids: Iterable[str]) -> Hours:
    """Return what each of the hours, and those that the law gives, say on each day on which they hold."""
    versions: dict[tuple[str, Day, Day], _Terms] = {}
    for row in reading.hours(asked, list(ids)):
        code, name, basis, pattern, flex, counts, moves, inclusive, *more = row
        windows, (ramadan, weekday, start, end, pause, first, until) = tuple(more[:6]), more[6:]
        terms = versions.setdefault(
            (code, first, until),
            _Terms(name, basis, windows, counts, pattern, flex, moves, inclusive),
        )
        if weekday is not None:
            terms.days[ramadan, weekday] = start, end, pause
    held = sorted((one for one in workhours.given_hours() if one.code == GIVEN), key=lambda one: one.since)
    for number, one in enumerate(held):
        until = held[number + 1].since if number + 1 < len(held) else asked.end + DAY
        days = {(day.ramadan, day.weekday): (day.start, day.end, day.pause) for day in one.days}
        windows = tuple({"tolerance_in": 0, "tolerance_out": 0, **WINDOW}[name] for name in reading.WINDOWS)
        versions[GIVEN, one.since, until] = _Terms(
            one.name, one.document, windows, one.counts_breaks, days=days
        )
    return {
        (code, day): terms
        for (code, first, until), terms in versions.items()
        for day in asked.within(first, until)
    }


def _lines(asked: Asked, units: Collection[str]) -> tuple[dict[UnitDay, list[str]], list[str]]:
    """Return what stands above each unit on each day, the nearest first, and all of these."""
    lines: dict[UnitDay, list[str]] = defaultdict(list)
    found = sorted(reading.lines(asked, units), key=lambda row: row[2])
    for unit, above, _height, first, until in found:
        for day in asked.within(first, until):
            lines[unit, day].append(above)
    return lines, list({row[1] for row in found})


def _nearest(line: Iterable[str], day: Day, said: Mapping[tuple[str, Day], Said]) -> Said | None:
    """Return what the nearest unit at or above one says of a day."""
    return next((said[above, day] for above in line if (above, day) in said), None)


def _on_days(asked: Asked, rows: Iterable[Row], exist: Hours | None = None) -> dict[tuple[str, Day], str]:
    """Return what rows of a key, something said, from when and until before when say of each day; of hours
    only those that exist on it.
    """
    said: dict[tuple[str, Day], str] = {}
    for key, something, first, until in rows:
        for day in asked.within(first, until):
            if exist is None or (something, day) in exist:
                said.setdefault((key, day), something)
    return said


def _holidays(
    asked: Asked, lines: Mapping[UnitDay, list[str]], above: list[str]
) -> dict[UnitDay, tuple[str, str, str]]:
    """Return of each unit and day that is free: as what, called what, and by which letter or decree."""
    known = asked.known_on
    national = {
        one.day: (
            JenisHari.CUTI_BERSAMA.value if one.kind == "cuti_bersama" else JenisHari.LIBUR.value,
            one.name, one.document,
        )
        for one in holidays()
        if asked.start <= one.day <= asked.end and (known is None or one.enacted <= known)
    }  # fmt: skip
    letters: dict[tuple[str, Day], tuple[str, str, str]] = {}
    for unit, day, *said in reading.letters(asked, above):
        letters.setdefault((unit, day), tuple(said))
    days = {day for _unit, day in letters} | set(national)
    free = {}
    for (unit, day), line in lines.items():
        if day not in days:
            continue
        found = _nearest(line, day, letters) or national.get(day)
        if found and found[0] != Ketetapan.KERJA.value:
            free[unit, day] = found
    return free


# --- what people have of their own


@dataclasses.dataclass(frozen=True, slots=True)
class _Shift:
    """A version of a shift."""

    code: str
    name: str
    windows: tuple[int, ...]
    times: tuple[int, int, int]
    """Start, end and break."""
    counts_breaks: bool
    requires_attendance: bool


@dataclasses.dataclass(frozen=True, slots=True)
class _OwnDay:
    """What goes, for a person on a day, before what the unit says."""

    hours: str | None = None
    rostered: bool = False
    shift: _Shift | None = None
    """None of whom the roster gives a free day, or says nothing."""
    place: tuple[str, str] | None = None
    """Where, and by which letter."""


_NOTHING: Final = _OwnDay()


@dataclasses.dataclass(frozen=True, slots=True)
class _Own:
    hours: Mapping[tuple[str, Day], str]
    shifts: Mapping[tuple[str, Day], _Shift | None]
    places: Mapping[tuple[str, Day], tuple[str, str]]
    people: frozenset[str]

    def of(self, person: str, day: Day) -> _OwnDay:
        """Return what a person has of their own on a day."""
        key = person, day
        return _OwnDay(self.hours.get(key), key in self.shifts, self.shifts.get(key), self.places.get(key))


def _own(asked: Asked, given: Iterable[Row], exist: Hours, places: Iterable[Row]) -> _Own:
    """Return what people have of their own: of hours, those of the person before those of the post."""
    own = []
    of_posts: dict[str, list[Row]] = defaultdict(list)
    for code, _unit, post, person, first, until in given:
        if person:
            own.append((person, code, first, until))
        elif post:
            of_posts[post].append((code, first, until))
    if of_posts:
        own += [
            (person, code, max(first, since), min(until, before))
            for person, post, first, until in reading.posts(asked, list(of_posts))
            for code, since, before in of_posts[post]
        ]
    hours = _on_days(asked, own, exist)
    shifts = {
        (person, day): None
        if code is None
        else _Shift(code, name, tuple(more[:6]), tuple(more[6:9]), *more[9:])
        for person, day, code, name, *more in reading.rostered(asked)
    }
    elsewhere = _places(asked, ((person, *more) for _unit, person, *more in places if person))
    people = {person for said in (hours, shifts, elsewhere) for person, _day in said}
    return _Own(hours, shifts, elsewhere, frozenset(people))


def _places(asked: Asked, rows: Iterable[Row]) -> dict[tuple[str, Day], tuple[str, str]]:
    """Return where units or people work on days on which it is elsewhere, and by which letter."""
    said: dict[tuple[str, Day], tuple[str, str]] = {}
    for key, place, letter, first, last, weekdays in rows:
        for day in asked.within(first, last + DAY):
            if str(day.weekday()) in weekdays:
                said.setdefault((key, day), (place, letter))
    return said


# --- what is asked


class _Calendar:
    """What is asked of units, and of people in them: each thing once, in `asked`."""

    def __init__(self, asked: Asked, units: Collection[str]) -> None:
        """Read all that the days of units, and of the people asked about, depend on."""
        self.lines, above = _lines(asked, units)
        given = reading.assigned(asked, above)
        self.hours = _hours(asked, {row[0] for row in given})
        of_units = ((unit, code, *span) for code, unit, _post, _person, *span in given if unit)
        self.of_units = _on_days(asked, of_units, self.hours)
        self.zones = _on_days(asked, reading.units_in(asked, units))
        self.free = _holidays(asked, self.lines, above)
        self.ramadans = _on_days(asked, reading.ramadans(asked, above))
        places = reading.places(asked, above)
        self.places = _places(asked, ((unit, *more) for unit, person, *more in places if not person))
        self.own = _own(asked, given, self.hours, places)
        self.asked: dict[Row, int] = {}
        """Each thing that is asked, in the order of `_OF_DAY`, with its number."""
        self._numbers: dict[tuple[str, Day, _OwnDay], int | None] = {}
        self._of_units: dict[tuple[str, Day, Day], list[int]] = {}
        self._within = asked.within

    def of(self, person: str, unit: str, first: Day, until: Day) -> list[int]:
        """Return the numbers of what is asked of somebody in a unit, from a day until before another."""
        if person in self.own.people:
            found = [self._asks(unit, day, self.own.of(person, day)) for day in self._within(first, until)]
            return [number for number in found if number is not None]
        span = unit, first, until
        if span not in self._of_units:
            found = [self._asks(unit, day) for day in self._within(first, until)]
            self._of_units[span] = [number for number in found if number is not None]
        return self._of_units[span]

    def _asks(self, unit: str, day: Day, own: _OwnDay = _NOTHING) -> int | None:
        """Return the number of what is asked, in a unit on a day; None where nothing is known of it."""
        key = unit, day, own
        if key not in self._numbers:
            row = self._row(unit, day, own)
            number = None if row is None else self.asked.setdefault(row, len(self.asked))
            self._numbers[key] = number
        return self._numbers[key]

    def _row(self, unit: str, day: Day, own: _OwnDay) -> Row | None:
        line = self.lines[unit, day]
        terms = self.hours.get((own.hours or _nearest(line, day, self.of_units) or GIVEN, day))
        free = self.free.get((unit, day))
        if terms is None and free is None and not own.rostered:
            return None
        fasting = _nearest(line, day, self.ramadans)
        variant = fasting is not None and terms is not None and terms.has_ramadan
        usual = terms.days.get((variant, day.weekday())) if terms else None
        shift = own.shift
        if own.rostered:
            kind = JenisHari.KERJA.value if shift else JenisHari.LEPAS.value
        elif free is not None:
            kind = free[0]
        else:
            kind = JenisHari.KERJA.value if usual else JenisHari.LEPAS.value
        works = kind == JenisHari.KERJA.value
        elsewhere = own.place or _nearest(line, day, self.places) if works else None
        place, by_letter = elsewhere or (Tempat.KANTOR.value, "")
        why: str | None
        if own.rostered:
            why = _("Sif {}: {}").format(shift.code, shift.name) if shift else _("Lepas menurut jadwal sif")
        elif free is not None:
            why = f"{free[1]} ({free[2]})"
        else:
            why = _usual(terms, works=works, letter=fasting, variant=variant)
        if place != Tempat.KANTOR.value:
            why = _("{}; {} menurut {}").format(why, place.upper(), by_letter)
        week = terms.week(ramadan=variant) if terms and not own.rostered else None
        return (
            day, kind, *_minutes(terms, usual, shift, works=works),
            place, self.zones.get((unit, day)) or Zona.WIB.value, shift and shift.code, unit,
            why and why[:LONGEST], week,
        )  # fmt: skip


def _minutes(
    terms: _Terms | None, usual: tuple[int, int, int] | None, shift: _Shift | None, *, works: bool
) -> Row:
    """Return of what is asked the part from `start` to `requires_attendance`."""
    inclusive = terms is None or terms.min_inclusive
    if not works:
        return (*([None] * 10), False, inclusive, None, False, False)
    if shift:
        (start, end, pause), windows, counts = shift.times, shift.windows, shift.counts_breaks
        flex, dynamic = 0, False
    else:
        assert terms and usual  # else it were no workday
        (start, end, pause), windows, counts = usual, terms.windows, terms.counts_breaks
        flex, dynamic = terms.flex, terms.pattern == PolaJam.DINAMIS.value
    tolerance_in, tolerance_out, in_before, in_after, out_before, out_after = windows
    coming, going = start + in_after, end - out_before
    if coming > going:
        coming = going = (start + end) // 2
    return (
        start, end, end - start - (0 if counts else pause), pause, start - in_before, coming, going,
        end + out_after + flex, tolerance_in, tolerance_out, terms and terms.tolerance_moves_band, inclusive,
        flex, dynamic, shift is None or shift.requires_attendance,
    )  # fmt: skip


def _usual(terms: _Terms | None, *, works: bool, letter: str | None, variant: bool) -> str | None:
    """Say which hours decided."""
    if terms is None:
        return None
    said = f"{terms.name} ({terms.basis})"
    if not works:
        return _("Bukan hari kerja menurut {}").format(said)
    if letter is None:
        return said
    if variant:
        return _("{}, jam Ramadan menurut {}").format(said, letter)
    return _("{}, tanpa jam Ramadan sendiri").format(said)
