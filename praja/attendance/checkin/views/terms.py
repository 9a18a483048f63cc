"""On which terms the people of a unit check in from a phone, and who may by name."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.access.queries import has_role, units_visible_to
from praja.attendance.checkin.actions import CheckInRefused
from praja.attendance.checkin.actions import policies as actions
from praja.attendance.checkin.forms import PermitForm, PlaceForms, TermsForm
from praja.attendance.checkin.perms import OFFICERS, sets_terms
from praja.attendance.checkin.policies import places_of
from praja.attendance.checkin.queries import READERS, policies_visible_to
from praja.attendance.models import CheckInPermit, CheckInPolicy
from praja.organization.models import Unit, UnitVersion
from praja.people.perms import members_of
from praja.people.queries import people_editable_by
from praja.web.shell import day_of

MOST = 300
"""So many terms and permits are shown at once."""


def _day(request: HttpRequest) -> datetime.date:
    """Return the day at the workplace of an officer or auditor.

    :raises Http404: if the one who asks is none
    """
    on = day_of(request.user)
    if not has_role(request.user, *READERS, on=on):
        raise Http404
    return on


@login_required
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Show the units with terms of their own, and lead to those of any unit."""
    on = _day(request)
    rows = policies_visible_to(request.user, on).order_by("unit__code", "-berlaku__startswith")
    units = UnitVersion.objects.on(on).filter(unit__in=units_visible_to(request.user, on, *READERS))
    names = dict(units.values_list("unit_id", "name"))
    context = {
        "rows": [
            (one, names.get(one.unit_id, ""), places_of(one), one.holds(on), one.mulai > on)
            for one in rows.select_related("unit")[:MOST]
        ],
        "units": sorted(names.items(), key=lambda one: one[1])
        if has_role(request.user, *OFFICERS, on=on)
        else [],
        "permits": _permits(request, on),
    }
    return render(request, "attendance/checkin/terms.html", context)


def _permits(request: HttpRequest, on: datetime.date) -> list[tuple[CheckInPermit, bool]]:
    """Return who may check in by name now or later, of the people whom somebody keeps or looks over, and
    whether they may end that.
    """
    units = units_visible_to(request.user, on, *READERS)
    rows = CheckInPermit.objects.known().filter(members_of(units, on, person="person"))
    rows = rows.filter(Q(berlaku__endswith__isnull=True) | Q(berlaku__endswith__gt=on))
    found = list(rows.select_related("person").order_by("person__name", "berlaku__startswith")[:MOST])
    kept = people_editable_by(request.user, on).filter(pk__in=[one.person_id for one in found])
    mine = set(kept.values_list("pk", flat=True))
    return [(one, one.person_id in mine) for one in found]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_terms(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the terms of a unit as they were and are, and set those from a day on."""
    on = _day(request)
    unit = get_object_or_404(units_visible_to(request.user, on, *READERS), pk=pk)
    writes = sets_terms(request.user, unit, on)
    if request.method == "POST" and not writes:
        raise Http404
    known = list(CheckInPolicy.objects.known().filter(unit=unit).order_by("-berlaku__startswith"))
    held = next((one for one in known if one.holds(on)), None)
    form, places = _forms(request, held, on)
    if request.method == "POST" and form.is_valid() and places.is_valid():
        gone = places.deleted_forms
        said = [one.place for one in places.forms if one not in gone and (one.initial or one.has_changed())]
        try:
            actions.set_terms(
                unit=unit, start=form.cleaned_data["mulai"], said=form.said(said), by=request.user, on=on
            )
        except CheckInRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Aturan tersimpan."))
            return redirect("attendance:checkin_terms")
    wrong = request.method == "POST"
    context = {
        "unit": unit, "name": _name(unit, on), "form": form, "places": places, "writes": writes,
        "known": [(one, places_of(one)) for one in known],
    }  # fmt: skip
    return render(request, "attendance/checkin/unit_terms.html", context, status=400 if wrong else 200)


def _forms(request: HttpRequest, held: CheckInPolicy | None, on: datetime.date) -> tuple[TermsForm, Any]:
    initial = [
        {"nama": one.name, "koordinat": f"{one.lat}, {one.lon}", "radius": one.radius}
        for one in (places_of(held) if held is not None else [])
    ]
    sent = request.POST if request.method == "POST" else None
    form = TermsForm(sent, instance=None if sent else held, on=on)
    if sent is None:
        form.initial["dasar"] = ""
    return form, PlaceForms(sent, initial=initial, prefix="tempat")


def _name(unit: Unit, on: datetime.date) -> str:
    found = UnitVersion.objects.on(on).filter(unit=unit).first()
    return found.name if found is not None else unit.code


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def permit_new(request: HttpRequest) -> HttpResponse:
    """Let somebody check in by name."""
    on = day_of(request.user)
    if not has_role(request.user, *OFFICERS, on=on):
        raise Http404
    form = PermitForm(
        request.POST if request.method == "POST" else None, people=people_editable_by(request.user, on), on=on
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.permit(
                person=given["nip"], start=given["mulai"], last=given["sampai"], reason=given["alasan"],
                by=request.user, on=on,
            )  # fmt: skip
        except CheckInRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Izin tercatat."))
            return redirect("attendance:checkin_terms")
    return render(
        request, "attendance/checkin/permit_new.html", {"form": form}, status=400 if form.errors else 200
    )


@login_required
@require_POST
def permit_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a permit today."""
    on = day_of(request.user)
    rows = CheckInPermit.objects.known().filter(person__in=people_editable_by(request.user, on))
    found = get_object_or_404(rows, pk=pk)
    try:
        actions.end_permit(row=found, by=request.user, on=on)
    except CheckInRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Izin diakhiri."))
    return redirect("attendance:checkin_terms")
