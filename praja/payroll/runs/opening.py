"""Pages that open a run: the month's own, the one for those who were missed, and gaji terusan."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from praja.access.queries import names_of
from praja.organization.models import Unit
from praja.payroll.enums import JenisDaftar, JenisProses
from praja.payroll.facts.survivors import months_paid
from praja.payroll.models import Run
from praja.payroll.perms import may_make_runs
from praja.payroll.queries import units_paid_by
from praja.payroll.runs import actions, late, survivors
from praja.payroll.runs.forms import LateForm, OpenForm, SurvivorsForm
from praja.payroll.runs.refused import RunRefused
from praja.rules.errors import RulesError
from praja.web.shell import day_of


def _treasurer(request: HttpRequest) -> datetime.date:
    """Return the day for a bendahara; for others this page does not exist."""
    on = day_of(request.user)
    if not may_make_runs(request.user, on):
        raise Http404
    return on


def units_named(user: Any, on: datetime.date) -> list[tuple[Unit, str]]:
    """Return the units that somebody pays, with their names, the largest first and then by name."""
    units = list(units_paid_by(user, on).select_related("government"))
    names = names_of({unit.pk for unit in units}, on)
    named = [(unit, names[unit.pk]) for unit in units if unit.pk in names]
    return sorted(named, key=lambda one: (one[0].government_id is not None, one[0].code.count("."), one[1]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def run_open(request: HttpRequest) -> HttpResponse:
    """Ask for list, month and unit, and open the run."""
    on = _treasurer(request)
    sent = (request.POST,) if request.method == "POST" else ()
    form = OpenForm(*sent, units=units_named(request.user, on), on=on)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_run(**form.cleaned_data, by=request.user, on=on)
        except (RunRefused, RulesError) as error:
            form.add_error(None, str(error))
        else:
            return redirect("payroll:run", made.pk)
    return render(request, "payroll/runs/open.html", {"form": form}, status=400 if form.errors else 200)


def _opened_or_found(
    request: HttpRequest,
    said: Mapping[str, Any],
    candidates: Callable[[], list[late.Candidate]],
    on: datetime.date,
) -> tuple[Run | None, list[late.Candidate]]:
    """Open the run of the chosen people; where one only looks, or it is refused, return who can be chosen."""
    try:
        if request.method == "POST":
            people = _chosen(request)
            return actions.open_run(**said, paid_on=on, people=people, by=request.user, on=on), []
    except (RunRefused, RulesError) as error:
        messages.error(request, str(error))
    try:
        return None, candidates()
    except (RunRefused, RulesError) as error:
        messages.error(request, str(error))
        return None, []


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def run_late(request: HttpRequest) -> HttpResponse:
    """Show who was held, stuck or missed in a month, and open a supplementary run for the chosen ones."""
    on = _treasurer(request)
    sent = request.POST if request.method == "POST" else request.GET
    asked = (sent,) if "unit" in sent else ()
    form = LateForm(*asked, units=units_named(request.user, on), on=on)
    found: list[late.Candidate] = []
    if asked and form.is_valid():
        said = form.cleaned_data
        made, found = _opened_or_found(
            request,
            {**said, "kind": JenisProses.SUSULAN},
            lambda: late.candidates(said["unit"], said["pay_list"], said["period"], paid_on=on),
            on,
        )
        if made is not None:
            return redirect("payroll:run", made.pk)
    units = units_paid_by(request.user, on)
    names = names_of(units.values_list("pk", flat=True), on)
    context = {
        "owed": [
            (one, names.get(one.unit_id, ""), JenisDaftar(one.pay_list).label) for one in late.owed(units)
        ],
        "form": form,
        "asked": bool(asked),
        "ready": [one for one in found if one.ready],
        "still": [one for one in found if not one.ready],
    }
    return render(request, "payroll/runs/late.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def run_survivors(request: HttpRequest) -> HttpResponse:
    """Show whose families are owed gaji terusan in a month, and open the run that pays the chosen ones."""
    on = _treasurer(request)
    sent = request.POST if request.method == "POST" else request.GET
    asked = (sent,) if "unit" in sent else ()
    form = SurvivorsForm(*asked, units=units_named(request.user, on), on=on)
    context: dict[str, Any] = {"form": form, "asked": bool(asked)}
    if asked and form.is_valid():
        unit, period = form.cleaned_data["unit"], form.cleaned_data["period"]
        made, found = _opened_or_found(
            request,
            {"unit": unit, "period": period, "pay_list": JenisDaftar.GAJI, "kind": JenisProses.TERUSAN},
            lambda: survivors.candidates(unit, period, paid_on=on),
            on,
        )
        if made is not None:
            return redirect("payroll:run", made.pk)
        context |= {
            "ready": [one for one in found if one.ready],
            "still": [one for one in found if not one.ready],
            "length": months_paid(period),
        }
    return render(request, "payroll/runs/survivors.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def run_owed(request: HttpRequest) -> HttpResponse:
    """Open a supplementary run for each month of a unit's list that is owed and may now be paid."""
    on = _treasurer(request)
    try:
        number = uuid.UUID(request.POST.get("unit", ""))
    except ValueError:
        raise Http404 from None
    unit = get_object_or_404(units_paid_by(request.user, on).select_related("government"), pk=number)
    pay_list = request.POST.get("pay_list", "")
    if pay_list not in JenisDaftar.values:
        raise Http404
    try:
        made = actions.open_owed(unit=unit, pay_list=pay_list, paid_on=on, by=request.user, on=on)
    except (RunRefused, RulesError) as error:
        messages.error(request, str(error))
        return redirect("payroll:run_late")
    messages.success(
        request,
        ngettext(
            "%(count)s susulan dibuka. Hitung, periksa, lalu mintakan persetujuannya.",
            "%(count)s susulan dibuka. Hitung, periksa, lalu mintakan persetujuannya.",
            len(made),
        )
        % {"count": len(made)},
    )
    return redirect("payroll:desk")


def _chosen(request: HttpRequest) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(one) for one in request.POST.getlist("pilih")]
    except ValueError:
        raise RunRefused(
            _("Pilihan orangnya tidak terbaca. Muat ulang halamannya, lalu pilih lagi.")
        ) from None
