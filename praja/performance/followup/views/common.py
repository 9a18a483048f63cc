"""What the pages of this part share."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from praja.audit.actions import viewed
from praja.files.views import download
from praja.performance.followup import perms
from praja.performance.models import ClosedRating
from praja.performance.rating.predicates import LOOKS
from praja.web.asked import BOTH
from praja.web.shell import day_of

PART = "tindak_lanjut"
"""How the trail names what was looked at."""
__all__ = ["BOTH", "LOOKS", "PART", "closed_in", "given"]


def closed_in(request: HttpRequest, pk: uuid.UUID) -> ClosedRating:
    """Return a closed rating that stands, of somebody whom the one who asks follows.

    :raises Http404: if there is none
    """
    on = day_of(request.user)
    rows = ClosedRating.objects.filter(perms.followed_by(request.user, on), digantikan__isnull=True)
    found: ClosedRating = get_object_or_404(
        rows.select_related("skp__person", "skp__unit", "period", "person"), pk=pk
    )
    return found


def given(request: HttpRequest, rows: Any, pk: uuid.UUID, person: str) -> HttpResponseBase:
    """Hand out the file of a row that the one who asks may see.

    :param person: the path to whose it is
    :raises Http404: if there is none
    """
    one = get_object_or_404(rows.select_related("file", person), pk=pk)
    if one.file is None:
        raise Http404
    whose: Any = one
    for name in person.split("__"):
        whose = getattr(whose, name)
    viewed(whose, request.user, PART)
    return download(request, one.file)
