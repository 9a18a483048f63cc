"""Marking days that must be judged anew: everything that a day is judged by tells it here."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

FIRST = datetime.date(2015, 1, 1)
"""Before this day nothing is judged: a device that has lost its time says 2000."""


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
