"""The only writers of teams, what they judge and decide, and their minutes."""

from __future__ import annotations

from praja.web.reasons import lines_in, reason_in_lines

LONGEST = 1000


class TeamRefused(Exception):
    """Something that a team, or one who appoints it, cannot do; its text says why and what to do."""


def plain(text: str, most: int = LONGEST) -> str:
    """Return a text without what cannot be kept.

    :raises TeamRefused: if it is too long
    """
    return lines_in(text, most, TeamRefused)


def reason(text: str) -> str:
    """Return a reason that says something.

    :raises TeamRefused: if it is too short or too long
    """
    return reason_in_lines(text, LONGEST, TeamRefused)
