"""Reading goals and programmes, and who carries them."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, UUIDField
from django.db.models.expressions import RawSQL

from praja.organization.models import PositionVersion, Unit, UnitVersion
from praja.organization.queries import children, lineage, subtree
from praja.people.models import JabatanHistory, Person
from praja.performance.enums import JenisRhk, KeadaanSkp, KeadaanVersi
from praja.performance.goals.perms import may_see_goals
from praja.performance.measuring import MEASURES
from praja.performance.models import (
    Goal,
    GoalIndicator,
    IndicatorVersion,
    Programme,
    ProgrammeMember,
    RhkVersion,
    Skp,
    SkpVersion,
)
from praja.performance.queries import shown_versions, skps_visible_to
from praja.web.prepared import prepared_cursor, rows_of


def goals_visible_to(user: Any) -> QuerySet[Goal]:
    """Return the goals that an account may see, withdrawn ones left out."""
    found = Goal.objects.filter(withdrawn_at__isnull=True)
    return found if may_see_goals(user) else found.none()


def programmes_visible_to(user: Any) -> QuerySet[Programme]:
    """Return the programmes that an account may see, withdrawn ones left out."""
    found = Programme.objects.filter(withdrawn_at__isnull=True)
    return found if may_see_goals(user) else found.none()


def indicators_of_goals() -> QuerySet[GoalIndicator]:
    """Return the indicators of goals that stand, in their order."""
    return GoalIndicator.objects.filter(withdrawn_at__isnull=True).order_by("order", "text")


def goals_of(user: Any, unit: Unit | uuid.UUID, year: int) -> QuerySet[Goal]:
    """Return the goals of a unit for a year in their order, each with its indicators (`shown_indicators`)."""
    return (
        _goals(user, unit, year)
        .select_related("parent")
        .prefetch_related(Prefetch("indicators", queryset=indicators_of_goals(), to_attr="shown_indicators"))
    )


def _goals(user: Any, unit: Unit | uuid.UUID, year: int) -> QuerySet[Goal]:
    return goals_visible_to(user).filter(unit=unit, year=year).order_by("order", "text")


def goals_that_may_be_served(user: Any, unit: Unit, year: int, on: datetime.date) -> QuerySet[Goal]:
    """Return the goals that a goal of a unit may serve: its own, and those of the units above it."""
    above = [one.unit_id for one in lineage(unit, on)] or [unit.pk]
    return goals_visible_to(user).filter(unit__in=above, year=year).order_by("unit", "order", "text")


# --- the cascade


@dataclasses.dataclass(slots=True)
class Promise:
    """A result that somebody promises: a line of the cascade."""

    rhk: uuid.UUID
    text: str
    kind: str
    skp: uuid.UUID
    person: Person
    position: str
    agreed: bool
    serves: uuid.UUID | None
    goal: uuid.UUID | None
    indicators: Sequence[IndicatorVersion] = ()
    below: list[Promise] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(slots=True)
class Cascade:
    """How the results of people hang together with the goals of their unit."""

    goals: list[tuple[Goal, list[Promise]]]
    """Each goal with the promises that carry it; those that serve these stand below them."""
    outward: list[Promise]
    """Results that serve a result of somebody outside of what is seen here: those of a head, as a rule."""
    adrift: list[Promise]
    """Main results that serve neither a goal nor a result, or only one another."""
    uncarried: list[Goal]
    """Goals that nobody carries, of those that no other goal serves."""
    idle: list[tuple[Person, str, uuid.UUID | None]]
    """People who carry nothing: their post, and their SKP if they have one."""
    people: int
    """How many of the people told of here one may see."""
    below: Sequence[UnitVersion] = ()
    """Of a unit too large to be shown whole: the units directly below, each to be opened by itself."""
    anything: bool = False
    """Whether any SKP of it may be seen (`may_see_cascade`)."""


MOST_PEOPLE = 120
"""Of whom a cascade shows all results; of a larger unit it shows its own people and the heads below it."""


def promises_of(
    skps: QuerySet[Skp], on: datetime.date
) -> tuple[dict[uuid.UUID, Promise], dict[uuid.UUID, SkpVersion]]:
    """Return what some SKP promise, by result, and the version read of each SKP.

    The agreed version is read, or else the one that is negotiated.

    :param skps: those that the account may see
    """
    named = ("person__name", "person__title_before", "person__title_after")
    rows = {one.pk: one for one in skps.select_related("person").only("person", "position", *named)}
    versions = {one.pk: one for one in rows_of(SkpVersion, _SHOWN, {"skps": list(rows)})}
    for one in versions.values():
        one.skp = rows[one.skp_id]
    posts = titles_of({one.skp.position_id for one in versions.values()}, on)
    measured: dict[tuple[uuid.UUID, uuid.UUID], list[IndicatorVersion]] = defaultdict(list)
    of_versions = 't.version_id = ANY(%(versions)s::uuid[]) ORDER BY t."order", t.id'
    given = {"versions": list(versions)}
    for line in rows_of(IndicatorVersion, of_versions, given, more=(MEASURES,)):
        measured[line.version_id, line.measures].append(line)  # type: ignore[attr-defined]
    found = {}
    for row in rows_of(RhkVersion, of_versions, given):
        version = versions[row.version_id]
        skp = version.skp
        found[row.rhk_id] = Promise(
            row.rhk_id, row.text, row.kind, skp.pk, skp.person, posts.get(skp.position_id, ""),
            version.state == KeadaanVersi.DISEPAKATI, row.serves_id, row.goal_id,
            measured.get((version.pk, row.rhk_id), ()),
        )  # fmt: skip
    return found, {version.skp_id: version for version in versions.values()}


_SHOWN = """t.id IN (
    SELECT DISTINCT ON (v.skp_id) v.id FROM performance_skpversion v
    WHERE v.skp_id = ANY(%(skps)s::uuid[]) AND v.state IN ('disepakati', 'diajukan', 'disusun')
    ORDER BY v.skp_id, v.state = 'disepakati' DESC, v.number DESC
)"""
"""Of each SKP the version that `shown_versions` shows."""

_TITLES = """
SELECT DISTINCT ON (v.position_id) v.position_id, v.title FROM organization_positionversion v
WHERE v.position_id = ANY(%(positions)s::uuid[]) AND v.digantikan IS NULL
ORDER BY v.position_id, lower(v.berlaku) > %(on)s::date, abs(lower(v.berlaku) - %(on)s::date)
"""


def titles_of(positions: Iterable[uuid.UUID], on: datetime.date) -> dict[uuid.UUID, str]:
    """Return what posts are called on a day, by the nearest earlier name if they have ended."""
    if not (wanted := list(set(positions))):
        return {}
    with prepared_cursor() as cursor:
        cursor.execute(_TITLES, {"positions": wanted, "on": on})
        return dict(cursor.fetchall())


def cascade(user: Any, unit: Unit, year: int, on: datetime.date) -> Cascade:
    """Return the cascade of a unit with all below it, as far as the account may see it; a constant number of
    queries. Of a large unit it has only its own people and the heads of the units directly below.
    """
    units = _units(unit, on)
    goals = list(_goals(user, unit, year))
    skps = skps_visible_to(user, on).filter(unit__in=units, year=year).exclude(state=KeadaanSkp.DIBATALKAN)
    some = len(skps.values_list("pk", flat=True)[: MOST_PEOPLE + 1])
    below = list(children(unit, on).select_related(None)) if some > MOST_PEOPLE else []
    own_and_heads = Q(unit=unit) | Q(unit__in=[one.unit_id for one in below], heads_unit=True)
    posts = PositionVersion.objects.on(on).filter(own_and_heads if below else Q(unit__in=units))
    titles = dict(posts.values_list("position", "title"))
    if below:
        skps = skps.filter(Q(unit=unit) | Q(position__in=list(titles)))
    found, versions = promises_of(skps, on)
    carried: Mapping[uuid.UUID, list[Promise]] = defaultdict(list)
    outward, adrift = [], []
    for promise in found.values():
        if promise.serves in found and promise.serves != promise.rhk:
            found[promise.serves].below.append(promise)
        elif promise.goal is not None:
            carried[promise.goal].append(promise)
        elif promise.serves is not None:
            outward.append(promise)
        elif promise.kind == JenisRhk.UTAMA:
            adrift.append(promise)
    known = {goal.pk for goal in goals}
    outward += [one for goal, rows in carried.items() if goal not in known for one in rows]
    reached = set(_reached([*outward, *adrift, *(one for rows in carried.values() for one in rows)]))
    adrift += _in_circles(found, reached)
    served = {goal.parent_id for goal in goals if goal.parent_id}
    uncarried = [goal for goal in goals if goal.pk not in carried and goal.pk not in served]
    busy = {promise.person.pk for promise in found.values() if promise.serves or promise.goal}
    members = _members(user, titles, on)
    own = {version.skp.person_id: version.skp_id for version in versions.values()}
    idle = [(person, post, own.get(person.pk)) for person, post in members if person.pk not in busy]
    lines = [(goal, carried.get(goal.pk, [])) for goal in goals]
    return Cascade(lines, outward, adrift, uncarried, idle, len(members), below, some > 0)


def _units(unit: Unit, on: datetime.date) -> RawSQL:
    """Return a unit with all below it: hundreds, which are one text to the statements that name them."""
    written = ",".join(map(str, subtree([unit], on)))
    return RawSQL("SELECT unnest(%s::uuid[])", [f"{{{written}}}"], output_field=UUIDField())


def _reached(roots: Iterable[Promise]) -> Iterator[uuid.UUID]:
    waiting = list(roots)
    while waiting:
        promise = waiting.pop()
        yield promise.rhk
        waiting += promise.below


def _in_circles(found: Mapping[uuid.UUID, Promise], reached: set[uuid.UUID]) -> list[Promise]:
    """Return the results that serve one another in a circle, each without those below it."""
    lost = [one for one in found.values() if one.rhk not in reached and one.serves is not None]
    for one in lost:
        one.below = []
    return lost


def _members(user: Any, titles: Mapping[uuid.UUID, str], on: datetime.date) -> list[tuple[Person, str]]:
    """Return the people who hold some posts definitively, and whose career the account may see.

    :param titles: what the posts are called
    """
    from praja.people.queries import people_visible_to

    held = (
        JabatanHistory.objects.on(on)
        .filter(how="definitif", position__in=list(titles))
        .select_related("person")
        .only("person", "position", *(f"person__{one}" for one in ("name", "title_before", "title_after")))
        .order_by("person__name")
    )
    people = [one.person_id for one in held]
    seen = set(people_visible_to(user, on, among=people).order_by().values_list("pk", flat=True))
    return [(one.person, titles[one.position_id]) for one in held if one.person_id in seen]


def may_see_cascade(user: Any, unit: Unit, year: int, on: datetime.date) -> bool:
    """Tell whether there is anything of a unit's cascade to see for an account besides the goals."""
    units = _units(unit, on)
    skps = skps_visible_to(user, on).filter(unit__in=units, year=year)
    return skps.exclude(state=KeadaanSkp.DIBATALKAN).exists()


# --- the matrix of roles and results


@dataclasses.dataclass(frozen=True, slots=True)
class Matrix:
    """The matriks peran hasil of a leader: people × the leader's results."""

    columns: list[tuple[uuid.UUID, str]]
    rows: list[tuple[Person, uuid.UUID, list[list[str]]]]
    """A person, their SKP, and for each column what they owe to it."""


def matrix(user: Any, leader: Skp, on: datetime.date) -> Matrix:
    """Return the matriks peran hasil of a leader's SKP: who owes what to which of its results."""
    version = shown_versions(Skp.objects.filter(pk=leader.pk)).first()
    own = RhkVersion.objects.filter(version=version).order_by("order", "pk") if version else []
    columns = [(one.rhk_id, one.text) for one in own]
    skps = skps_visible_to(user, on).filter(year=leader.year).exclude(state=KeadaanSkp.DIBATALKAN)
    under = Q(appraiser=leader.person_id) | Q(appraiser_position=leader.position_id)
    versions = {
        one.pk: one
        for one in shown_versions(skps.filter(under))
        .select_related("skp__person")
        .order_by("skp__person__name")
    }
    cells: dict[tuple[Any, Any], list[str]] = defaultdict(list)
    serving = RhkVersion.objects.filter(
        version__in=list(versions), serves__in=[one for one, _text in columns]
    )
    for row in serving.order_by("order", "pk"):
        cells[row.version_id, row.serves_id].append(row.text)
    rows = [
        (one.skp.person, one.skp_id, [cells.get((pk, column), []) for column, _text in columns])
        for pk, one in versions.items()
    ]
    return Matrix(columns, rows)


# --- programmes


def programmes_of(user: Any, units: Iterable[uuid.UUID], year: int) -> QuerySet[Programme]:
    """Return the programmes of some units in a year, with owners and members."""
    return (
        programmes_visible_to(user)
        .filter(unit__in=units, year=year)
        .select_related("owner", "goal")
        .prefetch_related(
            Prefetch(
                "members", queryset=ProgrammeMember.objects.select_related("person").order_by("person__name")
            )
        )
        .order_by("starts", "name")
    )
