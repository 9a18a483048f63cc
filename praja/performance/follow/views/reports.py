"""Pages of what a person says of their own quarter or year."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from praja.performance.follow import perms
from praja.performance.follow.actions import FollowRefused
from praja.performance.follow.actions.reports import write_report
from praja.performance.follow.clock import deadline
from praja.performance.follow.forms import SelfReportForm
from praja.performance.follow.months import government_of
from praja.performance.follow.reports import is_over, months_in, periods_for, prefilled, text_of
from praja.performance.follow.views.common import skp_of
from praja.performance.models import SelfReport
from praja.performance.periods import named
from praja.performance.perms import is_own
from praja.web.asked import sent
from praja.web.replies import done, is_script, refusal


@login_required
@require_safe
def reports(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the reports of an SKP: which are signed, which are due."""
    skp, on = skp_of(request, pk)
    made = {one.period_id: one for one in SelfReport.objects.filter(skp=skp)}
    rows = [(one, named(one), made.get(one.pk), is_over(skp, one, on)) for one in periods_for(skp)]
    context = {"skp": skp, "own": is_own(request.user, skp), "rows": rows}
    return render(request, "performance/follow/reports.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_of(request: HttpRequest, pk: uuid.UUID, period: uuid.UUID) -> HttpResponse:
    """Show the report of a period, prefilled from the months; take it, and its signature."""
    skp, on = skp_of(request, pk)
    found = next((one for one in periods_for(skp) if one.pk == period), None)
    if found is None or not months_in(skp, found):
        raise Http404
    own = is_own(request.user, skp)
    if request.method == "POST" and not perms.may_report(request.user, skp):
        raise Http404
    report = SelfReport.objects.filter(skp=skp, period=found).first()
    signed = report is not None and report.signed_at is not None
    text = report.text if report is not None else text_of(skp, found)
    form = SelfReportForm(sent(request), initial={"text": text})
    if request.method == "POST" and form.is_valid():
        sign = request.POST.get("langkah") == "tandatangan"
        try:
            write_report(
                skp=skp, period=found, text=form.cleaned_data["text"], sign=sign, by=request.user, on=on
            )
        except FollowRefused as error:
            form.add_error(None, str(error))
        else:
            said = _("Laporan ditandatangani.") if sign else _("Laporan disimpan, belum ditandatangani.")
            return done(request, reverse("performance:self_report", args=[skp.pk, found.pk]), said)
    if form.errors and is_script(request):
        return refusal(form)
    context = {
        "skp": skp,
        "own": own,
        "period": found,
        "name": named(found),
        "report": report,
        "signed": signed,
        "rows": report.rows if report is not None and signed else prefilled(skp, found),
        "form": form if own and not signed and perms.may_report(request.user, skp) else None,
        "over": is_over(skp, found, on),
        "due": deadline(found.rate_by, government_of(skp)),
    }
    return render(request, "performance/follow/report.html", context, status=400 if form.errors else 200)
