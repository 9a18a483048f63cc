"""What is recorded beside the rows that an SK would write, of one person or many, each history read once."""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, TypeVar

from praja.access.enums import Role
from praja.access.queries import units_visible_to
from praja.organization.models import PositionVersion, UnitVersion
from praja.people.enums import CaraMenjabat
from praja.people.kinds import SkKind
from praja.people.models import DependantHistory, JabatanHistory, Person, SkHistory
from praja.people.perms import can_edit_in, members_of
from praja.people.words import Titles
from praja.temporal.actions import holds_on, overlap

R = TypeVar("R", bound=SkHistory)


class Beside:
    """The records of some people, for the checks of an SK.

    Whatever is asked is read for all of them at once, when it is asked for the first time: an SK for
    thousands is checked by the same sentences as one for a single person, in the same number of queries.
    """

    def __init__(self, kind: SkKind, people: Iterable[Person], *, by: Any, on: datetime.date) -> None:
        """Begin for an SK of one kind, recorded by somebody on a day."""
        self.kind, self.by, self.on = kind, by, on
        self._ids = [person.pk for person in people]
        self._rows: dict[type[SkHistory], dict[uuid.UUID, list[Any]]] = {}
        self._versions: dict[uuid.UUID, list[PositionVersion]] = {}
        self._holders: dict[uuid.UUID, list[JabatanHistory]] = {}
        self._units: dict[uuid.UUID, list[UnitVersion]] = {}
        self._may: dict[uuid.UUID, bool] = {}

    def rows(self, model: type[R], person: Person) -> list[R]:
        """Return the known rows of a history of a person, by their first day."""
        if model not in self._rows:
            found: dict[uuid.UUID, list[Any]] = defaultdict(list)
            known: Any = model.objects.known().filter(person__in=self._ids)
            related = known.select_related("member") if model is DependantHistory else known
            for row in related.order_by("berlaku", "pk"):
                found[row.person_id].append(row)
            self._rows[model] = found
        return self._rows[model].get(person.pk, [])

    def row_on(self, model: type[R], person: Person, day: datetime.date) -> R | None:
        """Return the row of a history that holds for a person on a day."""
        return next((row for row in self.rows(model, person) if holds_on(row, day)), None)

    @cached_property
    def titles(self) -> Titles:
        """What the units and posts in the rows of this kind were called."""
        self.rows(self.kind.model, Person())
        return Titles(row for rows in self._rows[self.kind.model].values() for row in rows)

    # --- the organization

    def version(self, position_id: uuid.UUID, day: datetime.date) -> PositionVersion | None:
        """Return what a post was on a day."""
        if position_id not in self._versions:
            known = PositionVersion.objects.known().filter(position=position_id)
            self._versions[position_id] = list(known.order_by("berlaku"))
        return next((one for one in self._versions[position_id] if holds_on(one, day)), None)

    def unit_exists(self, unit_id: uuid.UUID, day: datetime.date) -> bool:
        """Whether there is a unit on a day."""
        if unit_id not in self._units:
            self._units[unit_id] = list(UnitVersion.objects.known().filter(unit=unit_id))
        return any(holds_on(one, day) for one in self._units[unit_id])

    def other_holders(self, row: JabatanHistory) -> Sequence[JabatanHistory]:
        """Return the rows of others who hold the same post definitively on some of the same days."""
        if row.position_id not in self._holders:
            known = JabatanHistory.objects.known().filter(
                position=row.position_id, how=CaraMenjabat.DEFINITIF
            )
            self._holders[row.position_id] = list(known.select_related("person").order_by("berlaku", "pk"))
        return [
            one
            for one in self._holders[row.position_id]
            if one.person_id != row.person_id and overlap(one, row)
        ]

    # --- who may

    def may_record_in(self, unit_id: uuid.UUID) -> bool:
        """Whether the one who records may do so in a unit (`can_edit_in`)."""
        if unit_id not in self._may:
            self._may[unit_id] = can_edit_in(self.by, unit_id, self.on)
        return self._may[unit_id]

    def under_bkpsdm(self, person: Person) -> bool:
        """Whether the one who records is admin BKPSDM over a person."""
        return person.pk in self._under_bkpsdm

    @cached_property
    def _under_bkpsdm(self) -> frozenset[uuid.UUID]:
        units = units_visible_to(self.by, self.on, Role.ADMIN_BKPSDM).values("pk")
        people = Person.objects.filter(pk__in=self._ids).filter(members_of(units, self.on))
        return frozenset(people.values_list("pk", flat=True))
