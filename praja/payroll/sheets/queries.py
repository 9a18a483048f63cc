"""Reading sheets of facts, and what was given of one person."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q, QuerySet

from praja.access.queries import units_visible_to
from praja.organization.queries import today
from praja.payroll.models import Deduction, FactSheet, StandingFact
from praja.payroll.perms import READERS
from praja.payroll.sheets.perms import GIVERS, WHO_GIVES
from praja.people.models import Person, UnitHistory


def sheets_visible_to(user: Any, on: datetime.date | None = None) -> QuerySet[FactSheet]:
    """Return the sheets of facts that an account may see (`perms.can_see_sheet`)."""
    day = on or today()
    allowed = Q(pk__in=[])
    for kind, roles in WHO_GIVES.items():
        allowed |= Q(kind=kind, unit__in=units_visible_to(user, day, *roles).values("pk"))
    return FactSheet.objects.filter(allowed).select_related("unit", "government", "file", "made_by")


def people_given_by(user: Any, on: datetime.date | None = None) -> QuerySet[Person]:
    """Return the people of whom an account may give facts (`perms.may_give_of_person`)."""
    day = on or today()
    units = units_visible_to(user, day, *GIVERS)
    members = UnitHistory.objects.on(day).filter(unit__in=units.values("pk"))
    return Person.objects.filter(pk__in=members.values("person")).exclude(account=user)


def people_with_pay_facts(user: Any, on: datetime.date | None = None) -> QuerySet[Person]:
    """Return the people whose pay facts an account may see (`perms.may_see_pay_facts`)."""
    day = on or today()
    units = units_visible_to(user, day, *READERS)
    members = UnitHistory.objects.on(day).filter(unit__in=units.values("pk"))
    return Person.objects.filter(Q(account=user) | Q(pk__in=members.values("person")))


def remembered(sheet: FactSheet, signature: str) -> FactSheet | None:
    """Return the last sheet of the same kind and headings in this government."""
    earlier = FactSheet.objects.filter(
        government=sheet.government, kind=sheet.kind, mapping__signature=signature
    )
    return earlier.exclude(pk=sheet.pk).exclude(summary={}).order_by("-made_at").first()


def standing_of(person: Person) -> QuerySet[StandingFact]:
    """Return all that was ever said of a person as a standing fact, the latest first."""
    return StandingFact.objects.filter(person=person).order_by("fact", "-berlaku", "-tercatat")


def deductions_of(person: Person) -> QuerySet[Deduction]:
    """Return all deductions of a person that were ever recorded, the latest first."""
    return Deduction.objects.filter(person=person).order_by(
        "kind", "creditor", "number", "-berlaku", "-tercatat"
    )
