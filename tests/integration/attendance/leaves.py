"""Leave written straight into the tables, for tests of what is read from it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from psycopg.types.range import DateRange

from praja.attendance.leave.days import by_year, workdays_in
from praja.attendance.models import LeaveOpening, LeaveRequest, LeaveStep
from praja.people.models import Person, UnitHistory

DAY = datetime.timedelta(days=1)
_OUTCOMES = {"disetujui": "disetujui", "ditangguhkan": "ditangguhkan", "ditolak": "tidak_disetujui"}


def approved(
    person: Person,
    first: datetime.date,
    last: datetime.date,
    *,
    kind: str = "cuti_tahunan",
    state: str = "disetujui",
    half: str = "",
    number: int | None = None,
    document: str = "",
    **more: Any,
) -> LeaveRequest:
    """Make a leave of somebody that was approved, or stands as told."""
    unit = UnitHistory.objects.on(first).get(person=person).unit
    annual = kind == "cuti_tahunan"
    years = by_year(workdays_in(person.pk, first, last), half) if annual else {}
    made = LeaveRequest.objects.create(
        person=person, kind=kind, state=state, berlaku=DateRange(first, last + DAY), half=half,
        reason="Keperluan keluarga", by=person.account or _somebody(), unit=unit,
        government=unit.government or unit,
        year=first.year, number=number or LeaveRequest.objects.count() + 1, filed_at=timezone.now(),
        filed_on=first, days=sum(years.values(), Decimal(0)) if annual else Decimal((last - first).days + 1),
        counted={
            "hari": {str(year): str(days) for year, days in years.items()},
            "tanggal": [day.isoformat() for day in workdays_in(person.pk, first, last)],
        }, **more,
    )  # fmt: skip
    if state in _OUTCOMES:
        LeaveStep.objects.create(
            request=made, kind="keputusan", outcome=_OUTCOMES[state], name="Wali Kota", on=first,
            document=document or f"851/{made.number}", document_date=first, by=_somebody(),
            after=made.berlaku,
        )  # fmt: skip
    made.refresh_from_db()
    return made


def opening(person: Person, year: int, **days: Decimal) -> LeaveOpening:
    """Say what somebody was owed at the start of a year: by default nothing of the years before."""
    usual = {"left_last": Decimal(0), "left_before": Decimal(0)}
    return LeaveOpening.objects.create(
        person=person, year=year, source="Kartu cuti", by=_somebody(), **{**usual, **days}
    )


def _somebody() -> Any:
    from praja.accounts.models import User

    return User.objects.get_or_create(username="pencatat", defaults={"name": "Pencatat"})[0]
