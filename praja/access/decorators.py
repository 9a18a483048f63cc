"""Guards of views."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase

from praja.access.queries import has_role

View = Callable[..., HttpResponseBase]


def role_required(*roles: str) -> Callable[[View], View]:
    """Let only those through who hold any of the roles today; for others the page does not exist (404)."""
    return allowed(lambda user: has_role(user, *roles))


def allowed(may: Callable[[Any], bool]) -> Callable[[View], View]:
    """Let only those through for whom the predicate holds; for others the page does not exist (404)."""

    def guard(view: View) -> View:
        @login_required
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
            if not may(request.user):
                raise Http404
            return view(request, *args, **named)

        return guarded

    return guard
