"""Pages of what is found of people in hours of work."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from praja.attendance.days import perms, queries
from praja.attendance.days.actions import DayRefused
from praja.attendance.days.actions import findings as actions
from praja.attendance.days.forms import FindingForm, ReasonForm
from praja.attendance.days.story import clock
from praja.attendance.days.views.common import MOST_PEOPLE, nameable, tell_closed
from praja.attendance.models.days import Finding
from praja.files.views import download
from praja.people.asker import asker_of
from praja.people.models import Person
from praja.web.asked import BOTH, files_sent, sent
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table


def _state(one: Finding) -> Chip:
    return Chip(_("dibatalkan"), "") if one.withdrawn_at else Chip(_("berlaku"), "warn")


def _span(one: Finding) -> str:
    return "" if one.from_minute is None else f"{clock(one.from_minute)} – {clock(one.until_minute)}"


@login_required
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """Show the findings that somebody may read."""
    on = day_of(request.user)
    table = Table(
        request,
        queries.findings_visible_to(request.user, on).select_related("person"),
        columns=[
            Column("tanggal", _("Tanggal"), lambda one: one.date, sort="date",
                   link=lambda one: reverse("attendance:finding", args=[one.pk])),
            Column("pegawai", _("Pegawai"), lambda one: Lines(one.person.full_name, one.person.nip),
                   sort="person__name"),
            Column("temuan", _("Temuan"), lambda one: Lines(one.get_kind_display(), _span(one)), sort="kind"),
            Column("keadaan", _("Keadaan"), _state),
        ],
        name="temuan",
        order="-tanggal",
        empty=_("Belum ada temuan. Atasan atau pengelola kepegawaian mencatatnya di sini."),
    )  # fmt: skip
    records = Person.objects.filter(perms.orders_duty(request.user, on)).exists()
    context = {"table": table, "records": records}
    return table.response() or render(request, "attendance/days/findings.html", context)


@login_required
@require_http_methods(BOTH)
def finding_new(request: HttpRequest) -> HttpResponse:
    """Take a finding about somebody whom one leads or whose unit one keeps."""
    on = day_of(request.user)
    people, wanted = nameable(request, on)
    given = sent(request)
    form = FindingForm(given, files_sent(request), people=people if given else people[:MOST_PEOPLE])
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.note(**form.said(), by=request.user, on=on)
        except DayRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Temuan tercatat, dan orangnya diberi tahu."))
            tell_closed(request, [made.person], made.date, made.date)
            return redirect("attendance:finding", made.pk)
    context = {"form": form, "wanted": wanted, "most": MOST_PEOPLE, "many": people.count() > MOST_PEOPLE}
    status = 422 if form.errors else 200
    return render(request, "attendance/days/finding_new.html", context, status=status)


@login_required
@require_safe
def finding(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a finding: to whom it is about, too, with what one can do about it."""
    on = day_of(request.user)
    rows = queries.findings_visible_to(request.user, on)
    one = get_object_or_404(rows.select_related("person", "by", "withdrawn_by", "file"), pk=pk)
    context = {
        "one": one,
        "span": _span(one),
        "own": one.person_id == asker_of(request.user).person,
        "may_withdraw": one.withdrawn_at is None and perms.may_note(request.user, one.person, on),
    }
    return render(request, "attendance/days/finding.html", context)


@login_required
@require_http_methods(BOTH)
def finding_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw a finding."""
    on = day_of(request.user)
    one = get_object_or_404(queries.findings_visible_to(request.user, on).select_related("person"), pk=pk)
    if not perms.may_note(request.user, one.person, on):
        raise Http404
    form = ReasonForm(sent(request), label=_("Mengapa dibatalkan?"))
    back = reverse("attendance:finding", args=[pk])
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(finding=one, text=form.cleaned_data["reason"], by=request.user, on=on)
        except DayRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Temuan dibatalkan. Harinya dinilai lagi tanpa temuan itu."))
            return redirect(back)
    context = {
        "form": form,
        "question": _("Batalkan temuan ini?"),
        "lead": _("Harinya dinilai lagi tanpa temuan itu."),
        "back": back,
    }
    status = 422 if form.errors else 200
    return render(request, "attendance/days/form.html", context, status=status)


@login_required
@require_safe
def finding_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give the evidence of a finding to whoever may read it."""
    on = day_of(request.user)
    rows = queries.findings_visible_to(request.user, on).filter(file__isnull=False).select_related("file")
    one: Finding = get_object_or_404(rows, pk=pk)
    assert one.file is not None
    return download(request, one.file)
