"""Months as pages and actions name them."""

from __future__ import annotations

import calendar
import datetime

from django.utils import formats


def last_day(month: datetime.date) -> datetime.date:
    """Return the last day of a month: of February 2028 the 29th."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def next_month(month: datetime.date) -> datetime.date:
    """Return the first day of the next month."""
    return last_day(month) + datetime.timedelta(days=1)


def named(month: datetime.date) -> str:
    """Return a month in words: November 2026."""
    return str(formats.date_format(month, "F Y"))
