"""Pages of awards."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from praja.audit.actions import viewed
from praja.performance.enums import KeadaanPenghargaan
from praja.performance.followup import perms, queries
from praja.performance.followup.actions import FollowupRefused
from praja.performance.followup.actions import awards as actions
from praja.performance.followup.forms import AwardForm, CheckForm, GrantForm, WhyForm
from praja.performance.followup.views.common import PART, closed_in, given
from praja.performance.models import AwardProposal
from praja.performance.periods import named
from praja.performance.perms import is_own
from praja.web.asked import BOTH, sent
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table

State = KeadaanPenghargaan
STATE_LOOK = {
    State.DIUSULKAN: "warn", State.DIPERIKSA: "warn", State.DITETAPKAN: "ok", State.DITOLAK: "",
    State.DITARIK: "",
}  # fmt: skip


@login_required
@require_safe
def awards(request: HttpRequest) -> HttpResponse:
    """Show the proposed awards that somebody may see: first those that wait."""
    on = day_of(request.user)
    chosen = request.GET.get("keadaan", "menunggu")
    rows = queries.awards_visible_to(request.user, on).select_related("person", "closed__period", "by")
    if chosen in State.values:
        rows = rows.filter(state=chosen)
    elif chosen == "menunggu":
        rows = rows.filter(state__in=(State.DIUSULKAN, State.DIPERIKSA))
    else:
        chosen = "semua"
    table = Table(
        request,
        rows,
        columns=[
            Column(
                "orang", _("Pegawai"), lambda one: Lines(one.person.full_name, named(one.closed.period)),
                sort="person__name", link=lambda one: reverse("performance:award", args=[one.pk]),
            ),
            Column("penghargaan", _("Penghargaan"), "name", sort="name"),
            Column("pengusul", _("Diusulkan oleh"), lambda one: str(one.by)),
            Column(
                "keadaan", _("Keadaan"),
                lambda one: Chip(one.get_state_display(), STATE_LOOK[State(one.state)]), sort="state",
            ),
        ],
        name="penghargaan",
        order="orang",
        empty=_("Tidak ada usulan penghargaan di sini."),
    )  # fmt: skip
    states = [
        ("menunggu", _("Menunggu")),
        (State.DITETAPKAN.value, State.DITETAPKAN.label),
        ("semua", _("Semua")),
    ]
    context = {"table": table, "chosen": chosen, "states": states, "title": _("Penghargaan"),
               "question": _("Siapa diusulkan mendapat penghargaan?")}  # fmt: skip
    return table.response() or render(request, "performance/followup/list.html", context)


@login_required
@require_http_methods(BOTH)
def propose(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the proposal of an award."""
    closed, on = closed_in(request, pk), day_of(request.user)
    if not perms.may_propose(request.user, closed.skp, on):
        raise Http404
    form = AwardForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose(closed=closed, by=request.user, on=on, **form.cleaned_data)
        except FollowupRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Usulan terkirim kepada pengelola kepegawaian."))
            return redirect("performance:award", made.pk)
    context = {
        "form": form,
        "question": _("Penghargaan apa yang Anda usulkan?"),
        "lead": f"{closed.person.full_name} · {named(closed.period)} · {closed.get_predicate_display()}",
        "note": _("Pegawainya baru mengetahuinya sesudah ditetapkan."),
        "back": reverse("performance:followup_candidates"),
    }
    return render(request, "performance/followup/form.html", context, status=422 if form.errors else 200)


def _forms(request: HttpRequest, one: AwardProposal) -> dict[str, forms.Form]:
    """Return the forms that the one who asks may send, by step; that which was sent with what it says."""
    step = request.POST.get("langkah", "") if request.method == "POST" else ""
    on = day_of(request.user)
    found: dict[str, forms.Form] = {}
    kinds: list[tuple[str, Any]] = []
    if one.state == State.DIUSULKAN and perms.may_check(request.user, one, on):
        kinds = [("periksa", CheckForm)]
    elif one.state == State.DIPERIKSA and perms.may_decide(request.user, one, on):
        kinds = [("tetapkan", GrantForm), ("tolak", WhyForm)]
    for name, kind in kinds:
        said = (request.POST, request.FILES) if name == step else (None, None)
        found[name] = kind(*said, prefix=name)
    return found


def _do(step: str) -> Callable[..., AwardProposal]:
    """Return the action of a step."""
    steps: dict[str, Callable[..., AwardProposal]] = {
        "periksa": actions.check,
        "tetapkan": actions.grant,
        "tolak": actions.refuse,
    }
    return steps[step]


@login_required
@require_http_methods(BOTH)
def award(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one proposed award: why, who checked it, how it was decided; take the next step."""
    on = day_of(request.user)
    rows = queries.awards_visible_to(request.user, on)
    one: AwardProposal = get_object_or_404(
        rows.select_related(
            "skp__person", "person", "closed__period", "by", "checked_by", "decided_by", "file"
        ),
        pk=pk,
    )
    own = is_own(request.user, one.skp)
    if not own:
        viewed(one.person, request.user, PART)
    asked, status = _forms(request, one), 200
    if request.method == "POST":
        step = request.POST.get("langkah", "")
        if step == "tarik" and one.by_id == request.user.pk:
            try:
                actions.withdraw(proposal=one, by=request.user, on=on)
            except FollowupRefused as error:
                messages.error(request, str(error))
            else:
                messages.success(request, _("Usulan ditarik."))
            return redirect("performance:award", pk)
        if step not in asked:
            raise Http404
        form = asked[step]
        if form.is_valid():
            try:
                _do(step)(proposal=one, by=request.user, on=on, **form.cleaned_data)
            except FollowupRefused as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Tersimpan."))
                return redirect("performance:award", pk)
        status = 422
    context = {
        "one": one,
        "own": own,
        "period_name": named(one.closed.period),
        "look": STATE_LOOK[State(one.state)],
        "check": asked.get("periksa"),
        "grant": asked.get("tetapkan"),
        "refuse": asked.get("tolak"),
        "withdraws": one.by_id == request.user.pk and one.state in (State.DIUSULKAN, State.DIPERIKSA),
    }
    return render(request, "performance/followup/award.html", context, status=status)


@login_required
@require_safe
def award_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give the SK of an award."""
    return given(request, queries.awards_visible_to(request.user, day_of(request.user)), pk, "person")
