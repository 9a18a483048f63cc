"""Reading which workbooks were asked for."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet

from praja.people.exports.perms import may_export
from praja.people.models import PeopleExport


def exports_visible_to(user: Any, on: datetime.date) -> QuerySet[PeopleExport]:
    """Return the workbooks that an account may see (`perms.can_see_export`), the newest first."""
    if not may_export(user, on):
        return PeopleExport.objects.none()
    found = PeopleExport.objects.filter(made_by=user, keep_until__gte=on)
    return found.select_related("file").order_by("-made_at")
