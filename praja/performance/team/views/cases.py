"""The page of a case, in the four stages of the field, and what members do on it."""

from __future__ import annotations

import datetime
import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.audit.actions import viewed
from praja.performance.enums import PutusanTim
from praja.performance.goals.queries import titles_of
from praja.performance.models import ClosedRating, Review, TeamMember
from praja.performance.periods import named
from praja.performance.perms import is_own
from praja.performance.rating.predicates import LOOKS
from praja.performance.rating.proposals import propose
from praja.performance.rating.queries import ratings_visible_to
from praja.performance.rating.shown import reckoned
from praja.performance.rating.views.desk import PART, ReasonForm
from praja.performance.team import perms
from praja.performance.team.actions import TeamRefused, reviews
from praja.performance.team.case import Case, case_of
from praja.performance.team.conflicts import TOLD
from praja.performance.team.forms import DecisionForm, JudgeForm
from praja.performance.team.queries import members_on, reviews_visible_to, why_said
from praja.performance.team.queue import OPEN
from praja.web.asked import BOTH
from praja.web.shell import day_of


def _review(request: HttpRequest, pk: uuid.UUID) -> tuple[Review, TeamMember | None, datetime.date]:
    """Return a review that the one who asks may read of, themself as a member of its team, and the day.

    :raises Http404: if there is none
    """
    on = day_of(request.user)
    rows = reviews_visible_to(request.user, on).select_related(
        "team__unit",
        "rating",
        "skp__person",
        "skp__unit__government",
        "period",
        "decided_by",
        "minutes",
        "sent_by",
    )
    found = get_object_or_404(rows, pk=pk)
    return found, perms.member_of(request.user, found.team, on), on


def _member(request: HttpRequest, pk: uuid.UUID) -> tuple[Review, TeamMember, datetime.date]:
    """Return a review on which the one who asks acts as a member of its team.

    :raises Http404: if there is none, or they are no member
    """
    found, me, on = _review(request, pk)
    if me is None:
        raise Http404
    return found, me, on


@login_required
@require_http_methods(BOTH)
def review(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a case, and take what a member says of it."""
    found, me, on = _review(request, pk)
    if not is_own(request.user, found.skp):
        viewed(found.skp.person, request.user, PART)
    case = case_of(found, me, members_on(found.team, on), on)
    if request.method != "POST":
        return _page(request, case, me, on)
    if me is None:
        raise Http404
    typed = JudgeForm.sent(case, request.POST)
    try:
        reviews.judge(
            review=found, judged=typed.judged(case), choice=typed.choice, text=typed.reason,
            by=request.user, on=on,
        )  # fmt: skip
    except forms.ValidationError as error:
        return _page(request, case, me, on, typed=typed, error=error.messages[0])
    except TeamRefused as error:
        return _page(request, case, me, on, typed=typed, error=str(error))
    messages.success(
        request, _("Pendapat Anda tersimpan. Anda dapat mengubahnya sampai perkara ini diputus.")
    )
    return redirect("performance:review", found.pk)


def _page(
    request: HttpRequest,
    case: Case,
    me: TeamMember | None,
    on: datetime.date,
    *,
    typed: JudgeForm | None = None,
    decision: DecisionForm | None = None,
    error: str = "",
) -> HttpResponse:
    found = case.review
    shut = found.state not in OPEN or found.rating.digantikan is not None or _closed(found)
    judges = me is not None and not case.conflict and not shut
    inside = perms.may_read_opinions(request.user, found, me, case.conflict, on)
    records = judges and me is not None and case.recorder is not None and case.recorder.pk == me.pk
    if records and decision is None and case.votes.quorate:
        most = PutusanTim.KUKUH if case.votes.confirming > case.votes.returning else PutusanTim.KEMBALI
        decision = DecisionForm(initial={"decision": "" if case.votes.tied else most})
    shown = (typed or JudgeForm.of(case)) if judges else None
    context = {
        "case": case,
        "fields": [
            {"indicator": one, "typed": None if shown is None else shown.typed[one.key]}
            for one in case.judged
        ],
        "shows": inside or found.state in perms.DECIDED,
        "review": found,
        "rating": found.rating,
        "skp": found.skp,
        "me": me,
        "own": is_own(request.user, found.skp),
        "name": named(found.period),
        "post": titles_of([found.skp.position_id], on).get(found.skp.position_id, ""),
        "look": LOOKS[found.rating.predicate],
        "why": why_said(found.why),
        "judges": judges,
        "inside": inside,
        "told": str(TOLD[case.conflict]) if case.conflict else "",
        "typed": shown,
        "choices": PutusanTim.choices,
        "decision": decision if records else None,
        "last_month": f"{found.period.days.upper - datetime.timedelta(days=1):%Y-%m}",
        "error": error,
    }
    wrong = bool(error) or (decision is not None and bool(decision.errors))
    return render(request, "performance/team/case.html", context, status=422 if wrong else 200)


def _closed(found: Review) -> bool:
    return ClosedRating.objects.filter(
        skp=found.skp_id, period=found.period_id, digantikan__isnull=True
    ).exists()


@login_required
@require_POST
def decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take what the team decided of a case."""
    found, me, on = _member(request, pk)
    form = DecisionForm(request.POST)
    error = ""
    if form.is_valid():
        said = form.cleaned_data
        try:
            reviews.decide(
                review=found, decision=said["decision"], text=said["reason"], by=request.user, on=on
            )
        except TeamRefused as refused:
            error = str(refused)
        else:
            messages.success(request, _("Putusan tercatat."))
            return redirect("performance:review", found.pk)
    case = case_of(found, me, members_on(found.team, on), on)
    return _page(request, case, me, on, decision=form, error=error)


@login_required
@require_http_methods(BOTH)
def recuse(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a member's declaration that they stay out of a case."""
    found, _me, on = _member(request, pk)
    form = ReasonForm(
        request.POST if request.method == "POST" else None, label=_("Apa benturan kepentingannya?")
    )
    back = reverse("performance:review", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        try:
            reviews.recuse(review=found, text=form.cleaned_data["reason"], by=request.user, on=on)
        except TeamRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Tercatat. Anda tidak ikut memeriksa perkara ini."))
            return redirect("performance:assessment_team", found.team_id)
    context = {
        "form": form,
        "question": _("Anda berhalangan dalam perkara ini?"),
        "lead": _(
            "Penilaian %(name)s, %(period)s: misalnya keluarga, perkara, atau usaha bersama. Yang sudah Anda "
            "nyatakan tidak dihitung lagi."
        )
        % {"name": found.skp.person.full_name, "period": named(found.period)},
        "back": back,
    }
    return render(request, "performance/team/form.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def why(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show how the proposal is reckoned: formulas with their numbers, and articles."""
    found, me, on = _review(request, pk)
    case = case_of(found, me, members_on(found.team, on), on)
    if not perms.may_read_opinions(request.user, found, me, case.conflict, on):
        raise Http404
    proposal = propose([found.skp], found.period)[found.skp_id]
    changed = (
        proposal.result != found.rating.proposed_result or proposal.achievement != found.rating.achievement
    )
    part = bool(request.headers.get("HX-Request"))
    context = {
        "parts": reckoned(proposal, found.rating),
        "changed": changed,
        "review": found,
        "name": named(found.period),
    }
    return render(request, f"performance/team/{'_why' if part else 'why'}.html", context)


@login_required
@require_http_methods(BOTH)
def send(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a signed rating to the team of its unit."""
    on = day_of(request.user)
    rows = ratings_visible_to(request.user, on).filter(signed_at__isnull=False, digantikan__isnull=True)
    rating = get_object_or_404(rows.select_related("skp__person", "skp__unit", "period"), pk=pk)
    if not perms.may_send(request.user, rating, on):
        raise Http404
    form = ReasonForm(
        request.POST if request.method == "POST" else None, label=_("Apa yang harus diperiksa tim?")
    )
    back = reverse("performance:rating", args=[rating.pk])
    if request.method == "POST" and form.is_valid():
        try:
            reviews.send(rating=rating, text=form.cleaned_data["reason"], by=request.user, on=on)
        except TeamRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Penilaian ini masuk antrean tim penilai."))
            return redirect(back)
    context = {
        "form": form,
        "question": _("Ajukan kepada tim penilai?"),
        "lead": _("Penilaian %(name)s, %(period)s. Sampai diputus, yang ditandatangani tetap berlaku.")
        % {"name": rating.skp.person.full_name, "period": named(rating.period)},
        "back": back,
    }
    return render(request, "performance/team/form.html", context, status=422 if form.errors else 200)
