"""Pages of files for e-Kinerja: asked for, watched, fetched, listed with their hash."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.access.queries import names_of
from praja.files.views import download
from praja.organization.models import Unit
from praja.performance.bkn import perms
from praja.performance.bkn.actions import BknRefused
from praja.performance.bkn.actions import exports as actions
from praja.performance.bkn.forms import ExportForm
from praja.performance.bkn.queries import exports_visible_to
from praja.performance.bkn.views.common import unit_and_periods
from praja.performance.models import BknExport
from praja.performance.periods import named
from praja.web.asked import sent
from praja.web.replies import stop_asking
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table

State = BknExport.State
LOOKS = {State.SIAP: "ok", State.GAGAL: "bad", State.DIHENTIKAN: "warn"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def export_list(request: HttpRequest) -> HttpResponse:
    """Show which files were made, and take a wish for one."""
    on = day_of(request.user)
    if not perms.compares(request.user, on).exists():
        raise Http404
    form = None
    if perms.exchanges_any(request.user, on):
        on, units, periods = unit_and_periods(request, perms.exchanges(request.user, on))
        form = ExportForm(sent(request), units=units, periods=periods, initial={"form": BknExport.Form.XLSX})
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            said = form.cleaned_data
            unit = Unit.objects.select_related("government").get(pk=said["unit"])
            try:
                made = actions.ask(
                    unit=unit, period=said["period"], form=said["form"], by=request.user, on=on
                )
            except BknRefused as error:
                form.add_error(None, str(error))
            else:
                return redirect("performance:bkn_export", made.pk)
    table = Table(
        request,
        exports_visible_to(request.user, on),
        columns=[
            Column(
                "isi",
                _("Periode"),
                lambda one: Lines(named(one.period), one.unit.code),
                link=lambda one: reverse("performance:bkn_export", args=[one.pk]),
            ),
            Column("bentuk", _("Bentuk"), lambda one: one.form.upper(), sort="form"),
            Column("orang", _("Orang"), "people", sort="people", num=True),
            Column("waktu", _("Dibuat"), lambda one: one.made_at, sort="made_at"),
            Column("oleh", _("Oleh"), lambda one: str(one.made_by)),
            Column(
                "keadaan",
                _("Keadaan"),
                lambda one: Lines(
                    Chip(one.get_state_display(), LOOKS.get(State(one.state), "")), one.sha256[:12]
                ),
            ),
            Column("sidik", _("Sidik SHA-256"), "sha256", export="only"),
        ],
        name="ekspor-e-kinerja",
        order="-waktu",
        empty=_("Belum ada berkas. Pilih unit dan periode di atas untuk menyusunnya."),
    )
    context = {"table": table, "form": form}
    status = 422 if form is not None and form.errors else 200
    return table.response() or render(request, "performance/bkn/exports.html", context, status=status)


def _seen(request: HttpRequest, pk: uuid.UUID) -> BknExport:
    found: BknExport = get_object_or_404(exports_visible_to(request.user, day_of(request.user)), pk=pk)
    return found


@login_required
@require_safe
def export(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show how far a file is, or how it ended."""
    found, on = _seen(request, pk), day_of(request.user)
    working = found.state == State.MENYUSUN
    if request.htmx and not working:  # type: ignore[attr-defined]
        return stop_asking()
    context = {
        "export": found,
        "unit_name": names_of([found.unit_id], on).get(found.unit_id, found.unit.code),
        "period_name": named(found.period),
        "working": working,
        "silent": actions.silent(found),
        "look": LOOKS.get(State(found.state), ""),
        "mine": perms.may_fetch(request.user, found, on),
        "can_fetch": found.file is not None and perms.may_fetch(request.user, found, on),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "performance/bkn/_working.html", context)
    return render(request, "performance/bkn/export.html", context)


@login_required
@require_safe
def export_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give a file to whoever asked for it."""
    found = _seen(request, pk)
    try:
        return download(request, actions.fetch(export=found, by=request.user, on=day_of(request.user)))
    except BknRefused as error:
        raise Http404 from error


@login_required
@require_POST
def export_stop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Stop a file that is being made."""
    return _asked(request, pk, actions.stop)


@login_required
@require_POST
def export_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask once more for a file that nobody seems to work on."""
    return _asked(request, pk, actions.ask_again)


def _asked(request: HttpRequest, pk: uuid.UUID, act: Any) -> HttpResponse:
    found, on = _seen(request, pk), day_of(request.user)
    if not perms.may_fetch(request.user, found, on):
        raise Http404
    try:
        act(export=found, by=request.user, on=on)
    except BknRefused as error:
        messages.error(request, str(error))
    return redirect("performance:bkn_export", pk)
