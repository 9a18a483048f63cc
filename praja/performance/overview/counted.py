"""What was rated and what stands in the way in a unit: how many there are of each, and which they are."""

from __future__ import annotations

import dataclasses
import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.utils.translation import get_language, gettext_lazy

from praja.access.queries import names_of
from praja.organization.queries import ancestor_ids
from praja.performance import law
from praja.performance.enums import KeadaanHambatan
from praja.performance.follow.queries import OPEN
from praja.performance.models import Obstacle, Rating, UnitAchievement
from praja.performance.overview.funnel import Scope
from praja.performance.rating.packs import pack_of

# --- predicates


def rated_in(scope: Scope, ratings: QuerySet[Rating] | None = None) -> QuerySet[Rating]:
    """Return the signed ratings of a period that stand, of the SKP of the unit and of those below.

    :param ratings: those that one may see; by default all, to be counted
    """
    rows = (Rating.objects.all() if ratings is None else ratings).filter(
        scope.here("skp__unit"), period=scope.period, signed_at__isnull=False, digantikan__isnull=True
    )
    return rows if scope.period is not None else rows.none()


@dataclasses.dataclass(frozen=True, slots=True)
class Spread:
    """How predicates are spread, beside the predicate of the unit itself and what that one lets expect."""

    counts: Counter[str]
    organisation: UnitAchievement | None
    """Of the unit, or of the nearest one above of which it was said."""
    organisation_name: str
    meaningful: bool
    """Whether there are people enough for the pattern to mean anything."""
    allowed: dict[str, tuple[int, int]]
    """By predicate how many people the pattern expects, at least and at most; where it is meaningful."""
    violations: Sequence[law.Violation]

    @property
    def total(self) -> int:
        """How many are rated."""
        return self.counts.total()


def spread_of(scope: Scope) -> Spread:
    """Return how the predicates of the period are spread."""
    rows = rated_in(scope).order_by().values_list("predicate").annotate(count=Count("pk"))
    counts = Counter(dict(rows))
    organisation, name = _organisation(scope)
    if scope.period is None or not counts:
        return Spread(counts, organisation, name, False, {}, [])
    last = scope.period.days.upper - datetime.timedelta(days=1)
    pack = pack_of(scope.period.government, last)
    total = counts.total()
    try:
        meaningful = law.pattern_is_meaningful(counts, on=last, pack=pack)
        if not meaningful or organisation is None:
            return Spread(counts, organisation, name, meaningful, {}, [])
        said = organisation.predicate
        lang = (get_language() or "id")[:2]
        violations = law.pattern(counts, said, on=last, pack=pack, lang=lang)
        # Of 27 people “at most 70 %” are 18, and “at least 10 %” are 3.
        allowed = {
            key: (-(-one.least * total // 1), one.most * total // 1)
            for key, one in law.allowed(said, on=last, pack=pack).items()
        }
    except law.RatingUnknown:
        return Spread(counts, organisation, name, False, {}, [])
    return Spread(counts, organisation, name, meaningful, allowed, violations)


def _organisation(scope: Scope) -> tuple[UnitAchievement | None, str]:
    above = ancestor_ids(scope.unit, scope.day)
    rows = UnitAchievement.objects.filter(period=scope.period, unit__in=above, digantikan__isnull=True)
    found = {one.unit_id: one for one in rows}
    nearest = next((unit for unit in above if unit in found), None)
    if nearest is None:
        return None, ""
    return found[nearest], names_of([nearest], scope.day).get(nearest, "")


# --- obstacles

AGES: Final = (
    ("baru", gettext_lazy("Kurang dari dua minggu"), 0),
    ("sedang", gettext_lazy("Dua sampai enam minggu"), 14),
    ("lama", gettext_lazy("Lebih dari enam minggu"), 43),
)
"""For how many days at least an obstacle has stood."""
STANDING: Final = {
    "menunggu": gettext_lazy("Menunggu keputusan"),
    "lewat": gettext_lazy("Lewat batas"),
    "ditangani": gettext_lazy("Sedang ditangani"),
}


def obstacles_in(scope: Scope, obstacles: QuerySet[Obstacle] | None = None) -> QuerySet[Any]:
    """Return the open obstacles of a unit and of those below, each with its `age` and `standing`.

    :param obstacles: those that one may see; by default all, to be counted
    """
    day = scope.day
    late = Q(state=KeadaanHambatan.DITERIMA, due__lt=day)
    rows = Obstacle.objects.all() if obstacles is None else obstacles
    return rows.filter(scope.here("skp__unit"), skp__year=scope.year, state__in=OPEN).annotate(
        age=Case(*_ages(day), default=Value("baru"), output_field=CharField()),
        standing=Case(
            When(state=KeadaanHambatan.DILAPORKAN, then=Value("menunggu")),
            When(late, then=Value("lewat")),
            default=Value("ditangani"),
            output_field=CharField(),
        ),
    )


def _ages(day: datetime.date) -> list[When]:
    oldest_first = sorted(AGES, key=lambda one: -one[2])
    return [
        When(since__lte=day - datetime.timedelta(days=least), then=Value(key))
        for key, _label, least in oldest_first
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Hindered:
    """How many open obstacles there are of each kind, age and standing."""

    kinds: Counter[str]
    ages: Counter[str]
    standing: Counter[str]


def hindered_in(scope: Scope) -> Hindered:
    """Return how many open obstacles there are of each, in one query."""
    rows = obstacles_in(scope).order_by().values_list("kind", "age", "standing").annotate(count=Count("pk"))
    found = Hindered(Counter(), Counter(), Counter())
    for kind, age, standing, count in rows:
        found.kinds[kind] += count
        found.ages[age] += count
        found.standing[standing] += count
    return found
