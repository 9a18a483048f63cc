"""What the schedule of people is made of, read from the database: each part in one query.

Days are those of the workplace. `known_at` reads everything as it was known at a moment.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection
from typing import Any, Final

from django.db import connection
from django.utils import timezone

KnownAt = datetime.datetime | None
Row = tuple[Any, ...]
DAY: Final = datetime.timedelta(days=1)


class Asked:
    """Whose days are asked about, and as they were known when."""

    def __init__(
        self, people: Collection[uuid.UUID], start: datetime.date, end: datetime.date, known_at: KnownAt
    ) -> None:
        """Ask about people from one day to another, both included."""
        self.people = [str(one) for one in people]
        self.start, self.end, self.known_at = start, end, known_at

        self.days = [start + number * DAY for number in range((end - start).days + 1)]

    def within(self, first: datetime.date, until: datetime.date) -> list[datetime.date]:
        """Return the days asked about of a span, which may be longer."""
        return self.days[max(0, (first - self.start).days) : max(0, (until - self.start).days)]

    @property
    def known_on(self) -> datetime.date | None:
        """Return the day of the moment at which things were known."""
        return None if self.known_at is None else timezone.localdate(self.known_at)

    def read(self, sql: str, *tables: str, **parameters: Any) -> list[Row]:
        """Return the rows that a query finds.

        :param tables: aliases of those whose rows may have been replaced; `{<alias>}` in the query stands
            for the condition that a row is known
        """
        if self.known_at is None:
            known = {one: f"{one}.digantikan IS NULL" for one in tables}
        else:
            known = {
                one: f"{one}.tercatat <= %(at)s AND ({one}.digantikan IS NULL OR {one}.digantikan > %(at)s)"
                for one in tables
            }
        asked: dict[str, Any] = {
            "people": self.people,
            "start": self.start,
            "until": self.end + DAY,
            "at": self.known_at,
        }
        with connection.cursor() as cursor:
            cursor.execute(sql.format(**known), asked | parameters)
            return cursor.fetchall()  # type: ignore[no-any-return]


_SPAN = "daterange(%(start)s, %(until)s)"
_CLIPPED = f"lower({{0}} * {_SPAN}), upper({{0}} * {_SPAN})"

_MEMBERS = f"""
SELECT h.person_id::text, h.unit_id::text, {_CLIPPED.replace("{0}", "h.berlaku")}
FROM people_unithistory h
WHERE h.person_id = ANY(%(people)s::uuid[]) AND {{h}} AND h.berlaku && {_SPAN}
"""
_LINE = f"""
WITH RECURSIVE line(unit_id, above_id, height, span) AS (
    SELECT u.id, u.id, 0, {_SPAN} FROM unnest(%(units)s::uuid[]) AS u(id)
  UNION ALL
    SELECT l.unit_id, v.parent_id, l.height + 1, l.span * v.berlaku
    FROM line l JOIN organization_unitversion v ON v.unit_id = l.above_id
    WHERE v.parent_id IS NOT NULL AND {{v}} AND v.berlaku && l.span AND l.height < 100
)
SELECT unit_id::text, above_id::text, height, lower(span), upper(span) FROM line
"""
_UNITS = f"""
SELECT v.unit_id::text, v.zone, {_CLIPPED.replace("{0}", "v.berlaku")}
FROM organization_unitversion v
WHERE v.unit_id = ANY(%(units)s::uuid[]) AND {{v}} AND v.berlaku && {_SPAN}
"""
_POSTS = f"""
SELECT j.person_id::text, j.position_id::text, {_CLIPPED.replace("{0}", "j.berlaku")}
FROM people_jabatanhistory j
WHERE j.person_id = ANY(%(people)s::uuid[]) AND j.position_id = ANY(%(posts)s::uuid[])
    AND j.how = 'definitif' AND {{j}} AND j.berlaku && {_SPAN}
"""
_ASSIGNED = f"""
SELECT a.hours_id::text, a.unit_id::text, a.position_id::text, a.person_id::text,
    {_CLIPPED.replace("{0}", "a.berlaku")}
FROM attendance_hoursassignment a
WHERE {{a}} AND a.berlaku && {_SPAN} AND (a.unit_id = ANY(%(units)s::uuid[])
    OR a.person_id = ANY(%(people)s::uuid[]) OR a.position_id IS NOT NULL)
"""
WINDOWS: Final = ("tolerance_in", "tolerance_out", "in_before", "in_after", "out_before", "out_after")
_HOURS = f"""
SELECT v.hours_id::text, n.name, v.dasar, v.pattern, v.flex, v.counts_breaks, v.tolerance_moves_band,
    v.min_inclusive, {", ".join(f"v.{one}" for one in WINDOWS)},
    d.ramadan, d.weekday, d.start, d."end", d.pause, {_CLIPPED.replace("{0}", "v.berlaku")}
FROM attendance_hoursversion v
JOIN attendance_workinghours n ON n.id = v.hours_id
LEFT JOIN LATERAL jsonb_to_recordset(v.days)
    AS d(ramadan boolean, weekday int, start int, "end" int, pause int) ON true
WHERE v.hours_id = ANY(%(hours)s::uuid[]) AND {{v}} AND v.berlaku && {_SPAN}
"""
_RAMADAN = f"""
SELECT r.government_id::text, r.letter, {_CLIPPED.replace("{0}", "r.berlaku")}
FROM attendance_ramadanperiod r
WHERE r.government_id = ANY(%(units)s::uuid[]) AND {{r}} AND r.berlaku && {_SPAN}
"""
_LETTERS = """
SELECT h.unit_id::text, h.day, h.kind, h.name, h.letter FROM attendance_holidayletter h
WHERE h.unit_id = ANY(%(units)s::uuid[]) AND {h} AND h.day >= %(start)s AND h.day < %(until)s
"""
_PLACES = """
SELECT p.unit_id::text, w.person_id::text, p.place, p.letter, p.first, p.last, p.weekdays
FROM attendance_placeletter p
LEFT JOIN attendance_placeletter_people w ON w.placeletter_id = p.id AND NOT p.whole_unit
WHERE {p} AND p.first < %(until)s AND p.last >= %(start)s
    AND (p.whole_unit AND p.unit_id = ANY(%(units)s::uuid[])
        OR w.person_id = ANY(%(people)s::uuid[]))
ORDER BY p.tercatat DESC
"""
_ROSTER = f"""
SELECT d.person_id::text, d.day, s.code, v.name, {", ".join(f"v.{one}" for one in WINDOWS)}, v.start,
    v."end", v.pause, v.counts_breaks, v.requires_attendance
FROM attendance_rosterday d
LEFT JOIN attendance_shift s ON s.id = d.shift_id
LEFT JOIN attendance_shiftversion v ON v.shift_id = d.shift_id AND {{v}} AND v.berlaku @> d.day
WHERE d.person_id = ANY(%(people)s::uuid[]) AND {{d}} AND d.day >= %(start)s AND d.day < %(until)s
    AND (d.shift_id IS NULL OR v.id IS NOT NULL)
"""


def members(asked: Asked) -> list[Row]:
    """Return in which unit people work: person, unit, from when, until before when."""
    return asked.read(_MEMBERS, "h")


def lines(asked: Asked, units: Collection[str]) -> list[Row]:
    """Return what stands above units, themselves first: unit, above, height (0 of itself), from when, until
    before when.
    """
    return asked.read(_LINE, "v", units=list(units))


def units_in(asked: Asked, units: Collection[str]) -> list[Row]:
    """Return the zones of units: unit, zone, from when, until before when."""
    return asked.read(_UNITS, "v", units=list(units))


def posts(asked: Asked, positions: Collection[str]) -> list[Row]:
    """Return which of some posts people hold definitively: person, position, from when, until before when."""
    return asked.read(_POSTS, "j", posts=list(positions))


def assigned(asked: Asked, units: Collection[str]) -> list[Row]:
    """Return which hours hold for units, for posts and for the people: hours, unit, position, person, from
    when, until before when.
    """
    return asked.read(_ASSIGNED, "a", units=list(units))


def hours(asked: Asked, ids: Collection[str]) -> list[Row]:
    """Return the versions of hours, a row for each of their days: as `_HOURS` names it; the last two are from
    when, and until before when.
    """
    return asked.read(_HOURS, "v", hours=list(ids))


def ramadans(asked: Asked, units: Collection[str]) -> list[Row]:
    """Return when governments keep the hours of Ramadan: government, letter, from when, until before when."""
    return asked.read(_RAMADAN, "r", units=list(units))


def letters(asked: Asked, units: Collection[str]) -> list[Row]:
    """Return what letters make of days for units: unit, day, kind, name, letter."""
    return asked.read(_LETTERS, "h", units=list(units))


def places(asked: Asked, units: Collection[str]) -> list[Row]:
    """Return the letters by which units or people work elsewhere, the last recorded first: unit, person,
    place, letter, first day, last day, days of the week as digits.
    """
    return asked.read(_PLACES, "p", units=list(units))


def rostered(asked: Asked) -> list[Row]:
    """Return what published rosters say of people: person, day, code, name, `WINDOWS`, start, end, pause,
    whether breaks count, whether taps are asked; without a code it is a free day.
    """
    return asked.read(_ROSTER, "d", "v")
