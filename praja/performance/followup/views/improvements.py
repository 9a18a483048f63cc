"""Pages of those to be considered after a closing, and of improvement."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from praja.audit.actions import viewed
from praja.performance import law
from praja.performance.enums import KeadaanPerbaikan, LangkahPerbaikan
from praja.performance.followup import perms, queries
from praja.performance.followup.actions import FollowupRefused
from praja.performance.followup.actions import improvements as actions
from praja.performance.followup.forms import BeginForm, EndForm, HoldForm, PointForm, StepForm, WhyForm
from praja.performance.followup.views.common import LOOKS, PART, closed_in, given
from praja.performance.models import Checkpoint, Improvement
from praja.performance.periods import named
from praja.performance.perms import is_own
from praja.web.asked import BOTH, sent
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table

State = KeadaanPerbaikan
STATE_LOOK = {
    State.BERJALAN: "warn", State.MEMENUHI: "ok", State.TIDAK_MEMENUHI: "bad", State.DIHENTIKAN: "",
}  # fmt: skip


@login_required
@require_safe
def candidates(request: HttpRequest) -> HttpResponse:
    """Show who is to be considered after a closing: for improvement, or for an award."""
    on = day_of(request.user)
    periods = queries.periods_closed(request.user, on)
    wanted = request.GET.get("periode", "")
    period = next((one for one in periods if str(one.pk) == wanted), periods[0] if periods else None)

    rows = queries.candidates(request.user, on, period)
    led = queries.led_among(request.user, on, rows)

    def link(row: Any) -> str | None:
        if row.improving is not None:
            return reverse("performance:improvement", args=[row.improving])
        if row.pk not in led or row.proposed:
            return None
        name = "improvement_new" if law.needs_improvement(row.predicate, on) else "award_new"
        return reverse(f"performance:{name}", args=[row.pk])

    table = Table(
        request,
        rows,
        columns=[
            Column(
                "orang", _("Pegawai"), lambda row: Lines(row.person.full_name, row.person.nip),
                sort="person__name", link=link,
            ),
            Column(
                "predikat", _("Predikat"),
                lambda row: Chip(row.get_predicate_display(), LOOKS[row.predicate]), sort="predicate",
            ),
            Column("lanjut", _("Tindak lanjut"), lambda row: _what_next(row, on)),
        ],
        name="tindak-lanjut",
        order="orang",
        empty=_("Tidak ada yang perlu dipertimbangkan pada periode ini."),
    )  # fmt: skip
    context = {
        "table": table,
        "periods": [(one, named(one), period is not None and one.pk == period.pk) for one in periods],
        "period_name": named(period) if period is not None else "",
    }
    return table.response() or render(request, "performance/followup/candidates.html", context)


def _what_next(row: Any, on: datetime.date) -> Chip:
    if law.needs_improvement(row.predicate, on):
        return (
            Chip(_("perbaikan dimulai"), "ok")
            if row.improving
            else Chip(_("perbaikan belum dimulai"), "warn")
        )
    return Chip(_("sudah diusulkan"), "ok") if row.proposed else Chip(_("dapat diusulkan penghargaan"))


@login_required
@require_safe
def improvements(request: HttpRequest) -> HttpResponse:
    """Show the improvements that somebody may see: first those that run."""
    on = day_of(request.user)
    chosen = request.GET.get("keadaan", State.BERJALAN)
    rows = queries.improvements_visible_to(request.user, on).select_related("person", "closed__period")
    if chosen in State.values:
        rows = rows.filter(state=chosen)
    else:
        chosen = "semua"
    table = Table(
        request,
        rows,
        columns=[
            Column(
                "orang", _("Pegawai"), lambda one: Lines(one.person.full_name, named(one.closed.period)),
                sort="person__name", link=lambda one: reverse("performance:improvement", args=[one.pk]),
            ),
            Column("mulai", _("Mulai"), "start", sort="start"),
            Column("sampai", _("Berakhir"), "end", sort="end"),
            Column("keadaan", _("Keadaan"), lambda one: Chip(*_look(one, on)), sort="state"),
        ],
        name="perbaikan",
        order="sampai",
        empty=_("Tidak ada perbaikan kinerja di sini."),
    )  # fmt: skip
    states = [*((one.value, one.label) for one in State), ("semua", _("Semua"))]
    context = {"table": table, "chosen": chosen, "states": states, "title": _("Perbaikan kinerja"),
               "question": _("Siapa sedang memperbaiki kinerjanya?")}  # fmt: skip
    return table.response() or render(request, "performance/followup/list.html", context)


def _look(one: Improvement, on: datetime.date) -> tuple[str, str]:
    if one.state == State.BERJALAN and one.end <= on:
        return _("menunggu hasil"), "bad"
    return str(one.get_state_display()), STATE_LOOK[State(one.state)]


@login_required
@require_http_methods(BOTH)
def begin(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take what is agreed on for the time to improve."""
    closed, on = closed_in(request, pk), day_of(request.user)
    if not perms.may_improve(request.user, closed.skp, on):
        raise Http404
    form = BeginForm(sent(request), on=on)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.begin(
                closed=closed, start=said["start"], goals=said["goals"], support=said["support"],
                points=form.points(), by=request.user, on=on,
            )  # fmt: skip
        except FollowupRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Perbaikan dimulai dan disampaikan kepada pegawainya."))
            return redirect("performance:improvement", made.pk)
    context = {
        "form": form,
        "question": _("Apa yang disepakati untuk enam bulan?"),
        "lead": f"{closed.person.full_name} · {named(closed.period)} · {closed.get_predicate_display()}",
        "note": _("PP 30/2019 Pasal 56 memberi enam bulan untuk memperbaiki kinerja. Bicarakan dahulu "
                  "dengan pegawainya; ia membaca semua yang tertulis di sini."),
        "back": reverse("performance:followup_candidates"),
    }  # fmt: skip
    return render(request, "performance/followup/form.html", context, status=422 if form.errors else 200)


# --- one improvement


def _forms(request: HttpRequest, one: Improvement, on: datetime.date) -> dict[str, forms.Form]:
    """Return the forms that the one who asks may send, by step; that which was sent with what it says."""
    step = request.POST.get("langkah", "") if request.method == "POST" else ""
    user, found = request.user, dict[str, forms.Form]()

    def said(name: str) -> tuple[Any, Any]:
        return (request.POST, request.FILES) if name == step else (None, None)

    running = one.state == State.BERJALAN
    if running and perms.may_improve(user, one.skp, on):
        for point in one.checkpoints.filter(held_at__isnull=True).order_by("due"):
            name = f"lihat-{point.pk}"
            found[name] = HoldForm(*said(name), prefix=name)
        found["tambah"] = PointForm(*said("tambah"), prefix="tambah")
        found["akhir"] = EndForm(*said("akhir"), prefix="akhir")
    kinds = [
        kind
        for kind in LangkahPerbaikan.values
        if perms.may_record_step(user, one, kind, on)
        and (kind == LangkahPerbaikan.PERINGATAN or one.state == State.TIDAK_MEMENUHI)
    ]
    if kinds:
        found["langkah"] = StepForm(*said("langkah"), prefix="langkah", kinds=kinds)
    if running and perms.may_stop(user, one, on):
        found["henti"] = WhyForm(*said("henti"), prefix="henti")
    if perms.may_stop(user, one, on):
        for row in one.steps.filter(withdrawn_at__isnull=True):
            found[f"tarik-{row.pk}"] = WhyForm(*said(f"tarik-{row.pk}"), prefix=f"tarik-{row.pk}")
    return found


@login_required
@require_http_methods(BOTH)
def improvement(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one improvement: what was agreed, the days on which both look, how it ended and what followed."""
    on = day_of(request.user)
    rows = queries.improvements_visible_to(request.user, on)
    one: Improvement = get_object_or_404(
        rows.select_related("skp__person__account", "person", "closed__period", "by", "decided_by"), pk=pk
    )
    own = is_own(request.user, one.skp)
    if not own:
        viewed(one.person, request.user, PART)
    asked = _forms(request, one, on)
    status = 200
    if request.method == "POST":
        step = request.POST.get("langkah", "")
        if step == "paham" and own:
            actions.confirm(improvement=one, by=request.user, on=on)
            messages.success(request, _("Tercatat bahwa Anda sudah memahami."))
            return redirect("performance:improvement", pk)
        if step not in asked:
            raise Http404
        form = asked[step]
        if form.is_valid():
            try:
                _do(request, one, step, form.cleaned_data, on)
            except FollowupRefused as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Tersimpan."))
                return redirect("performance:improvement", pk)
        status = 422
    return render(
        request, "performance/followup/improvement.html", _context(one, asked, own, on), status=status
    )


def _do(request: HttpRequest, one: Improvement, step: str, said: Any, on: datetime.date) -> None:
    who: Any = {"by": request.user, "on": on}
    verb, _dash, key = step.partition("-")
    match verb:
        case "lihat":
            point = get_object_or_404(
                Checkpoint.objects.select_related("improvement"), pk=key, improvement=one
            )
            actions.hold(
                checkpoint=point, on_track=said["on_track"], notes=said["notes"], file=said["file"], **who
            )
        case "tambah":
            actions.add_checkpoint(improvement=one, due=said["due"], aim=said["aim"], **who)
        case "akhir":
            actions.decide(improvement=one, met=said["met"], reason=said["reason"], **who)
        case "henti":
            actions.stop(improvement=one, reason=said["reason"], **who)
        case "tarik":
            row = get_object_or_404(one.steps.all(), pk=key)
            actions.withdraw_step(step=row, reason=said["reason"], **who)
        case _:
            actions.record_step(
                improvement=one, kind=said["kind"], dated=said["dated"], until=said.get("until"),
                number=said["number"], note=said["note"], file=said["file"], **who,
            )  # fmt: skip


def _context(one: Improvement, asked: dict[str, forms.Form], own: bool, on: datetime.date) -> dict[str, Any]:
    points = list(one.checkpoints.select_related("file", "held_by").order_by("due"))
    next_one = next((point for point in points if point.held_at is None), None)
    return {
        "one": one,
        "own": own,
        "period_name": named(one.closed.period),
        "look": _look(one, on),
        "running": one.state == State.BERJALAN,
        "failed": one.state == State.TIDAK_MEMENUHI,
        "over": one.end <= on,
        "next": next_one,
        "points": [
            (point, asked.get(f"lihat-{point.pk}"), point.held_at is None and point.due < on)
            for point in points
        ],
        "steps": [
            (row, asked.get(f"tarik-{row.pk}"))
            for row in one.steps.select_related("file", "by").order_by("dated", "tercatat")
        ],
        "add": asked.get("tambah"),
        "end": asked.get("akhir"),
        "stop": asked.get("henti"),
        "record": asked.get("langkah"),
        "rating": one.closed.rating_id,
    }


@login_required
@require_safe
def checkpoint_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give the evidence of a checkpoint."""
    rows = queries.checkpoints_visible_to(request.user, day_of(request.user))
    return given(request, rows, pk, "improvement__person")


@login_required
@require_safe
def step_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give the document of a step."""
    rows = queries.steps_visible_to(request.user, day_of(request.user))
    return given(request, rows, pk, "improvement__person")
