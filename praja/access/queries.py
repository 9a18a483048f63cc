"""Reading roles. Nothing here decides what a role may; see the `perms` of each app.

`on` is the day at the workplace on which the question is asked: today. It is never a day that a page looks
back at, or a role of the past would open the present.
"""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from praja.access import belonging
from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.access.seen import seen
from praja.access.tree import above, below
from praja.organization.models import Unit, UnitVersion
from praja.organization.queries import today
from praja.web.prepared import prepared_cursor, rows_of

if TYPE_CHECKING:
    from praja.accounts.models import User

TECHNICAL = frozenset({Role.ADMIN_APLIKASI})
"""Roles that open no personal data."""
OVERSEERS = (Role.ADMIN_BKPSDM, Role.PENGELOLA_KEPEGAWAIAN, Role.AUDITOR)
"""Those who may see which roles are held in their units."""


def held_on(day: datetime.date) -> QuerySet[RoleHeld]:
    """Return the roles that give rights on a day: of somebody who has left service none does any more."""
    return RoleHeld.objects.filter(~belonging.has_left("user", day), berlaku__contains=day)


def roles_of(user: Any, on: datetime.date | None = None) -> list[RoleHeld]:
    """Return the roles that an account holds on a day, none if it may not sign in or its person has left."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    day = on or today()
    return seen(("roles", user.pk, day), lambda: _roles_of(user, day))


def _roles_of(user: Any, day: datetime.date) -> list[RoleHeld]:
    if belonging.left(user, day):
        return []
    held = "t.user_id = %(user)s AND t.berlaku @> %(day)s::date ORDER BY t.id"
    return rows_of(RoleHeld, held, {"user": user.pk, "day": day}, along="unit")


def has_role(
    user: Any,
    *roles: str,
    unit: Unit | uuid.UUID | None = None,
    on: datetime.date | None = None,
) -> bool:
    """Tell whether an account holds any of the roles, for `unit` if one is given: a role for a unit holds for
    all below it, a role for a government also for those of its units that have ended.
    """
    day = on or today(unit if isinstance(unit, Unit) else None)
    held = [one for one in roles_of(user, day) if one.role in roles]
    if unit is None or not held:
        return bool(held)
    if any(one.unit_id is None for one in held):
        return True
    place, of = (unit.pk, unit.government_id) if isinstance(unit, Unit) else (unit, government_of(unit))
    mine = frozenset(one.unit_id for one in held if one.unit_id)
    return place in mine or of in mine or place in below(mine, day)


def units_of_roles(
    user: Any, on: datetime.date | None = None, *roles: str
) -> tuple[bool, frozenset[uuid.UUID]]:
    """Return whether any of the roles is held everywhere, and for which units (without those below)."""
    held = [one for one in roles_of(user, on) if one.role in roles]
    return any(one.unit_id is None for one in held), frozenset(one.unit_id for one in held if one.unit_id)


def units_visible_to(user: Any, on: datetime.date | None = None, *roles: str) -> QuerySet[Unit]:
    """Return the units, with all below, for which an account holds any of the roles."""
    day = on or today()
    held = [one for one in roles_of(user, day) if one.role in roles]
    if any(one.unit_id is None for one in held):
        return Unit.objects.all()
    governments = {one.unit_id for one in held if one.unit and one.unit.government_id is None}
    others = {one.unit_id for one in held if one.unit_id and one.unit_id not in governments}
    if not governments and not others:
        return Unit.objects.none()
    # A unit never leaves its government, so that all of one need not be sought through the tree.
    reached = below(others - governments, day) | governments
    whole = Q(government_id__in=governments) if governments else Q()
    return Unit.objects.filter(Q(pk__in=reached) | whole)


def holders(*roles: str, unit: Unit | None = None, on: datetime.date | None = None) -> QuerySet[User]:
    """Return the accounts that hold any of the roles on a day, for `unit` (or above it) if one is given."""
    day = on or today(unit)
    held = held_on(day).filter(role__in=roles)
    if unit is not None:
        places = above(unit.pk, day) | {unit.pk} | ({unit.government_id} if unit.government_id else set())
        held = held.filter(Q(unit__isnull=True) | Q(unit__in=places))
    return get_user_model().objects.filter(is_active=True, pk__in=held.values("user"))


def has_other_officer(user: Any) -> bool:
    """Return whether somebody else than an account is pengelola kepegawaian or admin BKPSDM of anything."""
    return holders(Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM).exclude(pk=user.pk).exists()


def roles_visible_to(user: Any, on: datetime.date | None = None) -> QuerySet[RoleHeld]:
    """Return the roles, held now, once or later, that an account may read about:
    - its own,
    - those for units that it oversees (admin BKPSDM, pengelola kepegawaian, auditor), and
    - all, for an admin aplikasi or one who oversees everything.
    """
    day = on or today()
    everywhere, _ = units_of_roles(user, day, Role.ADMIN_APLIKASI, *OVERSEERS)
    everything = RoleHeld.objects.select_related("user", "unit")
    if everywhere:
        return everything
    own = Q(user=user)
    return everything.filter(own | Q(unit__in=units_visible_to(user, day, *OVERSEERS)))


def roles_to_review(user: Any, on: datetime.date | None = None) -> QuerySet[RoleHeld]:
    """Return the roles of people who moved or leave on which an account may decide whether they stay:
    - an admin BKPSDM, on those of their units; an admin aplikasi, on those that are technical.
    """
    day = on or today()
    waiting = RoleHeld.objects.filter(unended(day), review_from__isnull=False)
    everywhere, mine = units_of_roles(user, day, Role.ADMIN_BKPSDM)
    allowed = Q(role__in=TECHNICAL) if has_role(user, Role.ADMIN_APLIKASI, on=day) else Q(pk__in=[])
    if everywhere:
        allowed |= ~Q(role__in=TECHNICAL)
    elif mine:
        allowed |= ~Q(role__in=TECHNICAL) & Q(unit__in=units_visible_to(user, day, Role.ADMIN_BKPSDM))
    return waiting.filter(allowed).select_related("user", "unit")


def unended(day: datetime.date) -> Q:
    """Return the condition that a role is held on a day or will be."""
    return Q(berlaku__isempty=False, revoked_at__isnull=True) & (
        Q(berlaku__endswith__isnull=True) | Q(berlaku__endswith__gt=day)
    )


def accounts_visible_to(user: Any, on: datetime.date | None = None) -> QuerySet[User]:
    """Return the accounts whose name and roles an account may read:
    - itself,
    - those of people in units that it oversees, and those that hold a role there, and
    - all, for an admin aplikasi or one who oversees everything.
    """
    day = on or today()
    everywhere, _ = units_of_roles(user, day, Role.ADMIN_APLIKASI, *OVERSEERS)
    accounts = get_user_model().objects.all()
    if everywhere:
        return accounts
    units = units_visible_to(user, day, *OVERSEERS)
    return accounts.filter(
        Q(pk=user.pk)
        | Q(pk__in=RoleHeld.objects.filter(unit__in=units).values("user"))
        | Q(pk__in=belonging.accounts_in(units, day))
    )


_NAMES = """
SELECT DISTINCT ON (v.unit_id) v.unit_id, v.name FROM organization_unitversion v
WHERE v.unit_id = ANY(%(units)s::uuid[]) AND v.digantikan IS NULL
ORDER BY v.unit_id, lower(v.berlaku) > %(on)s::date, abs(lower(v.berlaku) - %(on)s::date)
"""


def names_of(unit_ids: Iterable[uuid.UUID | None], on: datetime.date | None = None) -> dict[Any, str]:
    """Return what units are called on a day, by their last name if they have ended."""
    if not (units := [one for one in set(unit_ids) if one]):
        return {}
    with prepared_cursor() as cursor:
        cursor.execute(_NAMES, {"units": units, "on": on or today()})
        return dict(cursor.fetchall())


def names_apart(unit_ids: Iterable[uuid.UUID], on: datetime.date) -> dict[Any, str]:
    """Return what units are called on a day; those that share a name have the name of the unit above too."""
    names = names_of(unit_ids, on)
    times = Counter(names.values())
    shared = [unit for unit, name in names.items() if times[name] > 1]
    if not shared:
        return names
    parents = dict(UnitVersion.objects.on(on).filter(unit__in=shared).values_list("unit", "parent"))
    called = names_of(parents.values(), on)
    for unit in shared:
        if parent := called.get(parents.get(unit)):
            names[unit] = f"{names[unit]}, {parent}"
    return names


def government_of(unit_id: uuid.UUID) -> uuid.UUID | None:
    """Return the id of the government that a unit belongs to, none for a government itself."""

    def read() -> uuid.UUID | None:
        found = rows_of(Unit, "t.id = %(id)s", {"id": unit_id})
        return found[0].government_id if found else None

    return seen(("government", unit_id), read)
