"""What follows from roles for accounts, which lie below and are told when the site starts."""

from __future__ import annotations

from typing import Any

from praja.access import actions, belonging
from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.access.perms import may_grant
from praja.access.queries import has_role, held_on, unended, units_of_roles
from praja.organization.queries import today


def may_manage_accounts(by: Any) -> bool:
    """
    To list, create, disable and enable accounts, one must be an admin aplikasi.
    """
    return has_role(by, Role.ADMIN_APLIKASI)


def may_help(by: Any, user: Any) -> bool:
    """
    To make a one-time code for an account, or to turn off its second step, one must be
    - a pengelola kepegawaian or admin BKPSDM of the unit in which its person works, or
    - an admin BKPSDM of every government, or
    - if the account belongs to nobody in the records: an admin aplikasi, or whoever may give all its roles,
    and in each case be allowed to give every role that the account holds or will hold: a code for somebody's
    account must not be a way to their roles.
    """
    day = today()
    held = list(RoleHeld.objects.filter(unended(day), user=user).select_related("unit").order_by("pk"))
    if not all(may_grant(by, one.role, one.unit) for one in held):
        return False
    if units_of_roles(by, day, Role.ADMIN_BKPSDM)[0]:
        return True
    if belonging.is_recorded(user):
        unit = belonging.unit_of(user, day)
        return unit is not None and has_role(
            by, Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM, unit=unit, on=day
        )
    return bool(held) or has_role(by, Role.ADMIN_APLIKASI)


def administrator_exists() -> bool:
    """Tell whether somebody who may sign in administers the application today."""
    return held_on(today()).filter(role=Role.ADMIN_APLIKASI, user__is_active=True).exists()


def is_last_administrator(user: Any) -> bool:
    """Tell whether an account administers the application and nobody else does. Somebody who has left service
    does so no more.
    """
    holders = held_on(today()).filter(role=Role.ADMIN_APLIKASI, user__is_active=True)
    return set(holders.values_list("user", flat=True)) == {user.pk}


def make_administrator(user: Any) -> None:
    """Give the first administrator what they need to hand out all other roles."""
    on = today()
    actions.grant_first(user=user, role=Role.ADMIN_APLIKASI, on=on)
    actions.grant_first(user=user, role=Role.ADMIN_BKPSDM, on=on)
