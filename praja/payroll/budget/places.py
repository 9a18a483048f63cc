"""Whose pagu a unit's pay is taken from: its own, or that of the nearest unit above it that has one."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Collection, Mapping

from django.db.models import Q

from praja.organization.models import Unit, UnitVersion


@dataclasses.dataclass(frozen=True)
class Places:
    """The units of a government in a year, by the last that they were in it."""

    parents: Mapping[uuid.UUID, uuid.UUID | None]
    names: Mapping[uuid.UUID, str]

    def way_up(self, unit: uuid.UUID) -> list[uuid.UUID]:
        """Return a unit and those above it, the unit first."""
        way: list[uuid.UUID] = []
        at: uuid.UUID | None = unit
        while at is not None and at not in way:
            way.append(at)
            at = self.parents.get(at)
        return way

    def below(self, unit: uuid.UUID) -> frozenset[uuid.UUID]:
        """Return a unit and all below it."""
        return frozenset(one for one in self.parents if unit in self.way_up(one)) | {unit}

    def holder(self, unit: uuid.UUID, having: Collection[uuid.UUID]) -> uuid.UUID | None:
        """Return the nearest unit at or above one that has a pagu; none where nobody has."""
        return next((one for one in self.way_up(unit) if one in having), None)


def places(government: Unit, year: int) -> Places:
    """Return the units of a government in a year, in one query."""
    rows = (
        UnitVersion.objects.during(datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1))
        .filter(Q(unit=government) | Q(unit__government=government))
        .order_by("berlaku")
        .values_list("unit_id", "parent_id", "name")
    )
    parents: dict[uuid.UUID, uuid.UUID | None] = {}
    names: dict[uuid.UUID, str] = {}
    for unit, parent, name in rows:
        parents[unit], names[unit] = parent, name
    return Places(parents, names)
