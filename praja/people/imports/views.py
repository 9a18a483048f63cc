"""Pages of imports and exports of people."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.access.queries import units_visible_to
from praja.files.retention import days_of
from praja.organization.models import UnitVersion
from praja.people.actions.refused import PersonRefused
from praja.people.exports.actions import JOB as EXPORTS
from praja.people.exports.queries import exports_visible_to
from praja.people.exports.views import LOOKS
from praja.people.imports import actions, sheets
from praja.people.imports.columns import GRAINS
from praja.people.imports.forms import MappingForm, UploadForm, names_of
from praja.people.imports.mapping import Mapping
from praja.people.imports.perms import governments_for, may_import
from praja.people.imports.queries import counts, imports_visible_to
from praja.people.imports.reading import unreadable
from praja.people.models import ImportProblem, ImportRow, PeopleExport, PeopleImport
from praja.people.perms import EDITORS
from praja.people.queries import people_visible_to
from praja.web.replies import stop_asking
from praja.web.said import spoken
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table

State = PeopleImport.State
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RECENT = 5
STEPS = (gettext_lazy("Unggah"), gettext_lazy("Kolom"), gettext_lazy("Periksa"), gettext_lazy("Terapkan"))
_LOOKS = {State.DITERAPKAN: "ok", State.GAGAL: "bad", State.DIPERIKSA: "warn"}


def _officer(request: HttpRequest) -> datetime.date:
    """Return the day for an officer; for others this page does not exist."""
    on = day_of(request.user)
    if not may_import(request.user, on):
        raise Http404
    return on


def _seen(request: HttpRequest, pk: uuid.UUID) -> tuple[PeopleImport, datetime.date]:
    on = _officer(request)
    return get_object_or_404(imports_visible_to(request.user, on), pk=pk), on


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    """Show the imports, and take a new file."""
    on = _officer(request)
    governments = governments_for(request.user, on)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, governments=governments, names=names_of(governments, on))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.upload(
                file=form.cleaned_data["file"],
                government=form.cleaned_data["government"],
                by=request.user,
                on=on,
            )
        except PersonRefused as error:
            form.add_error("file", str(error))
        else:
            return redirect("people:import_mapping", made.pk)
    table = Table(
        request,
        imports_visible_to(request.user, on),
        columns=[
            Column(
                "berkas",
                _("Berkas"),
                lambda one: Lines(one.file.name if one.file else _("(sudah dihapus)"), one.made_by),
                link=lambda one: reverse("people:import", args=[one.pk]),
            ),
            Column("waktu", _("Diunggah"), "made_at", sort="made_at"),
            Column(
                "keadaan", _("Keadaan"), lambda one: Chip(one.get_state_display(), _LOOKS.get(one.state, ""))
            ),
            Column("orang", _("Pegawai"), "rows", sort="rows", num=True),
        ],
        name="impor",
        order="-waktu",
        empty=_("Belum ada impor. Unggah berkas pertama di atas, atau mulai dari templat."),
    )
    status = 400 if form.errors else 200
    answer = table.response()
    if answer is not None:
        return answer
    context = {
        "table": table,
        "form": form,
        "exports": [
            (one, LOOKS.get(PeopleExport.State(one.state), ""))
            for one in exports_visible_to(request.user, on)[:RECENT]
        ],
        "kept_days": days_of(EXPORTS),
    }
    return render(request, "people/imports/list.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_mapping(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show which column is what, and take corrections; then ask for the dry run."""
    found, on = _seen(request, pk)
    if found.state not in actions.CHECKABLE or found.file is None:
        return redirect("people:import", found.pk)
    units = units_visible_to(request.user, on, *EDITORS).filter(government=found.government_id)
    shown = UnitVersion.objects.on(on).filter(unit__in=units.values("pk")).order_by("name", "unit__code")
    options = [
        (str(one), f"{name} ({code})")
        for one, name, code in shown.values_list("unit_id", "name", "unit__code")
    ]
    mapping = Mapping.from_json(found.mapping)
    sent = (request.POST,) if request.method == "POST" else ()
    form = MappingForm(*sent, mapping=mapping, units=options, unknown=found.summary.get("unit", {}))
    if request.method == "POST" and form.is_valid():
        chosen, other = form.chosen()
        try:
            found = actions.choose_mapping(people_import=found, mapping=chosen, by=request.user, on=on)
            if not other and "periksa" in request.POST:
                actions.ask_for_check(people_import=found, by=request.user, on=on)
                return redirect("people:import", found.pk)
        except PersonRefused as error:
            messages.error(request, str(error))
        return redirect("people:import_mapping", found.pk)
    context = {"import": found, "form": form, "mapping": mapping, "steps": STEPS, "wrong": mapping.problems()}
    context["columns"] = [one.why for one in unreadable(mapping)]
    return render(request, "people/imports/mapping.html", context)


@login_required
@require_safe
def import_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show where an import stands: how far the work is, what it would do, what it did."""
    found, on = _seen(request, pk)
    if found.state == State.DIUNGGAH:
        return redirect("people:import_mapping", found.pk)
    working = found.state in actions.WORKING
    if request.htmx and not working:  # type: ignore[attr-defined]
        return stop_asking()
    context: dict[str, Any] = {
        "import": found,
        "working": working,
        "silent": actions.silent(found),
        "steps": STEPS,
        "step": 4
        if found.state in (State.MENERAPKAN, State.DITERAPKAN, State.MENGURUNGKAN, State.DIURUNGKAN)
        else 3,
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "people/imports/_working.html", context)
    if not working:
        context |= _preview(request, found, on)
    return render(request, "people/imports/detail.html", context)


def _preview(request: HttpRequest, found: PeopleImport, on: datetime.date) -> dict[str, Any]:
    number = counts(found)
    kinds = [kind for kind in ("pastikan", "baru", "berubah", "bermasalah") if number[kind]]
    kind = request.GET.get("jenis", "")
    kind = kind if kind in kinds else (kinds[0] if kinds else "")
    rows = found.people_rows.filter(kind=kind).order_by("accepted", "line", "nip")
    page = Paginator(rows, 50).get_page(request.GET.get("hal"))
    nips = {one["nip"] for row in page.object_list for one in row.alike} | {
        row.nip for row in page.object_list if kind == "berubah"
    }
    links = {
        one.nip: reverse("people:detail", args=[one.pk])
        for one in people_visible_to(request.user, on).filter(nip__in=nips).only("pk", "nip")
    }
    for row in page.object_list:
        for said in row.says:
            if grain := GRAINS.get(said.get("grain", "")):
                said["part"] = grain.label
    return {
        "number": number,
        "columns": [
            {name: spoken(parts) for name, parts in one.items()} for one in found.summary.get("kolom", ())
        ],
        "notices": [one if isinstance(one, str) else spoken(one) for one in found.summary.get("catatan", ())],
        "kinds": [(one, ImportRow.Kind(one).label, number[one]) for one in kinds],
        "kind": kind,
        "page": page,
        "links": links,
        "can_apply": found.state in (State.DIPERIKSA, State.GAGAL)
        and "digest" in found.summary
        and found.file is not None,
        "can_check": found.state in actions.CHECKABLE and found.file is not None,
        "can_undo": found.state == State.DITERAPKAN and found.file is not None,
        "would": number["baru"] + number["berubah"] + number["diterima"],
    }


class ProblemFilter(django_filters.FilterSet):
    """What problems can be narrowed by."""

    weight = django_filters.ChoiceFilter(label=gettext_lazy("Berat"), choices=ImportProblem.Weight.choices)

    class Meta:
        model = ImportProblem
        fields = ["weight"]


@login_required
@require_safe
def import_problems(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what is wrong with a file: row, column, value, why, what to do."""
    found, _on = _seen(request, pk)
    table = Table(
        request,
        ImportProblem.objects.filter(people_import=found).order_by("weight", "sheet", "line", "pk"),
        columns=[
            Column("baris", _("Baris"), lambda one: Lines(one.line or "–", one.sheet), sort="line"),
            Column("pegawai", _("Pegawai"), lambda one: Lines(one.name or "–", one.nip), sort="name"),
            Column("nip", _("NIP"), "nip", export="only"),
            Column("lembar", _("Lembar"), "sheet", export="only"),
            Column("kolom", _("Kolom"), lambda one: Lines(one.column or "–", one.value), sort="column"),
            Column("nilai", _("Nilai"), "value", export="only"),
            Column(
                "berat",
                _("Berat"),
                lambda one: Chip(one.get_weight_display(), "bad" if one.weight == "salah" else "warn"),
            ),
            Column("mengapa", _("Mengapa"), lambda one: Lines(one.why_said, one.what_to_do_said)),
            Column("lakukan", _("Yang perlu dilakukan"), "what_to_do_said", export="only"),
        ],
        filters=ProblemFilter,
        name="masalah-impor",
        about=found,
        unit=found.government_id,
        empty=_("Tidak ada masalah di berkas ini."),
    )
    return table.response() or render(
        request, "people/imports/problems.html", {"table": table, "import": found}
    )


def _asked(request: HttpRequest, pk: uuid.UUID, ask: Callable[..., Any], **more: Any) -> HttpResponse:
    found, on = _seen(request, pk)
    try:
        ask(people_import=found, by=request.user, on=on, **more)
    except PersonRefused as error:
        messages.error(request, str(error))
    return redirect("people:import", pk)


@login_required
@require_POST
def import_check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for the dry run again."""
    return _asked(request, pk, actions.ask_for_check)


@login_required
@require_POST
def import_apply(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for what the preview shows."""
    return _asked(request, pk, actions.ask_for_apply, only_good_rows=request.POST.get("cara") != "semua")


@login_required
@require_POST
def import_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for an import to be taken back."""
    return _asked(request, pk, actions.ask_for_undo)


@login_required
@require_POST
def import_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask once more for work that nobody seems to do."""
    return _asked(request, pk, actions.ask_again)


@login_required
@require_POST
def import_accept(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note that people who had to be asked about are right."""
    found, on = _seen(request, pk)
    rows = []
    for text in request.POST.getlist("pilih")[:1000]:
        try:
            rows.append(uuid.UUID(text))
        except ValueError:
            continue
    try:
        count = actions.accept_rows(people_import=found, rows=rows, by=request.user, on=on)
        messages.success(request, _("%(count)s pegawai dipastikan.") % {"count": count})
    except PersonRefused as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('people:import', args=[pk])}?jenis=pastikan")


@login_required
@require_safe
def import_template(request: HttpRequest) -> FileResponse:
    """Give an empty workbook with explanations."""
    on = _officer(request)
    return _workbook(
        sheets.template(units_visible_to(request.user, on, *EDITORS), on), "templat-pegawai.xlsx"
    )


def _workbook(file: Any, name: str) -> FileResponse:
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
