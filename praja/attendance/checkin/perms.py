"""Who may check in from a phone, decide what waits, and set the terms."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q

from praja.access.enums import Role
from praja.access.queries import has_role
from praja.attendance.days import perms as days
from praja.attendance.models import CheckIn
from praja.organization.models import Unit
from praja.people.models import Person

OFFICERS = (Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM)


def is_own(user: Any, person: Person) -> bool:
    """
    To check in, to consent and to withdraw the consent, one must be
    - the person.
    """
    return bool(getattr(user, "is_active", False)) and person.account_id == user.pk


def may_decide(user: Any, checkin: CheckIn, on: datetime.date) -> bool:
    """
    To decide a check-in that waits, one must be
    - who decides on a correction of the person's day (`days.perms.may_decide`): a superior, or an officer
      where nobody is superior; never the person.
    """
    return days.may_decide(user, checkin, on)


def decided_by(user: Any, on: datetime.date) -> Q:
    """Return the condition that somebody decides a check-in (`may_decide`)."""
    return days.decided_by(user, on, CheckIn._meta.db_table)


def sets_terms(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To set on which terms the people of a unit check in, and who may by name, one must be
    - pengelola kepegawaian or admin BKPSDM for it or one above it.
    """
    return has_role(user, *OFFICERS, unit=unit, on=on)
