"""Numbers that identify somebody to others, shown by their last digits only."""

from __future__ import annotations

import re

from praja.sheet.said import Said

_SIXTEEN = re.compile(r"(?<!\d)\d{12}(\d{4})(?!\d)")


def last_digits(number: str) -> str:
    """Return the last four digits of a number, with a mark for the rest."""
    return f"…{number[-4:]}" if number else ""


def without_nik(text: str) -> str:
    """Return a text in which every number of sixteen digits, as NIK and NPWP are, keeps its last four.

    NUL, which no database holds, is replaced.
    """
    return text.changed(_masked) if isinstance(text, Said) else _masked(text)


def _masked(text: str) -> str:
    return _SIXTEEN.sub(r"…\1", text.replace("\0", "\N{REPLACEMENT CHARACTER}"))
