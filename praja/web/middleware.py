"""Around every request: the reader's language, and pages that no shared computer keeps."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from praja.web.preferences import language_of


class ShellMiddleware:
    """Answers in the language that the reader chose, and keeps pages of those signed in out of caches.

    It takes the place of Django's LocaleMiddleware, which would guess English from a browser that was never
    set to Indonesian. It stands behind AuthenticationMiddleware, because the account knows the language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        before = translation.get_language()
        language = language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        try:
            response = self.get_response(request)
        finally:
            if before:
                translation.activate(before)
        response.headers.setdefault("Content-Language", language)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
