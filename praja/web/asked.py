"""What a page was asked with."""

from __future__ import annotations

import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest

BOTH: Final = ["GET", "HEAD", "POST"]
"""The methods of a page that is looked at and sent."""


def sent(request: HttpRequest) -> Any:
    """Return what a form was sent with; none where the page was only asked for. An empty form is sent too."""
    return request.POST if request.method == "POST" else None


def files_sent(request: HttpRequest) -> Any:
    """Return the files that a form was sent with; none where the page was only asked for."""
    return request.FILES if request.method == "POST" else None


def day_in(text: str, first: int = 2000) -> datetime.date:
    """Return a day as an address names it.

    :param first: the first year that may be meant
    :raises Http404: if it is none
    """
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not first <= day.year <= 2100:
        raise Http404
    return day


def month_in(text: str, first: int = 2000) -> datetime.date:
    """Return the first day of a month as an address names it: 2026-11.

    :raises Http404: if it is none
    """
    return day_in(f"{text}-01", first)
