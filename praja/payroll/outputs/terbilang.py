"""Amounts in Indonesian words, as letters to a bank and receipts have them."""

from __future__ import annotations

_UNITS = "nol satu dua tiga empat lima enam tujuh delapan sembilan".split()
_STEPS = ((10**15, "kuadriliun"), (10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))


def terbilang(number: int) -> str:
    """Return a whole number in words: 1.250.000 is `satu juta dua ratus lima puluh ribu`.

    :raises ValueError: if it is 10^18 or more, which has no name in use
    """
    if abs(number) >= 10**18:
        raise ValueError(f"{number} is too large to be said")
    if number < 0:
        return f"minus {terbilang(-number)}"
    return _positive(number) if number else _UNITS[0]


def _positive(number: int) -> str:
    words: list[str] = []
    for size, name in _STEPS:
        if number >= size:
            words += [_positive(number // size), name]
            number %= size
    if number >= 1000:
        words += ["seribu"] if number // 1000 == 1 else [_positive(number // 1000), "ribu"]
        number %= 1000
    if number >= 100:
        words += ["seratus"] if number // 100 == 1 else [_UNITS[number // 100], "ratus"]
        number %= 100
    if number >= 20:
        words += [_UNITS[number // 10], "puluh"]
        number %= 10
    elif number >= 12:
        words += [_UNITS[number - 10], "belas"]
        number = 0
    elif number >= 10:
        words += ["sepuluh" if number == 10 else "sebelas"]
        number = 0
    if number:
        words.append(_UNITS[number])
    return " ".join(words)
