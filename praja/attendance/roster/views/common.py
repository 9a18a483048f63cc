"""What the pages of rosters share."""

from __future__ import annotations

import datetime
import uuid
from typing import Final

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format

from praja.attendance.roster import queries
from praja.organization.models import Unit
from praja.organization.queries import nearest_version
from praja.web import asked
from praja.web.shell import day_of

__all__ = ["day_in", "month_in", "month_name", "other_months", "unit_of"]


FIRST_YEAR: Final = 2015


def month_in(text: str) -> datetime.date:
    """Return the first day of a month as an address names it (`praja.web.asked`)."""
    return asked.month_in(text, FIRST_YEAR)


def day_in(text: str) -> datetime.date:
    """Return a day as an address names it (`praja.web.asked`)."""
    return asked.day_in(text, FIRST_YEAR)


def month_name(month: datetime.date) -> str:
    """Return a month in words: November 2026."""
    return date_format(month, "F Y")


def other_months(month: datetime.date) -> tuple[str, str]:
    """Return the month before and the one after, as addresses name them."""
    before = (month - datetime.timedelta(days=1)).replace(day=1)
    after = (month + datetime.timedelta(days=32)).replace(day=1)
    return f"{before:%Y-%m}", f"{after:%Y-%m}"


def unit_of(request: HttpRequest, pk: uuid.UUID, *, write: bool = False) -> tuple[Unit, str, datetime.date]:
    """Return a unit whose roster the one who asks may read or keep, its name, and the day.

    :raises Http404: if there is none, or none for them
    """
    on = day_of(request.user)
    open_to = queries.units_kept_by if write else queries.units_read_by
    unit = get_object_or_404(open_to(request.user, on).select_related("government"), pk=pk)
    version = nearest_version(unit, on)
    return unit, version.name if version else unit.code, on
