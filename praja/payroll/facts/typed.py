"""Facts that were given as text, in the types of the engine: read as a sheet's cells are."""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import Any

import polars as pl

from praja.rules.schema import Fact, Kind
from praja.rules.show import show_date, show_number
from praja.sheet.cells import Column, cells_of_text
from praja.sheet.choices import read_choices, read_truths
from praja.sheet.dates import read_dates
from praja.sheet.names import earlier_payment
from praja.sheet.numbers import Reading, read_numbers


def fact_named(name: str, facts: dict[str, Fact]) -> Fact:
    """Return a fact of the law, or an earlier payment such as `tahun_ini(pph)` as a fact in rupiah."""
    return facts[name] if name in facts else earlier_payment(name)


def dtype_of(fact: Fact) -> pl.DataType:
    """Return the type in which the engine takes a fact."""
    match fact.kind:
        case Kind.RUPIAH | Kind.ANGKA:
            return pl.Decimal(38, fact.decimals) if fact.decimals else pl.Int64()
        case Kind.TANGGAL:
            return pl.Date()
        case Kind.YA:
            return pl.Boolean()
        case Kind.PILIHAN:
            return pl.String()


def read_column(column: Column, fact: Fact, *, since_1904: bool = False) -> Reading:
    """Return what cells say of a fact, in the type of the engine, and which cannot be read."""
    match fact.kind:
        case Kind.RUPIAH | Kind.ANGKA:
            found = read_numbers(column, fact)
        case Kind.TANGGAL:
            found = read_dates(column, since_1904=since_1904)
        case Kind.YA:
            found = read_truths(column)
        case Kind.PILIHAN:
            found = read_choices(column, fact)
    return Reading(found.values.cast(dtype_of(fact)), found.bad)


def read_texts(texts: pl.Series, fact: Fact) -> Reading:
    """Return what texts say of a fact, and where one says something that cannot be read.

    A choice that the fact does not know stays as it was given: the engine tells in words what is wrong with
    it. Of other kinds the column has no place for such a text; it is null, and `bad`.
    """
    found = read_column(Column("", "", cells_of_text(texts.cast(pl.String))), fact)
    if fact.kind is not Kind.PILIHAN:
        return found
    kept = pl.select(pl.when(found.bad).then(texts).otherwise(found.values)).to_series()
    return Reading(kept.cast(pl.String), pl.Series([False]).new_from_index(0, len(texts)))


def as_shown(fact: Fact, text: str | None) -> str:
    """Return a value that is kept as text in the way of a slip: `Rp2.785.700`, `98,5%`, `1 Oktober 2026`."""
    if not text or fact.kind in (Kind.YA, Kind.PILIHAN):
        return text or ""
    value = _one(fact, text)
    if value is None:
        return text
    if fact.kind is Kind.TANGGAL:
        return show_date(value)
    return show_number(Fraction(value), fact.unit, fact.kind)


@functools.lru_cache(maxsize=10_000)
def _one(fact: Fact, text: str) -> Any:
    return read_texts(pl.Series([text]), fact).values[0]


def as_text(value: object) -> str:
    """Return a value in the one form in which it is kept: `2785700`, `0,985`, `ya`, `2026-10-01`."""
    match value:
        case bool():
            return "ya" if value else "tidak"
        case int() | str():
            return str(value)
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    plain = f"{value:f}"
    whole, _, part = plain.partition(".")
    part = part.rstrip("0")
    return f"{whole},{part}" if part else whole
