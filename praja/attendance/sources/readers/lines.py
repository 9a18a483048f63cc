"""A tap as any device tells it, and a line that nobody can read."""

from __future__ import annotations

import codecs
import contextlib
import dataclasses
import datetime
import re
import uuid
from typing import Final

LONGEST_PIN: Final = 36
LONGEST_RAW: Final = 500
YEARS: Final = range(1970, 2100)
"""Of taps. What a clock without its battery shows lies within; what lies without is no time of a clock."""
DIRECTIONS: Final = {"0": "masuk", "1": "keluar", "2": "jeda", "3": "kembali", "4": "lembur", "5": "usai"}
"""Status of ZKTeco and its kin; 2 to 5 are told by users of the devices, not by their papers."""
VERIFIED: Final = {"0": "sandi", "1": "jari", "2": "sandi", "3": "kartu", "4": "kartu", "15": "wajah"}
"""Verify codes as most devices have them; they vary with the firmware, and nothing is judged by them."""
_DATE_TIME: Final = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?",
    re.ASCII,
)
_PIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,35}")


@dataclasses.dataclass(slots=True)
class Line:
    """One tap: the PIN, and date and time as the device's clock showed it."""

    pin: str
    local: datetime.datetime
    direction: str = ""
    verify: str = ""
    workcode: str = ""
    raw: str = ""
    person: uuid.UUID | None = None
    """Whose it is, where the source knows it without a PIN, as a phone does."""


@dataclasses.dataclass(slots=True)
class Unread:
    """A line that is no tap: which, what stands there, and why."""

    number: int
    raw: str
    why: str


def gettext_noop(text: str) -> str:
    """Return a text as it is: it is told in the language of whoever reads it, later."""
    return text


def text_of(data: bytes) -> str:
    """Return bytes as text: UTF-8, or UTF-16 where it begins so; what is neither becomes a mark."""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


class NotRead(ValueError):
    """A text is no PIN, or no date and time; its text says which, in words for people."""


def pin_of(text: str) -> str:
    """Return a PIN without the spaces and zeros that devices put before it.

    :raises NotRead: if it is none
    """
    found = text.strip()
    if found.isascii() and found.isdigit() and len(found) <= LONGEST_PIN:
        return found.lstrip("0") or "0"
    if not _PIN.fullmatch(found):
        raise NotRead(gettext_noop("PIN tidak terbaca"))
    return found


def time_of(text: str) -> datetime.datetime:
    """Return a date and time, with or without seconds; parts of a second are cut off.

    :raises NotRead: if it is none
    """
    if len(text) == 19 and text[10] == " " and text.isascii():
        with contextlib.suppress(ValueError):  # what it refuses is looked at more closely
            usual = datetime.datetime.fromisoformat(text)
            if usual.tzinfo is None and usual.year in YEARS:
                return usual
    found = _DATE_TIME.fullmatch(text.strip()) if len(text) < 40 else None
    if found is None:
        raise NotRead(gettext_noop("tanggal dan jam tidak terbaca"))
    year, month, day, hour, minute, second = found.groups()
    if int(year) not in YEARS:
        raise NotRead(gettext_noop("tahun tap ini mustahil; periksa jam mesinnya"))
    try:
        return datetime.datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0)
        )  # fmt: skip
    except ValueError:
        raise NotRead(gettext_noop("tanggal atau jam ini tidak ada di kalender")) from None


def kept(text: str) -> str:
    """Return a raw line as it is kept: readable, without control characters other than tabs, and bounded."""
    bounded = text[:LONGEST_RAW]
    if bounded.replace("\t", " ").isprintable():
        return bounded
    return "".join(one if one.isprintable() or one == "\t" else "\ufffd" for one in bounded)
