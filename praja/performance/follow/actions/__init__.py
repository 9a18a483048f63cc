"""The only writers of what follows a plan."""

from __future__ import annotations

from praja.web import typed
from praja.web.said import gettext as _

SHORTEST = 10
"""Letters of a reason, at least: a dot is none."""
LONGEST = 4000
"""Letters of a text, at most."""


class FollowRefused(Exception):
    """Something that cannot be done; its text says why and what to do."""


def said_clearly(text: str, most: int = LONGEST) -> str:
    """Return a text that is long enough to say something.

    :raises FollowRefused: if it is too short or too long
    """
    said = typed.lines(text)
    if len(" ".join(said.split())) < SHORTEST:
        raise FollowRefused(_("Tuliskan dengan jelas, paling sedikit sepuluh huruf."))
    if len(said) > most:
        raise FollowRefused(_("Tulisan ini terlalu panjang. Ringkaskan, atau lampirkan sebagai bukti."))
    return said
