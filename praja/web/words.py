"""How numbers and days are written on pages: as on a slip, in Indonesian as in English."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.dates import MONTHS

MINUS = "−"
UNKNOWN = "–"


def angka(value: Any) -> str:
    """Return a number with dots between thousands, a decimal comma, and a real minus; a dash if unknown."""
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, str | float):
        value = Decimal(str(value))
    if isinstance(value, Decimal) and value.is_finite():
        whole, _, rest = f"{abs(value):f}".partition(".")
    else:
        whole, rest = str(abs(int(value))), ""
    text = f"{int(whole):,}".replace(",", ".") + (f",{rest}" if rest else "")
    return (MINUS if value < 0 else "") + text


def rupiah(value: Any) -> str:
    """Return an amount such as Rp2.785.700 or −Rp21.600; a dash if unknown."""
    text = angka(value)
    if text == UNKNOWN:
        return text
    return f"{MINUS}Rp{text[1:]}" if text.startswith(MINUS) else f"Rp{text}"


def selisih(value: Any) -> str:
    """Return a difference with its sign: +87.800, −21.600, 0."""
    text = angka(value)
    return text if text in (UNKNOWN, "0") or text.startswith(MINUS) else f"+{text}"


def _day(value: Any) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, datetime.date) else None


def tanggal(value: Any) -> str:
    """Return a day in words of the reader's language: 21 Agustus 2026, 21 August 2026."""
    day = _day(value)
    return UNKNOWN if day is None else f"{day.day} {MONTHS[day.month]} {day.year}"


def tanggal_pendek(value: Any) -> str:
    """Return a day in digits, as tables have it: 21-08-2026."""
    day = _day(value)
    return UNKNOWN if day is None else f"{day.day:02}-{day.month:02}-{day.year:04}"


def waktu(value: Any) -> str:
    """Return a moment: 21 Agustus 2026 pukul 14.05 as 21 Agustus 2026, 14.05."""
    if not isinstance(value, datetime.datetime):
        return tanggal(value)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local.day} {MONTHS[local.month]} {local.year}, {local.hour:02}.{local.minute:02}"
