"""“Tim saya”."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from praja.people.asker import asker_of
from praja.performance.follow.months import named
from praja.performance.follow.shell import has_team
from praja.performance.follow.team import team_of
from praja.web.shell import day_of


@login_required
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Show one's people: who needs attention first."""
    on = day_of(request.user)
    if asker_of(request.user).person is None or not has_team(request.user):
        raise Http404
    found = team_of(request.user, on)
    context = {
        "team": found,
        "name": named(found.month),
        "slug": f"{found.month:%Y-%m}",
        "reported": sum(not one.missing and one.agreed for one in found.members),
    }
    return render(request, "performance/follow/team.html", context)
