"""Pages of corrections and permission."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.attendance.days import perms, queries
from praja.attendance.days.actions import DayRefused
from praja.attendance.days.actions import corrections as actions
from praja.attendance.days.enums import PERMITS
from praja.attendance.days.forms import CorrectionForm, DecisionForm
from praja.attendance.days.story import asked_words
from praja.attendance.days.views.common import PART, with_law
from praja.attendance.models.days import Correction, Day
from praja.audit.actions import viewed
from praja.files.views import download
from praja.people.asker import asker_of
from praja.people.models import Person
from praja.web.asked import BOTH, files_sent, sent
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table

LOOKS = {"menunggu": "warn", "diterima": "ok", "ditolak": "bad", "ditarik": ""}


def words_of(one: Correction) -> str:
    """Return in words what is asked for."""
    return asked_words(one.kind, one.in_minute, one.out_minute)


@login_required
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Show what people ask of their days: first what waits for the one who looks, or what they asked."""
    on = day_of(request.user)
    own = asker_of(request.user).person
    rows = queries.corrections_visible_to(request.user, on)
    waiting, mine = queries.corrections_to_decide(request.user, on), rows.filter(person=own)
    chosen = request.GET.get("lihat", "")
    if chosen not in ("saya", "semua", "menunggu"):
        # Who has nothing to decide comes for what they asked themselves.
        chosen = "saya" if own is not None and not waiting.exists() and mine.exists() else "menunggu"
    if chosen != "semua":
        rows = mine if chosen == "saya" else waiting
    table = Table(
        request,
        rows.select_related("person"),
        columns=[
            Column("orang", _("Pegawai"), lambda one: Lines(one.person.full_name, words_of(one)),
                   sort="person__name", link=lambda one: reverse("attendance:correction", args=[one.pk])),
            Column("tanggal", _("Tanggal"), "date", sort="date"),
            Column("alasan", _("Alasan"), lambda one: one.reason[:120]),
            Column("diajukan", _("Diajukan"), lambda one: localdate(one.made_at), sort="made_at"),
            Column("keadaan", _("Keadaan"), lambda one: Chip(one.get_state_display(), LOOKS[one.state]),
                   sort="state"),
        ],
        name="koreksi",
        order="-tanggal",
        empty=_("Tidak ada permintaan di sini. Pegawai mengajukannya dari halaman bulannya."),
    )  # fmt: skip
    context = {"table": table, "chosen": chosen, "own": own is not None}
    return table.response() or render(request, "attendance/days/corrections.html", context)


@login_required
@require_http_methods(BOTH)
def correction_new(request: HttpRequest) -> HttpResponse:
    """Take what somebody asks of a day of their own."""
    on = day_of(request.user)
    person = get_object_or_404(Person, pk=asker_of(request.user).person)
    asked = _day_in(request.GET.get("tanggal", "")) or on
    day = Day.objects.filter(person=person, date=asked).first()
    with_law(person, [day] if day else [])
    form = CorrectionForm(sent(request), files_sent(request), initial=_usual(asked, day))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(person=person, by=request.user, on=on, **form.asked())
        except DayRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Permintaan terkirim kepada atasan."))
            return redirect("attendance:correction", made.pk)
    context = {"form": form, "day": day, "back": reverse("attendance:corrections")}
    status = 422 if form.errors else 200
    return render(request, "attendance/days/correction_new.html", context, status=status)


def _day_in(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _usual(asked: datetime.date, day: Day | None) -> dict[str, Any]:
    """Return what is most likely asked for: what is missing of the day."""
    if day is None or not (day.missing_in or day.missing_out):
        return {"date": asked, "kind": "masuk"}
    kind = "keduanya" if day.missing_in and day.missing_out else "masuk" if day.missing_in else "pulang"
    return {"date": asked, "kind": kind}


@login_required
@require_http_methods(BOTH)
def correction(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what somebody asked of a day, beside how it is judged; take the decision of the superior."""
    on = day_of(request.user)
    rows = queries.corrections_visible_to(request.user, on) | queries.corrections_to_decide(request.user, on)
    one = get_object_or_404(rows.select_related("person__account", "decided_by", "evidence", "by"), pk=pk)
    decides = perms.may_decide(request.user, one, on)
    if request.method == "POST" and not decides:
        raise Http404
    viewed(one.person, request.user, PART)
    form = DecisionForm(sent(request)) if decides and one.state == "menunggu" else None
    if request.method == "POST":
        form = form or DecisionForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            try:
                actions.decide(correction=one, accepted=said["decision"] == "diterima", text=said["text"],
                               by=request.user, on=on)  # fmt: skip
            except DayRefused as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Keputusan tersimpan. Harinya dinilai lagi sebentar lagi."))
                return redirect("attendance:corrections")
    days = list(
        Day.objects.filter(person=one.person_id, date__range=(one.date, one.until)).order_by("date")[:31]
    )
    with_law(one.person, days)
    own = perms.may_ask(request.user, one.person)
    context = {
        "one": one,
        "words": words_of(one),
        "look": LOOKS[one.state],
        "permit": one.kind in PERMITS,
        "days": days,
        "form": form,
        "own": own,
        "may_withdraw": own and one.state == "menunggu",
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "attendance/days/correction.html", context, status=status)


@login_required
@require_POST
def correction_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back what one asked for."""
    on = day_of(request.user)
    one = get_object_or_404(Correction.objects.select_related("person"), pk=pk)
    if not perms.may_ask(request.user, one.person):
        raise Http404
    try:
        actions.withdraw(correction=one, by=request.user, on=on)
    except DayRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Permintaan ditarik."))
    return redirect("attendance:correction", pk)


@login_required
@require_safe
def correction_evidence(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give the evidence of a request to whoever may read it."""
    on = day_of(request.user)
    rows = queries.corrections_visible_to(request.user, on) | queries.corrections_to_decide(request.user, on)
    one = get_object_or_404(rows.filter(evidence__isnull=False).select_related("evidence"), pk=pk)
    assert one.evidence is not None
    return download(request, one.evidence)
