"""Working hours: which there are, what they are, and whose they are."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from praja.access.enums import Role
from praja.access.queries import names_of
from praja.attendance.calendar import perms
from praja.attendance.calendar.actions import CalendarRefused
from praja.attendance.calendar.actions import hours as actions
from praja.attendance.calendar.clock import between
from praja.attendance.calendar.forms import (
    AssignForm,
    EndForm,
    HoursForm,
    given_initial,
    version_initial,
    weekday,
)
from praja.attendance.calendar.views.common import (
    chosen,
    governments_of,
    people_in,
    positions_in,
    refused,
    unit_in,
    units_of,
)
from praja.attendance.models import HoursAssignment, HoursVersion, WorkingHours
from praja.rules import workhours
from praja.web.asked import sent
from praja.web.shell import day_of


@login_required
@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """Show the hours of a government, and what the law gives where nothing is set."""
    on = day_of(request.user)
    if not perms.reads_hours(request.user, on):
        raise Http404
    offered = governments_of(request.user, on, *perms.READERS)
    government = chosen(request, offered)
    held = WorkingHours.objects.filter(government=government).order_by("name")
    versions = {row.hours_id: row for row in HoursVersion.objects.on(on).filter(hours__in=held)}
    given = workhours.given_on(workhours.FIVE_DAYS, on)
    context = {
        "government": government, "offered": offered,
        "keeps": perms.keeps_calendar(request.user, government, on),
        "rows": [(one, versions.get(one.pk), week_of(versions[one.pk].days) if one.pk in versions else [])
                 for one in held],
        "given": given,
        "given_week": week_of(
            [{"ramadan": one.ramadan, "weekday": one.weekday, "start": one.start, "end": one.end,
              "pause": one.pause} for one in given.days]
        ) if given else [],
    }  # fmt: skip
    return render(request, "attendance/calendar/hours.html", context)


def week_of(days: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the days of a week in words, those that follow each other with the same hours as one."""
    found: list[dict[str, Any]] = []
    for day in sorted(days, key=lambda one: (one["ramadan"], one["weekday"])):
        same = (day["ramadan"], between(day["start"], day["end"]), day["pause"])
        last = found[-1] if found else None
        if last and last["same"] == same and last["last"] + 1 == day["weekday"]:
            last["last"] = day["weekday"]
            last["name"] = f"{last['first']}–{weekday(day['weekday'])}"
        else:
            name = weekday(day["weekday"])
            found.append(
                {"name": name, "first": name, "last": day["weekday"], "same": same, "ramadan": same[0],
                 "time": same[1], "pause": same[2]}
            )  # fmt: skip
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hours_new(request: HttpRequest) -> HttpResponse:
    """Make hours, from what the law gives for five or six days."""
    on = day_of(request.user)
    offered = governments_of(request.user, on, Role.ADMIN_BKPSDM)
    government = chosen(request, offered)
    if not perms.keeps_calendar(request.user, government, on):
        raise Http404
    code = workhours.SIX_DAYS if request.GET.get("pola") == "6" else workhours.FIVE_DAYS
    form = HoursForm(sent(request), initial=given_initial(code, on) | {"start": on.replace(day=1)})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_hours(government=government, by=request.user, on=on, **form.said())
        except CalendarRefused as error:
            refused(form, error)
        else:
            messages.success(
                request, _("Jam kerja dibuat. Sekarang berikan kepada unit, jabatan atau pegawai.")
            )
            return redirect("attendance:hours_one", pk=made.pk)
    context = {
        "form": form, "government": government, "back": reverse("attendance:hours"),
        "question": _("Bagaimana jam kerjanya?"),
    }  # fmt: skip
    return render(request, "attendance/calendar/hours_form.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hours_one(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show hours with their versions and to whom they are given; give them."""
    found, on, keeps = _found(request, pk)
    if request.method == "POST" and not keeps:
        raise Http404
    units = units_of(request.user, on, Role.ADMIN_BKPSDM) if keeps else []
    form = AssignForm(sent(request), units=units, initial={"start": on})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            to: dict[str, Any] = {}
            if said["unit"]:
                to["unit"] = unit_in(said["unit"])
            elif said["nip"]:
                to["person"] = people_in(said["nip"], request.user, on)[0]
            else:
                to["position"] = positions_in(said["position"])[0]
            actions.assign_hours(
                hours=found, letter=said["letter"], start=said["start"], last=said["last"], by=request.user,
                on=on, **to,
            )  # fmt: skip
        except CalendarRefused as error:
            refused(form, error)
        else:
            messages.success(request, _("Jam kerja diberikan."))
            return redirect("attendance:hours_one", pk=found.pk)
    given = list(
        HoursAssignment.objects.known().filter(hours=found)
        .select_related("unit", "person", "position").order_by("-berlaku")[:200]
    )  # fmt: skip
    names = names_of([one.unit_id for one in given], on)
    context = {
        "hours": found, "keeps": keeps, "form": form,
        "versions": [
            (one, week_of(one.days))
            for one in HoursVersion.objects.known().filter(hours=found).order_by("-berlaku")
        ],
        "given": [
            (one, names.get(one.unit_id) or (one.person.full_name if one.person else str(one.position)))
            for one in given
        ],
    }  # fmt: skip
    return render(request, "attendance/calendar/hours_one.html", context, status=400 if form.errors else 200)


def _found(request: HttpRequest, pk: uuid.UUID) -> tuple[WorkingHours, Any, bool]:
    on = day_of(request.user)
    if not perms.reads_hours(request.user, on):
        raise Http404
    offered = [unit for unit, _name in governments_of(request.user, on, *perms.READERS)]
    found = get_object_or_404(
        WorkingHours.objects.select_related("government"), pk=pk, government__in=offered
    )
    return found, on, perms.keeps_calendar(request.user, found.government, on)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hours_change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let hours be others from a day on."""
    found, on, keeps = _found(request, pk)
    if not keeps:
        raise Http404
    last = HoursVersion.objects.known().filter(hours=found).order_by("-berlaku__startswith").first()
    initial = version_initial(last) if last else {}
    form = HoursForm(sent(request), named=False, initial=initial | {"start": on})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_hours(hours=found, by=request.user, on=on, **form.said())
        except CalendarRefused as error:
            refused(form, error)
        else:
            messages.success(request, _("Jam kerja berubah mulai tanggal itu; hari sebelumnya tetap."))
            return redirect("attendance:hours_one", pk=found.pk)
    context = {
        "form": form, "government": found.government,
        "back": reverse("attendance:hours_one", args=[found.pk]),
        "question": _("Menjadi bagaimana %(name)s?") % {"name": found.name},
    }  # fmt: skip
    return render(request, "attendance/calendar/hours_form.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hours_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let hours that were given end."""
    on = day_of(request.user)
    offered = [unit for unit, _name in governments_of(request.user, on, Role.ADMIN_BKPSDM)]
    rows = HoursAssignment.objects.known().select_related("hours", "unit", "position", "person")
    found = get_object_or_404(rows, pk=pk, hours__government__in=offered)
    if not perms.keeps_calendar(request.user, found.hours.government_id, on):
        raise Http404
    form = EndForm(sent(request), initial={"last": on})
    back = reverse("attendance:hours_one", args=[found.hours_id])
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_assignment(assignment=found, by=request.user, on=on, **form.cleaned_data)
        except CalendarRefused as error:
            refused(form, error)
        else:
            messages.success(request, _("Jam kerja itu diakhiri."))
            return redirect(back)
    context = {
        "form": form, "back": back, "label": _("Akhiri"),
        "question": _("Sampai kapan %(name)s berlaku?") % {"name": found.hours.name},
        "lead": _("Sesudahnya berlaku jam kerja unit di atasnya."),
    }  # fmt: skip
    return render(request, "attendance/calendar/ask.html", context, status=400 if form.errors else 200)
