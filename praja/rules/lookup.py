"""A table in force, made ready to be asked: exact keys to a group of rows, then at most one range key.

Keys and values are whole numbers here: choices are codes, decimals are scaled. Both readers of a
program ask the same plan, so a row is found in one way only.
"""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Mapping, Sequence

from praja.rules.schema import KeyMatch, Kind, Table, TableRow, TableVersion


@dataclasses.dataclass(frozen=True, slots=True)
class Bracket:
    """The rows that share their exact keys: range keys ascending, and the rows they stand in.

    An unbounded last key (`sampai`) is None.
    """

    keys: tuple[int | None, ...]
    rows: tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class LookupPlan:
    """How to find a row. `values` are numerators over `denominator`; `rows` are for explaining."""

    table: Table
    version: TableVersion
    match: KeyMatch | None
    brackets: Mapping[tuple[int, ...], Bracket]
    values: tuple[int, ...]
    denominator: int
    rows: tuple[TableRow, ...]
    asked: tuple[tuple[Kind, int], ...]
    """The kind and the denominator of each key that is asked with."""

    @property
    def exact_keys(self) -> int:
        """How many keys must be equal; the range key, if any, stands behind them."""
        return len(self.table.keys) - (self.match is not None)

    def find(self, keys: Sequence[int]) -> int | None:
        """Return the index of the row for `keys`, or None when the table has no such row."""
        if self.match is None:
            bracket = self.brackets.get(tuple(keys))
            return bracket.rows[0] if bracket else None
        bracket = self.brackets.get(tuple(keys[:-1]))
        if bracket is None:
            return None
        wanted = keys[-1]
        if self.match is KeyMatch.MULAI:
            place = bisect.bisect_right(bracket.keys, wanted, key=_finite) - 1
            return bracket.rows[place] if place >= 0 else None
        place = bisect.bisect_left(bracket.keys, wanted, key=_bound)
        return bracket.rows[place] if place < len(bracket.rows) else None


_ENDLESS = 1 << 130


def _finite(key: int | None) -> int:
    return -_ENDLESS if key is None else key


def _bound(key: int | None) -> int:
    return _ENDLESS if key is None else key
