"""Pages on which pay of units is held back, and released."""

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
from django.views.decorators.http import require_http_methods

from praja.access.enums import Role
from praja.access.queries import has_role, names_of, units_visible_to
from praja.organization.models import Unit
from praja.payroll.models import PayHold
from praja.payroll.perms import READERS, may_release
from praja.payroll.queries import holds_visible_to
from praja.payroll.runs import actions
from praja.payroll.runs.forms import HoldForm, ReasonForm
from praja.payroll.runs.refused import RunRefused
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table

HOLDERS = (Role.BENDAHARA, Role.PEJABAT_PENYETUJU)


def _seen(request: HttpRequest) -> datetime.date:
    """Return the day for those who see slips of units; for others this page does not exist."""
    on = day_of(request.user)
    if not has_role(request.user, *READERS, on=on):
        raise Http404
    return on


def _units(user: Any, on: datetime.date) -> list[tuple[Unit, str]]:
    units = list(units_visible_to(user, on, *HOLDERS))
    names = names_of({unit.pk for unit in units}, on)
    return sorted(((unit, names[unit.pk]) for unit in units if unit.pk in names), key=lambda one: one[1])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def holds(request: HttpRequest) -> HttpResponse:
    """Show what is held back, and hold more."""
    on = _seen(request)
    units = _units(request.user, on)
    if request.method == "POST" and not units:
        raise Http404
    sent = (request.POST,) if request.method == "POST" else ()
    form = HoldForm(*sent, units=units, on=on) if units else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            actions.hold(**form.cleaned_data, by=request.user, on=on)
        except RunRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect("payroll:holds")
    rows = holds_visible_to(request.user, on).select_related("made_by", "released_by")
    names = names_of(rows.values_list("unit", flat=True), on)
    table = Table(
        request,
        rows,
        columns=[
            Column(
                "bulan",
                _("Bulan"),
                lambda one: Lines(date_format(one.period, "F Y"), one.get_pay_list_display()),
                sort="period",
            ),
            Column("unit", _("Unit"), lambda one: names.get(one.unit_id, "")),
            Column("alasan", _("Alasan"), lambda one: Lines(one.reason, one.made_by)),
            Column("keadaan", _("Keadaan"), _state),
            Column(
                "lepas",
                _("Tindakan"),
                lambda one: "" if one.released_at else _("Lepas"),
                link=lambda one: None if one.released_at else reverse("payroll:hold_release", args=[one.pk]),
                export=False,
            ),
        ],
        name="penahanan",
        order="-bulan",
        empty=_("Tidak ada pembayaran yang ditahan."),
    )
    status = 400 if form is not None and form.errors else 200
    context = {"form": form, "table": table}
    return table.response() or render(request, "payroll/runs/holds.html", context, status=status)


def _state(hold: PayHold) -> Chip:
    if hold.released_at is None:
        return Chip(_("ditahan"), "warn")
    return Chip(_("dilepas: %(why)s") % {"why": hold.released_why}, "ok")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hold_release(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask why, and release."""
    on = _seen(request)
    found = get_object_or_404(holds_visible_to(request.user, on), pk=pk)
    if not may_release(request.user, found, on):
        raise Http404
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm()
    if request.method == "POST" and form.is_valid():
        try:
            actions.release(hold=found, reason=form.cleaned_data["reason"], by=request.user, on=on)
        except RunRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _(
                    "Dilepas. Hitung ulang proses bulan itu supaya unitnya ikut dibayar; bila sudah "
                    "disetujui, bayarkan lewat susulan."
                ),
            )
            return redirect("payroll:holds")
    unit = names_of({found.unit_id}, on).get(found.unit_id, "")
    context = {
        "form": form,
        "question": _("Lepas penahanan %(unit)s") % {"unit": unit},
        "lead": _("Dibayar saat prosesnya dihitung lagi, atau lewat susulan bila sudah terkunci."),
        "label": _("Lepas"),
        "back": reverse("payroll:holds"),
    }
    return render(request, "payroll/runs/reason.html", context, status=400 if form.errors else 200)
