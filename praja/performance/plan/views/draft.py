"""Pages on which a person drafts their SKP."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from praja.organization.models import PositionVersion
from praja.performance.enums import Arah, JenisRhk, LingkupRhk
from praja.performance.goals.queries import titles_of
from praja.performance.models import Expectation, IndicatorVersion, RhkVersion, Skp, SkpVersion
from praja.performance.plan import perms
from praja.performance.plan.actions import drafting
from praja.performance.plan.content import content_of
from praja.performance.plan.forms import (
    AnnexesForm,
    ApproachForm,
    ExpectationsForm,
    IndicatorForm,
    ResultForm,
)
from praja.performance.plan.library import Entry, entry_of, fitting, search
from praja.performance.plan.queries import acts_elsewhere, sources_for
from praja.performance.plan.refused import PlanRefused
from praja.performance.plan.views.common import needs, open_negotiated, show, tried

MOST_ENTRIES = 30


def _drafted(request: HttpRequest, pk: uuid.UUID) -> tuple[SkpVersion, Any]:
    version, on = open_negotiated(request, pk)
    needs(perms.may_draft(request.user, version))
    return version, on


def _result(version: SkpVersion, rhk: uuid.UUID) -> RhkVersion:
    found: RhkVersion = get_object_or_404(RhkVersion, version=version, rhk=rhk)
    found.version = version
    return found


def _entry(request: HttpRequest) -> Entry | None:
    """Return the entry of the library that is asked for; an unknown one does not exist."""
    code = request.GET.get("pustaka", "")
    entry = entry_of(code) if code else None
    if code and entry is None:
        raise Http404
    return entry


# --- results


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def result_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a result; from the library one comes with its first indicator."""
    version, on = _drafted(request, pk)
    entry = _entry(request)
    initial: dict[str, Any] = {"text": entry.hasil} if entry else {}
    if acting := next(
        (text for post, text in acts_elsewhere(version.skp) if str(post) == request.GET.get("plt")), ""
    ):
        initial = {
            "text": _("Tugas sebagai %(post)s berjalan tanpa terputus, dengan hasil: …") % {"post": acting},
            "kind": JenisRhk.TAMBAHAN,
            "scope": LingkupRhk.INDIVIDU,
        }
    form = _result_form(request, version, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = drafting.add_result(version=version, said=form.said(), by=request.user, on=on)
        except PlanRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Rencana hasil kerja ditambahkan. Sekarang, bagaimana mengukurnya?"))
            address = reverse("performance:indicator_add", args=[version.skp_id, made.rhk_id])
            return redirect(f"{address}?pustaka={entry.kode}" if entry else address)
    context = {
        "form": form,
        "skp": version.skp,
        "entry": entry,
        "suggested": _suggested(version.skp, request),
    }
    context["nothing_above"] = "serves" not in form.fields and bool(version.skp.appraiser_id)
    return show(request, "result", context, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def result_edit(request: HttpRequest, pk: uuid.UUID, rhk: uuid.UUID) -> HttpResponse:
    """Say a result anew."""
    version, on = _drafted(request, pk)
    row = _result(version, rhk)
    form = _result_form(request, version, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            drafting.change_result(row=row, said=form.said(), by=request.user, on=on)
        except PlanRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Perubahan disimpan."))
            return redirect("performance:skp", pk)
    return show(request, "result", {"form": form, "skp": version.skp, "row": row}, form)


def _result_form(request: HttpRequest, version: SkpVersion, **more: Any) -> ResultForm:
    data = request.POST if request.method == "POST" else None
    return ResultForm(data, skp=version.skp, approach=version.approach, **more)


@login_required
@require_POST
def result_remove(request: HttpRequest, pk: uuid.UUID, rhk: uuid.UUID) -> HttpResponse:
    """Take a result out."""
    version, on = _drafted(request, pk)
    row = _result(version, rhk)
    done = _("Rencana hasil kerja dihapus dari rancangan ini.")
    return tried(
        request, lambda: drafting.remove_result(row=row, by=request.user, on=on), done, "performance:skp", pk
    )


@login_required
@require_POST
def result_raise(request: HttpRequest, pk: uuid.UUID, rhk: uuid.UUID) -> HttpResponse:
    """Put a result before the one above it."""
    version, on = _drafted(request, pk)
    row = _result(version, rhk)
    done = _("Urutan rencana hasil kerja diubah.")
    return tried(
        request, lambda: drafting.raise_result(row=row, by=request.user, on=on), done, "performance:skp", pk
    )


# --- indicators


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def indicator_add(request: HttpRequest, pk: uuid.UUID, rhk: uuid.UUID) -> HttpResponse:
    """Choose an indicator from the library or a way to measure, then take it."""
    version, on = _drafted(request, pk)
    row = _result(version, rhk)
    entry = _entry(request)
    direction = entry.arah if entry else request.GET.get("arah", "")
    context: dict[str, Any] = {"skp": version.skp, "row": row, "entry": entry}
    if not direction:
        context |= {
            "suggested": _suggested(version.skp, request),
            "ways": _WAYS,
            "words": request.GET.get("q", ""),
        }
        return show(request, "measure", context)
    form = _indicator_form(request, direction, entry=entry)
    if request.method == "POST" and form.is_valid():
        try:
            drafting.add_indicator(row=row, said=form.said(), by=request.user, on=on)
        except PlanRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Indikator ditambahkan."))
            return redirect("performance:skp", pk)
    return show(request, "indicator", context | {"form": form, "way": form.way.label}, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def indicator_edit(request: HttpRequest, pk: uuid.UUID, indicator: uuid.UUID) -> HttpResponse:
    """Say an indicator anew, `?arah=` in another way."""
    version, on = _drafted(request, pk)
    row: IndicatorVersion = get_object_or_404(
        IndicatorVersion.objects.select_related("indicator"), version=version, indicator=indicator
    )
    row.version = version
    form = _indicator_form(request, request.GET.get("arah", "") or row.direction, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            drafting.change_indicator(row=row, said=form.said(), by=request.user, on=on)
        except PlanRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Perubahan disimpan."))
            return redirect("performance:skp", pk)
    context = {
        "form": form,
        "skp": version.skp,
        "row": _result(version, row.indicator.rhk_id),
        "way": form.way.label,
        "ways": [way for way in _WAYS if way[0] != form.way],
    }
    return show(request, "indicator", context, form)


def _indicator_form(request: HttpRequest, direction: str, **more: Any) -> IndicatorForm:
    if direction not in Arah.values:
        raise Http404
    return IndicatorForm(request.POST if request.method == "POST" else None, direction=direction, **more)


@login_required
@require_POST
def indicator_remove(request: HttpRequest, pk: uuid.UUID, indicator: uuid.UUID) -> HttpResponse:
    """Take an indicator out."""
    version, on = _drafted(request, pk)
    row: IndicatorVersion = get_object_or_404(IndicatorVersion, version=version, indicator=indicator)
    row.version = version
    done = _("Indikator dihapus dari rancangan ini.")
    return tried(
        request,
        lambda: drafting.remove_indicator(row=row, by=request.user, on=on),
        done,
        "performance:skp",
        pk,
    )


_WAYS = [
    (Arah.TINGGI, Arah.TINGGI.label, "85 %"),
    (Arah.RENDAH, Arah.RENDAH.label, "3"),
    (Arah.RENTANG, Arah.RENTANG.label, "80–90 %"),
    (Arah.TAHAPAN, Arah.TAHAPAN.label, "1 → 2 → 3"),
    (Arah.TANGGAL, Arah.TANGGAL.label, "30-06"),
]
"""The ways to hold a realisation against its target, each with an example of a target."""


def _suggested(skp: Skp, request: HttpRequest) -> list[Entry]:
    """Return entries of the library: those that are sought, or those that fit the post."""
    if words := request.GET.get("q", "").strip():
        return search(words)[:MOST_ENTRIES]
    day = skp.berlaku.lower
    post = PositionVersion.objects.during(day, skp.berlaku.upper).filter(position=skp.position_id).first()
    return fitting(
        titles_of([skp.position_id], day).get(skp.position_id, ""), post.tugas_pokok if post else ""
    )


# --- behaviour, annexes, approach, copying


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def expectations(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take what is expected of each behaviour."""
    version, on = open_negotiated(request, pk)
    needs(perms.may_expect(request.user, version, on))
    standing = list(Expectation.objects.filter(version=version))
    form = ExpectationsForm(request.POST if request.method == "POST" else None, standing=standing)
    if request.method == "POST" and form.is_valid():
        try:
            drafting.say_expectations(version=version, said=form.cleaned_data, by=request.user, on=on)
        except PlanRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Ekspektasi perilaku disimpan."))
            return redirect("performance:skp", pk)
    return show(request, "expectations", {"form": form, "skp": version.skp}, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def annexes(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the lines of the annexes."""
    version, on = _drafted(request, pk)
    form = AnnexesForm(
        request.POST if request.method == "POST" else None, standing=content_of(version).annexes
    )
    if request.method == "POST" and form.is_valid():
        try:
            drafting.say_annexes(version=version, said=form.lines(), by=request.user, on=on)
        except PlanRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Lampiran disimpan."))
            return redirect("performance:skp", pk)
    return show(request, "annexes", {"form": form, "skp": version.skp}, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def approach(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose how results are measured."""
    version, on = _drafted(request, pk)
    form = ApproachForm(
        request.POST if request.method == "POST" else None, initial={"approach": version.approach}
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["approach"]
        return tried(
            request,
            lambda: drafting.choose_approach(version=version, approach=chosen, by=request.user, on=on),
            _("Pendekatan disimpan."),
            "performance:skp",
            pk,
        )
    return show(request, "approach", {"form": form, "skp": version.skp}, form)


@login_required
@require_POST
def copy(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Copy one's own earlier SKP, or a predecessor's, into the empty draft."""
    version, on = _drafted(request, pk)
    wanted = request.POST.get("sumber", "")
    source = next((one.version for one in sources_for(version.skp) if str(one.version.pk) == wanted), None)
    if source is None:
        raise Http404
    return tried(
        request,
        lambda: drafting.copy_from(version=version, source=source, by=request.user, on=on),
        _("Disalin. Periksa target, tanggal, dan hasil atasan yang didukung."),
        "performance:skp",
        pk,
    )
