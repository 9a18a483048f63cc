"""The calendar of a team, and the address by which telephones read it."""

from __future__ import annotations

import datetime
import re
import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from praja.attendance.leave import team
from praja.people.feeds import as_calendar
from praja.people.perms import unit_of
from praja.people.queries import person_of
from praja.web.shell import day_of

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@login_required
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """Show who of a unit is on leave in a month: a list on the phone, a grid on wide screens."""
    on = day_of(request.user)
    units = team.units_for(request.user, on)
    if not units:
        return render(request, "attendance/leave/calendar.html", {"found": None})
    wanted = request.GET.get("unit", "")
    chosen = next((one for one in units if str(one.unit_id) == wanted), None)
    if wanted and chosen is None:
        raise Http404
    if chosen is None:
        chosen = next((one for one in units if one.unit_id == _own_unit(request, on)), units[0])
    match = _MONTH.fullmatch(request.GET.get("bulan", ""))
    first = datetime.date(int(match[1]), int(match[2]), 1) if match else on.replace(day=1)
    found = team.team_month(request.user, chosen, first, on)
    context = {
        "found": found,
        "units": units if len(units) > 1 else [],
        "chosen": chosen,
        "name": date_format(first, "F Y"),
        "before": f"{first - team.DAY:%Y-%m}",
        "after": f"{(first + 31 * team.DAY).replace(day=1):%Y-%m}",
        "has_feed": team.FEEDS.of(request.user) is not None,
        "today": on,
    }
    return render(request, "attendance/leave/calendar.html", context)


def _own_unit(request: HttpRequest, on: datetime.date) -> uuid.UUID | None:
    person = person_of(request.user)
    return None if person is None else unit_of(person, on)


@login_required
@require_POST
def feed_address(request: HttpRequest) -> HttpResponse:
    """Make an address of the calendar, or revoke it."""
    on = day_of(request.user)
    if person_of(request.user) is None:
        raise Http404
    if "cabut" in request.POST:
        if team.FEEDS.revoke(by=request.user, on=on):
            messages.success(
                request, _("Alamat kalender dicabut. Kalender yang memakainya tidak lagi diperbarui.")
            )
        return redirect("attendance:leave_calendar")
    secret = team.FEEDS.make(by=request.user, on=on)
    address = request.build_absolute_uri(reverse("attendance:leave_ics", args=[secret]))
    answer = render(request, "attendance/leave/feed.html", {"address": address})
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Give a calendar to whoever has its secret address."""
    owner = team.FEEDS.owner_of(secret)
    if owner is None:
        raise Http404
    return as_calendar(team.calendar_of(owner, day_of(owner)), "cuti")
