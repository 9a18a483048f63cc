"""What closed months say of people, for pay and others: in one query, as known at a moment."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

from django.db import connection

from praja.attendance.days.recap import NAMES

SANCTION: Final = "bulan_sanksi_lebaran"
"""Which month it is since somebody was absent on the first workday after Idulfitri: that month is the first,
the one a year later none any more."""
COUNTS: Final = frozenset(NAMES) | {SANCTION}
"""The facts of the law that closings tell."""
EVENTS: Final = frozenset({"jenis_kejadian", "menit", "menit_diganti"})
"""What it tells of each event."""


class ClosedDays(NamedTuple):
    """What was closed of a person's month."""

    person: uuid.UUID
    facts: dict[str, Any]
    rows: list[dict[str, Any]]
    row: uuid.UUID
    closing: uuid.UUID
    number: int
    """Which closing of the unit it is: more than one where it was opened again."""
    by: str


_FACTS: Final = """
SELECT r.person_id, r.facts::text, r.rows::text, {since}, r.id, c.id, c.number,
    coalesce(nullif(a.name, ''), a.username)
FROM attendance_closedmonth r
JOIN attendance_closing c ON c.id = r.closing_id
JOIN accounts_user a ON a.id = c.by_id
WHERE r.month = %(month)s AND (%(all)s OR r.person_id = ANY(%(people)s::uuid[])) AND {known}
"""
# A month that is open again counts as it was closed last.
_SINCE: Final = """(
    SELECT max(e.month) FROM (
        SELECT DISTINCT ON (p.month) p.month, p.facts FROM attendance_closedmonth p
        WHERE p.person_id = r.person_id AND p.month <= r.month AND p.month > r.month - interval '1 year'
            AND (%(known_at)s::timestamptz IS NULL OR p.tercatat <= %(known_at)s)
        ORDER BY p.month, p.tercatat DESC
    ) AS e WHERE (e.facts ->> 'alpa_sesudah_libur')::int > 0
)"""
_NOW: Final = "r.digantikan IS NULL"
_THEN: Final = "r.tercatat <= %(known_at)s AND (r.digantikan IS NULL OR r.digantikan > %(known_at)s)"


def facts(
    month: datetime.date,
    known_at: datetime.datetime | None = None,
    *,
    people: Collection[uuid.UUID | str] | None = None,
    sanction: bool = False,
) -> list[ClosedDays]:
    """Return what was closed of a month, a person a row, in one query. While a month is not closed, nothing
    is known of it.

    :param month: its first day
    :param known_at: as of when it is asked; None for now
    :param people: of whom; None for all
    :param sanction: whether closings of the months before are asked for `bulan_sanksi_lebaran`, too
    """
    given = {
        "month": month.replace(day=1),
        "known_at": known_at,
        "all": people is None,
        "people": "{" + ",".join(map(str, people or ())) + "}",
    }
    with connection.cursor() as cursor:
        known = _NOW if known_at is None else _THEN
        cursor.execute(_FACTS.format(known=known, since=_SINCE if sanction else "NULL::date"), given)
        return [
            ClosedDays(person, {**json.loads(counts), **_sanction(since, month)}, json.loads(rows), *more)
            for person, counts, rows, since, *more in cursor.fetchall()
        ]


def _sanction(since: datetime.date | None, month: datetime.date) -> Mapping[str, int]:
    """Return which month of the sanction a month is; nothing of whom none was closed."""
    if since is None:
        return {}
    return {SANCTION: 12 * (month.year - since.year) + month.month - since.month + 1}
