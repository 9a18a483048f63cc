"""Reasons that people give for what others will want explained."""

from __future__ import annotations

from praja.web.said import gettext as _

SHORTEST = 10
"""Letters of a reason, at least: a dot is none."""


def said_clearly(text: str, refused: type[Exception]) -> str:
    """Return a reason on one line.

    :raises Exception: `refused`, if it is too short to be one
    """
    said = " ".join(text.split())
    if len(said) < SHORTEST:
        raise refused(_("Tuliskan alasannya dengan jelas, paling sedikit sepuluh huruf."))
    return said
