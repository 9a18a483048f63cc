"""The only writers of what follows a plan."""

from __future__ import annotations

from praja.web.reasons import lines_clearly

LONGEST = 4000
"""Letters of a text, at most."""


class FollowRefused(Exception):
    """Something that cannot be done; its text says why and what to do."""


def said_clearly(text: str, most: int = LONGEST) -> str:
    """Return a text that is long enough to say something.

    :raises FollowRefused: if it is too short or too long
    """
    return lines_clearly(text, most, FollowRefused)
