"""Guards of views."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


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
