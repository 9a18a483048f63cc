"""Pages of months: the recap of a unit and of a person, and closing a month."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import JSONField
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.access.queries import names_of, units_visible_to
from praja.attendance.days import perms
from praja.attendance.days.actions import DayRefused, closings
from praja.attendance.days.closing import asked, moved, readiness
from praja.attendance.days.forms import ReasonForm
from praja.attendance.days.months import last_day, named, next_month
from praja.attendance.days.queries import closings_of, month_of
from praja.attendance.days.recap import FACTS_OF, NAMES, recaps
from praja.attendance.days.story import clock, look_of
from praja.attendance.days.tasks import judge_soon
from praja.attendance.days.views.columns import recap_columns
from praja.attendance.days.views.common import person_of, with_law
from praja.attendance.law.ladders import facts_read
from praja.attendance.models.days import ClosedMonth, Closing
from praja.attendance.packs import pack_of
from praja.attendance.touched import touch_span
from praja.organization.models import Unit
from praja.people.asker import asker_of
from praja.people.models import Person
from praja.web.asked import BOTH, month_in, sent
from praja.web.shell import day_of
from praja.web.tables import Table

UNITS_A_PAGE = 20
MONTHS = 4
DAY = datetime.timedelta(days=1)


def before(month: datetime.date) -> datetime.date:
    """Return the first day of the month before."""
    return (month - DAY).replace(day=1)


def slug(month: datetime.date) -> str:
    """Return a month as addresses name it."""
    return f"{month:%Y-%m}"


def _units(request: HttpRequest, roles: tuple[str, ...], months: list[datetime.date]) -> dict[str, Any]:
    """Return the units of the roles that somebody holds, page by page, with their closings.

    :raises Http404: if there is none
    """
    on = day_of(request.user)
    rows = units_visible_to(request.user, on, *roles).select_related("government").order_by("code")
    page = Paginator(rows, UNITS_A_PAGE).get_page(request.GET.get("hal"))
    units = list(page)
    if not units:
        raise Http404
    names = names_of([one.pk for one in units], on)
    closed = set(
        Closing.objects.filter(
            unit__in=[one.pk for one in units], month__in=months, digantikan__isnull=True
        ).values_list("unit", "month")
    )
    return {
        "units": [
            (
                one,
                names.get(one.pk, one.code),
                [(slug(month), named(month), (one.pk, month) in closed) for month in months],
            )
            for one in units
        ],
        "page": page,
    }


# --- recap


@login_required
@require_safe
def recap_home(request: HttpRequest) -> HttpResponse:
    """Show the units whose recap somebody may read, with the last months."""
    month = day_of(request.user).replace(day=1)
    months = [month]
    for _turn in range(MONTHS - 1):
        months.append(before(months[-1]))
    return render(request, "attendance/days/recap_home.html", _units(request, perms.READERS, months))


def _unit_of(request: HttpRequest, unit: uuid.UUID, month: str) -> tuple[Unit, datetime.date, datetime.date]:
    on, first = day_of(request.user), month_in(month)
    found = get_object_or_404(Unit.objects.select_related("government"), pk=unit)
    if first > on:
        raise Http404
    return found, first, on


@login_required
@require_safe
def recap(request: HttpRequest, unit: uuid.UUID, month: str) -> HttpResponse:
    """Show what the days of a unit's people come to in a month, as they are judged now."""
    found, first, on = _unit_of(request, unit, month)
    if not perms.may_see_unit(request.user, found, on):
        raise Http404
    values = asked(found, first, on)
    here = RawSQL(_MEMBERS, values_of(values, "first", "next", "units"))
    facts = RawSQL(FACTS_OF, (first, last_day(first)), output_field=JSONField())
    rows = Person.objects.filter(pk__in=here).annotate(recap=facts)
    read = facts_read(pack_of(found.government or found, first), first)
    table = Table(
        request,
        rows,
        columns=recap_columns(month, read),
        name=f"rekap-kehadiran-{month}",
        order="nama",
        empty=_("Tidak ada yang bekerja di unit ini pada bulan itu."),
    )
    context = {
        "table": table,
        "unit": found,
        "name": names_of([found.pk], on).get(found.pk, found.code),
        "month": month,
        "named": named(first),
        "earlier": slug(before(first)),
        "later": slug(next_month(first)) if next_month(first) <= on else "",
        "closed": Closing.objects.filter(unit=found, month=first, digantikan__isnull=True).first(),
        "may_close": perms.may_close(request.user, found, on),
    }
    return table.response() or render(request, "attendance/days/recap.html", context)


def values_of(values: dict[str, Any], *names: str) -> tuple[Any, ...]:
    """Return some of the values of a query in the order of its places."""
    return tuple(values[name] for name in names)


_MEMBERS = """
SELECT h.person_id FROM (
    SELECT DISTINCT ON (m.person_id) m.person_id, m.unit_id FROM people_unithistory m
    WHERE m.digantikan IS NULL AND m.berlaku && daterange(%s, %s)
    ORDER BY m.person_id, lower(m.berlaku) DESC
) AS h
WHERE h.unit_id = ANY(%s::uuid[])
"""


@login_required
@require_safe
def recap_person(request: HttpRequest, pk: uuid.UUID, month: str) -> HttpResponse:
    """Show a person's month: the counts, each day, and what was closed for pay."""
    person, on = person_of(request, pk)
    first = month_in(month)
    if first > on:
        raise Http404
    days = month_of(person, first)
    with_law(person, days)
    now = recaps([person.pk], first).get(person.pk)
    closed = (
        ClosedMonth.objects.filter(person=person, month=first, digantikan__isnull=True)
        .select_related("closing__by")
        .first()
    )
    context = {
        "person": person,
        "own": person.pk == asker_of(request.user).person,
        "named": named(first),
        "days": [(one, look_of(one), clock(one.in_minute), clock(one.out_minute)) for one in days],
        "counts": now.counts if now else [],
        "closed": closed,
        "moved": closed is not None
        and (now is None or closed.facts != now.facts or closed.rows != now.rows),
        "earlier": slug(before(first)),
        "later": slug(next_month(first)) if next_month(first) <= on else "",
    }  # fmt: skip
    return render(request, "attendance/days/recap_person.html", context)


# --- closing


@login_required
@require_safe
def closings_home(request: HttpRequest) -> HttpResponse:
    """Show the units that an officer closes, with the months that are over."""
    months = [before(day_of(request.user).replace(day=1))]
    for _turn in range(MONTHS - 1):
        months.append(before(months[-1]))
    return render(request, "attendance/days/closings.html", _units(request, perms.OFFICERS, months))


@login_required
@require_http_methods(BOTH)
def closing(request: HttpRequest, unit: uuid.UUID, month: str) -> HttpResponse:
    """Show what is open before a month of a unit can be closed, and close it; show what moved since."""
    found, first, on = _unit_of(request, unit, month)
    if not perms.may_close(request.user, found, on):
        raise Http404
    form = ReasonForm(sent(request), label=_("Mengapa ditutup sebelum semua jelas?"), required=False)
    error = ""
    if request.method == "POST":
        try:
            made = closings.close(
                unit=found, month=first, undecided_reason=request.POST.get("reason", ""),
                by=request.user, on=on,
            )  # fmt: skip
        except DayRefused as refused:
            error = str(refused)
        else:
            messages.success(request, _("Bulan ditutup: %(count)s orang.") % {"count": made.rows.count()})
            return redirect("attendance:closing", found.pk, month)
    rows = list(closings_of(found, first))
    closed = next((one for one in rows if one.digantikan is None), None)
    context = {
        "unit": found,
        "name": names_of([found.pk], on).get(found.pk, found.code),
        "month": month,
        "named": named(first),
        "ready": readiness(found, first, on),
        "rows": rows,
        "closed": closed,
        "moved": [(one, [(NAMES.get(name, name), *two) for name, *two in one.changes])
                  for one in moved(closed)] if closed else [],
        "may_reopen": closed is not None and perms.may_reopen(request.user, closed, on),
        "over": on >= next_month(first),
        "form": form,
        "error": error,
    }  # fmt: skip
    return render(request, "attendance/days/closing.html", context, status=422 if error else 200)


@login_required
@require_POST
def closing_judge(request: HttpRequest, unit: uuid.UUID, month: str) -> HttpResponse:
    """Ask that all days of a unit's people in a month are judged anew, in the background."""
    found, first, on = _unit_of(request, unit, month)
    if not perms.may_close(request.user, found, on):
        raise Http404
    values = asked(found, first, on)
    people = Person.objects.filter(pk__in=RawSQL(_MEMBERS, values_of(values, "first", "next", "units")))
    touch_span(list(people.values_list("pk", flat=True)), first, min(last_day(first), on), "diminta")
    judge_soon()
    messages.success(request, _("Semua hari bulan ini sedang dinilai lagi. Muat ulang sebentar lagi."))
    return redirect("attendance:closing", found.pk, month)


@login_required
@require_http_methods(BOTH)
def closing_reopen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Open a closed month of a unit again."""
    on = day_of(request.user)
    rows = Closing.objects.filter(digantikan__isnull=True).select_related("unit")
    found = get_object_or_404(rows, pk=pk)
    if not perms.may_close(request.user, found.unit, on):
        raise Http404
    form = ReasonForm(sent(request), label=_("Mengapa dibuka lagi?"))
    back = reverse("attendance:closing", args=[found.unit_id, slug(found.month)])
    if request.method == "POST" and form.is_valid():
        try:
            closings.reopen(closing=found, text=form.cleaned_data["reason"], by=request.user, on=on)
        except DayRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Penutupan dibuka lagi. Yang sudah ditutup tetap tercatat."))
            return redirect(back)
    context = {
        "form": form,
        "question": _("Buka lagi %(month)s?") % {"month": named(found.month)},
        "lead": _("Daftar gaji atau TPP yang memakai rekap ini akan diminta dihitung ulang."),
        "back": back,
    }
    return render(request, "attendance/days/form.html", context, status=422 if form.errors else 200)
