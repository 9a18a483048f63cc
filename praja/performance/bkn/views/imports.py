"""Pages of imports: uploaded, columns chosen, looked at, applied, taken back."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.access.queries import names_of
from praja.organization.models import Unit
from praja.people.imports.columns_form import ColumnsForm
from praja.people.imports.maps import from_json
from praja.performance.bkn import perms
from praja.performance.bkn.actions import BknRefused
from praja.performance.bkn.actions import imports as actions
from praja.performance.bkn.fields import TAKEN
from praja.performance.bkn.forms import UploadForm
from praja.performance.bkn.plan import BARU, BERUBAH
from praja.performance.bkn.queries import imports_visible_to
from praja.performance.bkn.reading import wrong
from praja.performance.bkn.template import template
from praja.performance.bkn.views.common import unit_and_periods
from praja.performance.enums import PredikatKinerja
from praja.performance.models import BknImport, Period
from praja.performance.periods import named
from praja.performance.rating.predicates import shown
from praja.web.asked import sent
from praja.web.exports import FORMATS, export_response
from praja.web.said import spoken
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table

State = BknImport.State
STEPS = (gettext_lazy("Unggah"), gettext_lazy("Kolom"), gettext_lazy("Periksa"), gettext_lazy("Terapkan"))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PROBLEMS = 100
_LOOKS = {State.DITERAPKAN: "ok", State.DIPERIKSA: "warn", State.GAGAL: "bad"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    """Show what was imported, and take a file."""
    on = day_of(request.user)
    if not perms.compares(request.user, on).exists():
        raise Http404
    form = None
    if perms.exchanges_any(request.user, on):
        on, units, periods = unit_and_periods(request, perms.exchanges(request.user, on))
        files = request.FILES if request.method == "POST" else None
        form = UploadForm(sent(request), files, units=units, periods=periods)
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid() and (made := _uploaded(request, form, on)) is not None:
            ready = made.state == State.DIPERIKSA
            return redirect("performance:bkn_import" if ready else "performance:bkn_import_columns", made.pk)
    table = Table(
        request,
        imports_visible_to(request.user, on),
        columns=[
            Column(
                "berkas",
                _("Berkas"),
                lambda one: Lines(one.name, one.made_by),
                link=lambda one: reverse("performance:bkn_import", args=[one.pk]),
            ),
            Column("nomor", _("Nomor"), "number", sort="number", num=True),
            Column("waktu", _("Diunggah"), "made_at", sort="made_at"),
            Column(
                "keadaan", _("Keadaan"), lambda one: Chip(one.get_state_display(), _LOOKS.get(one.state, ""))
            ),
            Column("baris", _("Baris"), "rows", sort="rows", num=True),
            Column("sidik", _("Sidik SHA-256"), "sha256", export="only"),
        ],
        name="impor-e-kinerja",
        order="-waktu",
        empty=_("Belum ada impor. Unduh predikat dari e-Kinerja atau SIASN, lalu unggah di atas."),
    )
    context = {"table": table, "form": form}
    status = 422 if form is not None and form.errors else 200
    return table.response() or render(request, "performance/bkn/imports.html", context, status=status)


def _uploaded(request: HttpRequest, form: UploadForm, on: datetime.date) -> BknImport | None:
    said = form.cleaned_data
    unit = Unit.objects.select_related("government").get(pk=said["unit"])
    try:
        return actions.upload(file=said["file"], unit=unit, period=said["period"], by=request.user, on=on)
    except BknRefused as error:
        form.add_error("file", str(error))
        return None


@login_required
@require_safe
def import_template(request: HttpRequest) -> FileResponse:
    """Give an empty sheet with the columns that an import reads, and what each of them means."""
    if not perms.exchanges_any(request.user, day_of(request.user)):
        raise Http404
    answer = FileResponse(
        template(), as_attachment=True, filename="templat-predikat-e-kinerja.xlsx", content_type=XLSX
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


def _seen(request: HttpRequest, pk: uuid.UUID, *, writes: bool = False) -> tuple[BknImport, datetime.date]:
    on = day_of(request.user)
    found = get_object_or_404(imports_visible_to(request.user, on), pk=pk)
    if writes and not perms.may_exchange(request.user, found.unit, on):
        raise Http404
    return found, on


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show which column is what, and take corrections."""
    found, on = _seen(request, pk, writes=True)
    if found.state not in actions.CHECKABLE or found.file is None:
        return redirect("performance:bkn_import", found.pk)
    maps = from_json(found.mapping)
    form = ColumnsForm(sent(request), maps=maps, fields=TAKEN.values())
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose(one=found, maps=form.chosen(), by=request.user, on=on)
        except BknRefused as error:
            messages.error(request, str(error))
            return redirect("performance:bkn_import_columns", found.pk)
        return redirect("performance:bkn_import", found.pk)
    context = {"one": found, "form": form, "steps": STEPS, "wrong": wrong(maps)}
    return render(request, "performance/bkn/columns.html", context)


@login_required
@require_safe
def import_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what an import would do, or did."""
    found, on = _seen(request, pk)
    may = perms.may_exchange(request.user, found.unit, on)
    if found.state == State.DIUNGGAH and may:
        return redirect("performance:bkn_import_columns", found.pk)
    summary = found.summary
    kinds = [kind for kind in (BARU, BERUBAH) if summary.get(kind)]
    kind = request.GET.get("lihat", "")
    kind = kind if kind in kinds else (kinds[0] if kinds else "")
    rows = [row for row in summary.get("rincian", ()) if row["kind"] == kind]
    page = Paginator(rows, 50).get_page(request.GET.get("hal"))
    periods = {
        str(one.pk): named(one) for one in Period.objects.filter(pk__in={row["periode"] for row in page})
    }
    context = {
        "one": found,
        "unit_name": names_of([found.unit_id], on).get(found.unit_id, found.unit.code),
        "period_name": named(found.period) if found.period else "",
        "steps": STEPS,
        "step": 4 if found.state in (State.DITERAPKAN, State.DIURUNGKAN) else 3,
        "kinds": [(one, {BARU: _("Baru"), BERUBAH: _("Berubah")}[one], summary[one]) for one in kinds],
        "kind": kind,
        "page": page,
        "rows": [
            (row, periods.get(row["periode"], ""), shown(row["semula"])[0], *shown(row["predikat"]))
            for row in page
        ],
        "more": max(0, summary.get(kind, 0) - len(rows)) if kind else 0,
        "shares": [
            (one.label, summary.get("predikat", {}).get(one.value, 0))
            for one in PredikatKinerja
            if summary.get("predikat", {}).get(one.value)
        ],
        "problems": [_problem(one) for one in found.problems[:MOST_PROBLEMS]],
        "unshown": max(0, summary.get("masalah", 0) - MOST_PROBLEMS),
        "notices": [spoken(one) for one in summary.get("catatan", ())],
        "would": summary.get(BARU, 0) + summary.get(BERUBAH, 0),
        "doubtful": bool(summary.get("semua_terburuk") or summary.get("terbalik")),
        "can_check": may and found.state in actions.CHECKABLE and found.file is not None,
        "can_apply": may and found.state == State.DIPERIKSA and found.file is not None,
        "can_undo": may and found.state == State.DITERAPKAN,
    }
    return render(request, "performance/bkn/import.html", context)


def _problem(kept_problem: dict[str, Any]) -> dict[str, Any]:
    said = {name: spoken(kept_problem[name]) for name in ("why", "what_to_do")}
    return kept_problem | said


@login_required
@require_safe
def import_problems(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give what is wrong with a file as a list: row, column, value, why, what to do."""
    found, _on = _seen(request, pk)
    kind = request.GET.get("ekspor", "xlsx")
    if kind not in FORMATS:
        raise Http404
    heads = [_("Lembar"), _("Baris"), _("NIP"), _("Kolom"), _("Nilai"), _("Mengapa"),
             _("Yang perlu dilakukan")]  # fmt: skip
    rows = (
        [one["sheet"], one["line"], one["key"], one["column"], one["value"], one["why"], one["what_to_do"]]
        for one in map(_problem, found.problems)
    )
    return export_response(
        request, kind, "masalah-impor-e-kinerja", heads, rows, about=found, unit=found.unit_id
    )


def _asked(
    request: HttpRequest, pk: uuid.UUID, act: Callable[..., Any], done: str, **more: Any
) -> HttpResponse:
    found, on = _seen(request, pk, writes=True)
    try:
        act(one=found, by=request.user, on=on, **more)
    except BknRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("performance:bkn_import", pk)


@login_required
@require_POST
def import_check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Look again what an import would do."""
    return _asked(request, pk, actions.check, _("Berkas sudah diperiksa lagi."))


@login_required
@require_POST
def import_apply(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record what the preview shows."""
    return _asked(
        request,
        pk,
        actions.apply,
        _("Predikat tercatat dan terlihat oleh pegawainya."),
        only_good_rows=request.POST.get("cara") != "semua",
        scale_checked=request.POST.get("skala") == "ya",
    )


@login_required
@require_POST
def import_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back what an import recorded."""
    return _asked(request, pk, actions.undo, _("Impor diurungkan; yang tercatat sebelumnya berlaku lagi."))
