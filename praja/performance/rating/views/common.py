"""What the pages of rating share."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.http import Http404, HttpRequest
from django.http.request import QueryDict

from praja.performance.bkn.modes import MODE
from praja.performance.enums import Nilai
from praja.performance.models import Period
from praja.performance.rating.actions.ratings import Said
from praja.web.prepared import rows_of
from praja.web.shell import day_of


def period_of(request: HttpRequest, pk: uuid.UUID) -> tuple[Period, datetime.date]:
    """Return a period that is over, and the day at the workplace of the one who asks.

    :raises Http404: if there is none, or it still runs
    """
    on = day_of(request.user)
    found = rows_of(Period, "t.id = %(pk)s", {"pk": pk}, along="government", more=(MODE,))
    if not found or found[0].days.lower > on:
        raise Http404
    return found[0], on


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
