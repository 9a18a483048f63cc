"""Pages of files with taps: uploaded, columns chosen, looked at, taken; and of what came in a day."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.attendance.models import Tap, TapBatch
from praja.attendance.sources import files, perms
from praja.attendance.sources.actions import SourcesRefused
from praja.attendance.sources.actions import files as actions
from praja.attendance.sources.forms import UploadForm
from praja.attendance.sources.queries import batches_visible_to
from praja.attendance.sources.views.devices import device_of
from praja.jobs.asked import is_silent
from praja.people.imports.columns_form import ColumnsForm
from praja.people.imports.maps import from_json
from praja.web.asked import sent
from praja.web.said import spoken
from praja.web.shell import day_of

State = TapBatch.State
STEPS: Final = (
    gettext_lazy("Unggah"),
    gettext_lazy("Kolom"),
    gettext_lazy("Periksa"),
    gettext_lazy("Terima"),
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a file of a device, to be looked at first."""
    device, on = device_of(request, pk, writes=True)
    posted = request.method == "POST"
    form = UploadForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        try:
            made = actions.upload(file=form.cleaned_data["file"], device=device, by=request.user, on=on)
        except SourcesRefused as error:
            form.add_error("file", str(error))
        else:
            ready = made.state == State.DIPERIKSA
            return redirect("attendance:batch" if ready else "attendance:batch_columns", made.pk)
    context = {"form": form, "device": device, "steps": STEPS}
    return render(request, "attendance/sources/upload.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def batch(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what a file would bring or brought, or what came from a device in a day, with its taps."""
    one, on, may = _seen(request, pk)
    if one.state == State.DIUNGGAH and may:
        return redirect("attendance:batch_columns", pk)
    context = {
        "batch": one,
        "device": one.device,
        "may": may,
        "summary": one.summary,
        "steps": STEPS,
        "working": one.state == State.DIMINTA,
        "silent": one.state == State.DIMINTA and is_silent(one.progress_at),
        "trouble": spoken(one.summary.get("galat", [])) if one.state == State.GAGAL else "",
        "ready": one.state == State.DIPERIKSA,
        "first": _day(one.summary.get("dari")),
        "last": _day(one.summary.get("sampai")),
        "bad": [_told(row) for row in one.summary.get("baris_buruk") or one.problems],
    }
    if request.headers.get("HX-Request") and one.state == State.DIMINTA:
        return render(request, "attendance/sources/_working.html", context)
    taps = Tap.objects.filter(batch=one).select_related("person").order_by("pk")
    context["page"] = Paginator(taps, 50).get_page(request.GET.get("hal"))
    response = render(request, "attendance/sources/batch.html", context)
    if request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show which column is what, and take corrections."""
    one, on, may = _seen(request, pk)
    if not may:
        raise Http404
    if one.state not in actions.OPEN or one.file is None or one.form != files.SHEET:
        return redirect("attendance:batch", pk)
    maps = from_json(one.mapping)
    form = ColumnsForm(sent(request), maps=maps, fields=files.FIELDS.values())
    wrong = files.wrong(maps)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose(batch=one, maps=form.chosen(), by=request.user, on=on)
        except SourcesRefused as error:
            wrong = [str(error)]
        else:
            return redirect("attendance:batch", pk)
    context = {"batch": one, "form": form, "steps": STEPS, "wrong": wrong}
    return render(request, "attendance/sources/columns.html", context)


@login_required
@require_POST
def take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Have what the preview shows taken in, or leave it."""
    one, on, may = _seen(request, pk)
    if not may:
        raise Http404
    try:
        if request.POST.get("langkah") == "sisihkan":
            actions.refuse(batch=one, by=request.user, on=on)
            messages.success(request, _("Berkas ini disisihkan; tidak ada tap yang masuk."))
        else:
            actions.ask(batch=one, by=request.user, on=on)
    except SourcesRefused as error:
        messages.error(request, str(error))
    return redirect("attendance:batch", pk)


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _told(row: dict[str, Any]) -> dict[str, Any]:
    why = row["why"]
    return row | {"why": _(why)}


def _seen(request: HttpRequest, pk: uuid.UUID) -> tuple[TapBatch, datetime.date, bool]:
    on = day_of(request.user)
    found: TapBatch = get_object_or_404(batches_visible_to(request.user, on), pk=pk)
    uploaded = found.how == "unggah"
    return found, on, uploaded and perms.may_keep_device(request.user, found.device.unit, on)
