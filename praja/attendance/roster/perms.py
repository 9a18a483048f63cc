"""Who keeps a roster, who reads it, and who decides a swap."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Final

from praja.access.enums import Role
from praja.access.queries import has_role
from praja.attendance.models import ShiftSwap
from praja.organization.models import PositionVersion, Unit
from praja.organization.queries import ancestor_ids
from praja.people.asker import asker_of
from praja.people.models import JabatanHistory
from praja.people.perms import EDITORS, is_superior_of

KEEPERS: Final = (*EDITORS, Role.KEPALA_UNIT)


def heads(user: Any, unit: Unit | uuid.UUID, on: datetime.date) -> bool:
    """Tell whether somebody holds the post that leads a unit or one above it, also as Plt or Plh."""
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    if own is None:
        return False
    line = ancestor_ids(unit, on)
    posts = PositionVersion.objects.on(on).filter(unit__in=line, heads_unit=True).values("position")
    return JabatanHistory.objects.on(on).filter(person=own, position__in=posts).exists()


def keeps_roster(user: Any, unit: Unit | uuid.UUID, on: datetime.date) -> bool:
    """
    To set the shifts of a unit, and to write and publish its roster, one must
    - be kepala unit, pengelola kepegawaian or admin BKPSDM for it or one above it, or
    - hold the post that leads it or one above it.
    """
    if not getattr(user, "is_active", False):
        return False
    return has_role(user, *KEEPERS, unit=unit, on=on) or heads(user, unit, on)


def asks_swap(user: Any, swap: ShiftSwap) -> bool:
    """
    To take back a swap that one asked for, one must be
    - the one who asked.
    """
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    return own is not None and own == swap.asker_id


def answers_swap(user: Any, swap: ShiftSwap) -> bool:
    """
    To accept or decline a swap, one must be
    - the colleague who is asked.
    """
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    return own is not None and own == swap.other_id


def decides_swap(user: Any, swap: ShiftSwap, on: datetime.date) -> bool:
    """
    To approve or refuse a swap that both want, one must
    - be the superior in the reporting line of both, or keep the roster of the unit (`keeps_roster`), and
    - be neither of the two.
    """
    own = asker_of(user).person if getattr(user, "is_active", False) else None
    if not getattr(user, "is_active", False) or own in (swap.asker_id, swap.other_id):
        return False
    unit = swap.roster.unit_id
    if keeps_roster(user, unit, on):
        return True
    return is_superior_of(user, swap.asker, on) and is_superior_of(user, swap.other, on)
