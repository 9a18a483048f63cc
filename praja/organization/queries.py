"""Reading the structure as of any day, as it was known at any moment."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
import zoneinfo
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from praja.organization.enums import Zona
from praja.organization.hooks import Holder, incumbents
from praja.organization.models import Position, PositionVersion, Unit, UnitSuccession, UnitVersion
from praja.organization.perms import can_see_structure
from praja.web.prepared import prepared_cursor

KnownAt = datetime.datetime | None
Version = TypeVar("Version", UnitVersion, PositionVersion)


# --- the day at the workplace


def today(unit: Unit | UnitVersion | None = None) -> datetime.date:
    """Return the date at a unit's place: at Sofifi tomorrow begins two hours earlier than at Semarang.

    :param unit: without one, the date at the place that the settings name
    """
    return timezone.localdate(timezone=zone_of(unit))


def zone_of(unit: Unit | UnitVersion | None) -> zoneinfo.ZoneInfo:
    """Return the zone of a unit's place."""
    if unit is None:
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)
    if isinstance(unit, UnitVersion):
        return zoneinfo.ZoneInfo(Zona(unit.zone).place)
    return zone_in(UnitVersion.objects.known().filter(unit=unit).only("zone", "berlaku"))


def zone_in(known: Iterable[UnitVersion]) -> zoneinfo.ZoneInfo:
    """Return the zone of the place of the unit whose known versions these are."""
    day = timezone.localdate(timezone=datetime.UTC)
    rows = sorted(known, key=lambda row: row.mulai)
    begun = [row for row in rows if row.mulai <= day]
    if not rows:
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)
    return zoneinfo.ZoneInfo(Zona((begun[-1] if begun else rows[0]).zone).place)


# --- who may read


def units_open_to(user: Any) -> QuerySet[Unit]:
    """Return the units whose structure a user may see: all of them, for whoever is signed in."""
    return Unit.objects.all() if can_see_structure(user) else Unit.objects.none()


def positions_open_to(user: Any) -> QuerySet[Position]:
    """Return the posts that a user may see: all of them, for whoever is signed in."""
    return Position.objects.all() if can_see_structure(user) else Position.objects.none()


# --- up and down the tree

_KNOWN_NOW = "v.digantikan IS NULL"
_KNOWN_THEN = "v.tercatat <= %s AND (v.digantikan IS NULL OR v.digantikan > %s)"

_BELOW = """
WITH RECURSIVE below(id) AS (
    SELECT unnest(%s::uuid[])
  UNION
    SELECT v.unit_id FROM organization_unitversion v JOIN below ON v.parent_id = below.id
    WHERE v.berlaku @> %s::date AND {known}
)
SELECT id FROM below
"""

_ABOVE = """
WITH RECURSIVE above(id, height) AS (
    SELECT %s::uuid, 0
  UNION
    SELECT v.parent_id, above.height + 1 FROM organization_unitversion v JOIN above ON v.unit_id = above.id
    WHERE v.parent_id IS NOT NULL AND v.berlaku @> %s::date AND {known} AND above.height < 100
)
SELECT id, height FROM above ORDER BY height
"""

_LINEAGE = """
SELECT v.* FROM ({{above}}) above JOIN organization_unitversion v ON v.unit_id = above.id
WHERE v.berlaku @> %s::date AND {known} ORDER BY above.height
"""


def subtree(
    unit_ids: Iterable[uuid.UUID | Unit], on: datetime.date, known_at: KnownAt = None
) -> set[uuid.UUID]:
    """Return the ids of units and of all below them on a day, in one query."""
    sql, parameters = _below(unit_ids, on, known_at)
    with prepared_cursor() as cursor:
        cursor.execute(sql, parameters)
        return {row[0] for row in cursor.fetchall()}


def subtree_units(
    unit_ids: Iterable[uuid.UUID | Unit], on: datetime.date, known_at: KnownAt = None
) -> QuerySet[Unit]:
    """Return units and all below them as a query, to be used inside another one."""
    sql, parameters = _below(unit_ids, on, known_at)
    return Unit.objects.filter(pk__in=RawSQL(sql, parameters))


def ancestor_ids(unit: uuid.UUID | Unit, on: datetime.date, known_at: KnownAt = None) -> list[uuid.UUID]:
    """Return the id of a unit and of all above it on a day, the unit first, in one query."""
    sql, moments = _as_known(_ABOVE, known_at)
    with connection.cursor() as cursor:
        cursor.execute(sql, (_id(unit), on, *moments))
        return [row[0] for row in cursor.fetchall()]


def lineage(unit: uuid.UUID | Unit, on: datetime.date, known_at: KnownAt = None) -> list[UnitVersion]:
    """Return a unit and those above it on a day, the unit first, the government last."""
    above, moments = _as_known(_ABOVE, known_at)
    held, again = _as_known(_LINEAGE, known_at)
    return list(UnitVersion.objects.raw(held.format(above=above), (_id(unit), on, *moments, on, *again)))


def _below(unit_ids: Iterable[uuid.UUID | Unit], on: datetime.date, known_at: KnownAt) -> tuple[str, Any]:
    sql, moments = _as_known(_BELOW, known_at)
    return sql, ([_id(unit) for unit in unit_ids], on, *moments)


def _as_known(sql: str, known_at: KnownAt) -> tuple[str, tuple[datetime.datetime, ...]]:
    if known_at is None:
        return sql.format(known=_KNOWN_NOW), ()
    return sql.format(known=_KNOWN_THEN), (known_at, known_at)


def _id(unit: uuid.UUID | Unit) -> uuid.UUID:
    return unit.pk if isinstance(unit, Unit) else unit


# --- units


def version_of(unit: uuid.UUID | Unit, on: datetime.date, known_at: KnownAt = None) -> UnitVersion | None:
    """Return what a unit is on a day; None before it began and after it ended."""
    found: UnitVersion | None = (
        UnitVersion.objects.on(on, known_at=known_at)
        .filter(unit=unit)
        .select_related("unit", "parent")
        .first()
    )
    return found


def versions_of(
    units: Iterable[uuid.UUID | Unit], on: datetime.date, known_at: KnownAt = None
) -> dict[uuid.UUID, UnitVersion]:
    """Return what several units are on a day, by their ids, in one query."""
    rows = UnitVersion.objects.on(on, known_at=known_at).filter(unit__in=[_id(unit) for unit in units])
    return {row.unit_id: row for row in rows.select_related("unit")}


def nearest_version(unit: Unit, on: datetime.date) -> UnitVersion | None:
    """Return what a unit is on a day, or was last before, or will be first after: to name it in any case."""
    return nearest_in(UnitVersion.objects.known().filter(unit=unit), on)


def nearest_in(known: Iterable[Version], on: datetime.date) -> Version | None:
    """Return of the known versions of a unit or post that of a day, the last before, or the first after."""
    rows = sorted(known, key=lambda row: row.mulai)
    before = [row for row in rows if row.mulai <= on]
    return before[-1] if before else rows[0] if rows else None


def children(unit: uuid.UUID | Unit, on: datetime.date, known_at: KnownAt = None) -> QuerySet[UnitVersion]:
    """Return the units directly below a unit on a day, in their order."""
    rows = UnitVersion.objects.on(on, known_at=known_at).filter(parent=unit)
    return rows.select_related("unit").order_by("order", "name")


def has_structure() -> bool:
    """Return whether some government has a unit below it."""
    return Unit.objects.filter(government__isnull=False).exists()


def governments(on: datetime.date, known_at: KnownAt = None) -> QuerySet[UnitVersion]:
    """Return the governments on a day, by name."""
    rows = UnitVersion.objects.on(on, known_at=known_at).filter(unit__government__isnull=True)
    return rows.select_related("unit").order_by("order", "name")


def units_of(
    government: uuid.UUID | Unit, on: datetime.date, known_at: KnownAt = None
) -> QuerySet[UnitVersion]:
    """Return a government and all its units on a day."""
    rows = UnitVersion.objects.on(on, known_at=known_at).filter(
        Q(unit=government) | Q(unit__government=government)
    )
    return rows.select_related("unit").order_by("order", "name")


def names_in(
    government: uuid.UUID | Unit, on: datetime.date, known_at: KnownAt = None
) -> dict[uuid.UUID, str]:
    """Return what the units of a government are called on a day, by their ids."""
    return dict(units_of(government, on, known_at).order_by().values_list("unit_id", "name"))


def withholder_in(line: Iterable[UnitVersion]) -> UnitVersion | None:
    """Return the first unit of a lineage that has an NPWP of its own."""
    return next((one for one in line if one.npwp), None)


def history_of(unit: uuid.UUID | Unit) -> QuerySet[UnitVersion]:
    """Return all that was ever recorded of a unit, the latest first, superseded rows too."""
    rows = UnitVersion.objects.filter(unit=unit).select_related("parent", "pengganti")
    return rows.order_by(F("berlaku__startswith").desc(), F("tercatat").desc())


def successions_of(unit: Unit) -> tuple[list[UnitSuccession], list[UnitSuccession]]:
    """Return from which units a unit came, and what it became."""
    found = list(UnitSuccession.objects.filter(Q(old=unit) | Q(new=unit)).order_by("on"))
    return [row for row in found if row.new_id == unit.pk], [row for row in found if row.old_id == unit.pk]


# --- posts


def positions_of(
    unit: uuid.UUID | Unit, on: datetime.date, known_at: KnownAt = None
) -> QuerySet[PositionVersion]:
    """Return the posts of a unit on a day: its head first, then by class and order."""
    return _in_order(PositionVersion.objects.on(on, known_at=known_at).filter(unit=unit))


def positions_in(
    units: Iterable[uuid.UUID | Unit], on: datetime.date, known_at: KnownAt = None
) -> QuerySet[PositionVersion]:
    """Return the posts of several units on a day."""
    rows = PositionVersion.objects.on(on, known_at=known_at)
    return _in_order(rows.filter(unit__in=[_id(unit) for unit in units]))


def positions_of_government(
    government: uuid.UUID | Unit, on: datetime.date, known_at: KnownAt = None
) -> QuerySet[PositionVersion]:
    """Return all posts of a government on a day."""
    rows = PositionVersion.objects.on(on, known_at=known_at)
    return _in_order(rows.filter(Q(unit=government) | Q(unit__government=government)))


def _in_order(rows: Any) -> QuerySet[PositionVersion]:
    found: QuerySet[PositionVersion] = rows.select_related("position", "unit").order_by(
        "-heads_unit", "order", F("kelas_jabatan").desc(nulls_last=True), "title", "pk"
    )
    return found


def position_version(
    position: uuid.UUID | Position, on: datetime.date, known_at: KnownAt = None
) -> PositionVersion | None:
    """Return what a post is on a day; None before it began and after it ended."""
    rows = PositionVersion.objects.on(on, known_at=known_at).filter(position=position)
    found: PositionVersion | None = rows.select_related("position", "unit", "superior").first()
    return found


def position_versions(
    positions: Iterable[uuid.UUID], on: datetime.date, known_at: KnownAt = None
) -> dict[uuid.UUID, PositionVersion]:
    """Return what several posts are on a day, by their ids, in one query."""
    rows = PositionVersion.objects.on(on, known_at=known_at).filter(position__in=list(positions))
    return {row.position_id: row for row in rows.select_related("position", "unit")}


def nearest_position_version(position: Position, on: datetime.date) -> PositionVersion | None:
    """Return what a post is on a day, or was last before, or will be first after."""
    known = PositionVersion.objects.known().filter(position=position)
    return nearest_in(known.select_related("unit", "superior"), on)


def history_of_position(position: uuid.UUID | Position) -> QuerySet[PositionVersion]:
    """Return all that was ever recorded of a post, the latest first, superseded rows too."""
    rows = PositionVersion.objects.filter(position=position).select_related("unit", "pengganti")
    return rows.order_by(F("berlaku__startswith").desc(), F("tercatat").desc())


def head_of(unit: uuid.UUID | Unit, on: datetime.date, known_at: KnownAt = None) -> PositionVersion | None:
    """Return the post that heads a unit on a day."""
    return positions_of(unit, on, known_at).filter(heads_unit=True).first()


def subordinates_of(
    position: uuid.UUID | Position, on: datetime.date, known_at: KnownAt = None
) -> QuerySet[PositionVersion]:
    """Return the posts that report directly to a post on a day."""
    return _in_order(PositionVersion.objects.on(on, known_at=known_at).filter(superior=position))


# --- the whole of a government


class Placed(NamedTuple):
    """What a tree tells of a unit on a day."""

    unit_id: uuid.UUID
    parent_id: uuid.UUID | None
    name: str
    kind: str


class Head(NamedTuple):
    """The post that leads a unit on a day."""

    position_id: uuid.UUID
    title: str


@dataclasses.dataclass(slots=True)
class Node:
    """A unit in the tree on a day, with its own counts and those of all below it."""

    version: Placed
    children: list[Node] = dataclasses.field(default_factory=list)
    head: Head | None = None
    head_holders: list[Holder] = dataclasses.field(default_factory=list)
    positions: int = 0
    formasi: int = 0
    filled: int = 0
    all_positions: int = 0
    all_formasi: int = 0
    all_filled: int = 0
    all_units: int = 0
    """How many units stand below it."""

    @property
    def unit_id(self) -> uuid.UUID:
        """The id of the unit."""
        return self.version.unit_id

    @property
    def all_vacant(self) -> int:
        """How many places are open in it and below, never below zero where a unit is overfull."""
        return max(0, self.all_formasi - self.all_filled)

    def walk(self) -> Iterator[Node]:
        """Go through it and all below it, from above."""
        yield self
        for child in self.children:
            yield from child.walk()


_TREE = """
WITH RECURSIVE places(id) AS ({places})
SELECT v.unit_id, v.parent_id, v.name, v.kind, coalesce(p.posts, 0), coalesce(p.places, 0), p.head, p.title
FROM organization_unitversion v LEFT JOIN (
    SELECT v.unit_id, count(*) AS posts, sum(v.formasi) AS places,
        max(v.title) FILTER (WHERE v.heads_unit) AS title,
        (array_agg(v.position_id) FILTER (WHERE v.heads_unit))[1] AS head
    FROM organization_positionversion v
    WHERE v.unit_id = ANY(ARRAY(SELECT id FROM places)) AND v.berlaku @> %(on)s::date AND {known}
    GROUP BY v.unit_id
) p ON p.unit_id = v.unit_id
WHERE v.unit_id = ANY(ARRAY(SELECT id FROM places)) AND v.berlaku @> %(on)s::date AND {known}
ORDER BY v."order", v.name
"""
_WHOLE = "SELECT id FROM organization_unit WHERE id = %(top)s OR government_id = %(top)s"
_PART = """
    SELECT %(top)s::uuid
  UNION
    SELECT v.unit_id FROM organization_unitversion v JOIN places ON v.parent_id = places.id
    WHERE v.berlaku @> %(on)s::date AND {known}
"""
_NAMED_THEN = "v.tercatat <= %(at)s AND (v.digantikan IS NULL OR v.digantikan > %(at)s)"


def tree(
    top: Unit,
    on: datetime.date,
    known_at: KnownAt = None,
    *,
    user: Any = None,
    heads_of: Callable[[Node], Iterable[Node]] = lambda top: [top],
) -> Node | None:
    """Return a unit with all below it on a day, with counts, in a constant number of queries.

    :param user: for whom names of heads link to their pages
    :param heads_of: given the finished tree, the units of whose heads the holders are wanted; by default the
        topmost alone
    :returns: None if the unit does not exist on that day
    """
    whole = top.government_id is None
    known = _KNOWN_NOW if known_at is None else _NAMED_THEN
    sql = _TREE.format(places=_WHOLE if whole else _PART.format(known=known), known=known)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"top": top.pk, "on": on, "at": known_at})
        rows = cursor.fetchall()
    nodes: dict[uuid.UUID, Node] = {}
    for unit, parent, name, kind, posts, places, head, title in rows:
        leads = None if head is None else Head(head, title)
        nodes[unit] = Node(Placed(unit, parent, name, kind), head=leads, positions=posts, formasi=int(places))
    root = nodes.get(top.pk)
    if root is None:
        return None
    for node in nodes.values():
        above = nodes.get(node.version.parent_id) if node.version.parent_id else None
        if above is not None:
            above.children.append(node)
        elif node is not root:
            # Its parent does not exist on this day: it must not vanish from the page.
            root.children.append(node)
    filled = incumbents().counts_by_unit(
        top.government_id or top.pk, on, known_at=known_at, units=None if whole else list(nodes)
    )
    for unit, number in filled.items():
        if unit in nodes and nodes[unit].positions:
            nodes[unit].filled = number
    _add_up(root)
    led = {node.head.position_id: node for node in heads_of(root) if node.head is not None}
    held = incumbents().holders(list(led), on, known_at=known_at, user=user) if led else {}
    for position, holders in held.items():
        led[position].head_holders = list(holders)
    return root


def _add_up(node: Node) -> None:
    for child in node.children:
        _add_up(child)
    node.all_positions = node.positions + sum(child.all_positions for child in node.children)
    node.all_formasi = node.formasi + sum(child.all_formasi for child in node.children)
    node.all_filled = node.filled + sum(child.all_filled for child in node.children)
    node.all_units = sum(1 + child.all_units for child in node.children)


def find(user: Any, words: str, on: datetime.date, *, most: int = 10) -> list[UnitVersion]:
    """Return units whose name, short name or code contains the words, for the search of the site."""
    wanted = words.strip()
    if len(wanted) < 2 or not can_see_structure(user):
        return []
    rows = UnitVersion.objects.on(on).filter(
        Q(name__icontains=wanted) | Q(short_name__icontains=wanted) | Q(unit__code__icontains=wanted)
    )
    return list(rows.select_related("unit").order_by("name")[:most])


def find_posts(user: Any, words: str, on: datetime.date, *, most: int = 10) -> list[PositionVersion]:
    """Return posts whose title holds all words, for the search of the site."""
    wanted = words.split()[:6]
    if len(words.strip()) < 3 or not can_see_structure(user):
        return []
    rows = PositionVersion.objects.on(on)
    for word in wanted:
        rows = rows.filter(title__icontains=word)
    return list(rows.order_by("-heads_unit", "title", "pk")[:most])
