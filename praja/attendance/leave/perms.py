"""Who may ask for leave, consider it, decide on it, and read of it."""

from __future__ import annotations

import datetime
from typing import Any, Final

from django.db.models import Q

from praja.access.enums import Role
from praja.access.queries import has_role, units_visible_to
from praja.attendance.leave.deciding import Deciders, waiting_for
from praja.attendance.leave.enums import WAITING, KeadaanCuti
from praja.attendance.models import LeaveRequest
from praja.people.asker import asker_of
from praja.people.models import Person
from praja.people.perms import below, is_superior_of, members_of

OFFICERS: Final = (Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM)
"""Roles for a unit that keep its register of leave and record what was decided on paper."""
READERS: Final = (*OFFICERS, Role.KEPALA_UNIT, Role.AUDITOR)


def own_person(user: Any) -> Any:
    """Return the id of the person of an account that may sign in; nothing for others."""
    return asker_of(user).person if getattr(user, "is_active", False) else None


def is_own(user: Any, request: LeaveRequest) -> bool:
    """
    To write, send, cancel or add a letter to a request, one must be
    - the person whose leave it is.
    """
    own = own_person(user)
    return own is not None and own == request.person_id


def may_consider(user: Any, request: LeaveRequest, on: datetime.date) -> bool:
    """
    To consider a request, one must
    - be the superior of the person on that day (`deciding`), so neither the person nor somebody who stands
      below the person and only acts above.
    """
    own = own_person(user)
    return request.state == KeadaanCuti.DIAJUKAN and own in Deciders(request, on).superiors


def may_decide(user: Any, request: LeaveRequest, on: datetime.date) -> bool:
    """
    To decide on a request, one must
    - hold the post to which this kind of leave is delegated for the unit, or be the superior where it is
      delegated to superiors, and
    - be neither the person nor somebody who stands below the person and only acts above.
    """
    own = own_person(user)
    return request.state == KeadaanCuti.DIPERTIMBANGKAN and own in Deciders(request, on).officials


def may_record(user: Any, request: LeaveRequest, on: datetime.date) -> bool:
    """
    To record from its letter what was decided on a request, one must be
    - pengelola kepegawaian or admin BKPSDM for the unit of the request, and not the person,
    and nobody who decides here may have an account.
    """
    if request.state not in WAITING or not keeps(user, request, on):
        return False
    found = Deciders(request, on)
    return all(one.account is None or not one.account.is_active for one in found.people(found.officials))


def keeps(user: Any, request: LeaveRequest, on: datetime.date) -> bool:
    """
    To keep a request in order (record, shorten or cancel by letter), one must be
    - pengelola kepegawaian or admin BKPSDM for its unit or one above it, and not the person.
    """
    return not is_own(user, request) and has_role(user, *OFFICERS, unit=request.unit_id, on=on)


def may_end(user: Any, request: LeaveRequest, on: datetime.date) -> bool:
    """
    To call somebody back from an approved leave, one must
    - be a superior of the person on that day, and not somebody below the person who only acts above, or
    - keep the request in order (`keeps`).
    """
    own = own_person(user)
    if keeps(user, request, on):
        return True
    if own is None or own == request.person_id or not is_superior_of(user, request.person, on):
        return False
    account = request.person.account
    return account is None or not is_superior_of(account, Person(pk=own), on)


def may_read_letters(user: Any, request: LeaveRequest, on: datetime.date) -> bool:
    """
    To read the letters of a request, which may tell of an illness, one must be
    - the person, or
    - pengelola kepegawaian, admin BKPSDM or auditor for its unit, or
    - whoever considers or decides on it, or has done so.
    """
    own = own_person(user)
    if own is None:
        return has_role(user, *OFFICERS, Role.AUDITOR, unit=request.unit_id, on=on)
    return (
        own == request.person_id
        or has_role(user, *OFFICERS, Role.AUDITOR, unit=request.unit_id, on=on)
        or request.steps.filter(person=own).exclude(kind="pengganti").exists()
        or request.pk in waiting_for(user, on)
    )


def requests_open_to(user: Any, on: datetime.date) -> Q:
    """Return the condition that somebody may read a request.

    A draft is read by the person alone. What was sent is read by the person, whoever is named to stand in,
    superiors in the reporting line, whoever considers or decides on it or has done so, and for the unit of
    the person or one above it: pengelola kepegawaian, admin BKPSDM, kepala unit and auditor.
    """
    if not getattr(user, "is_active", False) or user.pk is None:
        return Q(pk__in=[])
    units = units_visible_to(user, on, *READERS).values("pk")
    seen = members_of(units, on, person="person") | Q(unit__in=units)
    own = asker_of(user).person
    if own is not None:
        seen |= Q(substitute=own) | Q(steps__person=own) | Q(pk__in=waiting_for(user, on))
        seen |= below(user, on, person="person")
    sent = ~Q(state=KeadaanCuti.DISUSUN)
    return (seen & sent) | Q(person=own) if own is not None else seen & sent


def keeps_register(user: Any, on: datetime.date) -> bool:
    """
    To see the register of leave, the balances and the delegations of units, one must be
    - pengelola kepegawaian, admin BKPSDM or auditor of any unit.
    """
    return has_role(user, *OFFICERS, Role.AUDITOR, on=on)


def may_delegate(user: Any, unit: Any, on: datetime.date) -> bool:
    """
    To record who decides on leave, how many must be at work, opening balances and worked cuti bersama, one
    must be
    - admin BKPSDM for the unit or one above it.
    """
    return has_role(user, Role.ADMIN_BKPSDM, unit=unit, on=on)
