"""Letters by which people work elsewhere."""

from __future__ import annotations

import datetime
import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.access.queries import names_of, units_visible_to
from praja.attendance.calendar import perms
from praja.attendance.calendar.actions import CalendarRefused
from praja.attendance.calendar.actions import places as actions
from praja.attendance.calendar.forms import PlaceForm, weekday
from praja.attendance.calendar.views.common import people_in, refused, unit_in, units_of
from praja.attendance.models import PlaceLetter
from praja.people.perms import EDITORS
from praja.web.asked import sent
from praja.web.shell import day_of

SHOWN = datetime.timedelta(days=180)


@login_required
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Show the letters of one's units that hold, or held of late."""
    on = day_of(request.user)
    if not perms.reads_hours(request.user, on):
        raise Http404
    units = units_visible_to(request.user, on, *perms.READERS)
    rows = (
        PlaceLetter.objects.filter(unit__in=units.values("pk"), digantikan__isnull=True, last__gte=on - SHOWN)
        .prefetch_related("people").order_by("-last", "letter")[:200]
    )  # fmt: skip
    names = names_of([one.unit_id for one in rows], on)
    kept = {pk for pk, _name in units_of(request.user, on, *EDITORS)}
    context = {
        "keeps": bool(kept),
        "rows": [
            {
                "one": one, "unit": names.get(one.unit_id, ""), "people": list(one.people.all()),
                "days": "" if len(one.weekdays) == 7 else ", ".join(weekday(int(d)) for d in one.weekdays),
                "may_withdraw": str(one.unit_id) in kept,
            }
            for one in rows
        ],
    }  # fmt: skip
    return render(request, "attendance/calendar/places.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def place_set(request: HttpRequest) -> HttpResponse:
    """Enter a letter."""
    on = day_of(request.user)
    units = units_of(request.user, on, *EDITORS)
    if not units:
        raise Http404
    form = PlaceForm(sent(request), units=units)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            actions.set_place(
                unit=unit_in(said.pop("unit")), people=people_in(said.pop("nips"), request.user, on),
                weekdays="".join(said.pop("weekdays")), by=request.user, on=on, **said,
            )  # fmt: skip
        except CalendarRefused as error:
            refused(form, error)
        else:
            messages.success(request, _("Surat dicatat."))
            return redirect("attendance:places")
    context = {
        "form": form, "back": reverse("attendance:places"), "label": _("Simpan"),
        "question": _("Siapa bekerja di luar kantor?"),
        "lead": _("Kehadiran tetap direkam; tempatnya yang lain (PermenPANRB 4/2025)."),
    }  # fmt: skip
    return render(request, "attendance/calendar/ask.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def place_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a letter back."""
    on = day_of(request.user)
    units = units_visible_to(request.user, on, *EDITORS)
    found = get_object_or_404(PlaceLetter.objects.select_related("unit"), pk=pk, unit__in=units.values("pk"))
    try:
        actions.withdraw_place(letter=found, by=request.user, on=on)
    except CalendarRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Surat dicabut."))
    return redirect("attendance:places")
