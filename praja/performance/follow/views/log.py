"""The log of a day or week on a phone: one line for each indicator."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from praja.performance.enums import JangkaCatatan
from praja.performance.follow import log, perms
from praja.performance.follow.actions import FollowRefused
from praja.performance.follow.actions.log import note
from praja.performance.follow.forms import NoteForm
from praja.performance.follow.months import window_of
from praja.performance.follow.views.common import skp_of
from praja.performance.follow.views.months import address as month_address
from praja.performance.follow.views.months import own_skp
from praja.performance.models import Skp
from praja.performance.perms import is_own
from praja.web.replies import done, is_script, refusal
from praja.web.shell import day_of
from praja.web.words import tanggal


def address(skp: Skp, day: datetime.date) -> str:
    """Return the address of the log of a day, or of the week that begins on it."""
    return reverse("performance:log", args=[skp.pk, day.isoformat()])


@login_required
@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """Lead to the log of today; where the law asks for none, to the month."""
    on = day_of(request.user)
    skp = own_skp(request.user, on)
    if skp is None:
        return redirect("performance:month_now")
    last = min(on, skp.berlaku.upper - datetime.timedelta(days=1))
    kind = log.kind_of(skp, last)
    if kind == JangkaCatatan.BULANAN:
        return redirect("performance:month_now")
    return redirect(address(skp, log.slot_of(skp, last, kind)))


@login_required
@require_safe
def day(request: HttpRequest, pk: uuid.UUID, day: str) -> HttpResponse:
    """Show the log of a day or week: what was noted of each indicator, and what each month comes to."""
    skp, on = skp_of(request, pk)
    return _page(request, skp, *_slot(skp, day, on), on)


def _slot(skp: Skp, text: str, on: datetime.date) -> tuple[datetime.date, JangkaCatatan]:
    """Return the day that an address names, as the log names it, and how often the log is written.

    :raises Http404: if it is none, not of the SKP, still to come, or no log is asked for
    """
    try:
        named = datetime.date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not skp.berlaku.lower <= named < skp.berlaku.upper or named > on:
        raise Http404
    kind = log.kind_of(skp, named)
    if kind == JangkaCatatan.BULANAN or log.slot_of(skp, named, kind) != named:
        raise Http404
    return named, kind


def _page(
    request: HttpRequest,
    skp: Skp,
    slot: datetime.date,
    kind: JangkaCatatan,
    on: datetime.date,
    bound: NoteForm | None = None,
) -> HttpResponse:
    own, month = is_own(request.user, skp), slot.replace(day=1)
    window = window_of(skp, month)
    writes = own and window.open and perms.may_report(request.user, skp)
    lines = log.page_of(skp, slot)
    if writes:
        for line in lines:
            mine = bound is not None and bound.version.indicator_id == line.version.indicator_id
            line.form = bound if mine else NoteForm(line.version, line.entry, figure=_figure(line))
    before, after = (log.beside(skp, slot, kind, ahead=ahead) for ahead in (False, True))
    ends = min(skp.berlaku.upper - datetime.timedelta(days=1), on)
    context: dict[str, Any] = {
        "skp": skp,
        "own": own,
        "lines": lines,
        "slot": slot,
        "name": named(slot, kind),
        "weekly": kind == JangkaCatatan.MINGGUAN,
        "window": window,
        "writes": writes,
        "noted": sum(line.entry is not None for line in lines),
        "opened": bound.version.indicator_id if bound is not None else _first(lines),
        "before": address(skp, before) if skp.berlaku.lower <= before < slot else "",
        "after": address(skp, after) if slot < after <= ends else "",
        "month": month_address(skp, month),
    }
    return render(request, "performance/follow/log.html", context, status=400 if bound else 200)


def _figure(line: log.Noted) -> bool:
    return log.has_figure(line.version) and not line.line.counted


def _first(lines: list[log.Noted]) -> Any:
    """Return the first indicator of which nothing is noted."""
    return next((line.version.indicator_id for line in lines if line.entry is None), None)


def named(slot: datetime.date, kind: JangkaCatatan) -> str:
    """Return a day or week in words."""
    if kind != JangkaCatatan.MINGGUAN:
        return tanggal(slot)
    last = slot + datetime.timedelta(days=6 - slot.weekday())
    return _("minggu %(first)s sampai %(last)s") % {"first": tanggal(slot), "last": tanggal(last)}


@login_required
@require_POST
def write(request: HttpRequest, pk: uuid.UUID, day: str, indicator: uuid.UUID) -> HttpResponse:
    """Take what is noted of an indicator."""
    skp, on = skp_of(request, pk)
    if not perms.may_report(request.user, skp):
        raise Http404
    slot, kind = _slot(skp, day, on)
    line = next((one for one in log.page_of(skp, slot) if one.version.indicator_id == indicator), None)
    if line is None:
        raise Http404
    form = NoteForm(line.version, line.entry, request.POST, request.FILES, figure=_figure(line))
    if form.is_valid():
        try:
            note(
                skp=skp, indicator=line.version.indicator, day=slot, said=form.said(), by=request.user, on=on
            )
        except FollowRefused as error:
            form.add_error(None, str(error))
        else:
            return done(request, f"{address(skp, slot)}#i-{indicator}", _("Tersimpan."))
    return refusal(form) if is_script(request) else _page(request, skp, slot, kind, on, form)
