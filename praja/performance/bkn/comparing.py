"""What Praja and e-Kinerja say of a unit's people in a period, held against each other in the database."""

from __future__ import annotations

import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import CharField, JSONField, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from praja.organization.models import Unit
from praja.people.models import Person
from praja.performance.models import BknPredicate, Period, Rating
from praja.performance.rating.closing import units_to_close

SAME: Final = "sama"
DIFFERS: Final = "berbeda"
HERE: Final = "praja"
THERE: Final = "bkn"
NAMES: Final[dict[str, str | Promise]] = {
    DIFFERS: _("Berbeda"),
    HERE: _("Hanya di Praja"),
    THERE: _("Hanya di BKN"),
    SAME: _("Sama"),
}
"""How the two can stand to each other, what needs to be looked at first."""
LOOKS: Final[dict[str, str]] = {DIFFERS: "bad", HERE: "warn", THERE: "warn", SAME: "ok"}


_BOTH = """
WITH rated AS (
    SELECT DISTINCT ON (s.person_id) s.person_id, r.predicate, r.result, r.behaviour
    FROM performance_rating r JOIN performance_skp s ON s.id = r.skp_id
    WHERE r.period_id = %s AND r.signed_at IS NOT NULL AND r.digantikan IS NULL
        AND s.unit_id = ANY(%s::uuid[])
    ORDER BY s.person_id, lower(s.berlaku) DESC
), said AS (
    SELECT person_id, predicate, result, behaviour FROM performance_bknpredicate
    WHERE period_id = %s AND digantikan IS NULL AND unit_id = ANY(%s::uuid[])
)
"""
"""Whom either rated in a period. Of Praja counts what is signed; of several SKP of a person the last one."""
_EQUAL = "(rated.predicate, rated.result, rated.behaviour) = (said.predicate, said.result, said.behaviour)"
_COUNTED = f"""{_BOTH}
SELECT CASE WHEN said.person_id IS NULL THEN '{HERE}' WHEN rated.person_id IS NULL THEN '{THERE}'
    WHEN {_EQUAL} THEN '{SAME}' ELSE '{DIFFERS}' END, count(*)
FROM rated FULL JOIN said ON said.person_id = rated.person_id GROUP BY 1
"""
_WHO: Final = {
    HERE: "SELECT person_id FROM rated EXCEPT SELECT person_id FROM said",
    THERE: "SELECT person_id FROM said EXCEPT SELECT person_id FROM rated",
    SAME: f"SELECT person_id FROM rated JOIN said USING (person_id) WHERE {_EQUAL}",
    DIFFERS: f"SELECT person_id FROM rated JOIN said USING (person_id) WHERE NOT {_EQUAL}",
}
"""Who stands in each way, each said by itself, so that the database can tell about how many they are."""


def _asked(unit: Unit, period: Period, on: datetime.date) -> tuple[Any, ...]:
    units = "{" + ",".join(map(str, units_to_close(unit, period, on))) + "}"
    return (period.pk, units, period.pk, units)


def counted(unit: Unit, period: Period, on: datetime.date) -> dict[str, int]:
    """Return how many people of a unit with all below it stand how."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, _asked(unit, period, on))
        found = dict(cursor.fetchall())
    return {name: found.get(name, 0) for name in NAMES}


def compared(unit: Unit, period: Period, on: datetime.date, stand: str) -> QuerySet[Any]:
    """Return the people of a unit with all below it who stand in one way, each with what both say.

    `here` and `there` are what each says, empty where it says nothing; `…_predicate` is what they sort by.
    """
    ids = RawSQL(f"{_BOTH} {_WHO[stand]}", _asked(unit, period, on))
    rated = Rating.objects.filter(period=period, signed_at__isnull=False, digantikan__isnull=True)
    rating = rated.filter(skp__person=OuterRef("pk")).order_by("-skp__berlaku__startswith")
    other = BknPredicate.objects.filter(period=period, digantikan__isnull=True, person=OuterRef("pk"))
    people = Person.objects.filter(pk__in=ids).only("name", "title_before", "title_after", "nip")
    return people.annotate(
        here=_said(rating, rating="pk"),
        there=_said(other, import_number="source__number"),
        stand=Value(stand),
    ).alias(here_predicate=_predicate(rating), there_predicate=_predicate(other))


def _said(rows: QuerySet[Any], **more: str) -> Coalesce:
    """Return what the first of some rows says in one value: each value by itself is sought for everybody."""
    said = JSONObject(
        predicate="predicate", result="result", behaviour="behaviour", rater="rater_name", **more
    )
    return Coalesce(Subquery(rows.values(said=said)[:1]), Value({}, JSONField()))


def _predicate(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("predicate")[:1]), Value(""), output_field=CharField())
