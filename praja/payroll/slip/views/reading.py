"""Reading slips: one's own by month, one slip and what changed, and why a line is what it is."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from praja.audit.actions import viewed
from praja.payroll.enums import KeadaanSlip
from praja.payroll.models import Slip
from praja.payroll.perms import LOCKED
from praja.payroll.queries import slips_visible_to
from praja.payroll.runs import archive
from praja.payroll.runs.settling import paid_before
from praja.payroll.slip import book
from praja.payroll.slip.lines import reasons_of, sections_of, totals_of
from praja.payroll.slip.why import mark_of, why
from praja.payroll.slip.words import month_words, state_chip
from praja.people.queries import person_of
from praja.rules.program import Program
from praja.web.shell import day_of


def slip_seen(request: HttpRequest, pk: uuid.UUID) -> Slip:
    """Return a slip that may be seen, with its run and person; others' eyes on it are noted.

    :raises Http404: for others, whether they exist or not
    """
    visible = slips_visible_to(request.user, day_of(request.user))
    slip = get_object_or_404(visible.select_related("run", "person"), pk=pk)
    if not is_own(slip, request.user):
        viewed(slip.person, request.user, "slip")
    return slip


def is_own(slip: Slip, user: Any) -> bool:
    """Tell whether a slip is the reader's own."""
    return bool(slip.person.account_id == user.pk)


def can_be_explained(slip: Slip) -> bool:
    """Tell whether a slip has lines: one with a problem has none."""
    return slip.state in (KeadaanSlip.DIBAYAR, KeadaanSlip.DITAHAN, KeadaanSlip.TERUTANG)


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Show one's own slips, newest month first."""
    person = person_of(request.user)
    visible = slips_visible_to(request.user, day_of(request.user))
    slips = (
        visible.filter(person=person).select_related("run").order_by("-period", "pay_list", "kind")
        if person is not None
        else Slip.objects.none()
    )
    months: list[dict[str, Any]] = []
    for period, group in itertools.groupby(slips, key=lambda slip: slip.period):
        lines = [_listed(slip) for slip in group]
        net = sum(line["net"] or 0 for line in lines)
        months.append({"period": month_words(period), "lines": lines, "net": net})
    return render(request, "payroll/slip/own.html", {"months": months, "person": person})


def _paid_before(slip: Slip) -> dict[str, int]:
    """Return what had left of this month before its run was opened again, and what is still to move."""
    before = paid_before([slip.person_id], slip.period, slip.pay_list).get(slip.person_id, 0)
    if not before:
        return {}
    due = (slip.net or 0 if slip.state == KeadaanSlip.DIBAYAR else 0) - before
    return {"paid_before": before, "due_now": max(due, 0), "too_much": max(-due, 0)}


def _listed(slip: Slip) -> dict[str, Any]:
    text, state = state_chip(slip)
    paid = slip.state == KeadaanSlip.DIBAYAR
    return {"slip": slip, "chip": text, "state": state, "net": slip.net if paid else None}


@login_required
@require_safe
def detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one slip: what is received, what changed since the month before, and every line with its why."""
    slip = slip_seen(request, pk)
    program = book.program_of(slip.run)
    selection = program.selection
    visible = slips_visible_to(request.user, day_of(request.user))
    before, after = book.neighbours(slip, visible)
    compared = before if before is not None and before.amounts and slip.amounts else None
    reckoned = can_be_explained(slip)
    text, state = state_chip(slip)
    own = is_own(slip, request.user)
    context = {
        "slip": slip,
        "run": slip.run,
        "own": own,
        "title": slip.get_pay_list_display(),
        "period": month_words(slip.period),
        "chip": text,
        "chip_state": state,
        "before": before,
        "before_period": month_words(before.period) if before else "",
        "after": after,
        "after_period": month_words(after.period) if after else "",
        "sections": sections_of(selection, slip.amounts, compared.amounts if compared else None)
        if reckoned
        else [],
        "totals": totals_of(selection, slip.amounts) if reckoned else [],
        "reasons": reasons_of(selection, slip.amounts) if slip.state == KeadaanSlip.GUGUR else [],
        "problems": [{**problem, "computed": bool(slip.amounts)} for problem in slip.problems],
        "reckoned": reckoned,
        "paper": slip.run.state in LOCKED and reckoned,
        **_paid_before(slip),
        **_compared(slip, program, compared, request.user),
        **_law(slip, program),
    }
    context["breadcrumbs"] = crumbs(slip, own)
    return render(request, "payroll/slip/slip.html", context)


def crumbs(slip: Slip, own: bool, last: str = "") -> list[tuple[str, str]]:
    """Return where a page of a slip stands: among one's own, or among those of its run."""
    title = f"{slip.get_pay_list_display()} {month_words(slip.period)}"
    first = (
        (_("Slip saya"), reverse("payroll:slips"))
        if own
        else (_("Semua slip"), reverse("payroll:run_slips", args=[slip.run_id]))
    )
    if not last:
        return [first, (title, "")]
    return [first, (title, reverse("payroll:slip", args=[slip.pk])), (last, "")]


def _compared(slip: Slip, program: Program, before: Slip | None, user: Any) -> dict[str, Any]:
    """Return what the page says of the month before."""
    if before is None:
        return {}
    try:
        changes = book.changes(slip, program, before, user)
    except archive.ArchiveMissing:
        changes = []
    difference = (slip.net or 0) - (before.net or 0)
    return {
        "difference": difference,
        "fall": -difference,
        "causes": [change for change in changes if not change.follows],
        "followers": [change for change in changes if change.follows],
    }


def _law(slip: Slip, program: Program) -> dict[str, Any]:
    """Return what the page says of law that nobody has verified."""
    if not slip.amounts:
        return {}
    packs = program.selection.law.packs
    example = packs[-1].name if packs else ""
    return {
        "doubts": [
            {"title": one.title, "mark": mark_of(one.status, example), "source": one.source}
            for one in book.law_in_doubt(slip, program)
        ],
        "incomplete": [sentence for pack in packs for sentence in pack.incomplete],
    }


@login_required
@require_safe
def line(request: HttpRequest, pk: uuid.UUID, rule: str) -> HttpResponse:
    """Show why one line is what it is; htmx puts it below the line."""
    slip = slip_seen(request, pk)
    try:
        told = book.explained(slip)
        origins = book.origins_of(slip, request.user)
    except archive.ArchiveMissing as error:
        return unexplained(request, slip, error)
    if rule not in told.program.lowering.computed:
        raise Http404
    reason = why(told.explanation, rule, origins)
    amount = told.explanation.amount(rule) if rule in told.program.alone else None
    context = {
        "slip": slip,
        "why": reason.top,
        "inputs": reason.inputs,
        "moved": rule in slip.amounts and slip.amounts[rule] is not None and slip.amounts[rule] != amount,
        "breadcrumbs": crumbs(slip, is_own(slip, request.user), reason.top.title),
    }
    template = "payroll/slip/_line.html" if request.htmx else "payroll/slip/line.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def unexplained(request: HttpRequest, slip: Slip, error: Exception) -> HttpResponse:
    """Say that the facts of a slip are gone from the disk; what it came to is still on the slip itself."""
    context = {
        "slip": slip,
        "sentence": str(error),
        "breadcrumbs": crumbs(slip, is_own(slip, request.user), _("Mengapa?")),
    }
    template = "_unexplained" if request.htmx else "unexplained"  # type: ignore[attr-defined]
    return render(request, f"payroll/slip/{template}.html", context)
