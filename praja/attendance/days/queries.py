"""Reading judged days, corrections, duty orders and closings. A view obtains them here and nowhere else."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet

from praja.attendance.days import perms
from praja.attendance.days.months import last_day
from praja.attendance.models.days import Closing, Correction, Day, DutyOrder, Finding
from praja.people.models import Person


def days_visible_to(user: Any, on: datetime.date) -> QuerySet[Day]:
    """Return the days of the people whose attendance somebody may see (`perms.may_see_days`)."""
    return Day.objects.filter(perms.attendance_open_to(user, on))


def month_of(person: Person | Any, month: datetime.date) -> list[Day]:
    """Return the judged days of a person in a month, in their order, in one query.

    :param person: somebody of whom the one who asks may see it (`days_visible_to`)
    """
    first = month.replace(day=1)
    rows = Day.objects.filter(person=person, date__range=(first, last_day(first)))
    return list(rows.order_by("date"))


def corrections_visible_to(user: Any, on: datetime.date) -> QuerySet[Correction]:
    """Return what people asked of their days, as far as somebody may see their attendance."""
    return Correction.objects.filter(perms.attendance_open_to(user, on))


def corrections_to_decide(user: Any, on: datetime.date) -> QuerySet[Correction]:
    """Return the requests that wait for somebody's decision (`perms.may_decide`)."""
    return Correction.objects.filter(perms.decided_by(user, on), state="menunggu")


def duties_visible_to(user: Any, on: datetime.date) -> QuerySet[DutyOrder]:
    """Return the duty orders that somebody may read: those that name people whose attendance they may see,
    and those of units whose attendance they keep.
    """
    return DutyOrder.objects.filter(perms.duties_open_to(user, on))


def findings_visible_to(user: Any, on: datetime.date) -> QuerySet[Finding]:
    """Return what was found of the people whose attendance somebody may see; of oneself, too."""
    return Finding.objects.filter(perms.attendance_open_to(user, on))


def closings_of(unit: Any, month: datetime.date) -> QuerySet[Closing]:
    """Return how often a unit was closed for a month, the newest first."""
    rows = Closing.objects.filter(unit=unit, month=month)
    return rows.select_related("by", "reopened_by").order_by("-number")
