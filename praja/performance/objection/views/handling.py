"""What the rater answers, and what the superior of the rater asks, hears and decides."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from praja.performance.models import Objection
from praja.performance.objection import perms, queries
from praja.performance.objection.actions import ObjectionRefused, handling
from praja.performance.objection.forms import AskForm, DecideForm, ExplainForm, HearForm, ReasonForm
from praja.performance.objection.views.common import objection_in
from praja.performance.periods import named
from praja.performance.rating.predicates import LOOKS as PREDICATE_LOOKS
from praja.web.asked import BOTH, files_sent, sent


def _handled(request: HttpRequest, pk: uuid.UUID) -> tuple[Objection, datetime.date, bool]:
    """Return an open objection that the one who asks handles, the day, and whether they record another's."""
    found, on = objection_in(request, pk)
    if found.state not in perms.OPEN:
        raise Http404
    if perms.may_decide(request.user, found, on):
        return found, on, False
    if perms.may_record(request.user, found, on):
        return found, on, True
    raise Http404


def _shown(request: HttpRequest, found: Objection, form: Any, **said: Any) -> HttpResponse:
    context = {
        "form": form,
        "one": found,
        "name": named(found.period),
        "back": reverse("performance:objection", args=[found.pk]),
        **said,
    }
    return render(request, "performance/objection/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(BOTH)
def ask(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask the rater to explain."""
    found, on, _records = _handled(request, pk)
    form = AskForm(sent(request), on=on)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            handling.ask(
                objection=found, question=said["question"], until=said["until"], by=request.user, on=on
            )
        except ObjectionRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Penilai diminta menjelaskan."))
            return redirect("performance:objection", pk)
    return _shown(
        request, found, form,
        question=_("Minta penjelasan %(name)s") % {"name": found.rating.rater_name},
        label=_("Minta penjelasan"),
    )  # fmt: skip


@login_required
@require_http_methods(BOTH)
def explain(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the answer of the rater."""
    found, on = objection_in(request, pk)
    if found.state not in perms.OPEN or not perms.may_explain(request.user, found, on):
        raise Http404
    form = ExplainForm(sent(request), files_sent(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            handling.explain(
                objection=found, text=said["text"], file=said.get("bukti") or None,
                link=said.get("tautan", ""), by=request.user, on=on,
            )  # fmt: skip
        except ObjectionRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Penjelasan tercatat."))
            return redirect("performance:objection", pk)
    return _shown(
        request, found, form,
        question=_("Bagaimana penjelasan penilai?"),
        lead=_("Dibaca pegawainya dan yang memutus; tidak berubah lagi sesudah disimpan."),
        label=_("Simpan penjelasan"),
        draft="penjelasan",
    )  # fmt: skip


@login_required
@require_http_methods(BOTH)
def hear(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a note of a hearing."""
    found, on, _records = _handled(request, pk)
    form = HearForm(sent(request), on=on)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            handling.hear(
                objection=found, day=said["day"], present=said["present"], text=said["text"],
                by=request.user, on=on,
            )  # fmt: skip
        except ObjectionRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Catatan tersimpan dan dapat dibaca kedua pihak."))
            return redirect("performance:objection", pk)
    return _shown(
        request, found, form,
        question=_("Apa yang terungkap saat diperiksa?"),
        lead=_("Catatan dibaca pegawai dan penilainya; tidak berubah lagi sesudah disimpan."),
        label=_("Simpan catatan"),
        draft="pemeriksaan",
    )  # fmt: skip


@login_required
@require_http_methods(BOTH)
def recuse(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a conflict of interest of the one who would decide."""
    found, on = objection_in(request, pk)
    if found.state not in perms.OPEN or not perms.may_decide(request.user, found, on):
        raise Http404
    form = ReasonForm(sent(request), label=_("Apa benturan kepentingannya?"))
    if request.method == "POST" and form.is_valid():
        try:
            handling.recuse(objection=found, reason=form.cleaned_data["reason"], by=request.user, on=on)
        except ObjectionRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Tercatat. Keberatan diteruskan kepada atasan berikutnya."))
            return redirect("performance:objections")
    return _shown(
        request, found, form,
        question=_("Ada benturan kepentingan?"),
        lead=_("Keberatan ini lalu diputus atasan di atas Anda."),
        label=_("Nyatakan"),
    )  # fmt: skip


@login_required
@require_http_methods(BOTH)
def decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the decision."""
    found, on, records = _handled(request, pk)
    form = DecideForm(sent(request), files_sent(request), rating=found.rating, records=records)
    first = handling.may_be_decided(found, on)
    if request.method == "POST" and form.is_valid():
        try:
            handling.decide(objection=found, verdict=form.verdict(), by=request.user, on=on)
        except ObjectionRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Keputusan tercatat dan disampaikan kepada kedua pihak."))
            return redirect("performance:objection", pk)
    return _shown(
        request, found, form,
        question=_("Bagaimana keberatan %(name)s diputus?") % {"name": found.skp.person.full_name},
        lead=_("Keputusan ini final (PP 30/2019 Pasal 59). Predikat mengikuti rating hasil dan perilaku."),
        label=_("Simpan keputusan"),
        draft="putusan",
        points=queries.points_of(found),
        explanations=list(found.explanations.order_by("made_at")),
        hearings=list(found.hearings.order_by("day", "made_at")),
        first=first,
        look=PREDICATE_LOOKS[found.rating.predicate],
    )  # fmt: skip
