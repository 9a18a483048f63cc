"""What the pages of objections share."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from praja.audit.actions import viewed
from praja.performance.models import Objection
from praja.performance.objection.queries import objections_visible_to
from praja.performance.perms import is_own
from praja.web.shell import day_of

PART = "keberatan"
"""How the trail names what was looked at."""
LOOKS = {
    "disusun": "",
    "diajukan": "warn",
    "diminta": "warn",
    "didengar": "warn",
    "diputus": "ok",
    "dicabut": "",
}


def objection_in(request: HttpRequest, pk: uuid.UUID) -> tuple[Objection, datetime.date]:
    """Return an objection that the one who asks may read, and the day at their workplace.

    :raises Http404: if there is none, or none that they may read
    """
    on = day_of(request.user)
    rows = objections_visible_to(request.user, on).select_related(
        "skp__person__account", "skp__unit__government", "rating__rater__account", "period", "decision"
    )
    found: Objection = get_object_or_404(rows, pk=pk)
    if not is_own(request.user, found.skp):
        viewed(found.skp.person, request.user, PART)
    return found, on


def decision_of(objection: Objection) -> Any:
    """Return the decision on an objection, or nothing."""
    return getattr(objection, "decision", None)
