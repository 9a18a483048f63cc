"""The page “Bagaimana jika”. It stores nothing, and asks by GET, so that an attempt can be shared."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from praja.payroll.runs import archive
from praja.payroll.slip import book
from praja.payroll.slip.views.reading import can_be_explained, crumbs, is_own, slip_seen, unexplained
from praja.payroll.slip.whatif import fields_of, outcome
from praja.payroll.slip.words import month_words
from praja.rules.month import State


@login_required
@require_safe
def what_if(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what a slip would come to with other facts; htmx swaps only the estimate."""
    slip = slip_seen(request, pk)
    if not can_be_explained(slip):
        raise Http404
    program = book.program_of(slip.run)
    try:
        facts = book.facts_of(slip.run, program, slip.nip)
    except archive.ArchiveMissing as error:
        return unexplained(request, slip, error)
    fields = fields_of(program, facts, {name: str(value) for name, value in request.GET.items()})
    found = outcome(program, facts, fields)
    lines = [line for section in found.sections if section.total is not None for line in section.lines]
    net = found.totals[-1] if found.totals else None
    context = {
        "slip": slip,
        "fields": fields,
        "wrong": [field for field in fields if field.error],
        "tried": [field for field in fields if field.changed and not field.error],
        "found": found,
        "net": net,
        "fall": -net.delta if net else 0,
        "changed": [line for line in lines if line.changed],
        "same": [line for line in lines if not line.changed],
        "held": found.state is State.DITAHAN,
        "stopped": found.state is State.GUGUR,
        "period": month_words(slip.period),
        "breadcrumbs": crumbs(slip, is_own(slip, request.user), _("Bagaimana jika")),
    }
    template = "_estimate" if request.htmx else "what_if"  # type: ignore[attr-defined]
    return render(request, f"payroll/slip/{template}.html", context)
