"""How numbers, dates and truths are written for people: Indonesian first, English by switch."""

from __future__ import annotations

import datetime
from fractions import Fraction

from praja.rules.schema import Kind

MONTHS_ID = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
MONTHS_EN = "January February March April May June July August September October November December".split()
EPOCH = datetime.date(1970, 1, 1)


def show_rupiah(value: Fraction | int, lang: str = "id") -> str:
    """Return `Rp2.785.700`, `−Rp1.000`, `Rp54.382,92` (cut after two decimals, with … where more follow)."""
    return _signed(value, lang, prefix="Rp")


def show_number(value: Fraction | int, unit: str, kind: Kind, lang: str = "id") -> str:
    """Return a number in its unit: amounts with Rp, percentages with %, dates in words."""
    if kind is Kind.TANGGAL:
        return show_date(EPOCH + datetime.timedelta(days=int(value)), lang)
    if kind is Kind.RUPIAH:
        return show_rupiah(value, lang)
    if unit == "persen":
        return _signed(value * 100, lang, suffix="%", places=6)
    return _signed(value, lang, places=6)


def _signed(value: Fraction | int, lang: str, *, prefix: str = "", suffix: str = "", places: int = 2) -> str:
    thousands, comma = (",", ".") if lang == "en" else (".", ",")
    sign = "−" if value < 0 else ""
    whole, rest = divmod(abs(value.numerator), value.denominator)
    text = f"{whole:,}".replace(",", thousands)
    if rest:
        scaled, more = divmod(rest * 10**places, value.denominator)
        digits = f"{scaled:0{places}d}"
        text += comma + (digits + "…" if more else digits if prefix else digits.rstrip("0"))
    return f"{sign}{prefix}{text}{suffix}"


def show_date(day: datetime.date, lang: str = "id") -> str:
    """Return `26 Januari 2024`."""
    months = MONTHS_EN if lang == "en" else MONTHS_ID
    return f"{day.day} {months[day.month - 1]} {day.year}"


def show_truth(value: bool, lang: str = "id") -> str:
    """Return ya or tidak."""
    return ("yes" if value else "no") if lang == "en" else ("ya" if value else "tidak")


def show_amount(
    value: int | Fraction | bool | str | datetime.date | None, unit: str, kind: Kind, lang: str = "id"
) -> str:
    """Return what a rule or fact came to as people read it; `?` when it is unknown."""
    if value is None:
        return "?"
    if isinstance(value, bool):
        return show_truth(value, lang)
    if isinstance(value, datetime.date):
        return show_date(value, lang)
    if isinstance(value, str):
        return value
    return show_number(value, unit, kind, lang)
