"""Marking days that must be judged anew: everything that a day is judged by tells it here."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Iterable
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

FIRST = datetime.date(2015, 1, 1)
"""Before this day nothing is judged: a device that has lost its time says 2000."""
ALWAYS: Final = 100
"""So many days before the last one of a span are marked also of whoever has no tap yet."""
MISSING: Final = "attendance.judge_missing"
"""The job that judges days which nothing has touched: to be asked for where many taps came at once."""


def touch(pairs: Iterable[tuple[uuid.UUID, datetime.date]] | QuerySet[Any, Any], why: str) -> None:
    """Mark days of people to be judged anew, in the caller's transaction.

    :param pairs: of person and date, or a query that gives two such columns
    :param why: a word such as `tap`, `cuti`, `libur`
    """
    if isinstance(pairs, QuerySet):
        text, parameters = pairs.order_by().query.sql_with_params()
        source, given = f"({text}) AS given(person_id, date)", list(parameters)
    else:
        known = {(person, date) for person, date in pairs}
        if not known:
            return
        source = "unnest(%s::uuid[], %s::date[]) AS given(person_id, date)"
        given = [[person for person, _date in known], [date for _person, date in known]]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO attendance_touchedday (person_id, date, why) "
            f"SELECT DISTINCT person_id, date, %s FROM {source} "
            "WHERE person_id IS NOT NULL AND date >= %s",
            [why, *given, FIRST],
        )


def touch_span(people: Collection[uuid.UUID], start: datetime.date, end: datetime.date, why: str) -> None:
    """Mark each day from `start` to `end`, both included, of each of many people."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO attendance_touchedday (person_id, date, why) "
            "SELECT person, day::date, %s FROM unnest(%s::uuid[]) AS person, "
            "generate_series(%s::date, %s::date, interval '1 day') AS day",
            [why, list(people), max(start, FIRST), end],
        )


def touch_known_span(
    people: Collection[uuid.UUID], start: datetime.date, end: datetime.date, why: str
) -> None:
    """Mark each day from `start` to `end`, both included, of each of many people, but of nobody days long
    before their first tap or judged day: hours may hold since years in which nothing was recorded here.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO attendance_touchedday (person_id, date, why) "
            "SELECT person, day::date, %(why)s FROM unnest(%(people)s::uuid[]) AS person, "
            "LATERAL (SELECT least("
            "(SELECT local::date FROM attendance_tap WHERE person_id = person ORDER BY local LIMIT 1), "
            "(SELECT date FROM attendance_day WHERE person_id = person ORDER BY date LIMIT 1), "
            "%(end)s::date - %(always)s::int) AS since) AS known, "
            "generate_series(greatest(%(start)s::date, since), %(end)s::date, interval '1 day') AS day",
            {
                "why": why, "people": list(people), "start": max(start, FIRST), "end": end,
                "always": ALWAYS,
            },
        )  # fmt: skip


_MISSING: Final = """
INSERT INTO attendance_touchedday (person_id, date, why)
SELECT m.person_id, day::date, 'belum_dinilai' FROM (
    SELECT h.person_id, greatest(lower(h.berlaku), tap.day, %(first)s::date) AS since,
        least(coalesce(upper(h.berlaku), %(until)s::date), %(until)s::date) AS until
    FROM people_unithistory h, LATERAL (
        SELECT local::date AS day FROM attendance_tap WHERE person_id = h.person_id ORDER BY local LIMIT 1
    ) AS tap
    WHERE h.digantikan IS NULL AND h.berlaku && daterange(%(first)s, %(until)s)
) AS m, LATERAL generate_series(m.since, m.until - 1, interval '1 day') AS day
WHERE (
    SELECT count(*) FROM attendance_day d
    WHERE d.person_id = m.person_id AND d.date >= m.since AND d.date < m.until
) < m.until - m.since
AND NOT EXISTS (SELECT FROM attendance_day d WHERE d.person_id = m.person_id AND d.date = day::date)
"""


def touch_missing(until: datetime.date, back: int) -> int:
    """Mark the days of the last time that are not judged though the person taps, and return how many: where
    taps came late or all at once, nothing marked the days between them, on which somebody was away.

    :param until: the first day that is left out
    :param back: how many days back
    """
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, {"first": until - datetime.timedelta(days=back), "until": until})
        return int(cursor.rowcount)
