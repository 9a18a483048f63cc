"""What every page of the shell knows."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from praja.web import shell as registered
from praja.web.notices import unread_of
from praja.web.preferences import theme_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template needs; what costs a query is asked for only if it is shown."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "shell": {
            "signed_in": signed_in,
            "language": get_language() or "id",
            "theme": theme_of(request),
            "navigation": cache(lambda: registered.navigation_for(user, request.path) if signed_in else []),
            "account": cache(
                lambda: registered.navigation_for(user, request.path, registered.account) if signed_in else []
            ),
            "unread": cache(lambda: unread_of(user) if signed_in else 0),
            "shown": {},
        }
    }
