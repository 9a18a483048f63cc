"""Whose families are owed gaji terusan in a month, which no list of ours pays: it is told, so that somebody
pays it, and stops in time.

The four months after the month of death are paid to the widow, widower or children of a PNS (PP 49/1980,
SE-29/DJA/1981); auditors have claimed back what was paid for longer.
"""

from __future__ import annotations

import dataclasses
import datetime
from typing import Final

from django.db.models import Exists, F, OuterRef

from praja.organization.models import Unit
from praja.organization.queries import subtree_units
from praja.people.enums import SebabBerhenti, StatusAsn
from praja.people.models import Person, StatusHistory, UnitHistory

MONTHS: Final = 4


@dataclasses.dataclass(frozen=True, slots=True)
class Deceased:
    """Somebody who died in service, and which of the months after it is asked about."""

    person: Person
    died: datetime.date
    month: int


def owed_to_survivors(unit: Unit, period: datetime.date) -> list[Deceased]:
    """Return who of a unit and those below it died so lately that the family is owed, in one query.

    :param period: any day of the month
    """
    first = period.replace(day=1)
    earliest = _months_before(first, MONTHS)
    served = UnitHistory.objects.known().filter(
        person=OuterRef("person"), berlaku__endswith=OuterRef("berlaku__endswith"),
        unit__in=subtree_units([unit], first),
    )  # fmt: skip
    rows = (
        StatusHistory.objects.known()
        .filter(
            Exists(served), ended_by=SebabBerhenti.MENINGGAL, status__in=(StatusAsn.PNS, StatusAsn.CPNS),
            berlaku__endswith__gt=earliest, berlaku__endswith__lte=first,
        )
        .select_related("person")
        .order_by(F("berlaku__endswith"), "person__nip")
    )  # fmt: skip
    return [_of(row.person, row.berlaku.upper - datetime.timedelta(days=1), first) for row in rows]


def _of(person: Person, died: datetime.date, first: datetime.date) -> Deceased:
    return Deceased(person, died, (first.year - died.year) * 12 + first.month - died.month)


def _months_before(first: datetime.date, count: int) -> datetime.date:
    years, month = divmod(first.year * 12 + first.month - 1 - count, 12)
    return datetime.date(years, month + 1, 1)
