"""The only writers of check-ins, of the terms and of consents."""

from __future__ import annotations

from praja.web import typed
from praja.web.said import gettext as _

SHORTEST = 10
LONGEST = 300


class CheckInRefused(Exception):
    """Something that cannot be done; its text says why and what to do."""


def said_clearly(text: str) -> str:
    """Return a text that is long enough to say something.

    :raises CheckInRefused: if it is too short or too long
    """
    said = typed.lines(text)
    if len(" ".join(said.split())) < SHORTEST:
        raise CheckInRefused(_("Tuliskan dengan jelas, paling sedikit sepuluh huruf."))
    if len(said) > LONGEST:
        raise CheckInRefused(_("Tulisan ini terlalu panjang: paling banyak 300 huruf."))
    return said
