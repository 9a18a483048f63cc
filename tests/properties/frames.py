"""People as frames, in the many column types in which the same numbers may come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from praja.rules.schema import Fact, Grain, Kind, Law
from tests.properties.dice import Dice

People = Sequence[Mapping[str, Any]]


def nips(count: int) -> list[str]:
    """Return so many different keys, with leading zeros that a number would lose."""
    return [f"{place:018d}" for place in range(count)]


def frames_of(law: Law, people: People, dice: Dice | None = None) -> dict[str, pl.DataFrame]:
    """Return the frames of these people; with dice, columns of random fitting types."""
    keys = nips(len(people))
    columns = [pl.Series("nip", keys, dtype=pl.String)]
    absent = _absent(law, people, dice) if dice is not None else set()
    facts = [fact for fact in law.facts.values() if fact.name not in absent]
    for fact in facts:
        if fact.grain is Grain.ORANG:
            columns.append(column(fact, [person.get(fact.name) for person in people], dice))
    for name in sorted({name for person in people for name in person if "(" in name}):
        columns.append(pl.Series(name, [person.get(name) for person in people], dtype=pl.Int64))
    frames = {"orang": pl.DataFrame(columns)}
    for grain in {fact.grain for fact in law.facts.values()} - {Grain.ORANG}:
        rows = [
            (key, row)
            for key, person in zip(keys, people, strict=True)
            for row in person.get(grain.value, ())
        ]
        fine = [pl.Series("nip", [key for key, _ in rows], dtype=pl.String)]
        for fact in facts:
            if fact.grain is grain:
                fine.append(column(fact, [row.get(fact.name) for _, row in rows], dice))
        frames[grain.value] = pl.DataFrame(fine)
    return frames


def _absent(law: Law, people: People, dice: Dice) -> set[str]:
    """Return facts that are given of nobody and have no column at all."""
    given = {
        name
        for person in people
        for row in (person, *(row for grain in Grain for row in person.get(grain.value, ())))
        for name, value in row.items()
        if value is not None
    }
    return {name for name in law.facts if name not in given and dice.one_in(2)}


def column(fact: Fact, values: Sequence[Any], dice: Dice | None) -> pl.Series:
    """Return the values as a column of a type that can hold them all."""
    dtype = _type(fact, values, dice)
    if dtype.is_integer():
        values = [None if value is None else int(value) for value in values]
    elif dtype.is_decimal():
        values = [None if value is None else Decimal(value) for value in values]
    return pl.Series(fact.name, values, dtype=dtype)


def _type(fact: Fact, values: Sequence[Any], dice: Dice | None) -> pl.DataType:
    if dice is not None and dice.one_in(8) and all(value is None for value in values):
        return pl.Null()
    match fact.kind:
        case Kind.YA:
            return pl.Boolean()
        case Kind.TANGGAL:
            return pl.Date()
        case Kind.PILIHAN:
            types: list[pl.DataType] = [pl.String(), pl.Categorical(), pl.Enum(_words(values) or ["kosong"])]
            return types[0] if dice is None else dice.pick(types)
    known = [value for value in values if value is not None]
    if fact.decimals:
        exact: list[pl.DataType] = [pl.Decimal(38, fact.decimals)]
        if all(value == value.to_integral_value() for value in known):
            exact += _integers([int(value) for value in known])
        return exact[0] if dice is None else dice.pick(exact)
    fitting = _integers([int(value) for value in known])
    return fitting[0] if dice is None else dice.pick([*fitting, pl.Decimal(38, 0)])


def _words(values: Sequence[Any]) -> list[str]:
    return sorted({value for value in values if value is not None})


def _integers(values: Sequence[int]) -> list[pl.DataType]:
    ranges: list[tuple[pl.DataType, int, int]] = [
        (pl.Int64(), -(2**63), 2**63 - 1),
        (pl.Int128(), -(2**127), 2**127 - 1),
        (pl.Int32(), -(2**31), 2**31 - 1),
        (pl.Int8(), -128, 127),
        (pl.UInt64(), 0, 2**64 - 1),
        (pl.UInt32(), 0, 2**32 - 1),
    ]
    low, high = min(values, default=0), max(values, default=0)
    return [kind for kind, least, most in ranges if least <= low and high <= most]


def amounts_by_person(frame: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the rows of a result by key."""
    return {row.pop("nip"): row for row in frame.iter_rows(named=True)}
