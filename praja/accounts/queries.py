"""Reading accounts."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet

from praja.accounts import hooks
from praja.accounts.models import User
from praja.accounts.perms import may_manage_accounts


def accounts_listed_for(user: Any) -> QuerySet[User]:
    """Return the accounts that a user may list and disable: all, for an admin aplikasi; else none."""
    return User.objects.all() if may_manage_accounts(user) else User.objects.none()


def accounts_matching(accounts: QuerySet[User], text: str) -> QuerySet[User]:
    """Return the accounts whose name or account name holds all words of a text."""
    for word in text.split()[:6]:
        accounts = accounts.filter(Q(name__icontains=word) | Q(username__icontains=word))
    return accounts


def sessions_of(user: Any) -> list[UserSession]:
    """Return the sessions of an account that are alive, the latest seen first."""
    return sorted(UserSession.objects.purge_and_list(user), key=lambda one: one.last_seen_at, reverse=True)


def addresses_of(user: Any) -> list[tuple[str, hooks.StandingAddress, Any]]:
    """Return the secret addresses of an account that are open: their name, kind and row."""
    found = [(name, kind, kind.of(user)) for name, kind in hooks.addresses.items()]
    return [one for one in found if one[2] is not None]


def has_second_step(user: Any) -> bool:
    """Tell whether an account signs in with a second step."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def administrator_exists() -> bool:
    """Tell whether somebody administers the application; until then the first start's link is good."""
    return hooks.administrator_exists()
