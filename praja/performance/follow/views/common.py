"""What the pages of this part share."""

from __future__ import annotations

import datetime
import uuid

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from praja.audit.actions import viewed
from praja.performance.models import Skp
from praja.performance.perms import is_own
from praja.performance.queries import skps_visible_to
from praja.web.shell import day_of

PART = "kinerja"
"""How the trail names what was looked at."""


def skp_of(request: HttpRequest, pk: uuid.UUID) -> tuple[Skp, datetime.date]:
    """Return an SKP that the one who asks may see, and the day at their workplace.

    :raises Http404: if there is none, or none that they may see
    """
    on = day_of(request.user)
    rows = skps_visible_to(request.user, on).select_related(
        "unit__government", "person__account", "appraiser"
    )
    found: Skp = get_object_or_404(rows, pk=pk)
    if not is_own(request.user, found):
        viewed(found.person, request.user, PART)
    return found, on
