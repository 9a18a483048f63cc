"""“Bulan ini”: what was reached, with evidence; and opening a month again."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from praja.access.seen import seen
from praja.files.views import download
from praja.people.asker import asker_of
from praja.performance.enums import JangkaCatatan
from praja.performance.follow import clock, log, perms
from praja.performance.follow.actions import FollowRefused
from praja.performance.follow.actions import months as actions
from praja.performance.follow.forms import LineForm, ReopenForm, TextForm
from praja.performance.follow.months import Board, Line, board_of, months_of, named, window_of
from praja.performance.follow.views.common import skp_of
from praja.performance.models import Evidence, Realisation, Skp
from praja.performance.perms import is_own
from praja.performance.queries import skps_visible_to
from praja.web.asked import month_in, sent
from praja.web.prepared import rows_of
from praja.web.replies import done, is_script, refusal
from praja.web.shell import day_of


def address(skp: Skp, month: datetime.date) -> str:
    """Return the address of a month of an SKP."""
    return reverse("performance:month", args=[skp.pk, f"{month:%Y-%m}"])


def to_report(user: Any, on: datetime.date) -> list[tuple[Skp, datetime.date]]:
    """Return the month before and the present one, each with the SKP of somebody that it belongs to.

    In January the month before is of the SKP of the last year; after a move, a month may be of two SKP.
    """
    this = on.replace(day=1)
    before = (this - datetime.timedelta(days=1)).replace(day=1)
    rows = _begun(user, on)
    found = [(skp, month) for skp in rows for month in months_of(skp, on) if month in (before, this)]
    return sorted(found, key=lambda one: (one[1], one[0].berlaku.lower))


def own_skp(user: Any, on: datetime.date) -> Skp | None:
    """Return the SKP of somebody that runs on a day, else the last that ran before."""
    return next(iter(_begun(user, on)), None)


def _begun(user: Any, on: datetime.date) -> list[Skp]:
    """Return the SKP of somebody that run on a day or ran before, the latest first; read once per request."""
    own = asker_of(user).person
    if own is None:
        return []
    begun = (
        "t.person_id = %(own)s AND t.state = ANY(%(states)s::text[]) AND lower(t.berlaku) <= %(on)s::date "
        "ORDER BY lower(t.berlaku) DESC, t.id"
    )
    given = {"own": own, "states": list(perms.RUNNING), "on": on}
    return seen(("begun skps", user.pk, on), lambda: rows_of(Skp, begun, given, along="unit__government"))


@login_required
@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """Lead to the month that a person should report: the present one, or the last one while it is open."""
    on = day_of(request.user)
    if asker_of(request.user).person is None:
        raise Http404
    for skp, month in to_report(request.user, on):
        if month < on.replace(day=1) and window_of(skp, month).open and board_of(skp, month).missing:
            return redirect(address(skp, month))
    last = own_skp(request.user, on)
    if last is None:
        return render(request, "performance/follow/no_skp.html")
    return redirect(address(last, months_of(last, on)[-1]))


@login_required
@require_safe
def month(request: HttpRequest, pk: uuid.UUID, month: str) -> HttpResponse:
    """Show a month: what was reached of each indicator, and what is missing."""
    skp, on = skp_of(request, pk)
    return _page(request, skp, _month(skp, month, on), on)


def _month(skp: Skp, text: str, on: datetime.date) -> datetime.date:
    day = month_in(text)
    if day not in months_of(skp, on):
        raise Http404
    return day


def _page(
    request: HttpRequest, skp: Skp, month: datetime.date, on: datetime.date, bound: LineForm | None = None
) -> HttpResponse:
    board = board_of(skp, month)
    window = window_of(skp, month)
    own = is_own(request.user, skp)
    writes = own and window.open and perms.may_report(request.user, skp)
    if writes:
        for line in board.lines:
            if bound is not None and bound.version.indicator_id == line.version.indicator_id:
                line.form = bound
            elif not line.target.excluded:
                line.form = LineForm(line.version, line.reported, counted=line.counted, logged=line.logged)
    months = months_of(skp, on)
    place = months.index(month)
    context = {
        "skp": skp,
        "own": own,
        "board": board,
        "month": month,
        "name": named(month),
        "slug": f"{month:%Y-%m}",
        "window": window,
        "writes": writes,
        "first_missing": _first_missing(board, bound),
        "filled": sum(line.reported is not None for line in board.lines),
        "before": address(skp, months[place - 1]) if place else "",
        "after": address(skp, months[place + 1]) if place + 1 < len(months) else "",
        "may_reopen": not window.open and perms.may_reopen(request.user, skp, on),
        "leads": not own and perms.leads(request.user, skp, on),
        "log": _log_address(skp, month, on),
        "remark": TextForm(label=_("Apa yang keliru dari angka ini?")),
    }
    return render(request, "performance/follow/month.html", context, status=400 if bound else 200)


def _log_address(skp: Skp, month: datetime.date, on: datetime.date) -> str:
    """Return the address of the log of a month's last day so far; nothing where the law asks for none."""
    day = min(on, clock.last_day(month), skp.berlaku.upper - datetime.timedelta(days=1))
    kind = log.kind_of(skp, day)
    if kind == JangkaCatatan.BULANAN:
        return ""
    return reverse("performance:log", args=[skp.pk, log.slot_of(skp, day, kind).isoformat()])


def _first_missing(board: Board, bound: LineForm | None) -> Any:
    """Return the indicator whose form is opened: the one with an error, else the first that is missing."""
    if bound is not None:
        return bound.version.indicator_id
    line: Line | None = next((one for one in board.lines if one.missing), None)
    return line.version.indicator_id if line is not None else None


@login_required
@require_POST
def report(request: HttpRequest, pk: uuid.UUID, month: str, indicator: uuid.UUID) -> HttpResponse:
    """Take what was reached of an indicator."""
    skp, on = skp_of(request, pk)
    if not perms.may_report(request.user, skp):
        raise Http404
    day = _month(skp, month, on)
    board = board_of(skp, day)
    line = next((one for one in board.lines if one.version.indicator_id == indicator), None)
    if line is None:
        raise Http404
    form = LineForm(
        line.version, line.reported, request.POST, request.FILES, counted=line.counted, logged=line.logged
    )
    if form.is_valid():
        try:
            actions.report(
                skp=skp, indicator=line.version.indicator, month=day, said=form.said(), by=request.user, on=on
            )
        except FollowRefused as error:
            form.add_error(None, str(error))
        else:
            return done(request, f"{address(skp, day)}#i-{indicator}", _("Tersimpan."))
    return refusal(form) if is_script(request) else _page(request, skp, day, on, form)


def _evidence(request: HttpRequest, pk: uuid.UUID) -> tuple[Evidence, datetime.date]:
    on = day_of(request.user)
    rows = Evidence.objects.filter(
        withdrawn_at__isnull=True, indicator__rhk__skp__in=skps_visible_to(request.user, on)
    ).select_related("indicator__rhk__skp__person", "file")
    return get_object_or_404(rows, pk=pk), on


@login_required
@require_safe
def evidence(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Hand out a piece of evidence."""
    found, _on = _evidence(request, pk)
    if found.file is None:
        raise Http404
    return download(request, found.file)


@login_required
@require_POST
def evidence_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back a piece of evidence."""
    found, on = _evidence(request, pk)
    skp = found.indicator.rhk.skp
    if not perms.may_report(request.user, skp):
        raise Http404
    try:
        actions.withdraw_evidence(evidence=found, by=request.user, on=on)
    except FollowRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Bukti ditarik."))
    return redirect(address(skp, found.month))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, pk: uuid.UUID, month: str) -> HttpResponse:
    """Ask until when and why, and open a month again."""
    skp, on = skp_of(request, pk)
    day = _month(skp, month, on)
    if not perms.may_reopen(request.user, skp, on):
        raise Http404
    form = ReopenForm(sent(request), on=on)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen(
                skp=skp, month=day, until=form.cleaned_data["until"], reason=form.cleaned_data["reason"],
                by=request.user, on=on,
            )  # fmt: skip
        except FollowRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Bulan ini terbuka lagi bagi pegawainya."))
            return redirect(address(skp, day))
    context = {
        "form": form,
        "question": _("Buka lagi %(month)s") % {"month": named(day)},
        "lead": _("%(name)s dapat mengisi dan memperbaiki realisasi bulan itu sampai hari yang Anda pilih.")
        % {"name": skp.person.full_name},
        "label": _("Buka lagi"),
        "back": address(skp, day),
    }
    return render(request, "performance/follow/ask.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def objection(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take what the person objects to in a counted figure."""
    on = day_of(request.user)
    rows = Realisation.objects.filter(indicator__rhk__skp__in=skps_visible_to(request.user, on))
    found = get_object_or_404(rows.select_related("indicator__rhk__skp"), pk=pk)
    skp = found.indicator.rhk.skp
    if not perms.may_report(request.user, skp):
        raise Http404
    form = TextForm(request.POST)
    if form.is_valid():
        try:
            actions.object_to(realisation=found, text=form.cleaned_data["text"], by=request.user, on=on)
        except FollowRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Keberatan tercatat dan terlihat oleh atasan Anda."))
    else:
        messages.error(request, _("Tuliskan apa yang keliru."))
    return redirect(f"{address(skp, found.month)}#i-{found.indicator_id}")
