"""Tokens that machines and calendars show instead of signing in."""

from __future__ import annotations

import hashlib


def digest_of(secret: str) -> str:
    """Return the hash under which a token is kept: it is random and long, so that a plain one will do."""
    return hashlib.sha256(secret.encode()).hexdigest()
