"""What closed periods say of people, for pay and others: in one query, as known at a moment.

Where a government is rated in e-Kinerja of BKN (`bkn.modes`), its predicates as imported take the place of
closings.
"""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Collection
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from praja.organization.models import Unit
from praja.performance.enums import JenisPeriode, YangMenilai


class Closed(NamedTuple):
    """What a closed period says of a person, or e-Kinerja of BKN."""

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
    """The closing, or the import."""
    number: int
    """Which closing of the unit it is: more than one where it was opened again; or which import."""
    unit: uuid.UUID
    """The unit that was closed, or that the import was for."""
    since: datetime.datetime
    """When it was closed, or applied."""
    by: str
    """Who closed it, or imported it."""
    kind: str
    """Of the period, with its number and year."""
    part: int
    year: int
    by_bkn: bool
    """Whether e-Kinerja of BKN said it."""
    objection: str
    """The number of the objection by whose decision it is so; empty where it was closed so."""
    final_score: Decimal | None
    """Of results and behaviour together, where the law of the government gives one."""


_FACTS = """
WITH period AS (
    SELECT id, kind, number, year, upper(days) AS over FROM performance_period
    WHERE government_id = %(government)s AND kind <> %(annual)s AND upper(days) <= %(next)s
    ORDER BY upper(days) DESC, lower(days) DESC LIMIT 1
), mode AS MATERIALIZED (
    SELECT coalesce((
        SELECT m.mode FROM performance_ratingmode m, period
        WHERE m.government_id = %(government)s AND m.accepted AND m.since < period.over {decided}
        ORDER BY m.since DESC, m.version DESC LIMIT 1
    ), %(praja)s) = %(bkn)s AS by_bkn
)
(SELECT DISTINCT ON (r.person_id) r.person_id, r.predicate, r.result, r.behaviour, r.achievement, r.score,
       r.flags::text, c.id, c.number, c.unit_id, r.tercatat, coalesce(nullif(a.name, ''), a.username),
       period.kind, period.number, period.year, false, coalesce(o.number || '/' || o.year, ''),
       r.final_score
FROM period
JOIN performance_closedrating r ON r.period_id = period.id
JOIN performance_closing c ON c.id = r.closing_id
JOIN accounts_user a ON a.id = c.by_id
JOIN performance_skp s ON s.id = r.skp_id
LEFT JOIN performance_objectiondecision d ON d.rating_id = r.rating_id
LEFT JOIN performance_objection o ON o.id = d.objection_id
WHERE NOT (SELECT by_bkn FROM mode) AND (%(all)s OR r.person_id = ANY(%(people)s::uuid[])) AND {known}
ORDER BY r.person_id, lower(s.berlaku) DESC)
UNION ALL
SELECT r.person_id, r.predicate, r.result, r.behaviour, NULL, NULL,
       '[]', i.id, i.number, i.unit_id, r.tercatat, coalesce(nullif(a.name, ''), a.username),
       period.kind, period.number, period.year, true, '', NULL
FROM period
JOIN performance_bknpredicate r ON r.period_id = period.id
JOIN performance_bknimport i ON i.id = r.source_id
JOIN accounts_user a ON a.id = i.made_by_id
WHERE (SELECT by_bkn FROM mode) AND (%(all)s OR r.person_id = ANY(%(people)s::uuid[])) AND {known}
"""
_NOW = {"known": "r.digantikan IS NULL", "decided": ""}
_THEN = {
    "known": "r.tercatat <= %(known_at)s AND (r.digantikan IS NULL OR r.digantikan > %(known_at)s)",
    "decided": "AND m.decided_at <= %(known_at)s",
}


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
    known: no older period stands in for it. Of several SKP of a person the last one counts. A period that
    e-Kinerja of BKN rates is known of those whose predicate was imported.

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
        "praja": YangMenilai.PRAJA,
        "bkn": YangMenilai.BKN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FACTS.format(**(_NOW if known_at is None else _THEN)), given)
        return [Closed._make((*row[:6], json.loads(row[6]), *row[7:])) for row in cursor.fetchall()]
