"""What closed periods say of people, for pay and others: in one query, as known at a moment."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Collection
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from praja.organization.models import Unit
from praja.performance.enums import JenisPeriode


class Closed(NamedTuple):
    """What a closed period says of a person."""

    person: uuid.UUID
    predicate: str
    """Empty where the period was closed and nobody had rated."""
    result: str
    behaviour: str
    achievement: Decimal | None
    """In percent."""
    score: Decimal | None
    flags: list[str]
    closing: uuid.UUID
    number: int
    """Which closing of the unit it is: more than one where it was opened again."""
    unit: uuid.UUID
    """The unit that was closed."""
    since: datetime.datetime
    """When it was closed."""
    by: str
    """Who closed it."""
    kind: str
    """Of the period, with its number and year."""
    part: int
    year: int


_FACTS = """
WITH period AS (
    SELECT id, kind, number, year FROM performance_period
    WHERE government_id = %(government)s AND kind <> %(annual)s AND upper(days) <= %(next)s
    ORDER BY upper(days) DESC, lower(days) DESC LIMIT 1
)
SELECT DISTINCT ON (r.person_id) r.person_id, r.predicate, r.result, r.behaviour, r.achievement, r.score,
       r.flags::text, c.id, c.number, c.unit_id, r.tercatat, coalesce(nullif(a.name, ''), a.username),
       period.kind, period.number, period.year
FROM period
JOIN performance_closedrating r ON r.period_id = period.id
JOIN performance_closing c ON c.id = r.closing_id
JOIN accounts_user a ON a.id = c.by_id
JOIN performance_skp s ON s.id = r.skp_id
WHERE (%(all)s OR r.person_id = ANY(%(people)s::uuid[])) AND {known}
ORDER BY r.person_id, lower(s.berlaku) DESC
"""
_NOW = "r.digantikan IS NULL"
_THEN = "r.tercatat <= %(known_at)s AND (r.digantikan IS NULL OR r.digantikan > %(known_at)s)"


def facts(
    period_month: datetime.date,
    known_at: datetime.datetime | None = None,
    *,
    government: Unit,
    people: Collection[uuid.UUID | str] | None = None,
) -> list[Closed]:
    """Return what counts for a month, a person a row, in one query.

    The period that counts is the one that ended last, at the latest with the month: where a government rates
    by the month, that month itself; by the quarter, the last whole one. While it is not closed, nothing is
    known: no older period stands in for it. Of several SKP of a person the last one counts.

    :param period_month: the first day of the month
    :param known_at: as of when it is asked; None for now
    :param people: of whom; None for all of the government
    """
    given: dict[str, Any] = {
        "government": government.pk,
        "annual": JenisPeriode.TAHUNAN,
        "next": (period_month.replace(day=1) + datetime.timedelta(days=32)).replace(day=1),
        "known_at": known_at,
        "all": people is None,
        "people": "{" + ",".join(map(str, people or ())) + "}",
    }
    with connection.cursor() as cursor:
        cursor.execute(_FACTS.format(known=_NOW if known_at is None else _THEN), given)
        return [Closed._make((*row[:6], json.loads(row[6]), *row[7:])) for row in cursor.fetchall()]
