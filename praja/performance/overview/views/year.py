"""“Tahun saya”."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from praja.people.asker import asker_of
from praja.performance.overview.year import STAGES, skps_of, year_of
from praja.web.shell import day_of


@login_required
@require_safe
def year(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Show one's own year: where the SKP stands, how far each result is, what comes next and when."""
    own = asker_of(request.user).person
    if own is None:
        raise Http404
    on = day_of(request.user)
    skps = skps_of(own)
    known = sorted({one.year for one in skps}, reverse=True)
    wanted = year or (on.year if on.year in known or not known else known[0])
    if year is not None and year not in known and year != on.year:
        raise Http404
    found = year_of(own, wanted, [one for one in skps if one.year == wanted], on)
    context = {
        "year": found,
        "others": [one for one in known if one != wanted],
        "stages": [str(one) for one in STAGES],
        "stage": str(STAGES[found.stage - 1]),
        "title": _("Tahun %(year)s saya") % {"year": wanted},
        "on": on,
    }
    return render(request, "performance/overview/year.html", context)
