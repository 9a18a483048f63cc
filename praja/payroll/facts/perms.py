"""Who may see what is missing before people can be paid."""

from __future__ import annotations

import datetime
from typing import Any

from praja.access.enums import Role
from praja.access.queries import has_role, units_of_roles
from praja.organization.models import Unit
from praja.payroll.perms import READERS

SEES_MISSING = (*READERS, Role.PENGELOLA_KEPEGAWAIAN)


def may_see_missing(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To see what is missing before the people of a unit can be paid, one must be, for that unit,
    - bendahara, pejabat penyetuju or auditor, or
    - pengelola kepegawaian, who sees only what a pengelola kepegawaian must do.
    """
    return has_role(user, *SEES_MISSING, unit=unit, on=on)


def sees_all_missing(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To see also what others than a pengelola kepegawaian must do, one must be, for the unit,
    - bendahara, pejabat penyetuju or auditor.
    """
    return has_role(user, *READERS, unit=unit, on=on)


def sees_any_missing(user: Any, on: datetime.date) -> bool:
    """
    To open the page of what is missing, one must be
    - bendahara, pejabat penyetuju, auditor or pengelola kepegawaian of any unit.
    """
    return has_role(user, *SEES_MISSING, on=on)


def units_with_missing(user: Any, on: datetime.date) -> list[Unit]:
    """Return the units for which somebody may see what is missing, without those below them."""
    everywhere, mine = units_of_roles(user, on, *SEES_MISSING)
    if everywhere:
        return list(Unit.objects.filter(government__isnull=True).order_by("code"))
    return list(Unit.objects.filter(pk__in=mine).select_related("government").order_by("code"))
