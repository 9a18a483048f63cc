"""Pages of rapel: who gets it, and what a run pays of it."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from praja.files.actions import DOCUMENTS, UploadRefused, store
from praja.payroll.extra.actions import ExtraRefused
from praja.payroll.perms import may_make_runs
from praja.payroll.queries import runs_open_to
from praja.payroll.rapel import actions
from praja.payroll.rapel.forms import FindForm, GiveForm
from praja.payroll.rapel.queries import of_run
from praja.payroll.rapel.replay import Found, find
from praja.payroll.runs import archive, pages
from praja.payroll.runs.forms import months
from praja.payroll.runs.opening import units_named
from praja.rules.errors import RulesError
from praja.web.shell import day_of

AHEAD = 3
"""Months that are offered for payment: the one before this, this one, and the next."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rapel_find(request: HttpRequest) -> HttpResponse:
    """Show whose closed months come to something else now; POST records the rapel of the chosen ones."""
    on = day_of(request.user)
    if not may_make_runs(request.user, on):
        raise Http404
    posted = request.method == "POST"
    sent = request.POST if posted else request.GET
    asked = (sent,) if "unit" in sent else ()
    form = FindForm(*asked, units=units_named(request.user, on), on=on)
    choices = months(on)[: AHEAD + 1]
    more = (request.POST, request.FILES) if posted else ()
    giving = GiveForm(*more, months=choices, this=on.replace(day=1))
    found: Found | None = None
    if asked and form.is_valid():
        if posted and giving.is_valid() and _given(request, form.cleaned_data, giving, on):
            return redirect("payroll:extras")
        try:
            said = form.cleaned_data
            found = find(said["unit"], said["pay_list"], said["period"], said["last"])
        except (RulesError, archive.ArchiveMissing) as error:
            messages.error(request, str(error))
    wrong = bool(form.errors) or (posted and bool(giving.errors))
    context = {
        "form": form,
        "giving": giving,
        "found": found,
        "chosen": request.POST.getlist("pilih") if posted else None,
        "breadcrumbs": [(_("Gaji dan TPP"), reverse("payroll:desk")), (_("Rapel"), "")],
    }
    return render(request, "payroll/rapel/find.html", context, status=400 if wrong else 200)


def _given(request: HttpRequest, said: dict[str, Any], giving: GiveForm, on: datetime.date) -> bool:
    about = giving.cleaned_data
    try:
        many = actions.give(
            unit=said["unit"], pay_list=said["pay_list"], first=said["period"], last=said["last"],
            chosen=request.POST.getlist("pilih"), month=about["month"], document=about["document"],
            document_date=about["document_date"],
            file=store(about["file"], by=request.user, kinds=DOCUMENTS), by=request.user, on=on,
        )  # fmt: skip
    except UploadRefused as error:
        giving.add_error("file", str(error))
        return False
    except (ExtraRefused, RulesError, archive.ArchiveMissing) as error:
        giving.add_error(None, str(error))
        return False
    done = ngettext(
        "Rapel %(count)s orang dicatat. Pejabat penyetuju mengesahkannya sebelum ikut dihitung.",
        "Rapel %(count)s orang dicatat. Pejabat penyetuju mengesahkannya sebelum ikut dihitung.",
        many,
    )
    messages.success(request, done % {"count": many})
    return True


@login_required
@require_safe
def run_rapel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what a run pays or takes back of earlier months: of whom, for which months, by which SK."""
    run = get_object_or_404(runs_open_to(request.user).select_related("unit", "government"), pk=pk)
    try:
        found = of_run(run)
    except RulesError as error:
        messages.error(request, str(error))
        return redirect("payroll:run", pk)
    context = {
        "run": run,
        "title": pages.title_of(run),
        "found": found,
        "locked": pages.is_locked(run),
        "breadcrumbs": [
            (_("Gaji dan TPP"), reverse("payroll:desk")),
            (pages.title_of(run), reverse("payroll:run", args=[run.pk])),
            (_("Rapel"), ""),
        ],
    }
    return render(request, "payroll/rapel/run.html", context)
