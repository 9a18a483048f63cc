"""Who may read days, ask for corrections, decide on them, record duty, and close months."""

from __future__ import annotations

import datetime
from typing import Any, Final

from django.db.models import BooleanField, Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from praja.access.enums import Role
from praja.access.queries import has_role, units_of_roles, units_visible_to
from praja.attendance.models.checkin import CheckIn
from praja.attendance.models.days import Correction, DutyOrder, DutyPerson
from praja.organization.models import Unit
from praja.people.asker import asker_of
from praja.people.models import Person
from praja.people.perms import below, is_superior_of, members_of, roles_over

OFFICERS: Final = (Role.PENGELOLA_KEPEGAWAIAN, Role.ADMIN_BKPSDM)
"""Roles for a unit that keep its attendance in order."""
READERS: Final = (*OFFICERS, Role.KEPALA_UNIT, Role.AUDITOR)
"""Roles for a unit that read the attendance of its people."""


def _own(user: Any) -> Any:
    return asker_of(user).person if getattr(user, "is_active", False) else None


# --- reading


def may_see_days(user: Any, person: Person, on: datetime.date) -> bool:
    """
    To see how somebody's days were judged, one must be
    - the person, or a superior in the reporting line on that day, or
    - for the person's unit or one above it: pengelola kepegawaian, admin BKPSDM, kepala unit or auditor.
    Those who pay read what was closed on the slip, not the days.
    """
    if not getattr(user, "is_active", False):
        return False
    return (
        person.pk == _own(user)
        or bool(roles_over(user, person, on).intersection(READERS))
        or is_superior_of(user, person, on)
    )


def attendance_open_to(user: Any, on: datetime.date, person: str = "person") -> Q:
    """Return the condition that somebody may see the attendance of a person (`may_see_days`).

    :param person: the column that names the person
    """
    if not getattr(user, "is_active", False) or user.pk is None:
        return Q(pk__in=[])
    everywhere, _some = units_of_roles(user, on, *READERS)
    if everywhere:
        return Q()
    seen = members_of(units_visible_to(user, on, *READERS), on, person=person)
    own = _own(user)
    return seen if own is None else seen | Q((person, own)) | below(user, on, person=person)


def may_see_unit(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To read the recap of a unit, one must be
    - for it or a unit above it: pengelola kepegawaian, admin BKPSDM, kepala unit or auditor.
    """
    return has_role(user, *READERS, unit=unit.pk, on=on)


# --- corrections and permission


def may_ask(user: Any, person: Person) -> bool:
    """
    To ask that a day be corrected, or for permission to be away, one must be
    - the person whose day it is.
    """
    return person.pk == _own(user)


def may_decide(user: Any, correction: Correction | CheckIn, on: datetime.date) -> bool:
    """
    To decide on a request about a day, one must be
    - a superior of the person in the reporting line on that day, definitive or as Plt or Plh, or
    - where nobody is superior, pengelola kepegawaian or admin BKPSDM for the person's unit, and
    - somebody else than the person.
    """
    person = correction.person
    own = _own(user)
    if not getattr(user, "is_active", False) or person.pk == own or person.account_id == user.pk:
        return False
    if is_superior_of(user, person, on):
        return True
    return not has_superior(person, on) and bool(roles_over(user, person, on).intersection(OFFICERS))


_SUPERIOR = """
WITH RECURSIVE line(position_id) AS (
    SELECT v.superior_id FROM people_jabatanhistory j
    JOIN organization_positionversion v ON v.position_id = j.position_id AND v.digantikan IS NULL
        AND v.berlaku @> %s::date
    WHERE j.person_id = {person} AND j.digantikan IS NULL AND j.berlaku @> %s::date
  UNION
    SELECT v.superior_id FROM line l
    JOIN organization_positionversion v ON v.position_id = l.position_id AND v.digantikan IS NULL
        AND v.berlaku @> %s::date
)
SELECT EXISTS (
    SELECT 1 FROM people_jabatanhistory h JOIN line ON line.position_id = h.position_id
    WHERE h.digantikan IS NULL AND h.berlaku @> %s::date AND h.person_id <> {person}
)
"""


def _has_superior(person: str, on: datetime.date) -> RawSQL:
    """Return the condition that anybody holds a post above that of a person on a day.

    :param person: the column that names the person
    """
    return RawSQL(_SUPERIOR.format(person=person), (on, on, on, on), output_field=BooleanField())


def has_superior(person: Person, on: datetime.date) -> bool:
    """Tell whether anybody holds a post above that of a person on a day."""
    return Person.objects.filter(Q(_has_superior("people_person.id", on)), pk=person.pk).exists()


def decided_by(user: Any, on: datetime.date, table: str = "attendance_correction") -> Q:
    """Return the condition that somebody decides on a request (`may_decide`).

    :param table: that of the requests, whose `person` asks
    """
    if not getattr(user, "is_active", False):
        return Q(pk__in=[])
    own = _own(user)
    led = Q(pk__in=[]) if own is None else below(user, on, person="person")
    everywhere, some = units_of_roles(user, on, *OFFICERS)
    if everywhere or some:
        units = Unit.objects.all() if everywhere else units_visible_to(user, on, *OFFICERS)
        led |= members_of(units, on, person="person") & ~Q(_has_superior(f"{table}.person_id", on))
    return led & ~Q(person__account=user)


# --- duty


def may_order_duty(user: Any, people: list[Person], on: datetime.date) -> bool:
    """
    To record a letter of duty, one must of each person that it names be
    - a superior in the reporting line, or pengelola kepegawaian or admin BKPSDM for the person's unit, and
    - somebody else than the person.
    """
    own = _own(user)
    if not getattr(user, "is_active", False):
        return False
    return bool(people) and all(
        one.pk != own
        and one.account_id != user.pk
        and (bool(roles_over(user, one, on).intersection(OFFICERS)) or is_superior_of(user, one, on))
        for one in people
    )


def orders_duty(user: Any, on: datetime.date) -> Q:
    """Return the condition that a person may be named in a letter of duty by somebody (`may_order_duty`)."""
    if not getattr(user, "is_active", False):
        return Q(pk__in=[])
    own = _own(user)
    everywhere, some = units_of_roles(user, on, *OFFICERS)
    allowed = Q() if everywhere else Q(pk__in=[])
    if some and not everywhere:
        allowed = members_of(units_visible_to(user, on, *OFFICERS), on)
    if own is not None and not everywhere:
        allowed |= below(user, on)
    return allowed & ~Q(account=user)


def may_withdraw_duty(user: Any, order: DutyOrder, on: datetime.date) -> bool:
    """
    To withdraw a letter of duty, one must be allowed to record it for all whom it names.
    """
    return may_order_duty(user, [one.person for one in order.people.select_related("person")], on)


def duties_open_to(user: Any, on: datetime.date) -> Q:
    """Return the condition that somebody may read a letter of duty: one who may see the attendance of anybody
    whom it names, or who reads the attendance of the unit that recorded it.
    """
    if not getattr(user, "is_active", False):
        return Q(pk__in=[])
    named = DutyPerson.objects.filter(order=OuterRef("pk")).filter(attendance_open_to(user, on))
    return Q(Exists(named)) | Q(unit__in=units_visible_to(user, on, *READERS).values("pk"))


# --- findings


def may_note(user: Any, person: Person, on: datetime.date) -> bool:
    """
    To record or withdraw what was found of a person in hours of work, one must be
    - a superior in the reporting line, or pengelola kepegawaian or admin BKPSDM for the person's unit, and
    - somebody else than the person.
    """
    return may_order_duty(user, [person], on)


# --- closing


def may_close(user: Any, unit: Unit, on: datetime.date) -> bool:
    """
    To close a month of a unit with all below it, one must be
    - pengelola kepegawaian or admin BKPSDM for it or a unit above it.
    """
    return has_role(user, *OFFICERS, unit=unit.pk, on=on)


def may_reopen(user: Any, closing: Any, on: datetime.date) -> bool:
    """
    To open a closed month again, one must be
    - pengelola kepegawaian or admin BKPSDM for the unit or one above it, and
    - somebody else than who closed it.
    """
    return closing.by_id != getattr(user, "pk", None) and has_role(
        user, *OFFICERS, unit=closing.unit_id, on=on
    )
