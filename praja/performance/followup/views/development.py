"""The page of what follows one's own ratings, and how people want to develop."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from praja.people.asker import asker_of
from praja.performance.enums import KeadaanPengembangan, KeadaanPenghargaan
from praja.performance.follow.views.common import skp_of
from praja.performance.followup import perms, queries
from praja.performance.followup.actions import FollowupRefused
from praja.performance.followup.actions import development as actions
from praja.performance.followup.forms import AgreeForm, WhyForm, WishForm
from praja.performance.models import AwardProposal, DevelopmentAction, Improvement, Skp
from praja.performance.periods import named
from praja.performance.perms import is_own
from praja.web.asked import BOTH, sent
from praja.web.shell import day_of

State = KeadaanPengembangan
LOOK = {State.DIINGINKAN: "warn", State.DISEPAKATI: "", State.SELESAI: "ok", State.BATAL: ""}


@login_required
@require_http_methods(BOTH)
def home(request: HttpRequest) -> HttpResponse:
    """Show what follows one's own ratings: improvement, awards, development; take a wish."""
    own = asker_of(request.user).person
    if own is None:
        raise Http404
    skp = queries.own_skp_of_now(request.user)
    form = WishForm(sent(request)) if skp is not None else None
    if request.method == "POST":
        if skp is None or form is None:
            raise Http404
        if _wished(request, skp, form):
            return redirect("performance:followup")
    improvements = Improvement.objects.filter(person=own).select_related("closed__period")
    awards = AwardProposal.objects.filter(person=own, state=KeadaanPenghargaan.DITETAPKAN)
    context = {
        "improvements": [(one, named(one.closed.period)) for one in improvements.order_by("-start")],
        "awards": list(awards.order_by("-sk_date")),
        "rows": _rows(request, DevelopmentAction.objects.filter(person=own)),
        "form": form,
        "own": True,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "performance/followup/home.html", context, status=status)


def _wished(request: HttpRequest, skp: Skp, form: WishForm) -> bool:
    """Take a wish; tell whether it was kept."""
    if not form.is_valid():
        return False
    try:
        actions.wish(skp=skp, by=request.user, on=day_of(request.user), **form.cleaned_data)
    except FollowupRefused as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Tercatat. Bicarakan dalam pertemuan berikutnya."))
    return True


def _rows(request: HttpRequest, rows: Any) -> list[tuple[DevelopmentAction, str]]:
    found = rows.select_related("skp", "talk", "agreed_by", "by").order_by("-made_at")[:100]
    return [(one, LOOK[State(one.state)]) for one in found]


@login_required
@require_http_methods(BOTH)
def development(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a superior how somebody wants to develop, and take another idea for them."""
    skp, on = skp_of(request, pk)
    if is_own(request.user, skp):
        return redirect("performance:followup")
    if not perms.may_wish(request.user, skp, on):
        raise Http404
    form = WishForm(sent(request))
    if request.method == "POST" and _wished(request, skp, form):
        return redirect("performance:development", pk)
    rows = queries.development_visible_to(request.user, on).filter(person=skp.person_id)
    context = {"skp": skp, "rows": _rows(request, rows), "form": form, "own": False}
    return render(
        request, "performance/followup/development.html", context, status=422 if form.errors else 200
    )


@login_required
@require_http_methods(BOTH)
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the answer of a superior to a wish; of what is agreed, that it is done; of an own one, that it is
    taken back.
    """
    on = day_of(request.user)
    rows = queries.development_visible_to(request.user, on).select_related("skp__person", "person")
    one: DevelopmentAction = get_object_or_404(rows, pk=pk)
    own = is_own(request.user, one.skp)
    back = reverse("performance:followup") if own else reverse("performance:development", args=[one.skp_id])
    step = request.POST.get("langkah", "") if request.method == "POST" else ""
    if step in ("selesai", "tarik"):
        try:
            (actions.finish if step == "selesai" else actions.drop)(action=one, by=request.user, on=on)
        except FollowupRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Tersimpan."))
        return redirect(back)
    if not perms.may_answer(request.user, one, on) or one.state != State.DIINGINKAN:
        raise Http404
    talks = one.skp.coachings.filter(held_at__isnull=False).order_by("-on")
    agree = AgreeForm(request.POST if step == "setuju" else None, talks=talks)
    later = WhyForm(request.POST if step == "nanti" else None)
    form = agree if step == "setuju" else later
    if request.method == "POST":
        if step not in ("setuju", "nanti"):
            raise Http404
        if form.is_valid():
            said = form.cleaned_data
            try:
                if step == "setuju":
                    actions.agree(action=one, by=request.user, on=on, **said)
                else:
                    actions.put_off(action=one, answer=said["reason"], by=request.user, on=on)
            except FollowupRefused as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Jawaban tersimpan dan disampaikan."))
                return redirect(back)
    context = {"one": one, "agree": agree, "later": later, "back": back}
    status = 422 if request.method == "POST" else 200
    return render(request, "performance/followup/answer.html", context, status=status)
