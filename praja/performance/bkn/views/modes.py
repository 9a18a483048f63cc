"""Pages of who rates: what counts, proposing, deciding by somebody else, and what was before."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.access.queries import names_of
from praja.organization.models import Unit
from praja.performance.bkn import perms
from praja.performance.bkn.actions import BknRefused, modes
from praja.performance.bkn.forms import ModeForm
from praja.performance.bkn.queries import modes_visible_to
from praja.performance.enums import YangMenilai
from praja.performance.models import RatingMode
from praja.web.asked import sent
from praja.web.shell import day_of


class WhyForm(forms.Form):
    """Why a proposal is refused."""

    why = forms.CharField(label=gettext_lazy("Alasan menolak"), max_length=300)


def state_of(mode: RatingMode, on: datetime.date, counts: RatingMode | None) -> tuple[str, str]:
    """Return in a word or two how a version stands, and how that looks."""
    if mode.accepted is None:
        return (_("menunggu persetujuan"), "warn") if mode.ended_at is None else (_("ditarik"), "")
    if not mode.accepted:
        return _("ditolak"), "bad"
    if mode.since > on:
        return _("belum mulai"), ""
    return (_("berlaku"), "ok") if counts is not None and mode.pk == counts.pk else (_("digantikan"), "")


def standing(user: Any, on: datetime.date) -> list[dict[str, Any]]:
    """Return by government who rates now, what waits, and all versions, the newest first."""
    governments = list(perms.modes_seen_by(user, on).order_by("code"))
    names = names_of([one.pk for one in governments], on)
    rows = list(modes_visible_to(user, on))
    found = []
    for government in governments:
        own = [one for one in rows if one.government_id == government.pk]
        accepted = sorted((one for one in own if one.accepted), key=lambda one: (one.since, one.version))
        now = next((one for one in reversed(accepted) if one.since <= on), None)
        found.append(
            {
                "unit": government,
                "name": names.get(government.pk, government.code),
                "now": now,
                "label": YangMenilai(now.mode).label if now else YangMenilai.PRAJA.label,
                "waiting": next((one for one in own if one.accepted is None and one.ended_at is None), None),
                "versions": [(one, *state_of(one, on, now)) for one in own],
                "may": perms.may_propose_mode(user, government, on),
            }
        )
    return found


@login_required
@require_safe
def mode_list(request: HttpRequest) -> HttpResponse:
    """Show by government who rates, since when and why."""
    on = day_of(request.user)
    if not perms.sees_exchange(request.user, on):
        raise Http404
    found = standing(request.user, on)
    for one in found:
        waits = one["waiting"]
        one["may_decide"] = waits is not None and perms.may_decide_mode(request.user, waits, on)
        one["own"] = waits is not None and waits.made_by_id == request.user.pk
    return render(request, "performance/bkn/modes.html", {"governments": found, "form": WhyForm()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mode_propose(request: HttpRequest, unit: uuid.UUID) -> HttpResponse:
    """Take a proposal of who rates."""
    on = day_of(request.user)
    government = get_object_or_404(Unit, pk=unit, government__isnull=True)
    if not perms.may_propose_mode(request.user, government, on):
        raise Http404
    form = ModeForm(sent(request), initial={"since": on.replace(day=1)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            modes.propose(
                government=government,
                mode=YangMenilai(said["mode"]),
                since=said["since"],
                reason=said["reason"],
                by=request.user,
                on=on,
            )
        except BknRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Usulan dicatat. Berlaku sesudah disetujui orang lain."))
            return redirect("performance:bkn_modes")
    context = {"form": form, "name": names_of([government.pk], on).get(government.pk, government.code)}
    return render(request, "performance/bkn/propose.html", context, status=422 if form.errors else 200)


def _act(
    request: HttpRequest,
    pk: uuid.UUID,
    allowed: Callable[[Any, RatingMode, datetime.date], bool],
    act: Callable[[RatingMode, datetime.date], Any],
    done: str,
) -> HttpResponse:
    on = day_of(request.user)
    found = get_object_or_404(modes_visible_to(request.user, on), pk=pk)
    if not allowed(request.user, found, on):
        raise Http404
    try:
        act(found, on)
    except BknRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("performance:bkn_modes")


@login_required
@require_POST
def mode_accept(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Accept a proposal."""
    return _act(
        request,
        pk,
        perms.may_decide_mode,
        lambda mode, on: modes.decide(mode=mode, accept=True, why="", by=request.user, on=on),
        _("Ketetapan berlaku. Daftar gaji atau TPP yang membacanya akan diminta dihitung ulang."),
    )


@login_required
@require_POST
def mode_refuse(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Refuse a proposal with a reason."""
    why = request.POST.get("why", "")
    return _act(
        request,
        pk,
        perms.may_decide_mode,
        lambda mode, on: modes.decide(mode=mode, accept=False, why=why, by=request.user, on=on),
        _("Usulan ditolak. Yang berlaku tidak berubah."),
    )


@login_required
@require_POST
def mode_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw a proposal."""
    return _act(
        request,
        pk,
        lambda user, mode, on: perms.may_propose_mode(user, mode.government, on),
        lambda mode, on: modes.withdraw(mode=mode, by=request.user, on=on),
        _("Usulan ditarik."),
    )
