"""The holidays of a year, and what letters change of them; Ramadan."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.access.enums import Role
from praja.access.queries import names_of
from praja.attendance.calendar.actions import CalendarRefused
from praja.attendance.calendar.actions import holidays as actions
from praja.attendance.calendar.forms import HolidayForm, RamadanForm
from praja.attendance.calendar.queries import free_days
from praja.attendance.calendar.views.common import governments_of, refused, unit_in, units_of
from praja.attendance.models import HolidayLetter, RamadanPeriod
from praja.organization.models import Unit
from praja.organization.queries import ancestor_ids, governments
from praja.people.asker import asker_of
from praja.people.models import Person
from praja.people.perms import unit_of
from praja.temporal.actions import span
from praja.web.asked import sent
from praja.web.shell import day_of


def place_of(user: Any, on: datetime.date) -> uuid.UUID | None:
    """Return the unit whose holidays somebody sees: the own, else the first government of their roles."""
    own = asker_of(user).person
    found = unit_of(Person(pk=own), on) if own else None
    if found is not None:
        return found
    held = governments_of(user, on, *Role.values)
    return held[0][0].pk if held else governments(on).values_list("unit", flat=True).first()


@login_required
@require_safe
def holidays(request: HttpRequest) -> HttpResponse:
    """Show the days of a year on which one's unit is free, and by which decree or letter."""
    on = day_of(request.user)
    text = request.GET.get("tahun", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else on.year
    if not 2015 <= year <= 2100:
        raise Http404
    place = place_of(request.user, on)
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    free = free_days(place, first, last) if place else {}
    kept = {pk for pk, _name in units_of(request.user, on, Role.ADMIN_BKPSDM)}
    line = ancestor_ids(place, on) if place else []
    letters = _letters(request, on, first, last, line)
    names = names_of([one.unit_id for one in letters] + ([place] if place else []), on)
    ramadan = RamadanPeriod.objects.known().filter(
        government__in=line, berlaku__overlap=span(first, last + datetime.timedelta(days=1))
    )
    context = {
        "year": year, "place": names.get(place, ""), "keeps": bool(kept), "known": bool(free),
        "next": next((day for day in sorted(free) if day >= on), None) if year == on.year else None,
        "months": [
            (date_format(datetime.date(year, number, 1), "F"),
             [(day, *said) for day, said in free.items() if day.month == number])
            for number in range(1, 13)
        ],
        "letters": [(one, names.get(one.unit_id, ""), str(one.unit_id) in kept) for one in letters],
        "ramadan": list(ramadan),
    }  # fmt: skip
    return render(request, "attendance/calendar/holidays.html", context)


def _letters(
    request: HttpRequest, on: datetime.date, first: datetime.date, last: datetime.date, line: list[uuid.UUID]
) -> list[HolidayLetter]:
    """Return the letters of a year that hold for one's unit, or that one keeps."""
    kept = [unit for unit, _name in governments_of(request.user, on, Role.ADMIN_BKPSDM)]
    rows = HolidayLetter.objects.filter(digantikan__isnull=True, day__range=(first, last))
    mine = rows.filter(unit__in=line) | rows.filter(unit__in=kept) | rows.filter(unit__government__in=kept)
    return list(mine.distinct().order_by("day", "unit"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def holiday_set(request: HttpRequest) -> HttpResponse:
    """Set what a day is, by letter."""
    on = day_of(request.user)
    units = units_of(request.user, on, Role.ADMIN_BKPSDM)
    if not units:
        raise Http404
    form = HolidayForm(sent(request), units=units)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"unit": unit_in(form.cleaned_data["unit"])}
        try:
            made = actions.set_day(by=request.user, on=on, **said)
        except CalendarRefused as error:
            refused(form, error)
        else:
            messages.success(request, _("Ketetapan dicatat. Hari yang sudah lewat dinilai ulang."))
            return redirect(f"{reverse('attendance:holidays')}?tahun={made.day.year}")
    context = {
        "form": form, "back": reverse("attendance:holidays"), "label": _("Tetapkan"),
        "question": _("Hari apa yang berubah?"),
        "lead": _("Untuk libur daerah, cuti bersama tambahan, atau hari yang tetap dikerjakan."),
    }  # fmt: skip
    return render(request, "attendance/calendar/ask.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def holiday_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw a letter."""
    on = day_of(request.user)
    kept = [pk for pk, _name in units_of(request.user, on, Role.ADMIN_BKPSDM)]
    found = get_object_or_404(HolidayLetter.objects.select_related("unit"), pk=pk, unit__in=kept)
    try:
        actions.withdraw_day(letter=found, by=request.user, on=on)
    except CalendarRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Ketetapan dicabut. Hari yang sudah lewat dinilai ulang."))
    return redirect(f"{reverse('attendance:holidays')}?tahun={found.day.year}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ramadan_set(request: HttpRequest) -> HttpResponse:
    """Set when the hours of Ramadan are kept."""
    on = day_of(request.user)
    held = [
        (str(unit.pk), name)
        for unit, name in governments_of(request.user, on, Role.ADMIN_BKPSDM)
        if any(str(unit.pk) == one for one, _name in units_of(request.user, on, Role.ADMIN_BKPSDM))
    ]
    if not held:
        raise Http404
    form = RamadanForm(sent(request), governments=held)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        government: Unit = unit_in(said.pop("government"))
        try:
            actions.set_ramadan(government=government, by=request.user, on=on, **said)
        except CalendarRefused as error:
            refused(form, error)
        else:
            messages.success(request, _("Jam Ramadan ditetapkan."))
            return redirect(f"{reverse('attendance:holidays')}?tahun={said['first'].year}")
    context = {
        "form": form, "back": reverse("attendance:holidays"), "label": _("Tetapkan"),
        "question": _("Dari kapan sampai kapan jam Ramadan berlaku?"),
        "lead": _("Menurut sidang isbat dan surat edaran; tidak pernah dihitung sendiri."),
    }  # fmt: skip
    return render(request, "attendance/calendar/ask.html", context, status=400 if form.errors else 200)
