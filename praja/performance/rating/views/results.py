"""What somebody was rated, period by period; the report of each stands in `telling`."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from praja.access.queries import has_role
from praja.people.asker import asker_of
from praja.performance.bkn.modes import by_bkn
from praja.performance.bkn.queries import said_of
from praja.performance.models import Skp
from praja.performance.periods import named
from praja.performance.perms import READERS
from praja.performance.rating.desk import government_for, periods_ended, rates_in
from praja.performance.rating.predicates import LOOKS
from praja.performance.rating.queries import own_ratings
from praja.performance.rating.standing import RATED_STATES
from praja.web.shell import day_of


@login_required
@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """Show what somebody was rated, period by period, and lead to whom they rate."""
    on = day_of(request.user)
    own = asker_of(request.user).person
    said = {one.period_id: one for one in said_of(own)[:24]} if own is not None else {}
    rows = [
        (one, named(one.period), LOOKS[one.predicate], said.pop(one.period_id, None))
        for one in own_ratings(request.user)[:24]
    ]
    government = government_for(request.user, on)
    periods = periods_ended(government, on, 1) if government is not None else []
    waiting = []
    for period in periods:
        rated = {one.skp_id for one, _name, _look, _there in rows if one.period_id == period.pk}
        mine = Skp.objects.filter(person=own, berlaku__overlap=period.days, state__in=RATED_STATES)
        if not by_bkn(period):
            waiting = [(period, named(period), skp) for skp in mine if skp.pk not in rated]
    context = {
        "rows": rows,
        "elsewhere": [(one, named(one.period), LOOKS[one.predicate]) for one in said.values()],
        "waiting": waiting,
        "follows": has_role(request.user, *READERS, on=on),
        "desk": next((one for one in periods if rates_in(request.user, one, on)), None),
    }
    return render(request, "performance/rating/ratings.html", context)
