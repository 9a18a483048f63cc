"""The only writers of teams, what they judge and decide, and their minutes."""

from __future__ import annotations

from praja.performance.rating.actions import RatingRefused
from praja.performance.rating.actions import plain as rating_plain
from praja.performance.rating.actions import reason as rating_reason


class TeamRefused(Exception):
    """Something that a team, or one who appoints it, cannot do; its text says why and what to do."""


def plain(text: str, most: int = 1000) -> str:
    """Return a text without what cannot be kept.

    :raises TeamRefused: if it is too long
    """
    try:
        return rating_plain(text, most)
    except RatingRefused as error:
        raise TeamRefused(str(error)) from None


def reason(text: str) -> str:
    """Return a reason that says something.

    :raises TeamRefused: if it is too short or too long
    """
    try:
        return rating_reason(text)
    except RatingRefused as error:
        raise TeamRefused(str(error)) from None
