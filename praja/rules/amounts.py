"""What rules and parts of formulas came to, read from the registers of one person.

Where a value stands in the registers depends on the law only: it is looked up once for a program.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from praja.rules.given import Amount, decode
from praja.rules.ir import Ir
from praja.rules.language.tree import Tree
from praja.rules.language.value import Value
from praja.rules.person import Cell, PersonReader
from praja.rules.schema import Grain, Kind
from praja.rules.selection import Lowering

Registers = Sequence[Cell]
Row = int | None
"""Which of a person's finer rows is meant, from 0; None where none is."""

Read = Callable[[Registers, Row], Amount]
"""Tells what a value came to: None where it is unknown, or where each row has its own and none is meant."""

K = TypeVar("K")
P = TypeVar("P")


class Prepared(dict[K, P], Generic[K, P]):
    """What is made out once for each rule or part of a formula, when it is first asked for."""

    def __init__(self, prepare: Callable[[K], P]) -> None:
        super().__init__()
        self.prepare = prepare

    def __missing__(self, key: K) -> P:
        made = self[key] = self.prepare(key)
        return made


class Amounts:
    """How to read what each rule of a program, and each part of its formulas, came to."""

    def __init__(self, lowering: Lowering, reader: PersonReader) -> None:
        self.lowering = lowering
        self.reader = reader
        self.rule: Prepared[str, Read] = Prepared(lambda name: self.of(lowering.computed[name].value))
        self.part = Prepared(self._part)

    def _part(self, tree: Tree) -> Read:
        value = self.lowering.meaning.parts.get(id(tree))
        return self.of(value) if value is not None else lambda cells, row: None

    def of(self, value: Value) -> Read:
        """Return how to read one value."""
        if value.constant:
            known = decode(value, lambda node: node.payload, self.lowering.codebook.words)
            return lambda cells, row: known
        place = self.reader.place(value.node)
        as_stored = value.kind is Kind.YA or (value.numeric and value.whole)
        if as_stored and value.grain is Grain.ORANG:
            return lambda cells, row: cells[place]
        words = self.lowering.codebook.words
        nodes = [node for node in (value.node, value.divisor) if node is not None]
        places = {id(node): self.reader.place(node) for node in nodes}

        def read(cells: Registers, row: Row) -> Amount:
            def cell(node: Ir) -> Cell:
                found = cells[places[id(node)]]
                if not isinstance(found, list):
                    return found
                # Rows of another grain, below a sum, have no row of their own here.
                return found[row] if row is not None and row < len(found) else None

            return decode(value, cell, words)

        return read
