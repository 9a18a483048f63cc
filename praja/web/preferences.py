"""The language and the theme that a reader chose: kept with the account, in a cookie before signing in.

What a reader chose on the way to signing in becomes the choice of the account.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

THEMES = ("sistem", "terang", "gelap")
LANGUAGE_COOKIE = "praja_bahasa"
THEME_COOKIE = "praja_tampilan"
CHOSEN_BEFORE = "pilihan"
YEAR = 365 * 24 * 60 * 60


def languages() -> list[str]:
    """Return the codes of the languages that pages exist in; the first is the default."""
    return [code for code, _name in settings.LANGUAGES]


def language_of(request: HttpRequest) -> str:
    """Return the reader's language: of the account, else of the cookie, else Indonesian."""
    user = getattr(request, "user", None)
    chosen = (
        user.language
        if user is not None and user.is_authenticated
        else request.COOKIES.get(LANGUAGE_COOKIE, "")
    )
    return chosen if chosen in languages() else languages()[0]


def theme_of(request: HttpRequest) -> str:
    """Return the reader's theme: of the account, else of the cookie, else as the device has it."""
    user = getattr(request, "user", None)
    chosen = (
        user.theme if user is not None and user.is_authenticated else request.COOKIES.get(THEME_COOKIE, "")
    )
    return chosen if chosen in THEMES else THEMES[0]


def choose(request: HttpRequest, response: HttpResponse, **chosen: str) -> None:
    """Keep what a reader chose: `language` or `theme`, each one of those that exist."""
    user: Any = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        for name, value in chosen.items():
            setattr(user, name, value)
        user.save(update_fields=list(chosen))
    else:
        request.session[CHOSEN_BEFORE] = {**request.session.get(CHOSEN_BEFORE, {}), **chosen}
    cookies = {"language": LANGUAGE_COOKIE, "theme": THEME_COOKIE}
    for name, value in chosen.items():
        response.set_cookie(
            cookies[name], value, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
        )


def take_along(sender: Any, request: HttpRequest | None, user: Any, **_more: Any) -> None:
    """Keep with the account what its owner chose on the way to signing in."""
    chosen = request.session.pop(CHOSEN_BEFORE, None) if request is not None else None
    if chosen:
        for name, value in chosen.items():
            setattr(user, name, value)
        user.save(update_fields=list(chosen))
