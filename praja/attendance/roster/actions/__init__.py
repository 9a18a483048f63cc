"""The only writers of shifts, rosters and swaps."""

from __future__ import annotations

from praja.web import typed
from praja.web.said import gettext as _


class RosterRefused(Exception):
    """Something that cannot be done with a roster; its text says why and what to do."""


def reason_of(text: str) -> str:
    """Return a reason that says something.

    :raises RosterRefused: if it is too short or too long
    """
    said = typed.one_line(text)
    if len(said) < 5:
        raise RosterRefused(_("Tuliskan alasannya."))
    if len(said) > 300:
        raise RosterRefused(_("Tulisan ini terlalu panjang. Ringkaskan."))
    return said
