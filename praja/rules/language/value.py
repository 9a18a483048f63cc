"""What a formula is known to be before anybody is looked at, and the names it may use."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

from praja.rules.ir import Builder, Ir, Op
from praja.rules.schema import Grain, Kind, Table, TableVersion


@dataclasses.dataclass(frozen=True, slots=True)
class Value:
    """What a formula, or a part of one, is known to be before any person is looked at."""

    kind: Kind
    node: Ir
    denominator: int = 1
    divisor: Ir | None = None
    choices: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        return self.kind in (Kind.RUPIAH, Kind.ANGKA)

    @property
    def grain(self) -> Grain:
        """What one value is of: the finer of the numerator's grain and the divisor's."""
        if self.divisor is None or self.node.grain is not Grain.ORANG:
            return self.node.grain
        return self.divisor.grain

    @property
    def whole(self) -> bool:
        """Whether it is proved to be a whole number."""
        return self.denominator == 1 and self.divisor is None

    @property
    def constant(self) -> bool:
        """Whether it is the same for everybody."""
        return self.node.op is Op.CONST and self.divisor is None and self.node.grain is Grain.ORANG

    @property
    def low(self) -> Fraction:
        """The least value it can have."""
        return self._edge(self.node.low, self.node.low < 0)

    @property
    def high(self) -> Fraction:
        """The greatest value it can have."""
        return self._edge(self.node.high, self.node.high > 0)

    def _edge(self, numerator: int, outward: bool) -> Fraction:
        """Return the edge: far from zero with the least divisor, near it with the greatest."""
        if self.divisor is None:
            return Fraction(numerator, self.denominator)
        return Fraction(numerator, self.denominator * (self.divisor.low if outward else self.divisor.high))


class Codebook:
    """The whole number that stands for each choice in one program."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}
        self.words: list[str] = []

    def code(self, word: str) -> int:
        if word not in self.codes:
            self.codes[word] = len(self.words)
            self.words.append(word)
        return self.codes[word]


class Scope(Protocol):
    """What the names of a formula stand for on the day and for the list that are computed."""

    builder: Builder
    codebook: Codebook

    def value_of(self, name: str) -> Value:
        """Return the fact, rule or context date `name`; raise KeyError when there is none."""

    def group_members(self, group: str) -> Sequence[tuple[str, Value]]:
        """Return the rules of the group; raise KeyError when there is no such group."""

    def group_kind(self, group: str) -> Kind:
        """Return what the members of a group are, also where none is in force."""

    def table_in_force(self, name: str) -> tuple[Table, TableVersion]:
        """Return the table; raise KeyError when there is none in force."""

    def earlier_payment(self, function: str, rule: str) -> Value:
        """Return what was paid of `rule`; raise KeyError when there is no such rule."""

    def known_names(self, kind: str) -> Sequence[str]:
        """Return the names that exist: of `nama`, `kelompok`, `tabel` or `aturan`."""


KIND_WORDS = {
    Kind.RUPIAH: "rupiah",
    Kind.ANGKA: "angka",
    Kind.YA: "ya/tidak",
    Kind.TANGGAL: "tanggal",
    Kind.PILIHAN: "pilihan",
}
