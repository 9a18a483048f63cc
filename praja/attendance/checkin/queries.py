"""Reading check-ins."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q, QuerySet

from praja.access.enums import Role
from praja.access.queries import has_role, units_visible_to
from praja.attendance.checkin.perms import OFFICERS, decided_by
from praja.attendance.models import CheckIn, CheckInPolicy
from praja.people.asker import asker_of
from praja.people.perms import members_of

READERS = (*OFFICERS, Role.AUDITOR)


def checkins_visible_to(user: Any, on: datetime.date) -> QuerySet[CheckIn]:
    """Return the check-ins that an account may read:
    - those of the person themself,
    - those of people whose superior it is, and
    - for the person's unit or one above it: of pengelola kepegawaian, admin BKPSDM and auditor.
    """
    if not getattr(user, "is_active", False):
        return CheckIn.objects.none()
    own = asker_of(user).person
    found = decided_by(user, on)
    if own is not None:
        found |= Q(person=own)
    if has_role(user, *READERS, on=on):
        found |= members_of(units_visible_to(user, on, *READERS), on, person="person")
    return CheckIn.objects.filter(found)


def to_decide(user: Any, on: datetime.date) -> QuerySet[CheckIn]:
    """Return the check-ins that wait for somebody, the oldest first."""
    rows = CheckIn.objects.filter(decided_by(user, on), state=CheckIn.State.MENUNGGU)
    return rows.select_related("person", "photo").order_by("at")


def policies_visible_to(user: Any, on: datetime.date) -> QuerySet[CheckInPolicy]:
    """Return the known terms of the units that somebody keeps or looks over."""
    return CheckInPolicy.objects.known().filter(unit__in=units_visible_to(user, on, *READERS))
