"""One-time codes and links: made at random, kept only as a keyed digest, used once."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.core import signing
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from praja.accounts.models import User

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what is easily misread: 0 O, 1 I L."""
LENGTH = 10
TRIES = 5
HOURS = 24
_EMAIL = "praja.accounts.email"
"""Salt of links that confirm an address."""


def new_code() -> str:
    """Return a new code of ten signs (49 bits; five tries in a day make that plenty)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def new_token() -> str:
    """Return the secret part of a new link (256 bits)."""
    return secrets.token_urlsafe(32)


def written(code: str) -> str:
    """Return a code as it is shown: in two groups of five."""
    return f"{code[:5]}-{code[5:]}"


def read(typed: str) -> str:
    """Return a code as it was made, however it was typed: small letters, spaces and hyphens do not matter."""
    return "".join(sign for sign in typed.upper() if sign not in " -")


def digest(code: str) -> str:
    """Return what is stored of a code: without the secret of this installation it tells nothing."""
    return salted_hmac("praja.accounts.codes", code, algorithm="sha256").hexdigest()


def email_token(user: User, email: str) -> str:
    """Return the secret part of the link that confirms an address: for this account, and while its address is
    what it is now.
    """
    return signing.dumps({"akun": user.pk, "surel": email, "semula": user.email or ""}, salt=_EMAIL)


def email_of(token: str, user: User) -> str | None:
    """Return the address that a link confirms for an account; none where it is another's, used or too old."""
    try:
        said = signing.loads(token, salt=_EMAIL, max_age=HOURS * 3600)
    except signing.BadSignature:
        return None
    good = said["akun"] == user.pk and said["semula"] == (user.email or "")
    return str(said["surel"]) if good else None
