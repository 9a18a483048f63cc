"""What upper apps tell the organization: who holds a post, and who has which role.

The organization lies below people and access and never imports them. They register their answers here when
they start. Until they do, no post has a holder and nobody has a role.
"""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Collection, Mapping
from typing import Any, Protocol

from django.db.models import Q

from praja.organization.models import PositionVersion, Unit


@dataclasses.dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a post on a day."""

    name: str
    how: str
    """`definitif`, `plt` or `plh`."""
    url: str = ""
    """Of the person's page, for those who may open it; else empty."""
    start: datetime.date | None = None
    until: datetime.date | None = None

    @property
    def definitive(self) -> bool:
        """Whether the post is this person's own."""
        return self.how == "definitif"

    @property
    def label(self) -> str:
        """The name, with `Plt.` or `Plh.` before it."""
        return self.name if self.definitive else f"{self.how.capitalize()}. {self.name}"


class Incumbents(Protocol):
    """Who holds posts and works in units, as people knows it. Each method asks a constant number of times."""

    def holders(
        self,
        positions: Collection[uuid.UUID],
        on: datetime.date,
        *,
        known_at: datetime.datetime | None = None,
        user: Any = None,
    ) -> Mapping[uuid.UUID, list[Holder]]:
        """Return the holders of posts on a day, the definitive ones first."""

    def counts(
        self,
        government: uuid.UUID,
        on: datetime.date,
        *,
        known_at: datetime.datetime | None = None,
        positions: Collection[uuid.UUID] | None = None,
    ) -> Mapping[uuid.UUID, int]:
        """Return, for each post of a government, how many people hold it definitively on a day.

        :param positions: the posts that are asked about; by default all
        """

    def counts_by_unit(
        self,
        government: uuid.UUID,
        on: datetime.date,
        *,
        known_at: datetime.datetime | None = None,
        units: Collection[uuid.UUID] | None = None,
    ) -> Mapping[uuid.UUID, int]:
        """Return, for each unit of a government, how many people hold its posts definitively on a day.

        :param units: the units that are asked about; by default all
        """

    def open_places(
        self, government: uuid.UUID, on: datetime.date, *, known_at: datetime.datetime | None = None
    ) -> Mapping[int, int]:
        """Return, for each post of a government that is not full on a day, how many more people it needs.

        By the id of the post's version.
        """

    def held_from(self, positions: Collection[uuid.UUID], start: datetime.date) -> Mapping[uuid.UUID, int]:
        """Return how many people hold each post on `start` or later, in any way."""

    def members_from(self, units: Collection[uuid.UUID], start: datetime.date) -> Mapping[uuid.UUID, int]:
        """Return how many people work in each unit on `start` or later."""


class Nobody:
    """No post is held."""

    def holders(
        self,
        positions: Collection[uuid.UUID],
        on: datetime.date,
        *,
        known_at: datetime.datetime | None = None,
        user: Any = None,
    ) -> Mapping[uuid.UUID, list[Holder]]:
        return {}

    def counts(
        self,
        government: uuid.UUID,
        on: datetime.date,
        *,
        known_at: datetime.datetime | None = None,
        positions: Collection[uuid.UUID] | None = None,
    ) -> Mapping[uuid.UUID, int]:
        return {}

    def counts_by_unit(
        self,
        government: uuid.UUID,
        on: datetime.date,
        *,
        known_at: datetime.datetime | None = None,
        units: Collection[uuid.UUID] | None = None,
    ) -> Mapping[uuid.UUID, int]:
        return {}

    def open_places(
        self, government: uuid.UUID, on: datetime.date, *, known_at: datetime.datetime | None = None
    ) -> Mapping[int, int]:
        posts = PositionVersion.objects.on(on, known_at=known_at).filter(formasi__gt=0)
        found = posts.filter(Q(unit=government) | Q(unit__government=government))
        return dict(found.values_list("pk", "formasi"))

    def held_from(self, positions: Collection[uuid.UUID], start: datetime.date) -> Mapping[uuid.UUID, int]:
        return {}

    def members_from(self, units: Collection[uuid.UUID], start: datetime.date) -> Mapping[uuid.UUID, int]:
        return {}


class RoleAnswer(Protocol):
    """Whether a user holds one of some roles for a unit, as `access.queries.has_role` says."""

    def __call__(
        self, user: Any, *roles: str, unit: Unit | None = None, on: datetime.date | None = None
    ) -> bool: ...


def _no_roles(user: Any, *roles: str, unit: Unit | None = None, on: datetime.date | None = None) -> bool:
    return False


_incumbents: Incumbents = Nobody()
_has_role: RoleAnswer = _no_roles


def register_incumbents(answer: Incumbents) -> None:
    """Let `answer` say who holds posts; people call it once, when they start."""
    global _incumbents
    _incumbents = answer


def register_roles(answer: RoleAnswer) -> None:
    """Let `answer` say who has a role; access calls it once, when it starts."""
    global _has_role
    _has_role = answer


def incumbents() -> Incumbents:
    """Return who says who holds posts."""
    return _incumbents


def has_role(user: Any, *roles: str, unit: Unit | None = None, on: datetime.date | None = None) -> bool:
    """Whether a user holds one of some roles for a unit; where none is named, for every government."""
    return _has_role(user, *roles, unit=unit, on=on)
