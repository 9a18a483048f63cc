"""Who may read the trail. Roles and people are known to upper apps, which say so by hooks:

    audit.perms.visibility.add(lambda user: Q(unit_id__in=…) | None)     # what a role lets somebody read
    audit.perms.persons.add(lambda user: [person.pk])                    # who the account is, in the records

A hook of `visibility` returns None for those to whom it gives nothing, and `EVERYTHING` for all events. An
empty `Q()` gives nothing either: a condition that was forgotten must not open the whole trail. A hook whose
condition takes work returns what makes it: each page asks whether there is one, few need it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q

from praja.audit.registry import Hooks

EVERYTHING = Q(pk__isnull=False)

Given = Q | Callable[[], Q]

visibility: Hooks[Callable[[Any], Given | None]] = Hooks()
persons: Hooks[Callable[[Any], Iterable[uuid.UUID]]] = Hooks()


def granted(user: Any) -> list[Q]:
    """Return what the roles of an account let it read, beyond what it did itself."""
    made = (given if isinstance(given, Q) else given() for given in _given(user))
    return [given for given in made if given]


def _given(user: Any) -> list[Given]:
    if not getattr(user, "is_active", False):
        return []
    return [given for hook in visibility if (given := hook(user))]


def can_read_trail(user: Any) -> bool:
    """
    To read the trail of others (`/jejak/`), one must
    - have an active account, and
    - hold a role to which a hook of `visibility` gives something: auditors, and administrators for their
      units.
    """
    return bool(_given(user))


def persons_of(user: Any) -> list[uuid.UUID]:
    """Return the ids of the person that an account belongs to: none, one, or more where records were
    merged.
    """
    if not getattr(user, "is_active", False):
        return []
    return [one for hook in persons for one in hook(user)]


def has_record(user: Any) -> bool:
    """
    To read who looked at or changed one's own record (`/saya/jejak/`), one must
    - have an active account that belongs to a person in the records.
    """
    return bool(persons_of(user))
