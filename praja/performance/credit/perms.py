"""Who may read and record credit points. They are part of a career, so who reads that reads them."""

from __future__ import annotations

import datetime
from typing import Any

from praja.access.queries import has_role
from praja.organization.models import Unit
from praja.people.models import Person
from praja.people.perms import can_edit_person, can_see_person
from praja.performance.perms import OFFICERS


def may_see_credit(user: Any, person: Person, on: datetime.date) -> bool:
    """
    To see somebody's credit points, one must be
    - the person, or
    - one who may see the person's career (`people.perms.can_see_person`).
    """
    return can_see_person(user, person, on)


def may_determine(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To record the SK by which credit points of a unit's people are determined, one must be
    - pengelola kepegawaian or admin BKPSDM for the unit or one above it.
    Nobody records an own determination: that line is left out, and the database refuses it.
    """
    return has_role(user, *OFFICERS, unit=unit, on=on)


def may_record(user: Any, person: Person, on: datetime.date) -> bool:
    """
    To record an opening balance or a degree, or to withdraw a determination, one must be
    - pengelola kepegawaian or admin BKPSDM for the person's unit or one above it, and
    - somebody else than the person.
    """
    return can_edit_person(user, person, on)


def is_officer(user: Any, on: datetime.date) -> bool:
    """
    To see the pages by which many are determined, one must be
    - pengelola kepegawaian or admin BKPSDM of any unit.
    """
    return has_role(user, *OFFICERS, on=on)
