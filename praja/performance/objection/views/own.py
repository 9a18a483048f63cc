"""What a person writes and files, and the page on which all sides follow an objection."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.files.views import download
from praja.performance.enums import KeadaanKeberatan
from praja.performance.models import (
    ClosedRating,
    Objection,
    ObjectionEvidence,
    ObjectionExplanation,
    ObjectionHearing,
    Rating,
)
from praja.performance.objection import perms, queries
from praja.performance.objection.actions import ObjectionRefused, filing, handling
from praja.performance.objection.clock import Term, term_for
from praja.performance.objection.deciding import deciders_of
from praja.performance.objection.forms import DraftForm, EvidenceForm, ReasonForm
from praja.performance.objection.views.common import LOOKS, decision_of, objection_in
from praja.performance.periods import named
from praja.performance.perms import is_own
from praja.performance.rating.predicates import LOOKS as PREDICATE_LOOKS
from praja.performance.rating.queries import own_ratings
from praja.performance.telling.queries import delivery_of
from praja.web.asked import BOTH, files_sent, sent
from praja.web.replies import done, is_script, refusal
from praja.web.shell import day_of
from praja.web.words import tanggal, waktu


@login_required
@require_safe
def objections(request: HttpRequest) -> HttpResponse:
    """Show what waits for somebody, and what they have objected to; who has no part in any but keeps the
    register is led there.
    """
    on = day_of(request.user)
    own = list(queries.own_objections(request.user))
    context: dict[str, Any] = {
        "to_decide": [
            (one, named(one.period), queries.decide_by(one)) for one in queries.to_decide_by(request.user, on)
        ],
        "to_explain": [(one, named(one.period)) for one in queries.to_explain_by(request.user)],
        "own": [(one, named(one.period), LOOKS[one.state]) for one in own],
        "ratings": _to_object(request, own),
        "keeps": perms.keeps_register(request.user, on),
    }
    if context["keeps"] and not any(context[name] for name in ("to_decide", "to_explain", "own", "ratings")):
        return redirect("performance:objection_register")
    return render(request, "performance/objection/home.html", context)


def _to_object(request: HttpRequest, own: list[Objection]) -> list[tuple[Rating, str, Term | None]]:
    """Return the last ratings of somebody to which nothing was objected, and until when they may be."""
    taken = {one.period_id for one in own if one.state != KeadaanKeberatan.DICABUT}
    rows = own_ratings(request.user).select_related("skp__unit", "period")[:4]
    return [(one, named(one.period), term_for(one)) for one in rows if one.period_id not in taken]


@login_required
@require_http_methods(BOTH)
def new(request: HttpRequest, rating: uuid.UUID) -> HttpResponse:
    """Take what a person writes against a rating, and keep it as a draft."""
    on = day_of(request.user)
    rows = Rating.objects.filter(signed_at__isnull=False).select_related(
        "skp__person", "skp__unit__government", "period"
    )
    found = get_object_or_404(rows, pk=rating)
    if not perms.may_object(request.user, found):
        raise Http404
    before = queries.standing_objection(found)
    if before is not None and before.state != KeadaanKeberatan.DISUSUN and request.method != "POST":
        return redirect("performance:objection", before.pk)
    draft = before if before is not None and before.state == KeadaanKeberatan.DISUSUN else None
    form = DraftForm(sent(request), files_sent(request), rating=found, draft=draft)
    if request.method == "POST" and form.is_valid():
        try:
            made = filing.save_draft(rating=found, said=form.said(), by=request.user, on=on)
        except ObjectionRefused as error:
            form.add_error(None, str(error))
        else:
            return done(
                request, reverse("performance:objection", args=[made.pk]), _("Tersimpan, belum diajukan.")
            )
    if form.errors and is_script(request):
        return refusal(form)
    term = term_for(found)
    context = {
        "form": form,
        "rating": found,
        "look": PREDICATE_LOOKS[found.predicate],
        "name": named(found.period),
        "term": term,
        "writes": draft is not None or form.is_bound or (term is not None and term.open),
        "why_not": filing.refusal(found, request.user),
        "back": reverse("performance:rating", args=[found.pk]),
    }
    return render(request, "performance/objection/new.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def objection(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show an objection to all sides: how far it is, what was said, and what is next."""
    found, on = objection_in(request, pk)
    return page(request, found, on)


def page(
    request: HttpRequest, found: Objection, on: datetime.date, error: str = "", form: Any = None
) -> HttpResponse:
    """Return the page of an objection."""
    own = is_own(request.user, found.skp)
    is_open = found.state in perms.OPEN
    draft = found.state == KeadaanKeberatan.DISUSUN
    decision = decision_of(found)
    deciders = deciders_of(found, on) if is_open else []
    decides = is_open and perms.may_decide(request.user, found, on, deciders)
    records = is_open and not decides and perms.may_record(request.user, found, on, deciders)
    explains = is_open and perms.may_explain(request.user, found, on)
    explanations = list(found.explanations.order_by("made_at"))
    hearings = list(found.hearings.order_by("day", "made_at"))
    context = {
        "one": found,
        "own": own,
        "draft": draft,
        "name": named(found.period),
        "number": queries.number_of(found),
        "look": LOOKS[found.state],
        "term": term_for(found.rating) if draft else None,
        "missing": filing.missing_of(found) if draft else [],
        "points": queries.points_of(found),
        "evidence": list(found.evidence.select_related("by").order_by("made_at", "pk")),
        "explanations": explanations,
        "hearings": hearings,
        "decision": decision,
        "closed_before": decision is not None
        and decision.rating_id is not None
        and ClosedRating.objects.filter(rating=decision.rating_id, digantikan__isnull=True).exists(),
        "deciders": deciders,
        "aim": queries.decide_by(found),
        "timeline": _timeline(found, explanations, hearings),
        "decides": decides,
        "records": records,
        "explains": explains,
        "first": handling.may_be_decided(found, on) if decides or records else "",
        "adds": is_open and (own or explains),
        "more": form or EvidenceForm(),
        "error": error,
    }
    return render(request, "performance/objection/page.html", context, status=422 if error else 200)


def _timeline(
    one: Objection, explanations: list[ObjectionExplanation], hearings: list[ObjectionHearing]
) -> list[dict[str, Any]]:
    """Return what happened, the newest first."""
    items: list[tuple[datetime.datetime, dict[str, Any]]] = []

    def add(when: datetime.datetime | None, title: str, detail: str = "", **more: Any) -> None:
        if when is not None:
            items.append((when, {"when": waktu(when), "title": title, "detail": detail, **more}))

    delivery = delivery_of(one.rating)
    add(delivery.delivered_at if delivery else None, _("Penilaian dapat dibaca"))
    add(
        one.filed_at,
        _("Keberatan diajukan"),
        _("Batasnya %(day)s.") % {"day": tanggal(one.deadline)} if one.deadline else "",
    )
    if one.asked_at is not None and one.explain_by is not None:
        add(
            one.asked_at,
            _("Penilai diminta menjelaskan"),
            _("Paling lambat %(day)s.") % {"day": tanggal(one.explain_by)},
        )
    for said in explanations:
        add(said.made_at, _("Penilai menjelaskan"), said.name)
    for hearing in hearings:
        add(hearing.made_at, _("Didengar"), tanggal(hearing.day))
    for conflict in one.recusals.select_related("person"):
        add(
            conflict.made_at,
            _("%(name)s menyatakan benturan kepentingan") % {"name": conflict.person.full_name},
            _("Diteruskan kepada atasan berikutnya."),
        )
    if (decision := decision_of(one)) is not None:
        add(decision.made_at, _("Diputus"), str(decision.get_outcome_display()), state="ok")
    add(one.withdrawn_at, _("Dicabut"), one.withdrawn_because)
    return [item for _when, item in sorted(items, key=lambda pair: pair[0], reverse=True)]


def _own(request: HttpRequest, pk: uuid.UUID) -> tuple[Objection, datetime.date]:
    found, on = objection_in(request, pk)
    if not perms.may_object(request.user, found.rating):
        raise Http404
    return found, on


@login_required
@require_POST
def file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """File a draft."""
    found, on = _own(request, pk)
    try:
        filing.file(objection=found, by=request.user, on=on)
    except ObjectionRefused as error:
        return page(request, found, on, str(error))
    messages.success(request, _("Keberatan diajukan kepada atasan penilai."))
    return redirect("performance:objection", pk)


@login_required
@require_POST
def drop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Throw away a draft."""
    found, on = _own(request, pk)
    try:
        filing.drop_draft(objection=found, by=request.user, on=on)
    except ObjectionRefused as error:
        return page(request, found, on, str(error))
    messages.success(request, _("Konsep keberatan dihapus."))
    return redirect("performance:rating", found.rating_id)


@login_required
@require_http_methods(BOTH)
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask why, and withdraw an objection."""
    found, on = _own(request, pk)
    if found.state not in perms.OPEN:
        raise Http404
    form = ReasonForm(sent(request), label=_("Mengapa dicabut?"))
    if request.method == "POST" and form.is_valid():
        try:
            filing.withdraw(objection=found, reason=form.cleaned_data["reason"], by=request.user, on=on)
        except ObjectionRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Keberatan dicabut."))
            return redirect("performance:objection", pk)
    context = {
        "form": form,
        "question": _("Cabut keberatan %(number)s?") % {"number": queries.number_of(found)},
        "lead": _(
            "Penilaiannya lalu tetap seperti semula. Sampai %(day)s Anda masih dapat mengajukan yang baru."
        )
        % {"day": tanggal(found.deadline or timezone.localdate())},
        "label": _("Cabut keberatan"),
        "back": reverse("performance:objection", args=[pk]),
    }
    return render(request, "performance/follow/ask.html", context, status=422 if form.errors else 200)


# --- evidence


@login_required
@require_POST
def evidence_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add evidence to an objection that is filed."""
    found, on = objection_in(request, pk)
    if not (perms.may_object(request.user, found.rating) or perms.may_explain(request.user, found, on)):
        raise Http404
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(
            request, found, on, " ".join(str(one) for errors in form.errors.values() for one in errors), form
        )
    given = form.cleaned_data
    try:
        filing.add_evidence(
            objection=found,
            file=given.get("bukti") or None,
            link=given.get("tautan", ""),
            by=request.user,
            on=on,
        )
    except ObjectionRefused as error:
        return page(request, found, on, str(error), form)
    messages.success(request, _("Bukti ditambahkan."))
    return redirect(reverse("performance:objection", args=[pk]) + "#bukti")


def _evidence(request: HttpRequest, pk: uuid.UUID) -> tuple[ObjectionEvidence, datetime.date]:
    on = day_of(request.user)
    rows = ObjectionEvidence.objects.filter(objection__in=queries.objections_visible_to(request.user, on))
    return get_object_or_404(rows.select_related("objection__rating__skp__person", "file"), pk=pk), on


@login_required
@require_safe
def evidence(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Hand out a file of evidence."""
    found, _on = _evidence(request, pk)
    if found.file is None:
        raise Http404
    return download(request, found.file)


@login_required
@require_POST
def evidence_drop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a piece of evidence out of a draft."""
    found, on = _evidence(request, pk)
    if not perms.may_object(request.user, found.objection.rating):
        raise Http404
    try:
        filing.drop_evidence(evidence=found, by=request.user, on=on)
    except ObjectionRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Bukti ditarik."))
    return redirect("performance:objection", found.objection_id)
