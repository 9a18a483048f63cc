"""Answers to forms that a page sends as such, or its script sends once the connection is back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

SENT_BY_SCRIPT = "X-Praja-Luring"
SENT_AT = "X-Praja-Jam"
"""What the clock of the phone shows as it sends, in milliseconds since 1970."""


def is_script(request: HttpRequest) -> bool:
    """Tell whether the script that keeps drafts on the phone has sent a form."""
    return request.headers.get(SENT_BY_SCRIPT) == "1"


def done(request: HttpRequest, url: str, text: Any = "") -> HttpResponse:
    """Return where to go on after something was done; the next page says what."""
    if text:
        messages.success(request, str(text))
    return JsonResponse({"url": url}) if is_script(request) else redirect(url)


def stop_asking() -> HttpResponse:
    """Return the answer to a part of a page that asks how far some work is, once it is over: the part asks no
    more, and the page is loaded anew.
    """
    answer = HttpResponse(status=286)
    answer["HX-Refresh"] = "true"
    return answer


def refusal(form: Any) -> JsonResponse:
    """Return, for the script, what is wrong with a form."""
    wrong = [str(error) for error in form.non_field_errors()]
    wrong += [
        f"{form.fields[name].label}: {error}" if name in form.fields else str(error)
        for name, errors in form.errors.items()
        if name != "__all__"
        for error in errors
    ]
    return JsonResponse({"errors": wrong}, status=400)
