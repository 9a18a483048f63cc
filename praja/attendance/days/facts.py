"""What closed months say of people, for pay and others: in one query, as known at a moment."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Collection
from typing import Any, Final, NamedTuple

from django.db import connection

from praja.attendance.days.recap import LABELS

COUNTS: Final = frozenset(LABELS)
"""The facts of the law that a closing counts."""
EVENTS: Final = frozenset({"jenis_kejadian", "menit", "menit_diganti"})
"""What it tells of each event."""


class ClosedDays(NamedTuple):
    """What was closed of a person's month."""

    person: uuid.UUID
    facts: dict[str, int]
    rows: list[dict[str, Any]]
    row: uuid.UUID
    closing: uuid.UUID
    number: int
    """Which closing of the unit it is: more than one where it was opened again."""
    by: str


_FACTS: Final = """
SELECT r.person_id, r.facts::text, r.rows::text, r.id, c.id, c.number,
    coalesce(nullif(a.name, ''), a.username)
FROM attendance_closedmonth r
JOIN attendance_closing c ON c.id = r.closing_id
JOIN accounts_user a ON a.id = c.by_id
WHERE r.month = %(month)s AND (%(all)s OR r.person_id = ANY(%(people)s::uuid[])) AND {known}
"""
_NOW: Final = "r.digantikan IS NULL"
_THEN: Final = "r.tercatat <= %(known_at)s AND (r.digantikan IS NULL OR r.digantikan > %(known_at)s)"


def facts(
    month: datetime.date,
    known_at: datetime.datetime | None = None,
    *,
    people: Collection[uuid.UUID | str] | None = None,
) -> list[ClosedDays]:
    """Return what was closed of a month, a person a row, in one query. While a month is not closed, nothing
    is known of it.

    :param month: its first day
    :param known_at: as of when it is asked; None for now
    :param people: of whom; None for all
    """
    given = {
        "month": month.replace(day=1),
        "known_at": known_at,
        "all": people is None,
        "people": "{" + ",".join(map(str, people or ())) + "}",
    }
    with connection.cursor() as cursor:
        cursor.execute(_FACTS.format(known=_NOW if known_at is None else _THEN), given)
        return [
            ClosedDays(person, json.loads(counts), json.loads(rows), *more)
            for person, counts, rows, *more in cursor.fetchall()
        ]
