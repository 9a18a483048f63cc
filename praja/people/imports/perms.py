"""Who may import people, and see imports."""

from __future__ import annotations

import datetime
from typing import Any

from praja.access.queries import units_of_roles, units_visible_to
from praja.organization.models import Unit
from praja.people.models import PeopleImport
from praja.people.perms import EDITORS, is_officer


def may_import(user: Any, on: datetime.date) -> bool:
    """
    To open the pages of imports, one must be
    - pengelola kepegawaian or admin BKPSDM of any unit.
    What of a file is taken is decided row by row: only people and units that one may edit.
    """
    return bool(user.is_active) and is_officer(user, on)


def can_see_import(user: Any, people_import: PeopleImport, on: datetime.date) -> bool:
    """
    To see an import, and to check, apply or undo it, one must be
    - who uploaded it, and still an officer of that government, or
    - admin BKPSDM for the whole government.
    """
    if not user.is_active:
        return False
    if units_visible_to(user, on, "admin_bkpsdm").filter(pk=people_import.government_id).exists():
        return True
    own = people_import.made_by_id == user.pk
    return own and any(one.pk == people_import.government_id for one in governments_for(user, on))


def governments_for(user: Any, on: datetime.date) -> list[Unit]:
    """Return the governments in which somebody may record people, in any of their units."""
    everywhere, mine = units_of_roles(user, on, *EDITORS)
    if everywhere:
        return list(Unit.objects.filter(government__isnull=True).order_by("code"))
    units = Unit.objects.filter(pk__in=mine).select_related("government")
    found = {one.government or one for one in units}
    return sorted(found, key=lambda one: one.code)
