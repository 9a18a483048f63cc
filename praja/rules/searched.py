"""A table as Polars looks it up: dense and by one gather where that is small, else by a search.

A gather needs no test of its key where the key's proved bounds lie within what is laid out.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence
from typing import Literal

import polars as pl

from praja.rules.ir import Ir
from praja.rules.lookup import Bracket, LookupPlan
from praja.rules.schema import KeyMatch

DENSE = 500_000
"""At most this many places are laid out."""
DIRECT = 4_096
"""With so few combinations every exact key is a place by itself, and needs not be asked for its place."""


class Searched:
    """One table asked with keys of known bounds."""

    def __init__(self, plan: LookupPlan, keys: Sequence[Ir]) -> None:
        self.plan = plan
        self.keys = keys
        self.exact = keys[: plan.exact_keys]
        self.places: list[dict[int, int]] = [{} for _ in self.exact]
        for combination in plan.brackets:
            for place, key in zip(self.places, combination, strict=True):
                place.setdefault(key, len(place))
        if math.prod(key.high - key.low + 1 for key in self.exact) <= DIRECT:
            self.places = [
                {value: value - key.low for value in range(key.low, key.high + 1)} for key in self.exact
            ]
        self.count = math.prod(len(place) for place in self.places)

    def expression(self, keys: Sequence[pl.Expr], dtype: pl.DataType, *, may_be_unknown: bool) -> pl.Expr:
        """Return the value for the keys; unknown where the table has no such row, or a key is unknown."""
        if not self.plan.brackets:
            return pl.when(keys[0].is_null() & keys[0].is_not_null()).then(pl.lit(0, dtype=dtype))
        combination = self._combination(keys[: len(self.exact)])
        if self.plan.match is None:
            assert combination is not None
            values = [self._value(number, 0) for number in range(self.count)]
            return pl.lit(pl.Series("values", values, dtype=dtype)).gather(combination)
        at, span = self._offset(keys[-1], may_be_unknown), self._span
        laid = self._laid_out
        if not self._by_step:
            at, span, laid = self._rank(keys[-1]), len(self._ranks) + 1, self._laid_by_rank()
        place = at if combination is None else combination * span + at
        return pl.lit(pl.Series("values", laid, dtype=dtype)).gather(place)

    @functools.cached_property
    def complete(self) -> bool:
        """Whether every key within its bounds has a row, so that only an unknown key has no value."""
        for key, places in zip(self.exact, self.places, strict=True):
            if key.high - key.low + 1 > len(places) or any(
                value not in places for value in range(key.low, key.high + 1)
            ):
                return False
        if self.plan.match is None:
            return self.count == len(self._numbered)
        return self._by_step and None not in self._laid_out

    # --- exact keys

    def _combination(self, keys: Sequence[pl.Expr]) -> pl.Expr | None:
        """Return the number of the combination of exact keys, unknown where there is none."""
        total: pl.Expr | None = None
        for expression, key, places in zip(keys, self.exact, self.places, strict=True):
            if key.constant is not None:
                found = pl.lit(places.get(key.low), dtype=pl.Int64)
            else:
                found = self._local(expression, key, places)
            total = found if total is None else total * len(places) + found
        return total

    @staticmethod
    def _local(expression: pl.Expr, key: Ir, places: dict[int, int]) -> pl.Expr:
        span = key.high - key.low + 1
        if len(places) == span and all(place == value - key.low for value, place in places.items()):
            return expression - key.low if key.low else expression
        low, high = min(places), max(places)
        if key.high - key.low < DENSE:
            low, high = key.low, key.high
            inside = expression - low if low else expression
        elif high - low < DENSE:
            inside = pl.when(expression.is_between(low, high)).then(expression - low)
            inside = inside.when(expression.is_not_null()).then(high - low + 1)
        else:
            return _sorted_place(expression, places)
        spots: list[int | None] = [None] * (high - low + 2)
        for value, place in places.items():
            if low <= value <= high:
                spots[value - low] = place
        return pl.lit(pl.Series("places", spots, dtype=pl.Int64)).gather(inside)

    @functools.cached_property
    def _numbered(self) -> dict[int, Bracket]:
        numbered: dict[int, Bracket] = {}
        for combination, bracket in self.plan.brackets.items():
            if any(key not in place for place, key in zip(self.places, combination, strict=True)):
                continue  # a key that nobody can have
            number = 0
            for place, key in zip(self.places, combination, strict=True):
                number = number * len(place) + place[key]
            numbered[number] = bracket
        return numbered

    def _value(self, number: int, place: int) -> int | None:
        bracket = self._numbered.get(number)
        return None if bracket is None else self.plan.values[bracket.rows[place]]

    # --- a range key

    @functools.cached_property
    def _edges(self) -> list[int]:
        return [edge for bracket in self.plan.brackets.values() for edge in bracket.keys if edge is not None]

    @functools.cached_property
    def _step(self) -> int:
        """What divides every edge: between two multiples of it nothing changes."""
        return math.gcd(*self._edges) or 1

    @functools.cached_property
    def _asked(self) -> tuple[int, int]:
        """The least and greatest multiple of the step that the key, by its proved bounds, can ask for."""
        return self.keys[-1].low // self._step, -(-self.keys[-1].high // self._step)

    @functools.cached_property
    def _reach(self) -> tuple[int, int]:
        """The first and last multiple that is laid out: all that can be asked, or just beyond the edges."""
        first, last = self._asked
        if (last - first + 1) * self.count <= DENSE:
            return first, last
        low, high = (
            min(self._edges, default=0) // self._step - 1,
            max(self._edges, default=0) // self._step + 1,
        )
        return max(low, min(first, high)), min(high, max(last, low))

    @property
    def _low(self) -> int:
        return self._reach[0]

    @property
    def _span(self) -> int:
        return self._reach[1] - self._reach[0] + 1

    @property
    def _by_step(self) -> bool:
        """Whether every multiple of the step between the edges can be given a place."""
        return self._span * self.count <= DENSE

    def _offset(self, key: pl.Expr, may_be_unknown: bool) -> pl.Expr:
        """Return the place of a key among the multiples of the step, held within what is laid out."""
        if not self._by_step:
            return key
        if self._step > 1:
            if self.plan.match is KeyMatch.MULAI:
                key = key // self._step
            else:
                key = -(-key // self._step)
        low, high = self._reach
        below, above = self._asked[0] < low, self._asked[1] > high
        if may_be_unknown and (below or above):
            return key.clip(low, high) - low
        if below:
            key = pl.when(key > low).then(key).otherwise(low)
        if above:
            key = pl.when(key < high).then(key).otherwise(high)
        return key - low if low else key

    @functools.cached_property
    def _laid_out(self) -> list[int | None]:
        if not self._by_step:
            return []
        laid: list[int | None] = [None] * (self._span * self.count)
        for number, bracket in self._numbered.items():
            for row, first, behind in self._runs(bracket):
                start = number * self._span
                laid[start + first : start + behind] = [self.plan.values[row]] * (behind - first)
        return laid

    def _runs(self, bracket: Bracket) -> Iterable[tuple[int, int, int]]:
        """Yield each row with the first place that it holds and the first one behind."""
        places = [self._span if edge is None else edge // self._step - self._low for edge in bracket.keys]
        if self.plan.match is KeyMatch.MULAI:
            firsts, behinds = places, [*places[1:], self._span]
        else:
            behinds = [min(place + 1, self._span) for place in places]
            firsts = [0, *behinds[:-1]]
        for row, first, behind in zip(bracket.rows, firsts, behinds, strict=True):
            first, behind = max(first, 0), max(min(behind, self._span), 0)
            if first < behind:
                yield row, first, behind

    def _row(self, bracket: Bracket, key: int) -> int | None:
        if self.plan.match is KeyMatch.MULAI:
            found = [row for edge, row in zip(bracket.keys, bracket.rows, strict=True) if _at_most(edge, key)]
            return found[-1] if found else None
        for edge, row in zip(bracket.keys, bracket.rows, strict=True):
            if edge is None or edge >= key:
                return row
        return None

    @functools.cached_property
    def _ranks(self) -> list[int]:
        return sorted(set(self._edges))

    def _rank(self, key: pl.Expr) -> pl.Expr:
        """Return between which of all edges a key lies; an unknown key has no rank."""
        side: Literal["left", "right"] = "right" if self.plan.match is KeyMatch.MULAI else "left"
        edges = pl.lit(pl.Series("edges", self._ranks, dtype=pl.Int64))
        found = edges.search_sorted(key.fill_null(0), side=side).cast(pl.Int64)
        return pl.when(key.is_not_null()).then(found)

    def _laid_by_rank(self) -> list[int | None]:
        ranks = self._ranks
        span = len(ranks) + 1
        laid: list[int | None] = [None] * (span * self.count)
        sample = [ranks[0] - 1, *ranks] if self.plan.match is KeyMatch.MULAI else [*ranks, ranks[-1] + 1]
        for number, bracket in self._numbered.items():
            for at, key in enumerate(sample):
                row = self._row(bracket, key)
                laid[number * span + at] = None if row is None else self.plan.values[row]
        return laid


def _at_most(edge: int | None, key: int) -> bool:
    return edge is None or edge <= key


def _sorted_place(expression: pl.Expr, places: dict[int, int]) -> pl.Expr:
    """Return the place of a key among few values that lie far apart."""
    ordered = sorted(places)
    keys = pl.lit(pl.Series("keys", ordered, dtype=pl.Int64))
    order = pl.lit(pl.Series("places", [places[value] for value in ordered], dtype=pl.Int64))
    at = keys.search_sorted(expression.fill_null(ordered[0]), side="left").clip(0, len(ordered) - 1)
    return pl.when(keys.gather(at) == expression).then(order.gather(at))
