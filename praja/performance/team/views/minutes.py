"""The minutes of sessions."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from praja.performance.models import Minutes, TeamMember
from praja.performance.team import perms
from praja.performance.team.actions import TeamRefused
from praja.performance.team.actions.minutes import sign
from praja.performance.team.forms import MinutesForm
from praja.performance.team.paper import minutes_paper
from praja.performance.team.queries import teams_visible_to, to_record
from praja.performance.team.views.teams import team_of
from praja.web.asked import BOTH
from praja.web.exports import handed_out
from praja.web.shell import day_of


@login_required
@require_http_methods(BOTH)
def new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the minutes of a session, which the chair signs."""
    found, on = team_of(request, pk)
    if not perms.may_sign_minutes(perms.member_of(request.user, found, on)):
        raise Http404
    members = TeamMember.objects.filter(team=found, berlaku__overlap=found.berlaku).select_related("person")
    cases = to_record(found)
    here = members.filter(berlaku__contains=on).order_by("person__name")
    form = MinutesForm(
        request.POST if request.method == "POST" else None,
        members=here,
        cases=cases,
        initial={
            "session": on,
            "present": [one.pk for one in here],
            "cases": [one.pk for one in cases],
        },
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = sign(
                team=found, session=said["session"], place=said["place"], note=said["note"],
                present=[one.pk for one in said["present"]], cases=[one.pk for one in said["cases"]],
                by=request.user, on=on,
            )  # fmt: skip
        except TeamRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Berita acara nomor %(number)s ditandatangani.") % {"number": made.number}
            )
            return redirect("performance:assessment_team", found.pk)
    context = {"form": form, "team": found, "any": cases.exists()}
    return render(request, "performance/team/minutes.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def paper(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand out minutes as PDF."""
    user: Any = request.user
    on: datetime.date = day_of(user)
    rows = Minutes.objects.filter(team__in=teams_visible_to(user, on).values("pk"))
    found = get_object_or_404(rows.select_related("team__unit"), pk=pk)
    if not perms.may_read_minutes(user, found, on):
        raise Http404
    return handed_out(minutes_paper(found), f"berita-acara-{found.number}-{found.session.year}.pdf")
