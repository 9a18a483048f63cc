"""Slips on paper: one's own, and those of a run by unit."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from praja.audit.keys import KeyMissing
from praja.payroll.models import Run
from praja.payroll.perms import LOCKED, may_print_slips
from praja.payroll.queries import runs_open_to
from praja.payroll.slip import many
from praja.payroll.slip.keys import CHAIN
from praja.payroll.slip.pdf import file_name, set_slips
from praja.payroll.slip.views.reading import can_be_explained, slip_seen
from praja.payroll.slip.words import month_words
from praja.web.exports import handed_out
from praja.web.shell import day_of


@login_required
@require_safe
def pdf(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand out one slip as PDF, once its run is approved."""
    slip = slip_seen(request, pk)
    if slip.run.state not in LOCKED or not can_be_explained(slip):
        raise Http404
    try:
        signer = CHAIN.signing_key()
    except KeyMissing:
        messages.error(request, _("Slip belum dapat dicetak karena kunci penanda tangannya tidak ada. "
                                  "Beri tahu admin aplikasi."))  # fmt: skip
        return redirect("payroll:slip", slip.pk)
    return handed_out(set_slips([slip], signer=signer, site=request.get_host()), file_name(slip))


def _run(request: HttpRequest, pk: uuid.UUID) -> Run:
    """Return an approved run whose people may be seen.

    :raises Http404: for others, whether they exist or not
    """
    runs = runs_open_to(request.user, day_of(request.user)).filter(state__in=LOCKED)
    return get_object_or_404(runs, pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_run(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the printed slips of a run by unit, and have them made."""
    run = _run(request, pk)
    may_print = may_print_slips(request.user, run, day_of(request.user))
    if request.method == "POST":
        if not may_print:
            raise Http404
        try:
            many.ask_for_slips(run=run, by=request.user, on=day_of(request.user), site=request.get_host())
        except many.SlipsRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request,
                _("Slip sedang dicetak. Halaman ini boleh ditinggalkan; berkasnya muncul satu per satu."),
            )
        return redirect("payroll:run_slip_papers", run.pk)
    title = f"{run.get_pay_list_display()} {month_words(run.period)}"
    parts = many.parts_of(run)
    done = sum(part.file is not None for part in parts)
    context: dict[str, Any] = {
        "run": run,
        "parts": parts,
        "done": done,
        "missing": len(parts) - done,
        "may_print": may_print,
        "title": title,
        "breadcrumbs": [
            (_("Gaji dan TPP"), reverse("payroll:desk")),
            (title, reverse("payroll:run", args=[run.pk])),
            (_("Slip per unit"), ""),
        ],
    }
    return render(request, "payroll/slip/of_run.html", context)
