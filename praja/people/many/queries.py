"""Reading what is being recorded for many people."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet

from praja.people.many.perms import may_record_for_many
from praja.people.models import ManySk


def recordings_visible_to(user: Any, on: datetime.date) -> QuerySet[ManySk]:
    """Return the recordings for many people that an account may see (`perms.can_see_recording`)."""
    if not may_record_for_many(user, on):
        return ManySk.objects.none()
    return ManySk.objects.filter(made_by=user).select_related("file").order_by("-made_at")
