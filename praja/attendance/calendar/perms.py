"""Who sets hours, holidays, places and events."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Final

from praja.access.enums import Role
from praja.access.queries import has_role
from praja.organization.models import Unit
from praja.people.perms import EDITORS

READERS: Final = (*EDITORS, Role.KEPALA_UNIT, Role.AUDITOR)
"""Who reads the hours of units."""


def keeps_calendar(user: Any, unit: Unit | uuid.UUID, on: datetime.date) -> bool:
    """
    To set hours, holidays and Ramadan for a unit, one must be
    - admin BKPSDM for it or one above it.
    """
    return getattr(user, "is_active", False) and has_role(user, Role.ADMIN_BKPSDM, unit=unit, on=on)


def keeps_unit(user: Any, unit: Unit | uuid.UUID, on: datetime.date) -> bool:
    """
    To set other places of work and events of a unit, and to give lists of who attended, one must be
    - pengelola kepegawaian or admin BKPSDM for it or one above it.
    """
    return getattr(user, "is_active", False) and has_role(user, *EDITORS, unit=unit, on=on)


def reads_hours(user: Any, on: datetime.date) -> bool:
    """
    To read which hours units have, which letters hold and which events there are, one must be
    - pengelola kepegawaian, admin BKPSDM, kepala unit or auditor of any unit; each reads of their own.
    """
    return has_role(user, *READERS, on=on)
