"""The rating desk, the page of one person, and conflicts of interest."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.attendance.days.perms import may_see_days
from praja.attendance.days.recap import recaps
from praja.audit.actions import viewed
from praja.people.models import Person
from praja.people.perms import members_of
from praja.performance import law
from praja.performance.behaviour import GUIDES
from praja.performance.bkn.modes import by_bkn
from praja.performance.bkn.views.elsewhere import rated_elsewhere
from praja.performance.enums import Nilai
from praja.performance.follow.perms import feedback_open_to
from praja.performance.models import Expectation, Feedback, Period, Recusal, Skp
from praja.performance.periods import named
from praja.performance.rating import perms
from praja.performance.rating.actions import RatingRefused, ratings, recusals
from praja.performance.rating.desk import (
    desk_of,
    government_for,
    periods_ended,
    rates_in,
    rows_of,
    skps_on_desk,
)
from praja.performance.rating.shown import attended, grid_of, language, lines_of, reckoned
from praja.performance.rating.standing import Standing
from praja.performance.rating.views.common import period_of, said_in
from praja.performance.team.queries import returned
from praja.web.asked import BOTH
from praja.web.shell import day_of

PART = "penilaian kinerja"


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the desk of the last period that is over; whoever rates nobody, to their own ratings."""
    on = day_of(request.user)
    government = government_for(request.user, on)
    periods = periods_ended(government, on) if government is not None else []
    for period in periods[:1]:
        if rates_in(request.user, period, on):
            return redirect("performance:rating_desk", period.pk)
    return redirect("performance:ratings")


@login_required
@require_safe
def desk(request: HttpRequest, period: uuid.UUID) -> HttpResponse:
    """Show all people whom somebody rates, those first who have to be looked at."""
    found, on = period_of(request, period)
    return _desk_page(request, found, on)


def _desk_page(
    request: HttpRequest, period: Period, on: datetime.date, error: str = "", status: int = 200
) -> HttpResponse:
    if by_bkn(period):
        return rated_elsewhere(request, period, on)
    context = _desk_context(request, period, on) | {"error": error}
    return render(request, "performance/rating/desk.html", context, status=status)


def _desk_context(request: HttpRequest, period: Period, on: datetime.date) -> dict[str, Any]:
    shown = desk_of(request.user, period, on)
    if not shown.rows and not shown.without:
        raise Http404
    return {
        "desk": shown,
        "period": period,
        "name": named(period),
        "periods": [(one.pk, named(one)) for one in periods_ended(period.government, on, 6)],
        "over": on >= period.days.upper,
        "last": period.days.upper - datetime.timedelta(days=1),
    }


@login_required
@require_POST
def sign_together(request: HttpRequest, period: uuid.UUID) -> HttpResponse:
    """Sign all of whom nothing is to be noted."""
    found, on = period_of(request, period)
    mine = [one.pk for one in skps_on_desk(request.user, found, on)]
    if not mine:
        raise Http404
    try:
        made = ratings.sign_together(
            period=found, skps=mine, alike_seen=bool(request.POST.get("sama")), by=request.user, on=on
        )
    except RatingRefused as error:
        return _desk_page(request, found, on, str(error), 422)
    messages.success(request, _("%(count)s penilaian ditandatangani.") % {"count": len(made)})
    return redirect("performance:rating_desk", found.pk)


def _skp(request: HttpRequest, period: uuid.UUID, pk: uuid.UUID) -> tuple[Skp, Period, datetime.date]:
    """Return an SKP that somebody is to rate in a period, or would be but for what stands in the way.

    :raises Http404: if they have nothing to do with it
    """
    found, on = period_of(request, period)
    skp = next((one for one in skps_on_desk(request.user, found, on, pk) if one.pk == pk), None)
    if skp is None:
        raise Http404
    return skp, found, on


@login_required
@require_http_methods(BOTH)
def rate(request: HttpRequest, period: uuid.UUID, skp: uuid.UUID) -> HttpResponse:
    """Show what one person reached and take the rating: saved as it changes, signed when it is whole."""
    found, which, on = _skp(request, period, skp)
    if by_bkn(which):
        return redirect("performance:rating_desk", which.pk)
    viewed(found.person, request.user, PART)
    if request.method != "POST":
        return _person_page(request, found, which, on)
    # htmx sends the button that was pressed along with the change that the press made: that one only saves.
    signs = "tandatangani" in request.POST and not request.headers.get("HX-Request")
    try:
        act = ratings.sign if signs else ratings.save_draft
        act(skp=found, period=which, said=said_in(request.POST), by=request.user, on=on)
    except RatingRefused as error:
        if request.headers.get("HX-Request"):
            return _saved_part(request, found, which, on, str(error))
        return _person_page(request, found, which, on, str(error))
    if request.headers.get("HX-Request"):
        return _saved_part(request, found, which, on)
    if signs:
        messages.success(request, _("Penilaian %(name)s ditandatangani.") % {"name": found.person.full_name})
        return redirect("performance:rating_desk", which.pk)
    messages.success(request, _("Tersimpan, belum ditandatangani."))
    back = request.POST.get("dari") == "meja"
    return (
        redirect("performance:rating_desk", which.pk)
        if back
        else redirect("performance:rate", which.pk, found.pk)
    )


def _saved_part(
    request: HttpRequest, skp: Skp, period: Period, on: datetime.date, error: str = ""
) -> HttpResponse:
    """Return the part that says how a draft stands now; of the desk, with how all of them are spread."""
    [row] = rows_of(request.user, [skp], period, on)
    context: dict[str, Any] = {"row": row, "error": error, "saved": not error, "period": period}
    if request.POST.get("dari") == "meja":
        context |= _desk_context(request, period, on) | {"swapped": True}
    else:
        context["person"] = True
        context["grid"] = [] if row.proposal.method.by_score else grid_of(row)
    return render(request, "performance/rating/_saved.html", context)


def _person_page(
    request: HttpRequest, skp: Skp, period: Period, on: datetime.date, error: str = ""
) -> HttpResponse:
    [row] = rows_of(request.user, [skp], period, on)
    said = said_in(request.POST) if error else None
    version = row.proposal.version
    given = {one.rhk_id: one.given for one in row.rating.rhk_ratings.all()} if row.rating else {}
    own = {one.value: one for one in row.rating.behaviour_ratings.all()} if row.rating else {}
    feedback = list(
        Feedback.objects.filter(feedback_open_to(request.user, on), skp=skp)
        .select_related("by")
        .order_by("made_at")
    )
    expected = (
        dict(Expectation.objects.filter(version=version).values_list("value", "text")) if version else {}
    )
    values = []
    attendance = _attendance(request, skp, period, on)
    for value in Nilai:
        one = own.get(value.value)
        typed = said.values.get(value.value) if said else None
        values.append(
            {
                "value": value.value,
                "label": value.label,
                "guides": GUIDES[value],
                "expected": expected.get(value.value, ""),
                "feedback": [said_of for said_of in feedback if said_of.value == value.value],
                "given": typed[0] if typed else (one.given if one else ""),
                "example": typed[1] if typed else (one.example if one else ""),
                "attendance": attendance if value is Nilai.AKUNTABEL else [],
            }
        )
    context = {
        "row": row,
        "skp": skp,
        "period": period,
        "name": named(period),
        "error": error,
        "typed": said,
        "lines": lines_of(row.proposal, (said.results if said else None) or given, feedback),
        "values": values,
        "grid": [] if row.proposal.method.by_score else grid_of(row),
        "attended": attended(row.proposal.basis()),
        "workdays": row.proposal.attendance.facts.get("hari_kerja", 0) if row.proposal.attendance else 0,
        "problem": law.told(row.proposal.problem, language()),
        "share": f"{row.proposal.method.staff_share * 100:.0f}",
        "points": said.behaviour_score if said and said.behaviour_score is not None else None,
        "result": (said.result if said and said.result else None) or row.result,
        "behaviour": (said.behaviour if said and said.behaviour else None) or row.behaviour,
        "may_declare": not row.signed and not row.recused,
        "last_month": f"{row.proposal.on:%Y-%m}",
        "returned": returned(skp.pk, period.pk) if row.rating is not None else None,
    }
    return render(request, "performance/rating/person.html", context, status=422 if error else 200)


def _attendance(request: HttpRequest, skp: Skp, period: Period, on: datetime.date) -> list[tuple[Any, int]]:
    """Return what the person's days of the period come to, for one who may see them: discipline, counted."""
    if not may_see_days(request.user, skp.person, on):
        return []
    last = period.days.upper - datetime.timedelta(days=1)
    found = recaps([skp.person_id], period.days.lower, last).get(skp.person_id)
    return found.counts if found else []


@login_required
@require_safe
def why(request: HttpRequest, period: uuid.UUID, skp: uuid.UUID) -> HttpResponse:
    """Show how a proposal was reckoned: formulas with their numbers, and articles."""
    found, which, on = _skp(request, period, skp)
    [row] = rows_of(request.user, [found], which, on)
    part = bool(request.headers.get("HX-Request"))
    context = {
        "parts": reckoned(row.proposal, row.rating),
        "skp": found,
        "period": which,
        "name": named(which),
    }
    return render(request, f"performance/rating/{'_why' if part else 'why'}.html", context)


# --- conflicts of interest


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, label: str = "", **more: Any) -> None:
        """Make it, with what the reason is of."""
        super().__init__(*args, **more)
        if label:
            self.fields["reason"].label = label


class DecisionForm(ReasonForm):
    """Who rates after a conflict of interest, and why."""

    substitute = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Penilai pengganti"),
        required=False,
        empty_label=gettext_lazy("Tetap penilai pada SKP"),
    )
    field_order = ["substitute", "reason"]

    def __init__(self, *args: Any, people: Any, **more: Any) -> None:
        """Make it, with those who can be named."""
        super().__init__(*args, **more)
        self.fields["substitute"].queryset = people  # type: ignore[attr-defined]


@login_required
@require_http_methods(BOTH)
def conflict(request: HttpRequest, period: uuid.UUID, skp: uuid.UUID) -> HttpResponse:
    """Take a declaration of a conflict of interest, of the person or of the one who is to rate."""
    found_period, on = period_of(request, period)
    rows = Skp.objects.select_related("person", "appraiser", "unit__government")
    found = get_object_or_404(rows, pk=skp)
    standing = Standing(request.user, [found], found_period, on)
    if not (perms.may_declare_conflict(request.user, found, on) or standing.is_below(found)):
        raise Http404
    form = ReasonForm(request.POST or None, label=_("Apa benturan kepentingannya?"))
    own = standing.own == found.person_id
    back = (
        reverse("performance:ratings")
        if own
        else reverse("performance:rate", args=[found_period.pk, found.pk])
    )
    if request.method == "POST" and form.is_valid():
        try:
            recusals.declare(
                skp=found, period=found_period, text=form.cleaned_data["reason"], by=request.user, on=on
            )
        except RatingRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Tercatat. Penilaian menunggu atasan menetapkan siapa yang menilai."))
            return redirect("performance:rating_home")
    context = {
        "form": form,
        "question": _("Ada benturan kepentingan?"),
        "lead": _("Penilaian %(name)s, %(period)s: misalnya keluarga, perkara, atau usaha bersama.")
        % {"name": found.person.full_name, "period": named(found_period)},
        "back": back,
    }
    return render(request, "performance/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(BOTH)
def decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take who rates after a conflict of interest."""
    on = day_of(request.user)
    rows = Recusal.objects.select_related("skp__person", "skp__appraiser", "skp__unit", "period", "by")
    recusal = get_object_or_404(rows.filter(named_at__isnull=True), pk=pk)
    if not perms.may_name_substitute(request.user, recusal, on):
        raise Http404
    government = recusal.skp.unit.government or recusal.skp.unit
    form = DecisionForm(request.POST or None, people=_candidates(recusal, government, on))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            recusals.decide(
                recusal=recusal, substitute=said["substitute"], answer=said["reason"], by=request.user, on=on
            )
        except RatingRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Keputusan tercatat."))
            return redirect("web:home")
    context = {
        "form": form,
        "question": _("Siapa yang menilai %(name)s?") % {"name": recusal.skp.person.full_name},
        "lead": _("%(who)s menyatakan benturan kepentingan untuk %(period)s: %(reason)s")
        % {"who": recusal.by, "period": named(recusal.period), "reason": recusal.reason},
        "back": reverse("web:home"),
    }
    return render(request, "performance/form.html", context, status=422 if form.errors else 200)


def _candidates(recusal: Recusal, government: Any, on: datetime.date) -> Any:
    """Return who may be named: those of the same unit or one above it who hold an account."""
    from praja.organization.models import Unit
    from praja.organization.queries import ancestor_ids

    near = Unit.objects.filter(pk__in=ancestor_ids(recusal.skp.unit_id, on))
    people = Person.objects.filter(members_of(near, on), account__isnull=False)
    return people.exclude(pk__in=[recusal.skp.person_id, recusal.skp.appraiser_id]).order_by("name")
