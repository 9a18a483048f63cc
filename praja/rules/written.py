"""Numbers and days as law and spreadsheets write them: `2.785.700`, `0,25%`, `2024-01-26`."""

from __future__ import annotations

import datetime
import functools
import re
from fractions import Fraction

EPOCH = datetime.date(1970, 1, 1)


def day_number(day: datetime.date) -> int:
    """Return the day as days since 1970-01-01, the form in which dates are reckoned with."""
    return (day - EPOCH).days


def day_from(text: str) -> datetime.date:
    """Return a day written `2024-01-26`; raise ValueError for anything else."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    return datetime.date.fromisoformat(text)


@functools.lru_cache(maxsize=50_000)
def number_from(text: str) -> Fraction:
    """Return a number as law writes it: `2785700`, `2.785.700`, `Rp1.000`, `0,25%`, `-3`.

    :raises ValueError: if it is not one
    """
    body = text.strip()
    negative = body.startswith("-")
    body = body.removeprefix("-").removeprefix("Rp")
    percent = body.endswith("%")
    body = body.removesuffix("%")
    head, comma, tail = body.partition(",")
    if "." in head:
        first, *rest = head.split(".")
        if not 1 <= len(first) <= 3 or first.startswith("0") or any(len(group) != 3 for group in rest):
            raise ValueError(text)
        head = head.replace(".", "")
    if not (head.isascii() and head.isdigit()) or len(head) + len(tail) > 30:
        raise ValueError(text)
    if comma and not (tail.isascii() and tail.isdigit()):
        raise ValueError(text)
    value = Fraction(f"{head}.{tail}" if tail else head)
    if percent:
        value /= 100
    return -value if negative else value
