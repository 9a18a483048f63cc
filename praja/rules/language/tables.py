"""Make a table in force ready to be asked by a formula: keys and values become whole numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from praja.rules.errors import FormulaError
from praja.rules.language.tree import Lookup, Tree
from praja.rules.language.value import Codebook, Value
from praja.rules.lookup import Bracket, LookupPlan
from praja.rules.schema import KeyMatch, Kind, Table, TableVersion
from praja.rules.written import number_from

MOST_PLACES = 5_000_000
"""A table has at most this many combinations of keys: every one is given a place to be looked up."""

Plans = dict[tuple[str, tuple[object, ...]], LookupPlan]
"""Tables made ready, by name, version and the kinds and bounds of the keys that are asked with."""

_Rows = dict[tuple[int, ...], list[tuple[int | None, int]]]
"""By exact keys: the range key and the place of each row."""


def plan_for(
    table: Table,
    version: TableVersion,
    keys: Sequence[Value],
    asked: Lookup,
    codebook: Codebook,
    plans: Plans,
) -> LookupPlan:
    """Return how to find a row for `keys`, made once for keys of the same kinds and bounds.

    :raises FormulaError: if the keys cannot be those of the table, or the table is too large
    """
    edges = (keys[-1].node.low, keys[-1].node.high)
    shape: tuple[object, ...] = (id(version), edges, *((key.kind, key.denominator) for key in keys))
    if (known := plans.get((table.name, shape))) is not None:
        return known
    match = table.keys[-1][1] if table.keys[-1][1] is not KeyMatch.SAMA else None
    rows = _gathered(version, keys, asked, codebook, match)
    _check(table, version, rows, asked, match)
    values, denominator = _values(table, version, codebook)
    plan = LookupPlan(
        table=table,
        version=version,
        match=match,
        brackets=_brackets(rows),
        values=values,
        denominator=denominator,
        rows=version.rows,
        asked=tuple((key.kind, key.denominator) for key in keys),
    )
    plans[table.name, shape] = plan
    return plan


def _gathered(
    version: TableVersion, keys: Sequence[Value], asked: Lookup, codebook: Codebook, match: KeyMatch | None
) -> _Rows:
    """Return the rows by exact keys; a row whose key no person can have is left out."""
    exact = len(keys) - (match is not None)
    rows: _Rows = {}
    for index, row in enumerate(version.rows):
        numbers: list[int] = []
        for key, text, part in zip(keys[:exact], row.keys, asked.keys, strict=False):
            if key.kind is Kind.PILIHAN:
                numbers.append(codebook.code(text))
                continue
            scaled = _key_number(text, part) * key.denominator
            if scaled.denominator != 1:
                break
            numbers.append(int(scaled))
        if len(numbers) == exact:
            edge = 0 if match is None else _edge(row.keys[-1], keys[-1], asked.keys[-1], match)
            rows.setdefault(tuple(numbers), []).append((edge, index))
    return rows


def _edge(text: str, key: Value, part: Tree, match: KeyMatch) -> int | None:
    """Return a range key in the scale of what is asked; beyond what can be asked all edges are alike."""
    if not text:
        return None
    bound = _key_number(text, part) * key.denominator
    edge = math.ceil(bound) if match is KeyMatch.MULAI else math.floor(bound)
    return max(key.node.low - 1, min(key.node.high + 1, edge))


def _check(table: Table, version: TableVersion, rows: _Rows, asked: Lookup, match: KeyMatch | None) -> None:
    for found in rows.values():
        if match is None and len(found) > 1:
            first, second = (version.rows[index].line for _, index in found[:2])
            raise FormulaError(f"tabel.{table.name}: baris {first} dan {second} berkunci sama", at=asked.at)
        edges = [edge for edge, _ in found if edge is not None]
        if edges != sorted(edges):
            raise FormulaError(f"tabel.{table.name}: kunci rentangnya tidak berurutan", at=asked.at)
    exact = len(table.keys) - (match is not None)
    places = math.prod(len({numbers[at] for numbers in rows}) for at in range(exact))
    ranges = len({edge for found in rows.values() for edge, _ in found}) + 1
    if places * ranges > MOST_PLACES:
        raise FormulaError(
            f"tabel.{table.name} punya lebih dari {MOST_PLACES} kombinasi kunci; pecah tabelnya", at=asked.at
        )


def _brackets(rows: _Rows) -> Mapping[tuple[int, ...], Bracket]:
    return {
        combination: Bracket(tuple(edge for edge, _ in found), tuple(index for _, index in found))
        for combination, found in rows.items()
    }


def _values(table: Table, version: TableVersion, codebook: Codebook) -> tuple[tuple[int, ...], int]:
    """Return the values as whole numbers, and over which denominator."""
    if table.value_kind is Kind.PILIHAN:
        return tuple(codebook.code(str(row.value)) for row in version.rows), 1
    numbers = [row.value for row in version.rows if isinstance(row.value, Fraction)]
    denominator = math.lcm(*(number.denominator for number in numbers))
    return tuple(int(number * denominator) for number in numbers), denominator


def _key_number(text: str, part: Tree) -> Fraction:
    try:
        return number_from(text)
    except ValueError:
        raise FormulaError(f"kunci tabel '{text}' berupa teks, yang ditanyakan angka", at=part.at) from None
