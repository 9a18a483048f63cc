"""Who must sign in, and whose session is over."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from praja.accounts.lockout import address
from praja.accounts.signals import BEGAN

NOTED = "praja_noted"
EVERY = 5 * 60


class SignInFirst(LoginRequiredMiddleware):
    """Sends whoever is not signed in to the sign-in page, except where a view says `login_not_required`."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> Any:
        """Redirect the whole page, also where only a part of it was asked for."""
        answer = super().handle_no_permission(request, view_func)
        if request.headers.get("HX-Request") == "true":
            partial = HttpResponse(status=204)
            partial["HX-Redirect"] = answer["Location"]
            return partial
        return answer


class SessionsMiddleware:
    """Ends sessions that began before an account's sessions were ended; notes now and then who is here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        user = request.user
        if user.is_authenticated:
            began = request.session.get(BEGAN, 0)
            if user.sessions_end is not None and began <= user.sessions_end.timestamp():
                logout(request)
                messages.info(request, _("Sesi Anda telah diakhiri. Silakan masuk lagi."))
            else:
                self._note(request)
        return self.get_response(request)

    def _note(self, request: HttpRequest) -> None:
        now = time.time()
        if now - request.session.get(NOTED, 0) < EVERY:
            return
        request.session[NOTED] = now
        UserSession.objects.filter(session_key=request.session.session_key).update(
            last_seen_at=timezone.now(), ip=address(request)
        )
