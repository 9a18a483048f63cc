"""Who may give facts for pay."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

from praja.access.enums import Role
from praja.access.queries import has_role, units_of_roles
from praja.organization.models import Unit
from praja.payroll.enums import JenisMasukan
from praja.payroll.facts.columns import BY_RECORD_ONLY, who_acts
from praja.payroll.models import FactSheet
from praja.payroll.perms import READERS
from praja.people.models import Person, UnitHistory
from praja.rules.schema import Fact

GIVERS: Final = (Role.PENGELOLA_KEPEGAWAIAN, Role.BENDAHARA)
WHO_GIVES: Final[Mapping[str, tuple[Role, ...]]] = {
    JenisMasukan.KEHADIRAN: (Role.PENGELOLA_KEPEGAWAIAN,),
    JenisMasukan.KINERJA: (Role.PENGELOLA_KEPEGAWAIAN,),
    JenisMasukan.POTONGAN: (Role.BENDAHARA,),
    JenisMasukan.TETAP: GIVERS,
    JenisMasukan.TAMBAHAN: (Role.BENDAHARA,),
    JenisMasukan.PAGU: (Role.BENDAHARA,),
}


def may_give_any(user: Any, on: datetime.date) -> bool:
    """
    To open the pages of facts, one must be
    - pengelola kepegawaian or bendahara of any unit.
    """
    return has_role(user, *GIVERS, on=on)


def may_give(user: Any, kind: str, unit: Unit, on: datetime.date) -> bool:
    """
    To give facts of a kind for a unit, one must be, for that unit,
    - pengelola kepegawaian: attendance, performance, lasting facts,
    - bendahara: deductions, extra lines, lasting facts, the pagu of the year.
    """
    return has_role(user, *WHO_GIVES[kind], unit=unit, on=on)


def may_give_fact(user: Any, fact: Fact, unit: Unit, on: datetime.date) -> bool:
    """
    To give a lasting fact for a unit, one must be, for that unit,
    - pengelola kepegawaian, of careers, posts and families, or
    - bendahara, of ceilings, tax and everything else,
    and it must not be one that only an SK says.
    """
    return fact.name not in BY_RECORD_ONLY and has_role(user, who_acts(fact), unit=unit, on=on)


def can_see_sheet(user: Any, sheet: FactSheet, on: datetime.date) -> bool:
    """
    To see a sheet of facts, and to check, apply or undo it, one must be
    - somebody who may give facts of its kind for its unit.
    """
    return may_give(user, sheet.kind, sheet.unit, on)


def may_give_of_person(user: Any, person: Person, on: datetime.date, *roles: Role) -> bool:
    """
    To give facts or deductions of one person, one must be
    - pengelola kepegawaian or bendahara for the unit in which they work, and
    - someone other than that person.
    """
    if person.account_id == user.pk:
        return False
    place = UnitHistory.objects.on(on).filter(person=person).select_related("unit").first()
    return place is not None and has_role(user, *(roles or GIVERS), unit=place.unit, on=on)


def units_given(user: Any, on: datetime.date, *roles: Role) -> list[Unit]:
    """Return the units for which somebody holds any of the roles, without those below them."""
    everywhere, mine = units_of_roles(user, on, *(roles or GIVERS))
    if everywhere:
        return list(Unit.objects.filter(government__isnull=True).order_by("code"))
    return list(Unit.objects.filter(pk__in=mine).select_related("government").order_by("code"))


def may_see_pay_facts(user: Any, person: Person, on: datetime.date) -> bool:
    """
    To see what a person's pay is computed from, besides SKs, one must be
    - that person, or
    - bendahara, pejabat penyetuju or auditor for the unit in which they work.
    """
    if user.pk is not None and person.account_id == user.pk:
        return True
    if not has_role(user, *READERS, on=on):
        return False
    place = UnitHistory.objects.on(on).filter(person=person).select_related("unit").first()
    return place is not None and has_role(user, *READERS, unit=place.unit, on=on)
