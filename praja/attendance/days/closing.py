"""What is to be closed of a unit in a month, what is open before, and what has moved since."""

from __future__ import annotations

import dataclasses
import datetime
import json
import uuid
from typing import Any, Final

from django.db import connection

from praja.attendance.days.months import next_month
from praja.attendance.days.recap import DAYS_A_WEEK, PATTERN, REACHING_BACK, RECAP, given
from praja.attendance.models.days import Closing
from praja.organization.models import Unit
from praja.organization.queries import subtree

HERE: Final = """
SELECT h.person_id, h.unit_id FROM (
    SELECT DISTINCT ON (m.person_id) m.person_id, m.unit_id FROM people_unithistory m
    WHERE m.digantikan IS NULL AND m.berlaku && daterange(%(first)s, %(next)s)
    ORDER BY m.person_id, lower(m.berlaku) DESC
) AS h
WHERE h.unit_id = ANY(%(units)s::uuid[])
"""
"""Who belonged to some units on their last day in a month."""
TO_CLOSE: Final = f"""
{HERE} AND NOT EXISTS (
    SELECT FROM attendance_closedmonth c
    WHERE c.person_id = h.person_id AND c.month = %(first)s AND c.digantikan IS NULL
)
"""


def units_to_close(unit: Unit, month: datetime.date, on: datetime.date) -> set[uuid.UUID]:
    """Return a unit with all that were below it at the end of a month, or are now; of a government, all that
    it ever had.
    """
    if unit.government_id is None:
        return {unit.pk, *Unit.objects.filter(government=unit).values_list("pk", flat=True)}
    last = next_month(month) - datetime.timedelta(days=1)
    return {unit.pk, *subtree([unit], last), *subtree([unit], on)}


def asked(unit: Unit, month: datetime.date, on: datetime.date) -> dict[str, Any]:
    """Return what the queries of this module are asked with."""
    units = "{" + ",".join(map(str, units_to_close(unit, month, on))) + "}"
    return given(month, next=next_month(month), units=units)


@dataclasses.dataclass(frozen=True, slots=True)
class Readiness:
    """How far a month of a unit is."""

    people: int
    """Who would be closed."""
    closed: int
    unjudged: int
    """Days of theirs that are not judged."""
    running: int
    """Days that are not over."""
    waiting: list[tuple[str, uuid.UUID]]
    """Requests that nobody has decided: the name, and the request."""
    unknown: int
    """Taps at machines of the units of which nobody knows whose they are."""

    @property
    def undecided(self) -> int:
        """How much is open that may change what is closed."""
        return self.unjudged + self.running + len(self.waiting)


_COUNTS: Final = f"""
WITH who AS MATERIALIZED ({TO_CLOSE})
SELECT (SELECT count(*) FROM who),
    (SELECT count(*) FROM attendance_closedmonth c WHERE c.month = %(first)s AND c.digantikan IS NULL
        AND c.unit_id = ANY(%(units)s::uuid[])),
    greatest(0, (
        SELECT coalesce(sum(
            least(coalesce(upper(m.berlaku), 'infinity'), %(next)s::date)
            - greatest(lower(m.berlaku), %(first)s::date)
        ), 0) FROM people_unithistory m JOIN who USING (person_id)
        WHERE m.digantikan IS NULL AND m.berlaku && daterange(%(first)s, %(next)s)
    ) - (
        SELECT count(*) FROM attendance_day d JOIN who USING (person_id)
        WHERE d.date BETWEEN %(first)s AND %(last)s
    )),
    (SELECT count(*) FROM attendance_day d JOIN who USING (person_id)
        WHERE d.date BETWEEN %(first)s AND %(last)s AND d.status = 'belum'),
    (SELECT count(*) FROM attendance_tap t JOIN attendance_device m ON m.id = t.device_id
        WHERE t.person_id IS NULL AND t.local >= %(first)s::date AND t.local < %(next)s::date
            AND m.unit_id = ANY(%(units)s::uuid[]))
"""
_WAITING: Final = f"""
WITH who AS MATERIALIZED ({TO_CLOSE})
SELECT btrim(p.title_before || ' ' || p.name), c.id FROM attendance_correction c
JOIN who USING (person_id) JOIN people_person p ON p.id = c.person_id
WHERE c.state = 'menunggu' AND c.date <= %(last)s AND c.until >= %(first)s ORDER BY 1, c.date
"""
MOST_TOLD: Final = 200


def readiness(unit: Unit, month: datetime.date, on: datetime.date) -> Readiness:
    """Return what is open before a month of a unit can be closed, in a number of queries that stays."""
    values = asked(unit, month, on)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, values)
        people, closed, unjudged, running, unknown = cursor.fetchone()
        cursor.execute(_WAITING, values)
        waiting = [(name, pk) for name, pk in cursor.fetchall()]
    return Readiness(people, closed, int(unjudged), running, waiting, unknown)


@dataclasses.dataclass(frozen=True, slots=True)
class Moved:
    """Whose days come to something else than was closed."""

    person: uuid.UUID
    name: str
    changes: list[tuple[str, int, int]]
    """Counts by the law's name: as closed, and now; of `pola_hari_kerja` the days a week, 0 for none."""
    days: list[datetime.date]
    """The days that were judged otherwise since, or are gone; days before the month where these are why."""


_OTHER: Final = "(c.facts, c.rows) IS DISTINCT FROM (r.facts, r.rows)"
"""Also of whom no judged day is left."""
_MOVED: Final = f"""
WITH changed AS MATERIALIZED ({{changed}})
SELECT c.person_id, btrim(p.title_before || ' ' || p.name), c.facts::text, r.facts::text,
    ARRAY(
        SELECT d.date FROM attendance_day d WHERE d.person_id = c.person_id
            AND d.date BETWEEN x.since AND %(last)s AND d.changed_at > c.tercatat
        UNION
        SELECT g.date FROM attendance_goneday g WHERE g.person_id = c.person_id
            AND g.date BETWEEN x.since AND %(last)s AND g.at > c.tercatat
        ORDER BY 1
    )
FROM attendance_closedmonth c
JOIN changed ON changed.id = c.id
JOIN people_person p ON p.id = c.person_id
LEFT JOIN ({RECAP.format(who="SELECT person_id FROM changed")}) AS r ON r.person_id = c.person_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN c.facts -> '{REACHING_BACK}' <> coalesce(r.facts -> '{REACHING_BACK}', '0')
        THEN %(reached)s::date ELSE %(first)s END AS since
) AS x
WHERE {_OTHER}
ORDER BY 2
LIMIT %(most)s
"""
_CHANGED: Final = """
SELECT c.id, c.person_id FROM attendance_closedmonth c
WHERE {closed} AND c.digantikan IS NULL AND (EXISTS (
    SELECT FROM attendance_day d WHERE d.person_id = c.person_id AND d.date BETWEEN %(reached)s AND %(last)s
        AND d.changed_at > c.tercatat
) OR EXISTS (
    SELECT FROM attendance_goneday g WHERE g.person_id = c.person_id
        AND g.date BETWEEN %(reached)s AND %(last)s AND g.at > c.tercatat
))
"""


def moved(closing: Closing) -> list[Moved]:
    """Return whose days come to something else than was closed: only those are looked at of whom a day of the
    month, or of those before that it reaches back to, was judged otherwise since or taken away. The closing
    stays as it is until it is opened again.
    """
    values = given(closing.month, closing=closing.pk, most=MOST_TOLD)
    changed = _CHANGED.format(closed="c.closing_id = %(closing)s")
    with connection.cursor() as cursor:
        cursor.execute(_MOVED.format(changed=changed), values)
        rows = cursor.fetchall()
    found = []
    for person, name, before, after, days in rows:
        then, now = json.loads(before), json.loads(after or "{}")
        for counts in (then, now):
            counts[PATTERN] = DAYS_A_WEEK.get(counts.get(PATTERN) or "", 0)
        both = [(one, then.get(one, 0), now.get(one, 0)) for one in then | now]
        found.append(Moved(person, name, [one for one in both if one[1] != one[2]], days))
    return found


_MOVED_COUNT: Final = f"""
WITH changed AS MATERIALIZED ({{changed}})
SELECT count(*) FROM attendance_closedmonth c JOIN changed ON changed.id = c.id
LEFT JOIN ({RECAP.format(who="SELECT person_id FROM changed")}) AS r ON r.person_id = c.person_id
WHERE {_OTHER}
"""


def moved_count(unit: Unit, month: datetime.date, on: datetime.date) -> int:
    """Return of how many people of a unit, and of all below it, the days of a closed month come to something
    else than was closed.
    """
    changed = _CHANGED.format(closed="c.month = %(first)s AND c.unit_id = ANY(%(units)s::uuid[])")
    with connection.cursor() as cursor:
        cursor.execute(_MOVED_COUNT.format(changed=changed), asked(unit, month, on))
        return int(cursor.fetchone()[0])
