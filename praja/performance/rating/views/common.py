"""What the pages of rating share."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.http import Http404, HttpRequest
from django.http.request import QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from praja.performance.bkn.modes import with_mode
from praja.performance.enums import JenisPeriode, Nilai
from praja.performance.follow.months import named as month_named
from praja.performance.models import Period
from praja.performance.rating.actions.ratings import Said
from praja.web.shell import day_of

BOTH = ["GET", "HEAD", "POST"]


def period_of(request: HttpRequest, pk: uuid.UUID) -> tuple[Period, datetime.date]:
    """Return a period that is over, and the day at the workplace of the one who asks.

    :raises Http404: if there is none, or it still runs
    """
    on = day_of(request.user)
    found = get_object_or_404(with_mode(Period.objects.select_related("government")), pk=pk)
    if found.days.lower > on:
        raise Http404
    return found, on


def named(period: Period) -> str:
    """Return a period in words: Triwulan III 2026."""
    match period.kind:
        case JenisPeriode.TAHUNAN:
            return _("Tahun %(year)s") % {"year": period.year}
        case JenisPeriode.TRIWULANAN:
            return _("Triwulan %(number)s %(year)s") % {
                "number": ("I", "II", "III", "IV")[period.number - 1],
                "year": period.year,
            }
    return month_named(period.days.lower)


def said_in(post: QueryDict) -> Said:
    """Return what a form says of a rating; what it does not name stays as it was."""
    results: dict[uuid.UUID, str] = {}
    for name in post:
        if name.startswith("rhk-"):
            try:
                results[uuid.UUID(name.removeprefix("rhk-"))] = str(post[name])
            except ValueError:
                raise Http404 from None
    values = {
        one: (str(post[f"nilai-{one}"]), post.get(f"contoh-{one}", ""))
        for one in Nilai.values
        if f"nilai-{one}" in post
    }
    texts: dict[str, Any] = {
        name: post.get(name) for name in ("result", "behaviour", "result_reason", "behaviour_reason", "note")
    }
    if "nilai_perilaku" in post:
        texts |= {
            "behaviour_score": post["nilai_perilaku"],
            "peers_heard": "rekan" in post,
            "new_idea": "ide" in post,
        }
    return Said(**texts, results=results, values=values)
