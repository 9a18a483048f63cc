"""Pages of obstacles."""

from __future__ import annotations

import datetime
import uuid
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.files.views import download
from praja.people.asker import asker_of
from praja.performance.enums import AkibatHambatan
from praja.performance.follow import perms, queries
from praja.performance.follow.actions import FollowRefused
from praja.performance.follow.actions import obstacles as actions
from praja.performance.follow.forms import DecisionForm, ObstacleForm
from praja.performance.follow.months import board_of, months_of, version_for
from praja.performance.follow.views.common import skp_of
from praja.performance.measuring import target_said
from praja.performance.models import IndicatorVersion, Obstacle, RhkVersion
from praja.web.addresses import addresses
from praja.web.asked import files_sent, sent
from praja.web.replies import done, is_script, refusal
from praja.web.shell import day_of
from praja.web.tables import Chip, Column, Lines, Table

_SHOWN: Final = (
    "kind", "text", "since", "due", "state", "skp__person",
    *(f"{who}__{one}" for who in ("skp__person", "owner") for one in ("name", "title_before", "title_after")),
)  # fmt: skip
"""What a list shows of an obstacle."""
STATE_LOOK = {"dilaporkan": "warn", "diterima": "", "ditolak": "", "selesai": "ok"}


def look_of(one: Obstacle, on: datetime.date) -> tuple[str, str]:
    """Return the state of an obstacle in words, and how it looks."""
    if one.state == "diterima" and one.due is not None and one.due < on:
        return _("lewat batas"), "bad"
    return str(one.get_state_display()), STATE_LOOK[one.state]


def _rows(request: HttpRequest, on: datetime.date) -> QuerySet[Obstacle]:
    return queries.obstacles_visible_to(request.user, on).select_related(
        "skp__person__account", "skp__unit", "owner", "decided_by", "photo", "indicator", "by"
    )


@login_required
@require_safe
def obstacles(request: HttpRequest) -> HttpResponse:
    """Show the obstacles that somebody may see: first what waits for a decision and what is overdue."""
    on = day_of(request.user)
    rows = queries.obstacles_visible_to(request.user, on).select_related("skp__person", "owner").only(*_SHOWN)
    chosen = request.GET.get("keadaan", "terbuka")
    if chosen == "terbuka":
        rows = rows.filter(state__in=queries.OPEN)
    elif chosen == "lewat":
        rows = rows.filter(state="diterima", due__lt=on)
    else:
        chosen = "semua"
    table = Table(
        request,
        rows,
        columns=[
            Column(
                "orang",
                _("Pegawai"),
                lambda one: Lines(one.skp.person.full_name, one.get_kind_display()),
                sort="skp__person__name",
                link=lambda one: addresses("performance:obstacle")(one.pk),
            ),
            Column("uraian", _("Uraian"), lambda one: one.text[:160]),
            Column("sejak", _("Sejak"), "since", sort="since"),
            Column("penangan", _("Ditangani"), lambda one: one.owner.full_name if one.owner else ""),
            Column("batas", _("Paling lambat"), "due", sort="due"),
            Column("keadaan", _("Keadaan"), lambda one: Chip(*look_of(one, on)), sort="state"),
        ],
        name="hambatan",
        order="sejak",
        empty=_("Tidak ada hambatan di sini. Pegawai melaporkannya dari halaman bulanannya."),
    )
    context = {"table": table, "chosen": chosen}
    return table.response() or render(request, "performance/follow/obstacles.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def obstacle_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take what stands in the way of a result."""
    skp, on = skp_of(request, pk)
    if not perms.may_report(request.user, skp):
        raise Http404
    months = months_of(skp, on)
    if not months:
        raise Http404
    board = board_of(skp, months[-1])
    form = ObstacleForm(
        sent(request), files_sent(request), board=board, on=on,
        initial={"rhk": request.GET.get("rhk", "")},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.report(
                skp=skp, kind=said["kind"], text=said["text"], since=said["since"],
                photo=said.get("photo") or None, sent=said.get("kirim"), by=request.user, on=on,
                **form.of_what(),
            )  # fmt: skip
        except FollowRefused as error:
            form.add_error(None, str(error))
        else:
            return done(
                request,
                reverse("performance:obstacle", args=[made.pk]),
                _("Hambatan dilaporkan kepada atasan."),
            )
    if form.errors and is_script(request):
        return refusal(form)
    context = {"form": form, "skp": skp, "back": reverse("performance:month_now")}
    return render(
        request, "performance/follow/obstacle_new.html", context, status=400 if form.errors else 200
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def obstacle(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show an obstacle and what was decided on it; take the decision of the appraiser."""
    on = day_of(request.user)
    one = get_object_or_404(_rows(request, on), pk=pk)
    decides = one.state == "dilaporkan" and perms.may_decide_obstacle(request.user, one, on)
    if request.method == "POST" and not perms.may_decide_obstacle(request.user, one, on):
        raise Http404
    agreed = version_for(one.skp, one.effective or on)
    version = (
        IndicatorVersion.objects.filter(version=agreed, indicator=one.indicator).first()
        if one.indicator_id is not None
        else None
    )
    form = None
    if decides or request.method == "POST":
        owners = queries.owners_for(one.skp, request.user)
        named = [(person.pk, person.full_name) for person in owners]
        form = DecisionForm(one, version, sent(request), owners=named, on=on)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            decision = form.decision({str(person.pk): person for person in owners})
            actions.decide(obstacle=one, decision=decision, by=request.user, on=on)
        except FollowRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Keputusan tercatat dan disampaikan kepada pegawainya."))
            return redirect("performance:obstacle", pk)
    context = {
        "one": one,
        "own": one.skp.person_id == asker_of(request.user).person,
        "chip": look_of(one, on),
        "version": version,
        "targets": _targets(one, version),
        "result": RhkVersion.objects.filter(version=agreed, rhk=one.rhk_id).first(),
        "form": form,
        "may_solve": one.state == "diterima" and perms.may_solve_obstacle(request.user, one, on),
    }
    return render(
        request, "performance/follow/obstacle.html", context, status=400 if form and form.errors else 200
    )


def _targets(one: Obstacle, version: IndicatorVersion | None) -> tuple[str, str] | None:
    """Return the target as it was agreed and as it was decided, in words; none where it was not changed."""
    if one.effect != AkibatHambatan.TARGET or version is None:
        return None
    decided = IndicatorVersion(
        direction=version.direction, measure=version.measure, target=one.new_target,
        target_max=one.new_target_max, due=one.new_due,
    )  # fmt: skip
    return target_said(version), target_said(decided)


@login_required
@require_safe
def obstacle_photo(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Hand out the photo of an obstacle."""
    one = get_object_or_404(_rows(request, day_of(request.user)), pk=pk)
    if one.photo is None:
        raise Http404
    return download(request, one.photo)


@login_required
@require_POST
def obstacle_solve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that an obstacle is out of the way."""
    on = day_of(request.user)
    one = get_object_or_404(_rows(request, on), pk=pk)
    if not perms.may_solve_obstacle(request.user, one, on):
        raise Http404
    try:
        actions.solve(obstacle=one, by=request.user, on=on)
    except FollowRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Hambatan dinyatakan selesai."))
    return redirect("performance:obstacle", pk)
