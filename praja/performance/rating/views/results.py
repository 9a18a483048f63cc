"""What was rated, for the person and those who may read it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from praja.audit.actions import viewed
from praja.people.asker import asker_of
from praja.performance.enums import Ekspektasi
from praja.performance.models import ClosedRating, IndicatorVersion, Rating, RhkVersion, Skp
from praja.performance.perms import is_own
from praja.performance.rating.desk import government_for, periods_ended, skps_on_desk
from praja.performance.rating.predicates import LOOKS
from praja.performance.rating.queries import own_ratings, ratings_visible_to
from praja.performance.rating.standing import RATED_STATES
from praja.performance.rating.views.common import named
from praja.performance.rating.views.desk import PART
from praja.web.shell import day_of


@login_required
@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """Show what somebody was rated, period by period, and lead to whom they rate."""
    on = day_of(request.user)
    rows = [(one, named(one.period), LOOKS[one.predicate]) for one in own_ratings(request.user)[:24]]
    government = government_for(request.user, on)
    periods = periods_ended(government, on, 1) if government is not None else []
    own = asker_of(request.user).person
    waiting = []
    for period in periods:
        rated = {one.skp_id for one, _name, _look in rows if one.period_id == period.pk}
        mine = Skp.objects.filter(person=own, berlaku__overlap=period.days, state__in=RATED_STATES)
        waiting = [(period, named(period), skp) for skp in mine if skp.pk not in rated]
    context = {
        "rows": rows,
        "waiting": waiting,
        "desk": next((one for one in periods if skps_on_desk(request.user, one, on)), None),
    }
    return render(request, "performance/rating/ratings.html", context)


@login_required
@require_safe
def rating(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one rating: what was given, why, by whom, and what it rests on."""
    on = day_of(request.user)
    rows = ratings_visible_to(request.user, on).filter(signed_at__isnull=False)
    found: Rating = get_object_or_404(rows.select_related("skp__person", "period", "rater"), pk=pk)
    own = is_own(request.user, found.skp)
    if not own:
        viewed(found.skp.person, request.user, PART)
    context = {
        "rating": found,
        "own": own,
        "name": named(found.period),
        "look": LOOKS[found.predicate],
        "lines": _lines(found),
        "behaviours": list(found.behaviour_ratings.order_by("value")),
        "proposed": Ekspektasi(found.proposed_result).label if found.proposed_result else "",
        "versions": _versions(found, rows),
        "closed": ClosedRating.objects.filter(rating=found, digantikan__isnull=True).first(),
    }
    return render(request, "performance/rating/rating.html", context)


def _versions(found: Rating, rows: Any) -> list[Rating]:
    """Return what else was signed for the same period."""
    others = rows.filter(skp=found.skp, period=found.period).exclude(pk=found.pk)
    return list(others.order_by("-number"))


def _lines(found: Rating) -> list[dict[str, Any]]:
    """Return the results of a rating, in the words of the plan that counted."""
    version = found.basis.get("versi_skp")
    texts = {row.rhk_id: (row.order, row.text) for row in RhkVersion.objects.filter(version=version)}
    kept = {one["id"]: one for one in found.basis.get("indikator", ())}
    indicators: dict[Any, list[dict[str, Any]]] = {}
    for one in (
        IndicatorVersion.objects.filter(version=version).select_related("indicator").order_by("order", "pk")
    ):
        if (said := kept.get(str(one.indicator_id))) is not None:
            indicators.setdefault(one.indicator.rhk_id, []).append(said | {"satuan": one.measure})
    rated = found.rhk_ratings.all()
    lines = [
        {"one": one, "text": texts[one.rhk_id][1], "order": texts[one.rhk_id][0],
         "indicators": indicators.get(one.rhk_id, [])}
        for one in rated
        if one.rhk_id in texts
    ]  # fmt: skip
    return sorted(lines, key=lambda line: line["order"])
