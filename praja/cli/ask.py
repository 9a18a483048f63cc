"""What the sub-commands share: reading days, refusing input, exit codes."""

from __future__ import annotations

import datetime
import re
import sys

from praja.rules.errors import LawError

PAID = 0
PROBLEMS = 1
UNUSABLE = 2


def refuse(message: str) -> int:
    """Say why the input cannot be used, and return the exit code for it."""
    print(message, file=sys.stderr)
    return UNUSABLE


def day_given(text: str) -> datetime.date:
    """Return a day given as `2026-10-01` or `2026-10`; raise LawError otherwise."""
    if re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
        text += "-01"
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise LawError(f"'{text[:40]}' bukan tanggal; tulis tahun-bulan-hari, misalnya 2026-10-01.") from None
