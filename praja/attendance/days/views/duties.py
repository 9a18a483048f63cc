"""Pages of letters of duty."""

from __future__ import annotations

import datetime
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
from praja.attendance.days.actions import duties as actions
from praja.attendance.days.forms import DutyForm, ReasonForm
from praja.attendance.days.views.common import MOST_PEOPLE, nameable, tell_closed
from praja.attendance.models.days import DutyOrder
from praja.files.views import download
from praja.organization.models import Unit
from praja.people.asker import asker_of
from praja.people.models import Person
from praja.people.perms import unit_of
from praja.web.asked import BOTH, files_sent, sent
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table

ONE = datetime.timedelta(days=1)


def _state(one: DutyOrder) -> Chip:
    return Chip(_("dibatalkan"), "bad") if one.withdrawn_at else Chip(_("berlaku"), "ok")


@login_required
@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """Show the letters of duty that somebody may read."""
    on = day_of(request.user)
    table = Table(
        request,
        queries.duties_visible_to(request.user, on),
        columns=[
            Column("nomor", _("Surat tugas"), lambda one: Lines(one.number, one.subject), sort="number",
                   link=lambda one: reverse("attendance:duty", args=[one.pk])),
            Column("tempat", _("Ke mana"), "place", sort="place"),
            Column("mulai", _("Mulai"), lambda one: one.days.lower, sort="days"),
            Column("sampai", _("Sampai"), lambda one: one.days.upper - ONE),
            Column("keadaan", _("Keadaan"), _state),
        ],
        name="surat-tugas",
        order="-mulai",
        empty=_("Belum ada surat tugas. Atasan atau pengelola kepegawaian mencatatnya di sini."),
    )  # fmt: skip
    records = Person.objects.filter(perms.orders_duty(request.user, on)).exists()
    context = {"table": table, "records": records}
    return table.response() or render(request, "attendance/days/duties.html", context)


@login_required
@require_http_methods(BOTH)
def duty_new(request: HttpRequest) -> HttpResponse:
    """Take a letter of duty for people whom one leads or whose unit one keeps."""
    on = day_of(request.user)
    people, wanted = nameable(request, on)
    given = sent(request)
    form = DutyForm(given, files_sent(request), people=people if given else people[:MOST_PEOPLE])
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        named = list(said.pop("people"))
        unit = get_object_or_404(Unit, pk=unit_of(named[0], on))
        try:
            made = actions.order(
                unit=unit, people=named, sent=said.pop("kirim"), file=said.pop("file") or None,
                by=request.user, on=on, **said,
            )  # fmt: skip
        except DayRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Surat tugas tercatat. Harinya dinilai lagi sebentar lagi."))
            tell_closed(request, named, said["start"], said["end"])
            return redirect("attendance:duty", made.pk)
    context = {"form": form, "wanted": wanted, "most": MOST_PEOPLE, "many": people.count() > MOST_PEOPLE}
    status = 422 if form.errors else 200
    return render(request, "attendance/days/duty_new.html", context, status=status)


@login_required
@require_safe
def duty(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a letter of duty."""
    on = day_of(request.user)
    rows = queries.duties_visible_to(request.user, on).select_related("by", "withdrawn_by", "file", "unit")
    one = get_object_or_404(rows, pk=pk)
    own = asker_of(request.user).person
    people = [row.person for row in one.people.select_related("person").order_by("person__name")]
    context = {
        "one": one,
        "last": one.days.upper - ONE,
        "people": people,
        "own": any(person.pk == own for person in people),
        "may_withdraw": one.withdrawn_at is None and perms.may_withdraw_duty(request.user, one, on),
    }
    return render(request, "attendance/days/duty.html", context)


@login_required
@require_http_methods(BOTH)
def duty_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw a letter of duty."""
    on = day_of(request.user)
    one = get_object_or_404(queries.duties_visible_to(request.user, on), pk=pk)
    if not perms.may_withdraw_duty(request.user, one, on):
        raise Http404
    form = ReasonForm(sent(request), label=_("Mengapa dibatalkan?"))
    back = reverse("attendance:duty", args=[pk])
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(duty=one, text=form.cleaned_data["reason"], by=request.user, on=on)
        except DayRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Surat tugas dibatalkan. Harinya dinilai lagi menurut rekaman."))
            return redirect(back)
    context = {
        "form": form,
        "question": _("Batalkan surat tugas %(number)s?") % {"number": one.number},
        "lead": _("Hari-harinya dinilai lagi menurut rekaman."),
        "back": back,
    }
    status = 422 if form.errors else 200
    return render(request, "attendance/days/form.html", context, status=status)


@login_required
@require_safe
def duty_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give the letter itself to whoever may read it."""
    on = day_of(request.user)
    rows = queries.duties_visible_to(request.user, on).filter(file__isnull=False).select_related("file")
    one: DutyOrder = get_object_or_404(rows, pk=pk)
    assert one.file is not None
    return download(request, one.file)
