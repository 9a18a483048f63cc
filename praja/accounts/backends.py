"""Sign in by NIP (or account name) or by e-mail, with a password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend
from django.db.models import Q
from django.http import HttpRequest

from praja.web.prepared import rows_of


def find_account(named: str) -> Any:
    """Return the account that a NIP, an account name or an e-mail address means, or None."""
    named = named.strip()
    if not named or "\0" in named or len(named) > 254:
        return None
    meant = Q(username=named)
    if "@" in named:
        meant |= Q(email=named.lower())

    return get_user_model().objects.filter(meant).order_by("pk").first()


class NipOrEmail(BaseBackend):
    """Finds the account by either, and takes as long for an unknown one as for a known one."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **other: Any,
    ) -> Any:
        """Return the account if the password is right and it may sign in."""
        named = username or other.get("email") or ""
        if not named or password is None:
            return None
        user = find_account(named)
        if user is None or not user.has_usable_password():
            get_user_model()().set_password(password)  # an unknown account must not answer sooner
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> Any:
        """Return the account of a session, none if it may no longer sign in."""
        found = rows_of(get_user_model(), "t.id = %(id)s AND t.is_active", {"id": user_id})
        return found[0] if found else None
