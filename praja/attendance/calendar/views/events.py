"""Apel and ceremonies."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Collection, Iterable
from typing import Any

import polars as pl
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.access.queries import names_of, units_visible_to
from praja.attendance.calendar import perms
from praja.attendance.calendar.actions import CalendarRefused
from praja.attendance.calendar.actions import events as actions
from praja.attendance.calendar.clock import between
from praja.attendance.calendar.forms import CancelForm, EventForm, ListForm
from praja.attendance.calendar.views.common import positions_in, refused, unit_in, units_of
from praja.attendance.models import AttendanceEvent
from praja.attendance.sources.queries import tap_frame
from praja.files.actions import UploadRefused, store
from praja.files.models import StoredFile
from praja.people.imports.mapping import opened
from praja.people.models import Person
from praja.people.perms import EDITORS
from praja.sheet.errors import SheetError
from praja.web.asked import sent
from praja.web.shell import day_of

SHOWN = datetime.timedelta(days=60)
NIP = re.compile(r"(?<!\d)\d{18}(?!\d)", re.ASCII)


@login_required
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """Show the events of one's units, those to come first."""
    on = day_of(request.user)
    if not perms.reads_hours(request.user, on):
        raise Http404
    units = units_visible_to(request.user, on, *perms.READERS)
    rows = AttendanceEvent.objects.filter(unit__in=units.values("pk"), day__gte=on - SHOWN)
    found = list(rows.order_by("day", "tap_from")[:300])
    names = names_of([one.unit_id for one in found], on)
    shown = [(one, names.get(one.unit_id, ""), between(one.tap_from, one.tap_until)) for one in found]
    context = {
        "keeps": bool(units_of(request.user, on, *EDITORS)),
        "ahead": [one for one in shown if one[0].day >= on],
        "past": [one for one in reversed(shown) if one[0].day < on],
    }
    return render(request, "attendance/calendar/events.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def event_new(request: HttpRequest) -> HttpResponse:
    """Set an event, or one each week."""
    on = day_of(request.user)
    units = units_of(request.user, on, *EDITORS)
    if not units:
        raise Http404
    form = EventForm(sent(request), units=units, initial={"first": on})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            unit = unit_in(said.pop("unit"))
            chosen = [unit_in(one) for one in said.pop("units")]
            made = actions.make_events(
                unit=unit, units=chosen, positions=positions_in(said.pop("positions")), by=request.user,
                on=on, **said,
            )  # fmt: skip
        except CalendarRefused as error:
            refused(form, error)
        else:
            text = ngettext("%(n)s kegiatan ditetapkan.", "%(n)s kegiatan ditetapkan.", len(made))
            messages.success(request, text % {"n": len(made)})
            return redirect("attendance:event", pk=made[0].pk)
    context = {
        "form": form, "back": reverse("attendance:events"), "label": _("Tetapkan"),
        "question": _("Apel atau upacara apa yang wajib dihadiri?"),
        "lead": _("Yang cuti atau dinas luar bebas dengan sendirinya."),
    }  # fmt: skip
    return render(request, "attendance/calendar/ask.html", context, status=400 if form.errors else 200)


def _found(request: HttpRequest, pk: uuid.UUID) -> tuple[AttendanceEvent, datetime.date, bool]:
    on = day_of(request.user)
    units = units_visible_to(request.user, on, *perms.READERS)
    rows = AttendanceEvent.objects.select_related("unit__government").prefetch_related("units", "positions")
    found = get_object_or_404(rows, pk=pk, unit__in=units.values("pk"))
    return found, on, perms.keeps_unit(request.user, found.unit, on)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def event(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show an event and who attended by list; take the list."""
    found, on, keeps = _found(request, pk)
    if request.method == "POST" and not keeps:
        raise Http404
    form = ListForm(sent(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            nips, unread = _nips_typed(form.cleaned_data["nips"])
            if form.cleaned_data["file"]:
                nips += _nips_in(form.cleaned_data["file"], request.user, on)
            strangers = actions.take_list(event=found, nips=nips, by=request.user, on=on) + unread
        except (CalendarRefused, UploadRefused) as error:
            refused(form, error)
        except SheetError as error:
            form.add_error(None, f"{error.why} {error.what_to_do}")
        else:
            messages.success(request, _("Daftar hadir disimpan."))
            if strangers:
                said = _("Tidak dikenal atau tidak wajib hadir, dilewati: %(nips)s.")
                messages.warning(request, said % {"nips": ", ".join(strangers[:10])})
            return redirect("attendance:event", pk=found.pk)
    return _shown(request, found, on, keeps, form, CancelForm())


def _shown(
    request: HttpRequest, found: AttendanceEvent, on: datetime.date, keeps: bool, form: ListForm,
    cancel: CancelForm,
) -> HttpResponse:  # fmt: skip
    wanted = actions.invited(found)
    listed = set(found.presences.filter(digantikan__isnull=True).values_list("person", flat=True))
    tapped = tapped_in(found, wanted)
    people = Person.objects.filter(pk__in=listed | tapped).order_by("name", "nip")
    names = names_of([one.pk for one in found.units.all()] + [found.unit_id], on)
    context = {
        "event": found, "time": between(found.tap_from, found.tap_until), "keeps": keeps, "form": form,
        "cancel": cancel, "unit": names.get(found.unit_id, ""), "wanted": len(wanted),
        "units": [names.get(one.pk, one.code) for one in found.units.all()],
        "positions": [one.code for one in found.positions.all()],
        "present": [(one, one.pk in tapped, one.pk in listed) for one in people],
        "over": found.day <= on,
    }  # fmt: skip
    status = 400 if form.errors or cancel.errors else 200
    return render(request, "attendance/calendar/event.html", context, status=status)


def tapped_in(event: AttendanceEvent, people: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of the people a machine recorded within the window, by the clock of the place."""
    if not people:
        return set()
    minute = pl.col("local").dt.hour().cast(pl.Int32) * 60 + pl.col("local").dt.minute()
    within = (pl.col("local").dt.date() == event.day) & minute.is_between(event.tap_from, event.tap_until)
    taps = tap_frame(people, event.day, event.day).filter(within)
    return {uuid.UUID(one) for one in taps["person"].unique()}


def _nips_typed(text: str) -> tuple[list[str], list[str]]:
    """Return the NIP of some lines, also those that are written in groups, and the lines without any."""
    nips: list[str] = []
    unread: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        found = NIP.findall(line) or NIP.findall("".join(line.split()))
        nips += found
        if not found:
            unread.append(line[:40])
    return nips, unread


def _nips_in(upload: Any, by: Any, on: datetime.date) -> list[str]:
    kinds = (StoredFile.Kind.XLSX, StoredFile.Kind.CSV)
    stored = store(upload, by=by, kinds=kinds, keep_until=on + datetime.timedelta(days=30))
    with opened(stored) as book:
        cells: Iterable[object] = [
            cell for name in book.sheets[:1] for row in book.grid(name).rows for cell in row
        ]
        return [
            nip for cell in cells for nip in NIP.findall("" if cell is None else str(cell).replace(" ", ""))
        ]


@login_required
@require_POST
def event_cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Cancel an event."""
    found, on, keeps = _found(request, pk)
    if not keeps:
        raise Http404
    form = CancelForm(request.POST)
    if form.is_valid():
        try:
            actions.cancel_event(event=found, by=request.user, on=on, **form.cleaned_data)
        except CalendarRefused as error:
            refused(form, error)
        else:
            messages.success(request, _("Kegiatan dibatalkan; tidak seorang pun wajib hadir."))
            return redirect("attendance:events")
    return _shown(request, found, on, keeps, ListForm(), form)
