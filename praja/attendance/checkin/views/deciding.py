"""Check-ins that wait for a superior."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from praja.access.queries import has_role
from praja.attendance.checkin import perms
from praja.attendance.checkin.actions import CheckInRefused
from praja.attendance.checkin.actions import checkins as actions
from praja.attendance.checkin.forms import DecideForm
from praja.attendance.checkin.queries import checkins_visible_to, to_decide
from praja.attendance.checkin.taps import local_time
from praja.attendance.checkin.telling import reasons
from praja.attendance.models import CheckIn
from praja.people.perms import has_subordinates
from praja.web.shell import day_of

MOST = 100


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Show the check-ins that wait for the one who asks, the oldest first."""
    return _page(request)


def _page(request: HttpRequest, bound: tuple[uuid.UUID, DecideForm] | None = None) -> HttpResponse:
    on = day_of(request.user)
    user: Any = request.user
    if not has_subordinates(user, on) and not has_role(user, *perms.OFFICERS, on=on):
        raise Http404
    rows = list(to_decide(request.user, on)[:MOST])
    cards = [
        {
            "row": one,
            "at": local_time(one.at, one.zone),
            "reasons": reasons(one),
            "form": bound[1]
            if bound is not None and bound[0] == one.pk
            else DecideForm(prefix=one.pk.hex[:8]),
        }
        for one in rows
    ]
    return render(
        request, "attendance/checkin/waiting.html", {"cards": cards}, status=400 if bound is not None else 200
    )


@login_required
@require_POST
def decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Decide a check-in that waits."""
    on = day_of(request.user)
    found: CheckIn = get_object_or_404(checkins_visible_to(request.user, on).select_related("person"), pk=pk)
    if not perms.may_decide(request.user, found, on):
        raise Http404
    form = DecideForm(request.POST, prefix=pk.hex[:8])
    if form.is_valid():
        accepted = form.cleaned_data["putusan"] == "terima"
        try:
            actions.decide(
                checkin=found, accepted=accepted, reason=form.cleaned_data["alasan"], by=request.user, on=on
            )
        except CheckInRefused as error:
            form.add_error("alasan", str(error))
        else:
            messages.success(
                request,
                _("Dihitung, dan harinya dinilai lagi.")
                if accepted
                else _("Tidak dihitung; alasannya terbaca pegawainya."),
            )
            return redirect("attendance:checkin_waiting")
    return _page(request, (pk, form))
