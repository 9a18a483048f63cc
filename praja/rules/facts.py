"""From what was given of a person to the whole numbers that a program reads, and what was wrong with it.

A value is a problem of that person when it is missing, of another kind, out of bounds or not one of
the choices. It then counts as unknown. It is never taken for zero.
"""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
from collections.abc import Mapping
from fractions import Fraction

from praja.rules.errors import FactsError, did_you_mean
from praja.rules.language.value import Codebook
from praja.rules.schema import Fact, Kind
from praja.rules.selection import numerator_bounds
from praja.rules.show import show_number
from praja.rules.written import day_from, day_number, number_from

ABSURD: int = 10**40
"""Beyond any bound; a larger number is not looked at more closely."""

Given = int | str | bool | decimal.Decimal | Fraction | datetime.date | None


class ProblemKind(enum.StrEnum):
    """Why something is unknown."""

    KOSONG = "kosong"
    DI_LUAR_BATAS = "di_luar_batas"
    PILIHAN_TIDAK_DIKENAL = "pilihan_tidak_dikenal"
    TIDAK_TERBACA = "tidak_terbaca"
    TIDAK_ADA_DI_TABEL = "tidak_ada_di_tabel"
    TERLALU_BANYAK_BARIS = "terlalu_banyak_baris"
    TANPA_ORANG = "tanpa_orang"
    MENUNGGU = "menunggu"


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """Why a line of a person could not be computed.

    `rule` is the line that is withheld, `fact` the column or table that lacks, `row` counts from 1 in
    the finer grain (0 for the person's own row), `advice` is what to do.
    """

    rule: str
    fact: str
    kind: ProblemKind
    value: str
    message: str
    advice: str
    row: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one given value, in words."""

    kind: ProblemKind
    value: str
    message: str
    advice: str


def encode(
    fact: Fact, given: Given, codebook: Codebook, bounds: tuple[int, int] | None
) -> int | bool | None | Fault:
    """Return the whole number (or truth) by which a program reads `given`, or what is wrong with it.

    :param bounds: of numbers and dates, the least and greatest whole number that it can be
    :raises FactsError: if a binary float is given, which cannot hold an amount of money
    """
    if isinstance(given, float):
        raise FactsError(
            f"{fact.name}: {given!r} adalah bilangan biner (float) yang tidak tepat untuk uang; "
            "berikan int, Decimal, Fraction, atau teks."
        )
    if given is None or (isinstance(given, str) and not given.strip()):
        if fact.default is None:
            return Fault(
                ProblemKind.KOSONG, "", f"{fact.title} belum diisi.", f"Isi kolom {fact.name}{_sample(fact)}."
            )
        given = fact.default
    match fact.kind:
        case Kind.YA:
            return _truth(fact, given)
        case Kind.PILIHAN:
            return _choice(fact, given, codebook)
        case Kind.TANGGAL:
            return _bounded(fact, _day(given), given, bounds)
        case _:
            return _bounded(fact, _numerator(fact, given), given, bounds)


def _sample(fact: Fact) -> str:
    match fact.kind:
        case Kind.PILIHAN:
            shown = ", ".join(fact.choices[:6]) + (", …" if len(fact.choices) > 6 else "")
            return f" dengan salah satu dari: {shown}"
        case Kind.YA:
            return " dengan ya atau tidak"
        case Kind.TANGGAL:
            return " dengan tanggal"
        case _:
            return f" dengan {fact.unit}"


def _truth(fact: Fact, given: Given) -> bool | Fault:
    if isinstance(given, bool):
        return given
    if given in ("ya", "tidak"):
        return given == "ya"
    return _unreadable(fact, given, "ya atau tidak")


def _choice(fact: Fact, given: Given, codebook: Codebook) -> int | Fault:
    if isinstance(given, str) and given in fact.choices:
        return codebook.code(given)
    near = did_you_mean(_short(given), fact.choices)
    return Fault(
        ProblemKind.PILIHAN_TIDAK_DIKENAL,
        _short(given),
        f"{fact.title} '{_short(given)}' tidak dikenal.",
        near or f"Perbaiki kolom {fact.name}{_sample(fact)}.",
    )


def _day(given: Given) -> int | None:
    if isinstance(given, str):
        try:
            return day_number(day_from(given.strip()))
        except ValueError:
            return None
    if isinstance(given, datetime.datetime):
        return day_number(given.date())
    return day_number(given) if isinstance(given, datetime.date) else None


def _numerator(fact: Fact, given: Given) -> int | None:
    scale: int = 10**fact.decimals
    if isinstance(given, bool) or isinstance(given, datetime.date):
        return None
    if isinstance(given, int):
        return given * scale if abs(given) < ABSURD else ABSURD * scale
    if isinstance(given, decimal.Decimal) and (not given.is_finite() or abs(given.adjusted()) > 40):
        return None
    try:
        if isinstance(given, str):
            top, bottom = number_from(given).as_integer_ratio()
        elif isinstance(given, (decimal.Decimal, Fraction)):
            top, bottom = given.as_integer_ratio()
        else:
            return None
    except (ValueError, OverflowError):
        return None
    whole, rest = divmod(top * scale, bottom)
    return None if rest else whole


def _bounded(fact: Fact, numerator: int | None, given: Given, bounds: tuple[int, int] | None) -> int | Fault:
    if numerator is None:
        wanted = "tanggal" if fact.kind is Kind.TANGGAL else fact.unit
        if fact.decimals:
            wanted += f", paling banyak {fact.decimals} desimal"
        return _unreadable(fact, given, wanted)
    low, high = bounds or numerator_bounds(fact)
    if low <= numerator <= high:
        return numerator
    scale = 1 if fact.kind is Kind.TANGGAL else 10**fact.decimals
    edges = [show_number(Fraction(edge, scale), fact.unit, fact.kind) for edge in (low, high)]
    return Fault(
        ProblemKind.DI_LUAR_BATAS,
        _short(given),
        f"{fact.title} {_short(given)} di luar batas {edges[0]} sampai {edges[1]}.",
        f"Periksa kolom {fact.name}; bila nilainya memang benar, batasnya ada di {fact.place}.",
    )


def _unreadable(fact: Fact, given: Given, wanted: str) -> Fault:
    return Fault(
        ProblemKind.TIDAK_TERBACA,
        _short(given),
        f"{fact.title} '{_short(given)}' tidak terbaca.",
        f"Isi kolom {fact.name} dengan {wanted}.",
    )


def _short(given: Given) -> str:
    if isinstance(given, (int, Fraction)) and max(abs(given.numerator), given.denominator) >= ABSURD:
        return "lebih dari 40 digit"
    text = str(given)
    return text if len(text) <= 60 else text[:57] + "…"


Inputs = Mapping[str, int | bool | None]
