"""Pages of the absence of a year."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from praja.access.queries import names_of, roles_of, units_visible_to
from praja.attendance.days import perms
from praja.attendance.days.absence import absences as counted
from praja.attendance.days.absence import step_words
from praja.attendance.days.views.common import person_of
from praja.attendance.law import AttendanceLawUnknown, absence_steps, minutes_per_day
from praja.attendance.models.days import Day
from praja.people.models import Person
from praja.people.perms import members_of
from praja.web.shell import day_of

MOST = 500


@login_required
@require_safe
def absences(request: HttpRequest) -> HttpResponse:
    """Show to officers whose absence of the year comes near or to a step of the law, the most first."""
    on = day_of(request.user)
    if not any(one.role in perms.READERS for one in roles_of(request.user, on)):
        raise Http404
    units = units_visible_to(request.user, on, *perms.READERS)
    people = list(Person.objects.filter(members_of(units, on)).values_list("pk", flat=True))
    rows = counted(on, people)
    names = names_of([one.unit for one in rows[:MOST]], on)
    context = {
        "rows": [(one, names.get(one.unit, ""), _words(one.step), _words(one.next)) for one in rows[:MOST]],
        "reached": sum(one.step is not None for one in rows),
        "near": sum(one.near is not None for one in rows),
        "left_out": max(0, len(rows) - MOST),
        "year": on.year,
    }
    return render(request, "attendance/days/absences.html", context)


def _words(step: object) -> str:
    return step_words(step) if step is not None else ""  # type: ignore[arg-type]


@login_required
@require_safe
def absence(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the absence of a person's year: the days, and what the law says of them."""
    person, on = person_of(request, pk)
    found = next(iter(counted(on, [person.pk])), None)
    days = Day.objects.filter(person=person, date__year=on.year, date__lte=on)
    try:
        steps, a_day = absence_steps(on), minutes_per_day(on)
    except AttendanceLawUnknown:
        steps, a_day = (), 0
    context = {
        "person": person,
        "year": on.year,
        "found": found,
        "step": _words(found.step) if found else "",
        "next": _words(found.next) if found else "",
        "alpa": list(days.filter(status="alpa").order_by("date").values_list("date", flat=True)),
        "steps": [(one, step_words(one)) for one in steps],
        "a_day": a_day,
    }
    return render(request, "attendance/days/absence.html", context)
