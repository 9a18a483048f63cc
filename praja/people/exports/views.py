"""Pages of workbooks of all people: asked for, watched, fetched."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from praja.files.views import download
from praja.people.actions.refused import PersonRefused
from praja.people.exports import actions
from praja.people.exports.perms import can_fetch_export, may_export
from praja.people.exports.queries import exports_visible_to
from praja.people.models import PeopleExport
from praja.people.views.common import today_of
from praja.web.replies import stop_asking

State = PeopleExport.State
LOOKS = {State.SIAP: "ok", State.GAGAL: "bad", State.DIHENTIKAN: "warn"}


def _officer(request: HttpRequest) -> datetime.date:
    """Return the day for an officer; for others these pages do not exist."""
    on = today_of(request)
    if not may_export(request.user, on):
        raise Http404
    return on


def _seen(request: HttpRequest, pk: uuid.UUID) -> PeopleExport:
    return get_object_or_404(exports_visible_to(request.user, _officer(request)), pk=pk)


@login_required
@require_POST
def export_ask(request: HttpRequest) -> HttpResponse:
    """Ask for a workbook of all people whose record one may change, with their histories."""
    made = actions.ask(by=request.user, on=_officer(request))
    return redirect("people:export", made.pk)


@login_required
@require_safe
def export(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show how far a workbook is, or how it ended."""
    found = _seen(request, pk)
    working = found.state == State.MENYUSUN
    if request.htmx and not working:  # type: ignore[attr-defined]
        return stop_asking()
    context = {
        "export": found,
        "working": working,
        "silent": actions.silent(found),
        "look": LOOKS.get(State(found.state), ""),
        "can_fetch": can_fetch_export(request.user, found, today_of(request)),
        "breadcrumbs": [(_("Impor pegawai"), reverse("people:imports")), (_("Ekspor seluruhnya"), "")],
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "people/exports/_working.html", context)
    return render(request, "people/exports/export.html", context)


@login_required
@require_safe
def export_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give a workbook to whoever asked for it."""
    found = _seen(request, pk)
    try:
        return download(request, actions.fetch(export=found, by=request.user, on=today_of(request)))
    except PersonRefused as error:
        raise Http404 from error


@login_required
@require_POST
def export_stop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Stop a workbook that is being made."""
    return _asked(request, pk, actions.stop)


@login_required
@require_POST
def export_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask once more for a workbook that nobody seems to work on."""
    return _asked(request, pk, actions.ask_again)


def _asked(request: HttpRequest, pk: uuid.UUID, act: Any) -> HttpResponse:
    found = _seen(request, pk)
    try:
        act(export=found, by=request.user, on=today_of(request))
    except PersonRefused as error:
        messages.error(request, str(error))
    return redirect("people:export", pk)
