"""Counting the days of a leave: workdays by the calendar of the person, calendar days, months."""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from decimal import Decimal

from django.utils.translation import gettext as _

from praja.attendance.calendar.queries import schedule_frame
from praja.attendance.leave.enums import JenisCuti
from praja.people.due.career import add_months
from praja.web.words import tanggal

DAY = datetime.timedelta(days=1)
HALF = Decimal("0.5")
WORKED = "kerja"
MOST = 1600
"""Days that a request may span, as the law's facts are bounded."""


def workdays_in(person: uuid.UUID, first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """Return the days from one to another, both included, on which somebody has to work."""
    frame = schedule_frame([person], first, last)
    return sorted(frame.filter(frame["kind"] == WORKED)["date"].to_list())


def by_year(days: list[datetime.date], half: str) -> dict[int, Decimal]:
    """Return how many of the days stand in each year."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for day in days:
        found[day.year] += HALF if half else Decimal(1)
    return dict(found)


def months_covering(first: datetime.date, last: datetime.date) -> int:
    """Return in how many months a leave fits: 5 January to 4 April in 3, a day more in 4."""
    months = 1
    while add_months(first, months) <= last:
        months += 1
    return months


def counts_workdays(kind: str) -> bool:
    """Tell whether a kind of leave is counted in workdays; the others are in calendar days and months."""
    return kind == JenisCuti.TAHUNAN


def span_text(first: datetime.date, last: datetime.date) -> str:
    """Return the days of a leave in words."""
    if first == last:
        return tanggal(first)
    return _("%(first)s sampai %(last)s") % {"first": tanggal(first), "last": tanggal(last)}
