"""What is to be closed of a unit in a period, and what is missing before."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from typing import Any, Final

from django.db import connection
from django.db.models.expressions import RawSQL

from praja.organization.models import Unit
from praja.organization.queries import subtree
from praja.people.models import Person
from praja.people.perms import members_of
from praja.performance.enums import JenisPeriode, KeadaanSkp
from praja.performance.models import Period, Skp
from praja.performance.rating.standing import RATED_STATES
from praja.web.prepared import prepared_cursor

TO_CLOSE: Final = """
FROM performance_skp s
LEFT JOIN performance_rating r ON r.skp_id = s.id AND r.period_id = %(period)s AND r.signed_at IS NOT NULL
    AND r.digantikan IS NULL
WHERE s.unit_id = ANY(%(units)s::uuid[]) AND s.state = ANY(%(states)s)
    AND s.berlaku && daterange(%(start)s, %(end)s)
    AND NOT EXISTS (
        SELECT 1 FROM performance_closedrating c
        WHERE c.skp_id = s.id AND c.period_id = %(period)s AND c.digantikan IS NULL
    )
    AND NOT (%(annual)s AND EXISTS (
        SELECT 1 FROM performance_skp n
        WHERE n.person_id = s.person_id AND n.state = ANY(%(states)s) AND lower(n.berlaku) > lower(s.berlaku)
            AND n.berlaku && daterange(%(start)s, %(end)s)
    ))
"""
"""SKP of some units that are not closed yet, with the rating that stands; of a year, each one's last."""


REVIEWED: Final = """
EXISTS (
    SELECT 1 FROM performance_review v
    WHERE v.rating_id = r.id AND v.state IN ('antre', 'dibahas', 'dikembalikan') AND NOT EXISTS (
        SELECT 1 FROM performance_objection o
        WHERE o.skp_id = s.id AND o.period_id = r.period_id AND o.state = 'diputus'
    )
)
"""
"""That the rating that stands is still before the assessment team, or was sent back by it; with `TO_CLOSE`.

What was decided on an objection is final, whatever the team had to say."""


def units_to_close(unit: Unit, period: Period, on: datetime.date) -> set[uuid.UUID]:
    """Return a unit with all that were below it at the end of a period, or are now.

    Of a government, they are all that it ever had: a unit that was merged in the year is one of them.
    """
    if unit.government_id is None:
        with prepared_cursor() as cursor:
            cursor.execute("SELECT id FROM organization_unit WHERE government_id = %s", [unit.pk])
            return {unit.pk, *(pk for (pk,) in cursor.fetchall())}
    last = period.days.upper - datetime.timedelta(days=1)
    return {unit.pk, *subtree([unit], last), *subtree([unit], on)}


def to_close(unit: Unit, period: Period, on: datetime.date) -> dict[str, Any]:
    """Return what `TO_CLOSE` is asked with, for a unit with all below it (`units_to_close`)."""
    return {
        "period": period.pk,
        "units": "{" + ",".join(map(str, units_to_close(unit, period, on))) + "}",
        "states": list(RATED_STATES),
        "start": period.days.lower,
        "end": period.days.upper,
        "annual": period.kind == JenisPeriode.TAHUNAN,
    }


@dataclasses.dataclass(slots=True)
class Waiting:
    """Those whom one appraiser has not rated yet."""

    appraiser: str
    people: list[tuple[str, uuid.UUID]] = dataclasses.field(default_factory=list)
    """Each with the SKP."""


@dataclasses.dataclass(frozen=True, slots=True)
class Readiness:
    """How far the ratings of a unit are in a period."""

    rated: int
    missing: int
    """How many are not rated."""
    waiting: list[Waiting]
    """Who they are: the first of them, where they are many."""
    without: list[Person]
    """Who works there and has no SKP in the period."""
    closed: int
    reviewed: list[tuple[str, uuid.UUID, bool]]
    """Whose rating is still before the assessment team, each with the review and whether it was sent back."""

    @property
    def more(self) -> int:
        """How many who are not rated are not told of."""
        return self.missing - sum(len(one.people) for one in self.waiting)


_READY = f"""
WITH open AS MATERIALIZED (
    SELECT s.id, s.person_id, s.appraiser_id, s.appraiser_name, r.id AS rating {TO_CLOSE}
)
SELECT 'rated', NULL::uuid, count(*)::text, '' FROM open WHERE open.rating IS NOT NULL
UNION ALL (
    SELECT 'waiting', open.id, btrim(p.title_before || ' ' || p.name),
        coalesce(a.name, nullif(open.appraiser_name, ''), '')
    FROM open JOIN people_person p ON p.id = open.person_id
    LEFT JOIN people_person a ON a.id = open.appraiser_id
    WHERE open.rating IS NULL ORDER BY 4, 3 LIMIT %(most)s
)
UNION ALL SELECT 'missing', NULL, count(*)::text, '' FROM open WHERE open.rating IS NULL
UNION ALL (
    SELECT 'reviewed', v.id, btrim(p.title_before || ' ' || p.name), v.state
    FROM open AS s JOIN performance_rating r ON r.id = s.rating
    JOIN performance_review v ON v.rating_id = r.id
    JOIN people_person p ON p.id = s.person_id
    WHERE {REVIEWED} ORDER BY v.state = 'dikembalikan', 3
)
"""
_CLOSED = """
SELECT count(*) FROM performance_closedrating
WHERE period_id = %(period)s AND unit_id = ANY(%(units)s::uuid[]) AND digantikan IS NULL
"""
MOST_TOLD = 100


def readiness(unit: Unit, period: Period, on: datetime.date) -> Readiness:
    """Return who has rated whom in a unit with all below it, in a number of queries that stays."""
    given = to_close(unit, period, on)
    with connection.cursor() as cursor:
        cursor.execute(_READY, given | {"most": MOST_TOLD})
        found = cursor.fetchall()
        cursor.execute(_CLOSED, given)
        closed = cursor.fetchone()[0]
    counts = {kind: int(count) for kind, pk, count, _said in found if pk is None}
    waiting: dict[str, Waiting] = {}
    for kind, pk, name, appraiser in found:
        if kind == "waiting":
            waiting.setdefault(appraiser, Waiting(appraiser)).people.append((name, pk))
    reviewed = [(name, pk, state == "dikembalikan") for kind, pk, name, state in found if kind == "reviewed"]
    last = period.days.upper - datetime.timedelta(days=1)
    planned = (
        Skp.objects.filter(berlaku__overlap=period.days).exclude(state=KeadaanSkp.DIBATALKAN).values("person")
    )
    units = Unit.objects.filter(pk__in=RawSQL("SELECT unnest(%s::uuid[])", [given["units"]]))
    without = list(
        Person.objects.filter(members_of(units, last))
        .exclude(pk__in=planned)
        .filter(statushistory_set__berlaku__contains=last, statushistory_set__digantikan__isnull=True)
        .only("name", "title_before", "title_after")
        .order_by("name")[:MOST_TOLD]
    )
    return Readiness(counts["rated"], counts["missing"], list(waiting.values()), without, closed, reviewed)
