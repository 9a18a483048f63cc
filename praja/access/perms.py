"""Who may give and take roles, and see them."""

from __future__ import annotations

import datetime
from typing import Any

from praja.access.enums import Role
from praja.access.queries import OVERSEERS, TECHNICAL, has_role, roles_of, units_of_roles
from praja.organization.models import Unit


def may_grant(
    user: Any, role: str, unit: Unit | None, to: Any = None, on: datetime.date | None = None
) -> bool:
    """
    To give a role, or to take it away, one must be
    - for a technical role: an admin aplikasi,
    - for any other: an admin BKPSDM for that unit, or for every government where no unit is named,
    and, to give it, someone other than the account that gets it.
    """
    if to is not None and to.pk == user.pk:
        return False
    if role in TECHNICAL:
        return has_role(user, Role.ADMIN_APLIKASI, on=on)
    if unit is None:
        return units_of_roles(user, on, Role.ADMIN_BKPSDM)[0]
    return has_role(user, Role.ADMIN_BKPSDM, unit=unit, on=on)


def may_revoke(user: Any, role: str, unit: Unit | None, on: datetime.date | None = None) -> bool:
    """
    To take a role away, one must be one who may give it; one's own may be laid down as well.
    """
    return may_grant(user, role, unit, on=on)


def may_grant_any(user: Any, on: datetime.date | None = None) -> bool:
    """
    To open the form that gives a role, one must be an admin BKPSDM or an admin aplikasi.
    """
    return has_role(user, Role.ADMIN_BKPSDM, Role.ADMIN_APLIKASI, on=on)


def may_prepare(user: Any) -> bool:
    """
    To be told what the site still needs before others can use it, one must be
    - admin aplikasi.
    """
    return has_role(user, Role.ADMIN_APLIKASI)


def may_ask_why(user: Any, on: datetime.date | None = None) -> bool:
    """
    To ask why somebody may (not) see something, one must oversee units (admin BKPSDM, pengelola kepegawaian,
    auditor) or be an admin aplikasi.
    """
    return has_role(user, Role.ADMIN_APLIKASI, *OVERSEERS, on=on)


def holds_any(user: Any, on: datetime.date | None = None) -> bool:
    """
    To be shown the way to the list of roles, one must
    - hold a role. Everyone may open the list; who holds none finds it empty.
    """
    return bool(roles_of(user, on))
