"""A functional post with somebody in it, and closed predicates, for tests of what follows a rating."""

from __future__ import annotations

import datetime
from typing import Any

from praja.organization.models import Position, PositionVersion
from praja.people.models import Person
from praja.performance.enums import KeadaanSkp
from praja.performance.models import ClosedRating, Closing, Period, Skp
from tests.integration.people.conftest import LONG_AGO, Office, person
from tests.integration.performance.plans import plan


def functional_post(office: Office, title: str = "Pekerja Sosial Ahli Pertama", level: str = "") -> Position:
    """Return a functional post in Dinas Sosial under the section."""
    made = Position.objects.create(code=f"sosial.{Position.objects.count()}")
    PositionVersion.objects.create(
        position=made, unit=office.dinas, superior=office.section_post, title=title, kind="fungsional",
        bup=58, jenjang=level, formasi=20, berlaku=(LONG_AGO, None),
    )  # fmt: skip
    return made


def functional(office: Office, name: str = "Nia Fungsional", post: Position | None = None) -> Person:
    """Return somebody who has held a functional post since 2019."""
    return person(name, office.dinas, post or functional_post(office))


def closed(
    office: Office, who: Person, period: Period, predicate: str, *, skp: Skp | None = None, by: Any = None
) -> ClosedRating:
    """Return a predicate as a closing of Dinas Sosial froze it."""
    if skp is None:
        skp = Skp.objects.filter(person=who, year=period.year).first()
    if skp is None:
        skp = plan(who, office.section, year=period.year)
        Skp.objects.filter(pk=skp.pk).update(state=KeadaanSkp.BERJALAN)
    closing = Closing.objects.filter(unit=office.dinas, period=period, digantikan__isnull=True).first()
    if closing is None:
        number = Closing.objects.filter(unit=office.dinas, period=period).count() + 1
        closing = Closing.objects.create(
            unit=office.dinas, period=period, number=number, by=by or office.user("admin")
        )
    made: ClosedRating = ClosedRating.objects.create(
        closing=closing, period=period, skp=skp, person=who, unit=office.dinas, predicate=predicate
    )
    return made


def month(year: int, number: int) -> datetime.date:
    """Return the first day of a month."""
    return datetime.date(year, number, 1)
