"""Who may set goals and lead programmes. What a unit has promised for a year is read by all who serve."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Final

from praja.access.enums import Role
from praja.access.queries import has_role
from praja.organization.models import PositionVersion, Unit
from praja.people.asker import asker_of
from praja.people.models import JabatanHistory
from praja.performance.models import Programme

KEEPERS: Final = (Role.KEPALA_UNIT, Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM)


def may_see_goals(user: Any) -> bool:
    """
    To see the goals and programmes of any unit, one must be
    - signed in: a perjanjian kinerja is a public document.
    Whose SKP carries them is seen only of SKP that one may see.
    """
    return bool(getattr(user, "is_authenticated", False) and user.is_active)


def may_set_goals(user: Any, unit: Unit | uuid.UUID, on: datetime.date) -> bool:
    """
    To set the goals of a unit, or open programmes in it, one must
    - hold the post that heads the unit on that day, also as Plt or Plh, or
    - be kepala unit, pengelola kepegawaian or admin BKPSDM for it or a unit above it.
    """
    if not may_see_goals(user):
        return False
    if has_role(user, *KEEPERS, unit=unit, on=on):
        return True
    own = asker_of(user).person
    heading = PositionVersion.objects.on(on).filter(unit=unit, heads_unit=True)
    return (
        own is not None
        and JabatanHistory.objects.on(on).filter(person=own, position__in=heading.values("position")).exists()
    )


def may_lead(user: Any, programme: Programme, on: datetime.date) -> bool:
    """
    To change a programme, its members and its evaluations, one must be
    - its owner, or
    - allowed to set the goals of its unit.
    """
    own = asker_of(user).person if may_see_goals(user) else None
    return (own is not None and own == programme.owner_id) or may_set_goals(user, programme.unit_id, on)
