"""What a superior sees in the place of a desk, where the people are rated in e-Kinerja of BKN."""

from __future__ import annotations

import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from praja.performance.models import BknPredicate, Period
from praja.performance.periods import named
from praja.performance.rating.desk import periods_ended, skps_on_desk
from praja.performance.rating.predicates import LOOKS


def rated_elsewhere(request: HttpRequest, period: Period, on: datetime.date) -> HttpResponse:
    """Say that e-Kinerja rates, and show what came from there of one's people; there is nothing to sign.

    :raises Http404: for who rates nobody in the period
    """
    skps = skps_on_desk(request.user, period, on)
    if not skps:
        raise Http404
    people = {one.person_id: one.person for one in skps}
    rows = BknPredicate.objects.filter(period=period, person__in=people, digantikan__isnull=True)
    said = {one.person_id: one for one in rows}
    context = {
        "period": period,
        "name": named(period),
        "periods": [(one.pk, named(one)) for one in periods_ended(period.government, on, 6)],
        "rows": [
            (person, one, LOOKS[one.predicate] if one else "")
            for person in people.values()
            for one in [said.get(person.pk)]
        ],
        "missing": len(people) - len(said),
    }
    return render(request, "performance/bkn/elsewhere.html", context)
