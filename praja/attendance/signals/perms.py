"""Who may read signals, answer them and note them as explained."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q, QuerySet

from praja.access.enums import Role
from praja.access.queries import has_role, units_visible_to
from praja.attendance.models import Signal
from praja.people.asker import asker_of
from praja.people.perms import can_edit_person, members_of

READERS = (Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM, Role.AUDITOR)


def signals_visible_to(user: Any, on: datetime.date) -> QuerySet[Signal]:
    """Return the signals that an account may read:
    - those about the person themself, and
    - for the person's unit or one above it: of pengelola kepegawaian, admin BKPSDM and auditor.
    Superiors do not: what an officer finds worth asking, the officer asks.
    """
    if not getattr(user, "is_active", False):
        return Signal.objects.none()
    own = asker_of(user).person
    found = Q(pk__in=[]) if own is None else Q(person=own)
    if reads(user, on):
        found |= members_of(units_visible_to(user, on, *READERS), on, person="person")
    return Signal.objects.filter(found)


def reads(user: Any, on: datetime.date) -> bool:
    """
    To be shown the page of signals, one must be
    - pengelola kepegawaian, admin BKPSDM or auditor.
    """
    return has_role(user, *READERS, on=on)


def may_answer(user: Any, signal: Signal) -> bool:
    """
    To answer a signal, one must be
    - the person whom it is about, while no officer has noted it as explained.
    """
    own = bool(getattr(user, "is_active", False)) and signal.person.account_id == user.pk
    return own and signal.noted_at is None


def may_note(user: Any, signal: Signal, on: datetime.date) -> bool:
    """
    To note a signal as explained, one must be
    - pengelola kepegawaian or admin BKPSDM for the person's unit, and
    - someone other than the person.
    """
    return can_edit_person(user, signal.person, on) and signal.noted_at is None
