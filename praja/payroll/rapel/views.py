"""Pages of rapel: who gets it, and what a run pays of it."""

from __future__ import annotations

import datetime
import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from praja.files.actions import DOCUMENTS, UploadRefused, store
from praja.payroll.extra.actions import ExtraRefused
from praja.payroll.models import Slip
from praja.payroll.perms import may_make_runs, may_open_run, sees_touched
from praja.payroll.queries import runs_open_to
from praja.payroll.rapel import actions
from praja.payroll.rapel.forms import FindForm, GiveForm
from praja.payroll.rapel.queries import of_run
from praja.payroll.rapel.replay import Found, find
from praja.payroll.rapel.touched import touched, touched_for
from praja.payroll.runs import archive, pages
from praja.payroll.runs.forms import months
from praja.payroll.runs.opening import units_named
from praja.performance.objection.queries import decision_day, number_of
from praja.rules.errors import RulesError
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table
from praja.web.words import tanggal

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
def touched_months(request: HttpRequest) -> HttpResponse:
    """Show which paid months read a predicate that the decision on an objection changed."""
    on = day_of(request.user)
    if not sees_touched(request.user, on):
        raise Http404
    found = touched()
    rows = touched_for(request.user, on, found)
    left = rows.filter(pk__in=[pk for pk, one in found.items() if not one.settled]).count()

    def rapel(slip: Slip) -> str | None:
        if found[slip.pk].settled or not may_open_run(request.user, slip.run.unit, on):
            return None
        asked = {
            "pay_list": slip.pay_list,
            "period": slip.period.isoformat(),
            "last": slip.period.isoformat(),
            "unit": str(slip.run.unit_id),
        }
        return f"{reverse('payroll:rapel')}?{urlencode(asked)}"

    def state(slip: Slip) -> Chip:
        settled = found[slip.pk].settled
        return Chip(_("rapel dicatat"), "ok") if settled else Chip(_("periksa rapelnya"), "warn")

    def number(slip: Slip) -> Lines:
        decision = found[slip.pk].decision
        return Lines(number_of(decision.objection), tanggal(decision_day(decision)))

    table = Table(
        request,
        rows,
        columns=[
            Column("orang", _("Pegawai"), lambda one: Lines(one.name, one.unit_name), sort="name"),
            Column("nip", _("NIP"), "nip", export="only"),
            Column("bulan", _("Bulan"), lambda one: date_format(one.period, "F Y"), sort="period"),
            Column("daftar", _("Daftar"), lambda one: one.get_pay_list_display()),
            Column("semula", _("Semula"), lambda one: found[one.pk].decision.get_before_predicate_display()),
            Column("menjadi", _("Menjadi"), lambda one: found[one.pk].decision.get_predicate_display()),
            Column("keputusan", _("Keputusan keberatan"), number),
            Column("rapel", _("Rapel"), state, link=rapel),
        ],
        name="bulan-gaji-tersentuh",
        order="-bulan",
        empty=_("Tidak ada bulan gaji yang tersentuh keputusan keberatan."),
        people="person",
    )
    context = {
        "table": table,
        "left": left,
        "breadcrumbs": [(_("Rapel"), reverse("payroll:rapel")), (_("Bulan gaji yang tersentuh"), "")]
        if may_make_runs(request.user, on)
        else [],
    }
    return table.response() or render(request, "payroll/rapel/touched.html", context)


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
