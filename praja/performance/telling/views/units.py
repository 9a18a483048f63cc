"""How the people of a unit took their ratings, and the forms of all of them."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from praja.access.queries import names_apart, names_of, units_visible_to
from praja.files.views import download
from praja.organization.models import Unit
from praja.organization.queries import children
from praja.performance.models import Period, RatingPapers
from praja.performance.periods import named
from praja.performance.perms import READERS
from praja.performance.rating.closing import units_to_close
from praja.performance.rating.desk import periods_ended
from praja.performance.rating.views.common import period_of
from praja.performance.telling.actions import TellingRefused, forms
from praja.performance.telling.perms import may_have_forms, may_print_forms, may_see_telling
from praja.performance.telling.process import FEWEST, process_of
from praja.performance.telling.queries import forms_visible_to, taken_of
from praja.web.replies import stop_asking
from praja.web.shell import day_of

State = RatingPapers.State
LOOKS = {State.SIAP: "ok", State.GAGAL: "bad", State.DIHENTIKAN: "warn"}
MOST_UNITS = 100


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the units whose ratings one may follow, with the periods that are over."""
    on = day_of(request.user)
    rows = units_visible_to(request.user, on, *READERS).select_related("government")
    mine = list(rows.order_by("code")[:MOST_UNITS])
    if not mine:
        raise Http404
    tops = {one.government_id or one.pk: one.government or one for one in mine}
    periods = {pk: periods_ended(top, on, 4) for pk, top in tops.items()}
    names = names_apart([one.pk for one in mine], on)
    units = [
        (one, names.get(one.pk, one.code), [(it, named(it)) for it in periods[one.government_id or one.pk]])
        for one in mine
    ]
    return render(
        request, "performance/telling/home.html", {"units": units, "periods": any(periods.values())}
    )


def _unit(request: HttpRequest, unit: uuid.UUID, period: uuid.UUID) -> tuple[Unit, Period, datetime.date]:
    """Return a unit and a period of its government that is over, of which one may see how it was told.

    :raises Http404: if there is none, or none that they may see
    """
    which, on = period_of(request, period)
    found = get_object_or_404(Unit.objects.select_related("government"), pk=unit)
    if not may_see_telling(request.user, found, on):
        raise Http404
    if which.government_id != (found.government_id or found.pk):
        raise Http404
    return found, which, on


@login_required
@require_safe
def unit(request: HttpRequest, unit: uuid.UUID, period: uuid.UUID) -> HttpResponse:
    """Show how many of a unit have read their ratings, and how they found the process."""
    found, which, on = _unit(request, unit, period)
    units = units_to_close(found, which, on)
    below = list(children(found, on)[:MOST_UNITS])
    delivered, read = taken_of(units, which)
    context = {
        "unit": found,
        "name": names_of([found.pk], on).get(found.pk, found.code),
        "period": which,
        "period_name": named(which),
        "delivered": delivered,
        "read": read,
        "process": process_of(units, which),
        "fewest": FEWEST,
        "below": below,
        "may_print": may_print_forms(request.user, found, on),
        "papers": forms_visible_to(request.user, on).filter(unit=found, period=which)[:5],
    }
    return render(request, "performance/telling/unit.html", context)


# --- forms of all


@login_required
@require_POST
def forms_ask(request: HttpRequest, unit: uuid.UUID, period: uuid.UUID) -> HttpResponse:
    """Ask for the forms of all people of a unit."""
    found, which, on = _unit(request, unit, period)
    if not may_print_forms(request.user, found, on):
        raise Http404
    try:
        made = forms.ask(unit=found, period=which, by=request.user, on=on)
    except TellingRefused as error:
        messages.error(request, str(error))
        return redirect("performance:telling_unit", found.pk, which.pk)
    return redirect("performance:rating_forms", made.pk)


def _papers(request: HttpRequest, pk: uuid.UUID) -> RatingPapers:
    on = day_of(request.user)
    found: RatingPapers = get_object_or_404(forms_visible_to(request.user, on), pk=pk)
    if not may_have_forms(request.user, found, on):
        raise Http404
    return found


@login_required
@require_safe
def papers(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show how far the forms of a unit are, or how it ended."""
    found = _papers(request, pk)
    working = found.state == State.MENYUSUN
    if request.htmx and not working:  # type: ignore[attr-defined]
        return stop_asking()
    name = names_of([found.unit_id], day_of(request.user)).get(found.unit_id, found.unit.code)
    context: dict[str, Any] = {
        "papers": found,
        "name": name,
        "period_name": named(found.period),
        "working": working,
        "silent": forms.silent(found),
        "look": LOOKS.get(State(found.state), ""),
        "back": reverse("performance:telling_unit", args=[found.unit_id, found.period_id]),
    }
    part = "_working" if request.htmx else "forms"  # type: ignore[attr-defined]
    return render(request, f"performance/telling/{part}.html", context)


@login_required
@require_safe
def papers_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give the forms of a unit to whoever asked for them."""
    found = _papers(request, pk)
    try:
        return download(request, forms.fetch(papers=found, by=request.user, on=day_of(request.user)))
    except TellingRefused as error:
        raise Http404 from error


@login_required
@require_POST
def papers_stop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Stop forms that are being made."""
    return _asked(request, pk, forms.stop)


@login_required
@require_POST
def papers_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask once more for forms that nobody seems to work on."""
    return _asked(request, pk, forms.ask_again)


def _asked(request: HttpRequest, pk: uuid.UUID, act: Any) -> HttpResponse:
    found = _papers(request, pk)
    try:
        act(papers=found, by=request.user, on=day_of(request.user))
    except TellingRefused as error:
        messages.error(request, str(error))
    return redirect("performance:rating_forms", pk)
