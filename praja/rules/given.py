"""One person as a program sees them: facts as whole numbers, and results back as people read them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from praja.rules.errors import FactsError
from praja.rules.facts import Fault, encode
from praja.rules.facts import Given as GivenValue
from praja.rules.ir import Ir
from praja.rules.language.value import Codebook, Value
from praja.rules.person import Cell
from praja.rules.schema import Fact, Grain, Kind, Place
from praja.rules.selection import Lowering
from praja.rules.written import EPOCH

Amount = int | Fraction | bool | str | datetime.date | None
Person = Mapping[str, Any]
"""What is known of one person: facts by name; finer grains as lists of such mappings."""

_NO_CODES = Codebook()
_NOWHERE = Place("", 0)


def decode(value: Value, cell: Callable[[Ir], Cell], words: Sequence[str]) -> Amount:
    """Return the value that the registers hold, as a person reads it; None when it is unknown."""
    numerator = cell(value.node)
    if numerator is None:
        return None
    match value.kind:
        case Kind.YA:
            return bool(numerator)
        case Kind.PILIHAN:
            return words[numerator]
        case Kind.TANGGAL:
            return EPOCH + datetime.timedelta(days=numerator)
    denominator = value.denominator
    if value.divisor is not None:
        divisor = cell(value.divisor)
        if divisor is None:
            return None
        denominator *= divisor
    if denominator == 1:
        return int(numerator)
    exact = Fraction(numerator, denominator)
    return int(exact) if exact.denominator == 1 else exact


class GivenPerson:
    """One person's facts as whole numbers, with what was wrong with each."""

    def __init__(self, lowering: Lowering, person: Person) -> None:
        if not isinstance(person, Mapping):
            raise FactsError("Fakta seseorang harus berupa nama dan nilai.")
        self.person = person
        self.inputs: dict[str, Cell] = {}
        self.faults: dict[tuple[str, int], Fault] = {}
        self.rows: dict[Grain, int] = {}
        for grain in Grain:
            if grain is not Grain.ORANG:
                given = person.get(grain.value) or []
                listed = isinstance(given, Sequence) and not isinstance(given, (str, bytes))
                if not listed or not all(isinstance(row, Mapping) for row in given):
                    raise FactsError(
                        f"'{grain}' harus berupa daftar baris, tiap baris berisi nama dan nilai."
                    )
                self.rows[grain] = len(given)
        for fact in lowering.facts.values():
            self._read(fact, lowering)
        for column, value in lowering.earlier.items():
            self._read_earlier(column, value)

    def _read(self, fact: Fact, lowering: Lowering) -> None:
        if fact.grain is Grain.ORANG:
            self.inputs[fact.name] = self._coded(fact, self.person.get(fact.name), 0, lowering)
            return
        rows = self.person.get(fact.grain.value) or []
        self.inputs[fact.name] = [
            self._coded(fact, row.get(fact.name), place, lowering) for place, row in enumerate(rows, 1)
        ]

    def _coded(self, fact: Fact, given: GivenValue, row: int, lowering: Lowering) -> Cell:
        coded = encode(fact, given, lowering.codebook, lowering.bounds.get(fact.name))
        if isinstance(coded, Fault):
            self.faults[fact.name, row] = coded
            return None
        return coded

    def _read_earlier(self, column: str, value: Value) -> None:
        function, _, rest = column.partition("(")
        title = {
            "bulan_ini": "Yang sudah dibayar bulan ini",
            "tahun_ini": "Yang sudah dibayar tahun ini",
            "bulan_dasar": "Jumlah pada bulan dasar",
        }[function]
        fact = Fact(
            name=column,
            title=f"{title} untuk {rest.removesuffix(')')}",
            label_en=column,
            kind=value.kind,
            unit="rupiah" if value.kind is Kind.RUPIAH else "angka",
            grain=Grain.ORANG,
            place=_NOWHERE,
            low=Fraction(value.node.low),
            high=Fraction(value.node.high),
        )
        coded = encode(fact, self.person.get(column), _NO_CODES, (value.node.low, value.node.high))
        if isinstance(coded, Fault):
            self.faults[column, 0] = coded
            coded = None
        self.inputs[column] = coded
