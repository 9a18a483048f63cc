"""What the home page shows as changed: what others wrote in one's own record."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from praja.audit import queries, words

RECENT = datetime.timedelta(days=90)
MOST = 5


def own_changes(request: HttpRequest, user: Any) -> dict[str, Any] | None:
    """Return what others lately wrote in the record of an account's own person; none where nothing was."""
    events = (
        queries.events_about_self(user)
        .filter(at__gte=timezone.now() - RECENT)
        .exclude(kind__in=words.reading())
        .exclude(actor_id=user.pk)[:MOST]
    )
    items = [
        {"when": timezone.localtime(event.at), "title": words.told(event, user), "detail": event.reason}
        for event in events
    ]
    return {"items": items} if items else None
