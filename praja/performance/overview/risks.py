"""Which goals of a unit are at risk: what carries them is behind plan, or nobody carries them.

What carries a goal are the results of those who took it over, and the results that serve these directly. They
are held against the plan as the pages of the months do, by the month that is followed.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from praja.people.models import Person
from praja.performance.follow import clock
from praja.performance.follow.months import months_of
from praja.performance.follow.progress import Reached, progress_of, target_at
from praja.performance.models import Goal, IndicatorVersion, Obstacle, Skp
from praja.performance.overview.funnel import Scope


@dataclasses.dataclass(slots=True)
class Risk:
    """A goal, and how far those are who carry it."""

    goal: Goal
    served: bool
    """Whether another goal serves it, so that nobody need carry it directly."""
    people: set[uuid.UUID] = dataclasses.field(default_factory=set)
    """Who carries it."""
    behind: dict[uuid.UUID, list[str]] = dataclasses.field(default_factory=dict)
    """Who of them is behind plan, and with which indicators."""

    @property
    def uncarried(self) -> bool:
        """Whether nobody carries it, and no other goal serves it."""
        return not self.people and not self.served

    @property
    def rank(self) -> tuple[int, int]:
        """Where it stands: first what nobody carries, then where most are behind."""
        return (-self.uncarried, -len(self.behind))


_CARRIED = """
WITH shown AS (
    SELECT DISTINCT ON (v.skp_id) v.id, v.skp_id FROM performance_skpversion v
    JOIN performance_skp s ON s.id = v.skp_id
    WHERE s.unit_id {units} AND s.year = %(year)s AND s.state <> 'dibatalkan' AND v.state = 'disepakati'
    ORDER BY v.skp_id, v.number DESC
), direct AS (
    SELECT r.goal_id, r.rhk_id, r.version_id, shown.skp_id
    FROM performance_rhkversion r JOIN shown ON shown.id = r.version_id
    WHERE r.goal_id = ANY(%(goals)s::uuid[])
)
SELECT goal_id, rhk_id, version_id, skp_id FROM direct
UNION
SELECT direct.goal_id, r.rhk_id, r.version_id, shown.skp_id
FROM direct JOIN performance_rhkversion r ON r.serves_id = direct.rhk_id JOIN shown ON shown.id = r.version_id
"""
_REACHED = """
SELECT indicator_id, count(value), coalesce(sum(value), 0),
    (array_agg(value ORDER BY month DESC) FILTER (WHERE value IS NOT NULL))[1],
    (array_agg(done_on ORDER BY month DESC) FILTER (WHERE done_on IS NOT NULL))[1]
FROM performance_realisation
WHERE indicator_id = ANY(%(indicators)s::uuid[]) AND month <= %(month)s::date AND digantikan IS NULL
GROUP BY indicator_id
"""


def risks_of(scope: Scope, goals: QuerySet[Goal]) -> list[Risk]:
    """Return the goals of the unit itself, those at risk first; in a number of queries that stays.

    :param goals: those that one may see
    """
    rows = list(goals.filter(unit=scope.unit, year=scope.year).order_by("order", "text"))
    serving = goals.filter(parent__in=[one.pk for one in rows])
    served = set(serving.values_list("parent_id", flat=True))
    risks = {one.pk: Risk(one, one.pk in served) for one in rows}
    if risks:
        _carry(scope, risks)
    return sorted(risks.values(), key=lambda one: one.rank)


def _carry(scope: Scope, risks: dict[uuid.UUID, Risk]) -> None:
    with connection.cursor() as cursor:
        asked = scope.asked | {"year": scope.year, "goals": list(risks)}
        cursor.execute(_CARRIED.format(units=scope.units), asked)
        carried = cursor.fetchall()
    skps = {one.pk: one for one in Skp.objects.filter(pk__in={row[3] for row in carried})}
    by_result: dict[tuple[uuid.UUID, uuid.UUID], set[uuid.UUID]] = defaultdict(set)
    for goal, rhk, version, skp in carried:
        risks[goal].people.add(skps[skp].person_id)
        by_result[version, rhk].add(goal)
    if scope.month is None:
        return
    lines = IndicatorVersion.objects.filter(version__in={row[2] for row in carried}).select_related(
        "indicator", "version"
    )
    behind = _behind(
        scope, [one for one in lines if (one.version_id, one.indicator.rhk_id) in by_result], skps
    )
    for one in behind:
        for goal in by_result[one.version_id, one.indicator.rhk_id]:
            person = skps[one.version.skp_id].person_id
            risks[goal].behind.setdefault(person, []).append(one.text)


def _behind(
    scope: Scope, lines: list[IndicatorVersion], skps: dict[uuid.UUID, Skp]
) -> Iterable[IndicatorVersion]:
    """Return the indicators that are behind plan at the end of the month that is followed."""
    month = scope.month
    assert month is not None
    ids = [one.indicator_id for one in lines]
    with connection.cursor() as cursor:
        cursor.execute(_REACHED, {"indicators": ids, "month": month})
        reached = {row[0]: Reached(*row[1:]) for row in cursor.fetchall()}
    deciding: dict[uuid.UUID | None, list[Obstacle]] = defaultdict(list)
    for obstacle in Obstacle.objects.filter(indicator__in=ids).exclude(effect="tidak_ada"):
        deciding[obstacle.indicator_id].append(obstacle)
    months = {pk: months_of(skp) for pk, skp in skps.items()}
    day = clock.last_day(month)
    for one in lines:
        target = target_at(one, deciding[one.indicator_id], day)
        known = reached.get(one.indicator_id, Reached())
        if not target.excluded and progress_of(one, known, months[one.version.skp_id], month, target).behind:
            yield one


def people_behind(risk: Risk) -> QuerySet[Person]:
    """Return the people who carry a goal and are behind plan."""
    return Person.objects.filter(pk__in=list(risk.behind))


def people_carrying(risk: Risk) -> QuerySet[Person]:
    """Return the people who carry a goal."""
    return Person.objects.filter(pk__in=list(risk.people))
