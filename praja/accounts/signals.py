"""What the libraries for signing in tell, written to the audit; and when a session began."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as second
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.utils import timezone

from praja.accounts.backends import find_account
from praja.accounts.lockout import typed
from praja.audit.actions import record

BEGAN = "praja_began"
"""When a session began, in seconds."""


@receiver(user_logged_in)
def signed_in(sender: Any, request: Any, user: Any, **_: Any) -> None:
    """Note when the session began, and who signed in."""
    request.session[BEGAN] = timezone.now().timestamp()
    record(kind="accounts.signed_in", by=user, target=user)


@receiver(user_logged_out)
def signed_out(sender: Any, request: Any, user: Any, **_: Any) -> None:
    """Note who signed out."""
    if user is not None:
        record(kind="accounts.signed_out", by=user, target=user)


@receiver(user_login_failed)
def sign_in_failed(sender: Any, credentials: dict[str, Any], request: Any = None, **_: Any) -> None:
    """Note a failure. What was typed is kept only where it names an account: it might be a password."""
    if request is None or _was_locked(request):
        return
    user = find_account(typed(request, credentials))
    record(kind="accounts.sign_in_failed", by=None, target=user, target_kind="" if user else "accounts.user")


@receiver(user_locked_out)
def locked_out(sender: Any, request: Any, **_: Any) -> None:
    """Note a lock-out once, when it begins."""
    if _was_locked(request):
        return
    user = find_account(typed(request, request.axes_credentials))
    record(kind="accounts.locked_out", by=None, target=user, target_kind="" if user else "accounts.user")


def _was_locked(request: Any) -> bool:
    """Tell whether it was locked before this try, which then is not counted either."""
    locked = getattr(request, "axes_locked_out", False)
    return bool(locked and getattr(request, "axes_failures_since_start", None) is None)


@receiver(account.password_changed)
def password_changed(sender: Any, request: Any, user: Any, **_: Any) -> None:
    """Note that somebody changed their password."""
    record(kind="accounts.password_changed", by=user, target=user)


@receiver(account.password_reset)
def password_reset(sender: Any, request: Any, user: Any, **_: Any) -> None:
    """Note that a password was set by the link of an e-mail."""
    record(kind="accounts.password_reset", by=user, target=user)


@receiver(second.authenticator_added)
def second_step_added(sender: Any, user: Any, authenticator: Any, **_: Any) -> None:
    """Note that the second step was turned on."""
    record(kind="accounts.second_step_on", by=user, target=user, after={"cara": authenticator.type})


@receiver(second.authenticator_removed)
def second_step_removed(sender: Any, user: Any, authenticator: Any, **_: Any) -> None:
    """Note that the second step was turned off."""
    record(kind="accounts.second_step_off", by=user, target=user, before={"cara": authenticator.type})


@receiver(second.authentication_failed)
def second_step_failed(sender: Any, user: Any, **_: Any) -> None:
    """Note a wrong code of the second step."""
    record(kind="accounts.second_step_failed", by=None, target=user)
