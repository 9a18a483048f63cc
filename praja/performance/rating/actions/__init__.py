"""The only writers of ratings, of what units reached, and of closings."""

from __future__ import annotations

from praja.web import typed
from praja.web.said import gettext as _

SHORTEST = 10
"""Letters of a reason, at least: a dot is none."""
LONGEST = 1000


class RatingRefused(Exception):
    """Something that cannot be done with a rating; its text says why and what to do."""


def plain(text: str, most: int = LONGEST) -> str:
    """Return a text without what cannot be kept.

    :raises RatingRefused: if it is too long
    """
    said = typed.lines(text)
    if len(said) > most:
        raise RatingRefused(_("Tulisan ini terlalu panjang. Ringkaskan."))
    return said


def reason(text: str) -> str:
    """Return a reason that says something.

    :raises RatingRefused: if it is too short or too long
    """
    said = plain(text)
    if not is_reason(said):
        raise RatingRefused(_("Tuliskan alasannya dengan jelas, paling sedikit sepuluh huruf."))
    return said


def is_reason(text: str) -> bool:
    """Tell whether a text is long enough to say why."""
    return len(" ".join(text.split())) >= SHORTEST
