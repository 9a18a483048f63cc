"""What the pages of days share."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from praja.attendance.days import perms
from praja.audit.actions import viewed
from praja.people.models import Person
from praja.web.shell import day_of

BOTH = ["GET", "HEAD", "POST"]
PART = "kehadiran"
"""How the trail names what was looked at."""


def month_in(text: str) -> datetime.date:
    """Return the first day of a month as an address names it: 2026-11.

    :raises Http404: if it is none
    """
    try:
        day = datetime.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Http404 from None
    if not 2000 <= day.year <= 2100:
        raise Http404
    return day


def person_of(request: HttpRequest, pk: uuid.UUID) -> tuple[Person, datetime.date]:
    """Return a person whose attendance the one who asks may see, and the day at their workplace.

    :raises Http404: if there is none, or none that they may see
    """
    on = day_of(request.user)
    found = get_object_or_404(Person.objects.select_related("account"), pk=pk)
    if not perms.may_see_days(request.user, found, on):
        raise Http404
    viewed(found, request.user, PART)
    return found, on


def sent(request: HttpRequest) -> Any:
    """Return what a form was sent with; none where the page was only asked for."""
    return request.POST if request.method == "POST" else None


def files_sent(request: HttpRequest) -> Any:
    """Return the files that a form was sent with; none where the page was only asked for."""
    return request.FILES if request.method == "POST" else None
