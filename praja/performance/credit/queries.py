"""Reading credit points. A view obtains them here and nowhere else."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import CharField, DecimalField, F, Func, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from praja.access.queries import units_visible_to
from praja.organization.enums import JenisJabatan
from praja.people.enums import CaraMenjabat
from praja.people.models import JabatanHistory
from praja.people.perms import members_of
from praja.people.queries import people_visible_to
from praja.performance import law
from praja.performance.models import CreditDecree, CreditDetermination, CreditSheet
from praja.performance.perms import OFFICERS, READERS

NAMED = ("name", "title_before", "title_after", "nip")
"""What the list says of a person: of thousands of rows the database carries no more."""

_LEVEL = """(
    SELECT coalesce(min(l), '')
    FROM (VALUES (%(expressions)s)) AS post(jenjang, title, levels), unnest(levels::text[]) l
    WHERE lower(jenjang) = lower(l)
        OR jenjang = '' AND (lower(title) = lower(l) OR right(lower(title), length(l) + 1) = ' ' || lower(l))
)"""
"""Which level a post is of, by its jenjang or, where that is empty, by the end of its title."""


def credit_visible_to(user: Any, on: datetime.date) -> QuerySet[CreditDetermination]:
    """Return the determinations of the people whose career an account may see (`perms.may_see_credit`)."""
    people = people_visible_to(user, on).order_by().values("pk")
    return CreditDetermination.objects.filter(person__in=people)


def decrees_visible_to(user: Any, on: datetime.date) -> QuerySet[CreditDecree]:
    """Return the SK of the units for which an account is an officer."""
    return CreditDecree.objects.filter(unit__in=units_visible_to(user, on, *OFFICERS))


def sheets_visible_to(user: Any, on: datetime.date) -> QuerySet[CreditSheet]:
    """Return the sheets of opening balances of the units for which an account is an officer."""
    return CreditSheet.objects.filter(unit__in=units_visible_to(user, on, *OFFICERS))


def functional_holders(user: Any, on: datetime.date) -> QuerySet[JabatanHistory]:
    """Return who holds a functional post in the units that an account reads, each with `title`, `level` and
    `total`: the credit points at that level; the level is empty where it cannot be told.
    """
    units = list(units_visible_to(user, on, *READERS).values_list("pk", flat=True))
    rows = JabatanHistory.objects.on(on).filter(
        members_of(units, on, person="person"),
        how=CaraMenjabat.DEFINITIF,
        position__versions__kind=JenisJabatan.FUNGSIONAL,
        position__versions__berlaku__contains=on,
        position__versions__digantikan__isnull=True,
    )
    # One version of a post holds on a day: the same join gives what it is called.
    rows = rows.annotate(title=F("position__versions__title"), jenjang=F("position__versions__jenjang"))
    named = (F("jenjang"), F("title"), Value(law.credit_levels(on)))
    rows = rows.annotate(level=Func(*named, template=_LEVEL, output_field=CharField()))
    known = CreditDetermination.objects.filter(
        person=OuterRef("person"), level=OuterRef("level"), digantikan__isnull=True
    )
    amount = DecimalField(max_digits=10, decimal_places=3)
    summed = known.order_by().values("person").annotate(whole=Sum("amount")).values("whole")
    rows = rows.annotate(total=Coalesce(Subquery(summed, output_field=amount), Value(0), output_field=amount))
    return rows.select_related("person").only("person", *(f"person__{name}" for name in NAMED))
