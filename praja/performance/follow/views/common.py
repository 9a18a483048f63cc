"""What the pages of this part share."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from praja.audit.actions import viewed
from praja.performance.models import Skp
from praja.performance.perms import is_own
from praja.performance.queries import skps_visible_to
from praja.web.shell import day_of

PART = "kinerja"
"""How the trail names what was looked at."""


def skp_of(request: HttpRequest, pk: uuid.UUID) -> tuple[Skp, datetime.date]:
    """Return an SKP that the one who asks may see, and the day at their workplace.

    :raises Http404: if there is none, or none that they may see
    """
    on = day_of(request.user)
    rows = skps_visible_to(request.user, on).select_related(
        "unit__government", "person__account", "appraiser"
    )
    found: Skp = get_object_or_404(rows, pk=pk)
    if not is_own(request.user, found):
        viewed(found.person, request.user, PART)
    return found, on


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


def sent(request: HttpRequest) -> Any:
    """Return what a form was sent with; none where the page was only asked for. An empty form is sent too."""
    return request.POST if request.method == "POST" else None


def files_sent(request: HttpRequest) -> Any:
    """Return the files that a form was sent with; none where the page was only asked for."""
    return request.FILES if request.method == "POST" else None
