"""One-time codes and links: made at random, kept only as a keyed digest, used once."""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what is easily misread: 0 O, 1 I L."""
LENGTH = 10
TRIES = 5
HOURS = 24


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
