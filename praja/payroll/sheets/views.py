"""Pages on which officers give facts."""

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

from praja.access.enums import Role
from praja.access.queries import has_role
from praja.files.actions import DOCUMENTS, UploadRefused, store
from praja.files.models import StoredFile
from praja.organization.models import Unit, UnitVersion
from praja.payroll.enums import JenisMasukan
from praja.payroll.facts.typed import as_shown
from praja.payroll.models import Deduction, FactSheet, StandingFact
from praja.payroll.sheets import actions, single
from praja.payroll.sheets.columns import ORANG, columns_for
from praja.payroll.sheets.forms import DeductionForm, EndForm, FactForm, MappingForm, UploadForm
from praja.payroll.sheets.perms import WHO_GIVES, may_give, may_give_any, may_give_fact, units_given
from praja.payroll.sheets.queries import deductions_of, people_given_by, sheets_visible_to, standing_of
from praja.payroll.sheets.reading import wrong
from praja.payroll.sheets.template import workbook
from praja.payroll.slip.lines import title_of
from praja.people.imports.maps import from_json
from praja.people.models import Person, UnitHistory
from praja.rules.schema import Fact
from praja.web.exports import FORMATS, export_response
from praja.web.said import spoken
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table

State = FactSheet.State
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STEPS = (gettext_lazy("Unggah"), gettext_lazy("Kolom"), gettext_lazy("Periksa"), gettext_lazy("Terapkan"))
_LOOKS = {State.DITERAPKAN: "ok", State.GAGAL: "bad", State.DIPERIKSA: "warn"}
MOST_PROBLEMS = 100


def _giver(request: HttpRequest) -> datetime.date:
    """Return the day for somebody who may give facts; for others these pages do not exist."""
    on = day_of(request.user)  # type: ignore[arg-type]
    if not may_give_any(request.user, on):
        raise Http404
    return on


def _seen(request: HttpRequest, pk: uuid.UUID) -> tuple[FactSheet, datetime.date]:
    on = _giver(request)
    return get_object_or_404(sheets_visible_to(request.user, on), pk=pk), on


def _choices(user: Any, on: datetime.date) -> dict[str, Any]:
    units = units_given(user, on)
    kinds = [kind for kind, roles in WHO_GIVES.items() if has_role(user, *roles, on=on)]
    names = dict(UnitVersion.objects.on(on).filter(unit__in=units).values_list("unit_id", "name"))
    return {"units": units, "kinds": kinds, "names": names}


# --- sheets


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_list(request: HttpRequest) -> HttpResponse:
    """Show the sheets of facts, and take a new one."""
    on = _giver(request)
    if nip := "".join(request.GET.get("nip", "").split())[:18]:
        if (person := people_given_by(request.user, on).filter(nip=nip).first()) is not None:
            return redirect("payroll:given", person.pk)
        messages.error(request, _("NIP ini tidak ditemukan di antara pegawai yang faktanya Anda isi."))
    offered = _choices(request.user, on)
    asked = {"kind": request.GET.get("jenis"), "period": request.GET.get("bulan") or on.replace(day=1)}
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, initial=asked, **offered)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.upload(by=request.user, on=on, **form.cleaned_data)
        except actions.SheetFactsRefused as error:
            form.add_error("file", str(error))
        else:
            ready = made.state == State.DIPERIKSA
            return redirect("payroll:sheet" if ready else "payroll:sheet_mapping", made.pk)
    table = Table(
        request,
        sheets_visible_to(request.user, on),
        columns=[
            Column(
                "berkas",
                _("Berkas"),
                lambda one: Lines(
                    one.file.name if one.file else one.summary.get("berkas", _("(sudah dihapus)")),
                    one.made_by,
                ),
                link=lambda one: reverse("payroll:sheet", args=[one.pk]),
            ),
            Column(
                "isi", _("Isi"), lambda one: Lines(one.get_kind_display(), f"{one.period:%m-%Y}"), sort="kind"
            ),
            Column("bulan", _("Bulan"), lambda one: f"{one.period:%Y-%m}", export="only"),
            Column("waktu", _("Diunggah"), "made_at", sort="made_at"),
            Column(
                "keadaan", _("Keadaan"), lambda one: Chip(one.get_state_display(), _LOOKS.get(one.state, ""))
            ),
            Column("baris", _("Baris"), "rows", sort="rows", num=True),
        ],
        name="masukan",
        order="-waktu",
        empty=_("Belum ada lembar. Unduh templat bulan ini, isi, lalu unggah di atas."),
    )
    context = {"table": table, "form": form, "templates": _templates(offered, on)}
    return table.response() or render(
        request, "payroll/sheets/list.html", context, status=400 if form.errors else 200
    )


def _templates(offered: dict[str, Any], on: datetime.date) -> list[tuple[str, str]]:
    """Return the templates of this month for the first unit, each with its address."""
    if not offered["units"]:
        return []
    unit = offered["units"][0]
    return [
        (
            str(JenisMasukan(kind).label),
            reverse(
                "payroll:sheet_template",
                query={"jenis": kind, "bulan": f"{on:%Y-%m}", "unit": str(unit.pk)},
            ),
        )
        for kind in offered["kinds"]
    ]


@login_required
@require_safe
def sheet_template(request: HttpRequest) -> FileResponse:
    """Give an empty sheet of a kind, with the people of a unit and the facts of a month."""
    on = _giver(request)
    kind = request.GET.get("jenis", "")
    if kind not in JenisMasukan.values:
        raise Http404
    try:
        period = datetime.date.fromisoformat(f"{request.GET.get('bulan', '')}-01")
        unit = Unit.objects.select_related("government").get(pk=uuid.UUID(request.GET.get("unit", "")))
    except (ValueError, Unit.DoesNotExist):
        raise Http404 from None
    if not may_give(request.user, kind, unit, on):
        raise Http404
    columns = columns_for(kind, unit.government or unit, period)
    if kind == JenisMasukan.TETAP:
        columns = columns.only(lambda fact: may_give_fact(request.user, fact, unit, on))
    answer = FileResponse(
        workbook(columns, unit, period),
        as_attachment=True,
        filename=f"templat-{kind}-{period:%Y-%m}.xlsx",
        content_type=XLSX,
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_mapping(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show which column is which fact, and take corrections."""
    found, on = _seen(request, pk)
    if found.state not in actions.CHECKABLE or found.file is None:
        return redirect("payroll:sheet", found.pk)
    maps = from_json(found.mapping)
    columns = columns_for(found.kind, found.government, found.period)
    sent = (request.POST,) if request.method == "POST" else ()
    form = MappingForm(*sent, maps=maps, columns=columns)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose(sheet=found, maps=form.chosen(), by=request.user, on=on)
        except actions.SheetFactsRefused as error:
            messages.error(request, str(error))
            return redirect("payroll:sheet_mapping", found.pk)
        return redirect("payroll:sheet", found.pk)
    context = {"sheet": found, "form": form, "steps": STEPS, "wrong": wrong(maps, columns)}
    return render(request, "payroll/sheets/mapping.html", context)


@login_required
@require_safe
def sheet_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what a sheet would do, or did."""
    found, _on = _seen(request, pk)
    if found.state == State.DIUNGGAH:
        return redirect("payroll:sheet_mapping", found.pk)
    summary = found.summary
    kinds = [kind for kind in ("baru", "berubah") if summary.get(kind)]
    kind = request.GET.get("lihat", "")
    kind = kind if kind in kinds else (kinds[0] if kinds else "")
    shown = [row for row in summary.get("rincian", ()) if row["kind"] == kind]
    context = {
        "sheet": found,
        "steps": STEPS,
        "step": 4 if found.state in (State.DITERAPKAN, State.DIURUNGKAN) else 3,
        "kinds": [(one, {"baru": _("Baru"), "berubah": _("Berubah")}[one], summary[one]) for one in kinds],
        "kind": kind,
        "page": Paginator(shown, 50).get_page(request.GET.get("hal")),
        "more": max(0, summary.get(kind, 0) - len(shown)) if kind else 0,
        "problems": [_problem(one) for one in found.problems[:MOST_PROBLEMS]],
        "unshown": max(0, summary.get("masalah", 0) - MOST_PROBLEMS),
        "notices": [spoken(one) for one in summary.get("catatan", ())],
        "would": summary.get("baru", 0) + summary.get("berubah", 0),
        "can_check": found.state in actions.CHECKABLE and found.file is not None,
        "can_apply": found.state == State.DIPERIKSA and found.file is not None,
        "can_undo": found.state == State.DITERAPKAN,
    }
    return render(request, "payroll/sheets/detail.html", context)


def _problem(kept_problem: dict[str, Any]) -> dict[str, Any]:
    return {
        **kept_problem,
        "why": spoken(kept_problem["why"]),
        "what_to_do": spoken(kept_problem["what_to_do"]),
    }


@login_required
@require_safe
def sheet_problems(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give what is wrong with a sheet as a file: row, column, value, why, what to do."""
    found, _on = _seen(request, pk)
    kind = request.GET.get("ekspor", "xlsx")
    if kind not in FORMATS:
        raise Http404
    heads = [_("Lembar"), _("Baris"), _("NIP atau kode"), _("Kolom"), _("Nilai"), _("Mengapa"),
             _("Yang perlu dilakukan")]  # fmt: skip
    problems = (_problem(one) for one in found.problems)
    rows = (
        [one["sheet"], one["line"], one["key"], one["column"], one["value"], one["why"], one["what_to_do"]]
        for one in problems
    )
    name = "masalah-lembar-fakta"
    return export_response(request, kind, name, heads, rows, about=found, unit=found.unit_id)


def _asked(
    request: HttpRequest, pk: uuid.UUID, act: Callable[..., Any], done: str, **more: Any
) -> HttpResponse:
    found, on = _seen(request, pk)
    try:
        act(sheet=found, by=request.user, on=on, **more)
    except actions.SheetFactsRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("payroll:sheet", pk)


@login_required
@require_POST
def sheet_check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Look again what a sheet would do."""
    return _asked(request, pk, actions.check, _("Berkas sudah diperiksa lagi."))


@login_required
@require_POST
def sheet_apply(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write what the preview shows."""
    only_good = request.POST.get("cara") != "semua"
    return _asked(request, pk, actions.apply, _("Lembar ini sudah diterapkan."), only_good_rows=only_good)


@login_required
@require_POST
def sheet_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back what a sheet wrote."""
    return _asked(
        request, pk, actions.undo, _("Lembar ini sudah diurungkan; keadaan sebelumnya berlaku lagi.")
    )


# --- one person


def _person(request: HttpRequest, pk: uuid.UUID, *roles: Role) -> tuple[Person, Unit, datetime.date]:
    """Return a person of whom this account may give facts, and their unit; for others 404."""
    on = _giver(request)
    person = get_object_or_404(people_given_by(request.user, on), pk=pk)
    unit: Unit = UnitHistory.objects.on(on).select_related("unit__government").get(person=person).unit
    if roles and not has_role(request.user, *roles, unit=unit, on=on):
        raise Http404
    return person, unit, on


def _givable(request: HttpRequest, unit: Unit, on: datetime.date) -> dict[str, Fact]:
    columns = columns_for(JenisMasukan.TETAP, unit.government or unit, on.replace(day=1))
    allowed = columns.only(lambda fact: may_give_fact(request.user, fact, unit, on))
    return dict(allowed.parts[ORANG])


@login_required
@require_safe
def given(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what was given of a person: lasting facts and deductions, with all that stood before."""
    person, unit, on = _person(request, pk)
    facts = _givable(request, unit, on)
    treasurer = has_role(request.user, Role.BENDAHARA, unit=unit, on=on)
    said = [one for one in standing_of(person) if one.fact in facts]
    owed = list(deductions_of(person)) if treasurer else []
    context = {
        "person": person,
        "facts": sorted(((title_of(fact), name) for name, fact in facts.items())),
        "treasurer": treasurer,
        "standing": [_shown(facts[one.fact], one) for one in said if one.digantikan is None],
        "standing_before": [_shown(facts[one.fact], one) for one in said if one.digantikan is not None],
        "deductions": [one for one in owed if one.digantikan is None],
        "deductions_before": [one for one in owed if one.digantikan is not None],
        "today": on,
    }
    return render(request, "payroll/sheets/given.html", context)


def _shown(fact: Fact, row: StandingFact) -> tuple[str, str, StandingFact]:
    return title_of(fact), as_shown(fact, row.value), row


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_fact(request: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    """Take a lasting fact of a person."""
    person, unit, on = _person(request, pk)
    fact = _givable(request, unit, on).get(name)
    if fact is None:
        raise Http404
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FactForm(*sent, fact=fact, initial={"start": on.replace(day=1)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if _did(
            form, _("Keterangan tetap dicatat."), request, on,
            lambda file: single.give_fact(
                person=person, fact=fact, value=said["value"], start=said["start"], end=said["end"],
                note=said["note"], file=file, by=request.user, on=on,
            ),
        ):  # fmt: skip
            return redirect("payroll:given", person.pk)
    context = {"form": form, "person": person, "fact": fact, "fact_title": title_of(fact)}
    return render(request, "payroll/sheets/fact.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_deduction(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a deduction of a person."""
    person, _unit, on = _person(request, pk, Role.BENDAHARA)
    form = DeductionForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial={"start": on.replace(day=1)},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if _did(
            form, _("Potongan dicatat."), request, on,
            lambda file: single.give_deduction(
                person=person, said=form.said(), start=said["start"], end=said["end"], file=file,
                note=said["note"], by=request.user, on=on,
            ),
        ):  # fmt: skip
            return redirect("payroll:given", person.pk)
    return render(
        request, "payroll/sheets/deduction.html", {"form": form, "person": person},
        status=400 if form.errors else 200,
    )  # fmt: skip


def _did(
    form: Any, done: str, request: HttpRequest, on: datetime.date, act: Callable[[StoredFile | None], Any]
) -> bool:
    """Keep the scan and act; tell what was refused beside the form."""
    upload = form.cleaned_data["file"]
    try:
        file = store(upload, by=request.user, kinds=DOCUMENTS) if upload else None
        act(file)
    except UploadRefused as error:
        form.add_error("file", str(error))
    except actions.SheetFactsRefused as error:
        form.add_error(None, str(error))
    else:
        messages.success(request, done)
        return True
    return False


@login_required
@require_POST
def end_given(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let a lasting fact or a deduction of a person end."""
    person, unit, on = _person(request, pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Isi hari terakhir dan alasannya."))
        return redirect("payroll:given", person.pk)
    said = form.cleaned_data
    row: Any
    if said["what"] == "potongan":
        _person(request, pk, Role.BENDAHARA)
        row = get_object_or_404(Deduction.objects.known(), person=person, pk=said["row"])
    else:
        names = list(_givable(request, unit, on))
        row = get_object_or_404(StandingFact.objects.known(), person=person, pk=said["row"], fact__in=names)
    try:
        single.end(row=row, last=said["last"], reason=said["reason"], by=request.user, on=on)
        messages.success(request, _("Masa berlakunya diakhiri."))
    except actions.SheetFactsRefused as error:
        messages.error(request, str(error))
    return redirect("payroll:given", person.pk)
