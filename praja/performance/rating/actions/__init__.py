"""The only writers of ratings, of what units reached, and of closings."""

from __future__ import annotations

from praja.web.reasons import lines_in, reason_in_lines

LONGEST = 1000


class RatingRefused(Exception):
    """Something that cannot be done with a rating; its text says why and what to do."""


def plain(text: str, most: int = LONGEST) -> str:
    """Return a text without what cannot be kept.

    :raises RatingRefused: if it is too long
    """
    return lines_in(text, most, RatingRefused)


def reason(text: str) -> str:
    """Return a reason that says something.

    :raises RatingRefused: if it is too short or too long
    """
    return reason_in_lines(text, LONGEST, RatingRefused)
