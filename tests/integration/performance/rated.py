"""A quarter that is over, and people who reached something in it, for tests of rating."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from praja.performance.enums import JenisPeriode
from praja.performance.models import Evidence, Indicator, Period, Realisation, SelfReport, Skp

YEAR = 2026
LAST = datetime.date(YEAR, 9, 1)
"""The last month of the quarter."""


def quarter(government: Any, number: int = 3, *, year: int = YEAR) -> Period:
    """Return a quarter of a government."""
    first = datetime.date(year, number * 3 - 2, 1)
    after = datetime.date(year + number // 4, number * 3 % 12 + 1, 1)
    made = Period.objects.create(
        government=government, year=year, kind=JenisPeriode.TRIWULANAN, number=number, days=(first, after),
        report_by=after.replace(day=5), rate_by=after.replace(day=10),
    )  # fmt: skip
    return Period.objects.select_related("government").get(pk=made.pk)


def whole_year(government: Any, *, year: int = YEAR - 1) -> Period:
    """Return a year of a government."""
    after = datetime.date(year + 1, 1, 1)
    made = Period.objects.create(
        government=government, year=year, kind=JenisPeriode.TAHUNAN, number=1,
        days=(datetime.date(year, 1, 1), after), report_by=after.replace(day=15),
        rate_by=after.replace(day=31),
    )  # fmt: skip
    return Period.objects.select_related("government").get(pk=made.pk)


def reached(
    skp: Skp, period: Period, value: str | None = "95", *, proven: bool = True, by: Any = None
) -> None:
    """Let somebody have reached something of each indicator, with evidence and the report of the period."""
    who: Any = by or skp.person.account
    for indicator in Indicator.objects.filter(rhk__skp=skp):
        if value is not None:
            Realisation.objects.create(
                indicator=indicator, month=LAST, value=Decimal(value), story="Selesai", by=who
            )
        if proven:
            Evidence.objects.create(
                indicator=indicator, month=LAST, title="Berita acara", link="https://contoh.go.id/ba", by=who
            )
    SelfReport.objects.get_or_create(
        skp=skp, period=period, defaults={"text": "Tercapai", "signed_at": timezone.now()}
    )
