"""Which units lie below and above others on a day, read once per request."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable

from praja.access.seen import seen
from praja.organization import queries as organization


def below(unit_ids: Iterable[uuid.UUID], on: datetime.date) -> frozenset[uuid.UUID]:
    """Return the given units and all below them on a day."""
    wanted = frozenset(unit_ids)
    if not wanted:
        return wanted
    return seen(("below", wanted, on), lambda: wanted | organization.subtree(wanted, on))


def above(unit_id: uuid.UUID, on: datetime.date) -> frozenset[uuid.UUID]:
    """Return the given unit and all above it on a day."""
    return seen(("above", unit_id, on), lambda: frozenset(organization.ancestor_ids(unit_id, on)))
