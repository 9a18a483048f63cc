"""The page of one month against the month before."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib import messages
from django.db.models.expressions import RawSQL
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from praja.access.queries import has_role
from praja.organization.queries import subtree
from praja.payroll.compare.causes import Cause
from praja.payroll.compare.queries import (
    UNCOMPUTED,
    Comparison,
    compare,
    lines_of,
    month_before,
    runs_of_government,
)
from praja.payroll.compare.words import LABELS
from praja.payroll.models import Run, Slip
from praja.payroll.perms import READERS, TOTALS, may_see_people
from praja.payroll.queries import runs_visible_to
from praja.payroll.runs.archive import ArchiveMissing
from praja.web.tables import Column, Table

WHOLE = "pemda"
"""Asks for all runs of the government together."""


@require_safe
def month_against_month(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show why a run differs from the month before; who may see people opens each cause to them."""
    run = get_object_or_404(runs_visible_to(request.user).select_related("unit"), pk=pk)
    if run.state in UNCOMPUTED:
        raise Http404
    before = month_before(run)
    together = _together(request, run, before)
    whole = bool(together) and request.GET.get("lingkup") == WHOLE
    lines = lines_of(run)
    titles = dict(lines)
    line = request.GET.get("baris") or lines[0][0]
    if line not in titles:
        raise Http404
    people = (
        has_role(request.user, *READERS, unit=run.government_id)
        if whole
        else may_see_people(request.user, run)
    )
    befores, nows = together if whole and together else ([before] if before else [], [run])
    unit = _unit(request, nows) if people else None
    context: dict[str, Any] = {
        "run": run,
        "before": before,
        "lines": lines,
        "line": line,
        "unit": unit,
        "units": _units(nows) if people else [],
        "people": people,
        "together": bool(together),
        "whole": whole,
    }
    if before is None:
        return render(request, "payroll/compare/month.html", context)
    units = None if unit is None else [unit, *subtree([unit], run.period)]
    try:
        told = compare(befores, nows, line, titles[line], units)
    except ArchiveMissing as missing:
        messages.error(request, str(missing))
        return redirect("payroll:run", pk=run.pk)
    context["told"] = told
    context["blocks"] = [
        {
            "label": LABELS[block.cause],
            "block": block,
            "url": _address(request, run, block.cause) if people else None,
        }
        for block in told.blocks
    ]
    cause = request.GET.get("sebab")
    if cause and people:
        table = _people(request, run, befores if cause == Cause.KELUAR else nows, told, cause)
        if file := table.response():
            return file
        context["table"], context["cause"] = table, LABELS[Cause(cause)]
    return render(request, "payroll/compare/month.html", context)


def _together(request: HttpRequest, run: Run, before: Run | None) -> tuple[list[Run], list[Run]] | None:
    """Return the runs of the whole government in both months, for those who see its totals, if it has more
    than this one.
    """
    if before is None or not has_role(request.user, *TOTALS, unit=run.government_id):
        return None
    befores, nows = runs_of_government(before), runs_of_government(run)
    return (befores, nows) if len(befores) > 1 or len(nows) > 1 else None


def _unit(request: HttpRequest, runs: list[Run]) -> uuid.UUID | None:
    """Return the unit that was asked for, if the runs have people there."""
    asked = request.GET.get("unit")
    if not asked:
        return None
    for unit_id, _name in _units(runs):
        if str(unit_id) == asked:
            return unit_id
    raise Http404


def _units(runs: list[Run]) -> list[tuple[uuid.UUID, str]]:
    rows = Slip.objects.filter(run__in=runs).order_by("unit_name").values_list("unit", "unit_name").distinct()
    return list(rows)


def _address(request: HttpRequest, run: Run, cause: Cause) -> str:
    asked = {key: request.GET[key] for key in ("baris", "unit", "lingkup") if request.GET.get(key)}
    query = urlencode({**asked, "sebab": cause.value})
    return f"{reverse('payroll:month_against_month', args=[run.pk])}?{query}#orang"


def _people(request: HttpRequest, run: Run, runs: list[Run], told: Comparison, cause: str) -> Table:
    if cause not in set(Cause):
        raise Http404
    amounts = told.of(Cause(cause))
    difference = RawSQL('(%s::jsonb ->> "payroll_slip"."nip")::bigint', [json.dumps(amounts)])
    return Table(
        request,
        Slip.objects.filter(run__in=runs, nip__in=amounts).annotate(difference=difference),
        columns=[
            Column("name", _("Nama"), sort="name", link=lambda slip: reverse("payroll:slip", args=[slip.pk])),
            Column("nip", _("NIP"), sort="nip"),
            Column("unit_name", _("Unit"), sort="unit_name"),
            Column("amount", _("Selisih"), lambda slip: amounts[slip.nip], sort="difference", num=True),
            Column("net", _("Diterima"), sort="net", num=True),
        ],
        name=f"selisih-{cause}",
        order="-amount",
        people="person_id",
        about=run,
        unit=run.unit_id,
        empty=_("Tidak ada orang dengan sebab ini."),
    )
