"""The only writers of check-ins, of the terms and of consents."""

from __future__ import annotations

from praja.web.reasons import lines_clearly

LONGEST = 300


class CheckInRefused(Exception):
    """Something that cannot be done; its text says why and what to do."""


def said_clearly(text: str) -> str:
    """Return a text that is long enough to say something.

    :raises CheckInRefused: if it is too short or too long
    """
    return lines_clearly(text, LONGEST, CheckInRefused)
