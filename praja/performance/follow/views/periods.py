"""Periods of a government and their deadlines."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from praja.access.enums import Role
from praja.access.queries import names_of, roles_of
from praja.organization.models import Unit
from praja.performance.follow.actions import FollowRefused
from praja.performance.follow.actions import periods as actions
from praja.performance.follow.clock import deadline
from praja.performance.follow.forms import DeadlinesForm, YearForm
from praja.performance.models import Period
from praja.performance.periods import named
from praja.web.asked import sent
from praja.web.shell import day_of


def governments_kept_by(user: object, on: object) -> list[Unit]:
    """Return the governments whose periods and tokens somebody keeps."""
    held = [one for one in roles_of(user, on) if one.role == Role.ADMIN_BKPSDM]  # type: ignore[arg-type]
    if any(one.unit_id is None for one in held):
        return list(Unit.objects.filter(government__isnull=True))
    ids = {one.unit_id for one in held if one.unit_id is not None}
    return list(Unit.objects.filter(pk__in=ids, government__isnull=True).order_by("code"))


def government_in(request: HttpRequest) -> tuple[Unit, list[Unit]]:
    """Return the government that is asked about, and all that the one who asks keeps.

    :raises Http404: if they keep none, or not that one
    """
    kept = governments_kept_by(request.user, day_of(request.user))
    asked = request.POST.get("pemda") or request.GET.get("pemda") or ""
    found = next((one for one in kept if not asked or str(one.pk) == asked), None)
    if found is None:
        raise Http404
    return found, kept


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def periods(request: HttpRequest) -> HttpResponse:
    """Show the periods of a government, and set those of a year."""
    on = day_of(request.user)
    government, kept = government_in(request)
    form = YearForm(sent(request), on=on)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_year(government=government, by=request.user, on=on, **form.cleaned_data)
        except FollowRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Periode ditetapkan. Batas waktunya dapat diubah satu per satu."))
            return redirect(f"{reverse('performance:periods')}?pemda={government.pk}")
    rows = Period.objects.filter(government=government).order_by("-year", "report_by", "kind")
    context = {
        "form": form,
        "government": government,
        "names": [(one.pk, name) for one in kept for name in [names_of([one.pk], on)[one.pk]]],
        "rows": [
            (one, named(one), deadline(one.report_by, government), deadline(one.rate_by, government))
            for one in rows
        ],
    }
    return render(request, "performance/follow/periods.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def period(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change the deadlines of a period."""
    on = day_of(request.user)
    kept = governments_kept_by(request.user, on)
    found = get_object_or_404(Period, pk=pk, government__in=kept)
    form = DeadlinesForm(sent(request), initial={"report_by": found.report_by, "rate_by": found.rate_by})
    back = f"{reverse('performance:periods')}?pemda={found.government_id}"
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_deadlines(period=found, by=request.user, on=on, **form.cleaned_data)
        except FollowRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Batas waktu diubah."))
            return redirect(back)
    context = {
        "form": form,
        "question": _("Ubah batas waktu %(name)s") % {"name": named(found)},
        "lead": _("Berlaku bagi semua pegawai pemerintah daerah ini."),
        "label": _("Simpan"),
        "back": back,
    }
    return render(request, "performance/follow/ask.html", context, status=400 if form.errors else 200)
