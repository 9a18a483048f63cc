"""The roster of a unit: its grid, patterns, shifts, and publishing it."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.attendance.calendar.clock import between
from praja.attendance.calendar.queries import free_days
from praja.attendance.models import Roster
from praja.attendance.models.roster import OFF
from praja.attendance.roster import grid, perms, queries
from praja.attendance.roster.actions import RosterRefused
from praja.attendance.roster.actions import rosters as actions
from praja.attendance.roster.actions.shifts import set_shift
from praja.attendance.roster.forms import PatternForm, PublishForm, SheetForm, ShiftForm
from praja.attendance.roster.views.common import month_in, month_name, other_months, unit_of
from praja.organization.models import Unit
from praja.web.asked import sent
from praja.web.shell import day_of


def address(unit: Unit, month: datetime.date, name: str = "roster") -> str:
    """Return the address of a page of a roster."""
    return reverse(f"attendance:{name}", args=[unit.pk, f"{month:%Y-%m}"])


@login_required
@require_safe
def rosters(request: HttpRequest) -> HttpResponse:
    """Show the units whose rosters one may read, and how far each is this month and the next."""
    on = day_of(request.user)
    units = queries.units_read_by(request.user, on)
    if not units.exists():
        raise Http404
    month = on.replace(day=1)
    after = (month + datetime.timedelta(days=32)).replace(day=1)
    now, then = queries.rosters_in(units, month), queries.rosters_in(units, after)
    rows = [
        {
            "name": one.name,
            "months": [
                {
                    "name": month_name(day),
                    "url": address(one.unit, day),
                    "state": _state(found.get(one.unit_id)),
                }
                for day, found in ((month, now), (after, then))
            ],
        }
        for one in queries.names(units, on)
    ]
    return render(request, "attendance/roster/rosters.html", {"rows": rows})


def _state(roster: Roster | None) -> str:
    if roster is None:
        return ""
    if roster.published_at is None:
        return _("rancangan")
    return _("terbit") if roster.published_revision == roster.revision else _("terbit, ada perubahan")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: HttpRequest, pk: uuid.UUID, month: str) -> HttpResponse:
    """Show the roster of a unit and month as a grid, and save its lines."""
    first = month_in(month)
    unit, name, on = unit_of(request, pk, write=request.method == "POST")
    if request.method != "POST":
        return page(request, unit, name, first, on)
    lines = grid.people_of(unit, first)
    known = grid.shifts_of(unit, first)
    typed = {
        line.person.pk: request.POST[f"b-{line.person.pk}"]
        for line in lines
        if f"b-{line.person.pk}" in request.POST
    }
    codes = {
        line.person.pk: grid.codes_in(typed[line.person.pk], known)
        for line in lines
        if line.person.pk in typed
    }
    cells = {
        line.person.pk: grid.cells_of(codes[line.person.pk], line, first)
        for line in lines
        if line.person.pk in codes
    }
    try:
        _fit(lines, codes, first)
        actions.save_draft(
            unit=unit, month=first, lines=cells, revision=revision_in(request), by=request.user, on=on
        )
    except RosterRefused as error:
        return page(request, unit, name, first, on, wrong=str(error), typed=typed)
    messages.success(request, _("Rancangan disimpan. Pegawai melihatnya sesudah diterbitkan."))
    return redirect(address(unit, first))


def _fit(lines: list[grid.Line], codes: dict[uuid.UUID, list[str]], month: datetime.date) -> None:
    """Check that no line has more codes than the month has days.

    :raises RosterRefused: which names whose line it is
    """
    days = len(grid.days_of(month))
    for line in lines:
        count = len(codes.get(line.person.pk, ()))
        if count > days:
            text = _(
                "Baris %(name)s berisi %(count)s kode, padahal bulan ini %(days)s hari. Periksa barisnya."
            )
            raise RosterRefused(text % {"name": line.person.full_name, "count": count, "days": days})


def revision_in(request: HttpRequest) -> int:
    """Return which draft the one who writes has seen."""
    text = request.POST.get("revisi", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def page(
    request: HttpRequest, unit: Unit, name: str, month: datetime.date, on: datetime.date, *,
    wrong: str = "", typed: dict[Any, str] | None = None, pattern: PatternForm | None = None,
    sheet: SheetForm | None = None, publish: PublishForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Show the grid of a unit and month, with what was typed where something was refused."""
    lines = grid.people_of(unit, month)
    found = actions.roster_of(unit, month)
    draft: grid.Draft = found.draft if found else {}
    keeps = perms.keeps_roster(request.user, unit, on)
    changed = grid.changes(found, lines) if found and keeps else []
    told = grid.findings(unit, month, draft, lines) if found and keeps else []
    free = free_days(unit.pk, month, grid.last_of(month))
    away = grid.on_leave([line.person.pk for line in lines], month, grid.last_of(month))
    days = grid.days_of(month)
    bad = any(one.bad for one in told)
    before, after = other_months(month)
    context = {
        "unit": unit, "name": name, "month": month_name(month), "slug": f"{month:%Y-%m}", "keeps": keeps,
        "before": before, "after": after, "roster": found, "revision": found.revision if found else 0,
        "days": [
            {"number": day.day, "name": weekday(day), "off": day in free or day.weekday() == 6,
             "free": free[day][1] if day in free else ""}
            for day in days
        ],
        "lines": [
            {
                "person": line.person,
                "text": (typed or {}).get(
                    line.person.pk, grid.line_text(draft.get(str(line.person.pk), {}), month)
                ),
                "cells": [
                    {
                        "code": draft.get(str(line.person.pk), {}).get(str(day.day), ""),
                        "out": not line.has(day), "away": (line.person.pk, day) in away,
                    }
                    for day in days
                ],
            }
            for line in lines
        ],
        "shifts": [
            {"code": code, "name": rows[-1].name, "time": between(rows[-1].start, rows[-1].end)}
            for code, rows in grid.shifts_of(unit, month).items()
        ],
        "off": OFF, "findings": told, "changed": len(changed), "wrong": wrong,
        "pattern": pattern or PatternForm(lines=lines, initial={"since": month}),
        "sheet": sheet or SheetForm(),
        "publish": publish or PublishForm(bad=bad, past=any(one[1] < on for one in changed)),
    }  # fmt: skip
    refused = wrong or any(form is not None for form in (pattern, sheet, publish))
    return render(request, "attendance/roster/roster.html", context, status=400 if refused else 200)


def weekday(day: datetime.date) -> str:
    """Return the day of the week in two letters."""
    return (_("Sn"), _("Sl"), _("Rb"), _("Km"), _("Jm"), _("Sb"), _("Mg"))[day.weekday()]


@login_required
@require_POST
def pattern(request: HttpRequest, pk: uuid.UUID, month: str) -> HttpResponse:
    """Fill the lines of people with a pattern that is repeated."""
    first = month_in(month)
    unit, name, on = unit_of(request, pk, write=True)
    lines = grid.people_of(unit, first)
    form = PatternForm(request.POST, lines=lines)
    if form.is_valid():
        said = form.cleaned_data
        codes = grid.codes_in(said["pattern"], grid.shifts_of(unit, first))
        held = actions.roster_of(unit, first)
        cells: dict[uuid.UUID, dict[str, str]] = {}
        chosen = [line for line in lines if str(line.person.pk) in said["people"]]
        for number, line in enumerate(chosen):
            since = said["since"] - number * said["step"] * grid.DAY
            new = grid.repeated(codes, line, first, since) if codes else {}
            kept = {
                day: code
                for day, code in (held.draft.get(str(line.person.pk), {}) if held else {}).items()
                if first.replace(day=int(day)) < said["since"]
            }
            later = {day: code for day, code in new.items() if first.replace(day=int(day)) >= said["since"]}
            cells[line.person.pk] = kept | later
        try:
            actions.save_draft(
                unit=unit, month=first, lines=cells, revision=revision_in(request), by=request.user, on=on
            )
        except RosterRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Pola diisikan. Periksa, lalu terbitkan."))
            return redirect(address(unit, first))
    return page(request, unit, name, first, on, pattern=form)


@login_required
@require_POST
def publish(request: HttpRequest, pk: uuid.UUID, month: str) -> HttpResponse:
    """Publish the draft."""
    first = month_in(month)
    unit, name, on = unit_of(request, pk, write=True)
    found = actions.roster_of(unit, first)
    if found is None:
        raise Http404
    form = PublishForm(request.POST, bad=True, past=True)
    if form.is_valid():
        try:
            count = actions.publish(
                roster=found, revision=revision_in(request), by=request.user, on=on, **form.cleaned_data
            )
        except RosterRefused as error:
            form.add_error(None, str(error))
        else:
            said = ngettext("Jadwal terbit: %(n)s hari berubah.", "Jadwal terbit: %(n)s hari berubah.", count)
            messages.success(request, said % {"n": count})
            return redirect(address(unit, first))
    return page(request, unit, name, first, on, publish=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def shifts(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the shifts that a unit knows, and set one."""
    unit, name, on = unit_of(request, pk, write=request.method == "POST")
    form = ShiftForm(sent(request), initial={"since": on.replace(day=1)})
    if request.method == "POST" and form.is_valid():
        try:
            set_shift(unit=unit, by=request.user, on=on, **form.said())
        except RosterRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Sif ditetapkan."))
            return redirect("attendance:shifts", pk=unit.pk)
    found = grid.shifts_of(unit, on.replace(day=1))
    context = {
        "unit": unit, "name": name, "form": form, "keeps": perms.keeps_roster(request.user, unit, on),
        "back": address(unit, on.replace(day=1)),
        "rows": [
            {"code": code, "row": row, "time": between(row.start, row.end),
             "own": row.shift.unit_id == unit.pk}
            for code, rows in found.items()
            for row in rows
        ],
    }  # fmt: skip
    return render(request, "attendance/roster/shifts.html", context, status=400 if form.errors else 200)
