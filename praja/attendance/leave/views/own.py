"""What a person asks for and follows; the page of a request is the same for all who read it."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.attendance.law.leave import half_days_allowed
from praja.attendance.leave import perms, queries
from praja.attendance.leave.actions import LeaveRefused, asking
from praja.attendance.leave.assessing import Assessment, assess, government_for
from praja.attendance.leave.days import counts_workdays, span_text
from praja.attendance.leave.deciding import Deciders
from praja.attendance.leave.enums import STANDING, WAITING, JenisCuti, KeadaanCuti
from praja.attendance.leave.forms import (
    AnswerForm,
    LetterForm,
    ReasonForm,
    RequestForm,
    SubstituteForm,
    given_by,
)
from praja.attendance.leave.paper import form_of
from praja.attendance.leave.rights import balance_of
from praja.attendance.leave.views.common import LOOKS, colleagues_of, request_in, timeline_of
from praja.attendance.models import LeaveDocument, LeaveRequest
from praja.attendance.packs import pack_of
from praja.audit.actions import record, viewed
from praja.files.views import download
from praja.people.enums import JenisKelamin
from praja.people.queries import person_of
from praja.web.asked import BOTH
from praja.web.exports import handed_out
from praja.web.shell import day_of


@login_required
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Show what is left of one's annual leave and why, what one asked for, and who asks one to stand in."""
    on = day_of(request.user)
    person = person_of(request.user)
    if person is None:
        if perms.keeps_register(request.user, on):
            return redirect("attendance:leave_register")
        return render(request, "attendance/leave/home.html", {"person": None})
    _unit, government = government_for(person, on)
    context = {
        "person": person,
        "balance": balance_of(person.pk, government, on) if government is not None else None,
        "own": [
            (one, LOOKS[one.state], span_text(one.first, one.last))
            for one in queries.own_requests(request.user)[:30]
        ],
        "stand_in": [(one, span_text(one.first, one.last)) for one in queries.to_stand_in(request.user)],
        "waiting": len(queries.waiting_for(request.user, on)),
    }
    return render(request, "attendance/leave/home.html", context)


@login_required
@require_http_methods(BOTH)
def new(request: HttpRequest) -> HttpResponse:
    """Take what somebody wants to ask for, and keep it as a draft."""
    return _written(request, None)


@login_required
@require_http_methods(BOTH)
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a draft anew."""
    found, _on = request_in(request, pk)
    if not perms.is_own(request.user, found) or found.state != KeadaanCuti.DISUSUN:
        raise Http404
    return _written(request, found)


def _written(request: HttpRequest, draft: LeaveRequest | None) -> HttpResponse:
    on = day_of(request.user)
    person = person_of(request.user)
    if person is None:
        raise Http404
    _unit, government = government_for(person, on)
    halves = government is not None and half_days_allowed(on, pack_of(government, on))
    about: dict[str, Any] = {
        "colleagues": colleagues_of(person, on),
        "halves": halves,
        "woman": person.sex == JenisKelamin.PEREMPUAN,
    }
    sent = request.POST if request.method == "POST" else None
    files = request.FILES if request.method == "POST" else None
    form = RequestForm(
        sent, files, initial=given_by(draft) if draft else {"kind": request.GET.get("jenis", "")}, **about
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = asking.save_draft(wanted=form.wanted(), request=draft, by=request.user, on=on)
        except LeaveRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect("attendance:leave_request", made.pk)
    balance = balance_of(person.pk, government, on) if government is not None else None
    context = {"form": form, "draft": draft, "balance": balance}
    return render(request, "attendance/leave/new.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def request_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a request: to its person before it is sent what the law says and what it does to pay, to others
    what they have to know to decide.
    """
    found, on = request_in(request, pk)
    return _page(request, found, on)


def _page(
    request: HttpRequest, found: LeaveRequest, on: datetime.date, *, error: str = "", status: int = 200
) -> HttpResponse:
    user = request.user
    own = perms.is_own(user, found)
    mine = perms.own_person(user)
    open_now = found.state in WAITING
    deciders = Deciders(found, on) if open_now else None
    considers = deciders is not None and found.state == KeadaanCuti.DIAJUKAN and mine in deciders.superiors
    decides = (
        deciders is not None and found.state == KeadaanCuti.DIPERTIMBANGKAN and mine in deciders.officials
    )
    records = open_now and not own and perms.may_record(user, found, on)
    acts = considers or decides or records
    draft, approved = found.state == KeadaanCuti.DISUSUN, found.state == KeadaanCuti.DISETUJUI
    letters = own or acts or perms.may_read_letters(user, found, on)
    assessed: Assessment | None = assess(found, on) if draft or acts else None
    papers = list(found.documents.order_by("made_at")) if letters else []
    # The consent of BKN comes from the officer; other letters are owed until they are there.
    awaited = own and found.state in STANDING and not papers and found.kind != JenisCuti.CLTN
    waits_for = []
    if deciders is not None:
        part = deciders.superiors if found.state == KeadaanCuti.DIAJUKAN else deciders.officials
        waits_for = [one.full_name for one in deciders.people(part)]
    context = {
        "one": found,
        "own": own,
        "draft": draft,
        "days": span_text(found.first, found.last),
        "look": LOOKS[found.state],
        "assessed": assessed,
        "acts": acts,
        "considers": considers,
        "waits_for": waits_for,
        "shows_why": own or letters,
        "shows_kind": letters or mine != found.substitute_id,
        "letters": papers,
        "needed": assess(found, on).law.letters if awaited else [],
        "letter_form": LetterForm() if own and (draft or found.state in STANDING) else None,
        "asked_to_stand_in": mine is not None
        and mine == found.substitute_id
        and found.substitute_agrees is None,
        "substitute_form": _substitute_form(found, on) if own and found.substitute_agrees is False else None,
        "ends": approved
        and not own
        and (found.last >= on or perms.keeps(user, found, on))
        and perms.may_end(user, found, on),
        "cancels": own and (open_now or (approved and found.first > on and found.kind != JenisCuti.CLTN)),
        "told_to_end": own and approved and found.last >= on,
        "timeline": timeline_of(found),
        "error": error,
    }
    return render(request, "attendance/leave/page.html", context, status=status)


def _substitute_form(found: LeaveRequest, on: datetime.date) -> SubstituteForm | None:
    if found.state not in STANDING:
        return None
    return SubstituteForm(colleagues=colleagues_of(found.person, on))


def _own(request: HttpRequest, pk: uuid.UUID) -> tuple[LeaveRequest, datetime.date]:
    found, on = request_in(request, pk)
    if not perms.is_own(request.user, found):
        raise Http404
    return found, on


@login_required
@require_POST
def send(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send a draft."""
    found, on = _own(request, pk)
    try:
        asking.send(request=found, by=request.user, on=on)
    except LeaveRefused as error:
        return _page(request, found, on, error=str(error), status=422)
    messages.success(request, _("Permintaan cuti terkirim. Perjalanannya dapat Anda ikuti di sini."))
    return redirect("attendance:leave_request", pk)


@login_required
@require_POST
def drop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Throw away a draft."""
    found, on = _own(request, pk)
    try:
        asking.drop_draft(request=found, by=request.user, on=on)
    except LeaveRefused as error:
        return _page(request, found, on, error=str(error), status=422)
    return redirect("attendance:leave")


@login_required
@require_http_methods(BOTH)
def cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Cancel a request, or a leave that has not begun."""
    found, on = _own(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            asking.cancel(request=found, reason=form.cleaned_data["reason"], by=request.user, on=on)
        except LeaveRefused as error:
            form.add_error(None, str(error))
        else:
            done = (
                _("Cuti dibatalkan; harinya kembali menjadi jatah Anda.")
                if counts_workdays(found.kind)
                else _("Cuti dibatalkan.")
            )
            messages.success(request, done)
            return redirect("attendance:leave_request", pk)
    context = {
        "one": found, "form": form, "days": span_text(found.first, found.last),
        "question": _("Mengapa cuti ini dibatalkan?"), "label": _("Batalkan cuti"),
    }  # fmt: skip
    return render(request, "attendance/leave/form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def add_letter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a letter to one's request."""
    found, on = _own(request, pk)
    form = LetterForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, on, error=str(form.errors["letter"][0]), status=422)
    try:
        asking.add_letter(request=found, file=form.cleaned_data["letter"], by=request.user, on=on)
    except LeaveRefused as error:
        return _page(request, found, on, error=str(error), status=422)
    messages.success(request, _("Surat tersimpan."))
    return redirect("attendance:leave_request", pk)


@login_required
@require_safe
def letter(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Hand out a letter to those who may read it."""
    on = day_of(request.user)
    seen = queries.requests_visible_to(request.user, on)
    rows = LeaveDocument.objects.filter(request__in=seen).select_related("file", "request__person")
    found = get_object_or_404(rows, pk=pk)
    if not perms.may_read_letters(request.user, found.request, on):
        raise Http404
    if not perms.is_own(request.user, found.request):
        viewed(found.request.person, request.user, "surat cuti")
    return download(request, found.file)


@login_required
@require_POST
def name_substitute(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask another colleague to stand in."""
    found, on = _own(request, pk)
    form = SubstituteForm(request.POST, colleagues=colleagues_of(found.person, on))
    if not form.is_valid():
        return _page(request, found, on, error=_("Pilih pengganti dari rekan seunit."), status=422)
    try:
        asking.name_substitute(
            request=found, substitute=uuid.UUID(form.cleaned_data["substitute"]), by=request.user, on=on
        )
    except LeaveRefused as error:
        return _page(request, found, on, error=str(error), status=422)
    return redirect("attendance:leave_request", pk)


@login_required
@require_POST
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take whether one stands in for somebody."""
    found, on = request_in(request, pk)
    mine = perms.own_person(request.user)
    if mine is None or mine != found.substitute_id:
        raise Http404
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    try:
        asking.answer_substitute(
            request=found, agrees=said["agrees"] == "ya", reason=said["reason"], by=request.user, on=on
        )
    except LeaveRefused as error:
        return _page(request, found, on, error=str(error), status=422)
    messages.success(request, _("Jawaban Anda tersimpan."))
    return redirect("attendance:leave_request", pk)


@login_required
@require_safe
def form_pdf(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand out the official form of a request that was sent, to those who may read its letters."""
    found, on = request_in(request, pk)
    if found.state == KeadaanCuti.DISUSUN or not perms.may_read_letters(request.user, found, on):
        raise Http404
    record(
        kind="attendance.leave_form", by=request.user, target=found, person=found.person_id,
        unit=found.unit_id, on=on,
    )  # fmt: skip
    return handed_out(form_of(found), f"cuti-{found.year}-{found.number}.pdf")
