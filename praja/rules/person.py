"""Run a program for one person with plain integers: for a preview, a what-if, an explanation.

The nodes of the program are laid out once in an order in which each stands behind its operands; a
person is then one walk over that list. An unknown is None, and spreads as `praja.rules.ir` says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

from praja.rules.ir import Ir, Op, months_between
from praja.rules.lookup import LookupPlan
from praja.rules.schema import MOST_ROWS, Grain

Cell = Any
"""A register: int, bool or None for a person's own row; a list of these for a finer grain."""


class PersonReader:
    """The nodes of a program as one list of instructions."""

    def __init__(self, wanted: Iterable[Ir], columns: Mapping[str, Ir]) -> None:
        """Prepare to compute `wanted`. `columns` gives the node behind each rule's column."""
        self.columns = columns
        self.register: dict[int, int] = {}
        self.inputs: list[tuple[int, str, Grain]] = []
        self._code: list[tuple[int, Callable[[list[Cell]], Cell]]] = []
        self._nodes: list[Ir] = []
        self._repeated: list[tuple[int, Ir]] = []
        for node in wanted:
            self._lay(node)

    def behind(self, node: Ir) -> Ir:
        """Return the node that computes `node`: itself, or the rule's node where it is a rule's column."""
        while node.op is Op.COLUMN and (found := self.columns.get(str(node.payload))) is not None:
            if found is node:
                break
            node = found
        return node

    def _lay(self, root: Ir) -> None:
        waiting = [(self.behind(root), False)]
        while waiting:
            node, ready = waiting.pop()
            if id(node) in self.register:
                continue
            if not ready:
                waiting.append((node, True))
                waiting.extend((self.behind(operand), False) for operand in node.operands)
                continue
            place = len(self._nodes)
            self.register[id(node)] = place
            self._nodes.append(node)
            if node.op is Op.CONST and node.grain is not Grain.ORANG:
                self._repeated.append((place, node))
            elif node.op is Op.COLUMN:
                self.inputs.append((place, str(node.payload), node.grain))
            else:
                self._code.append((place, self._instruction(node)))

    def run(self, inputs: Mapping[str, Cell], rows: Mapping[Grain, int]) -> list[Cell]:
        """Return all registers for one person.

        :param inputs: by column name, a value or (finer grain) a list of values, one a row
        :param rows: how many rows the person has of each finer grain
        """
        registers: list[Cell] = [None] * len(self._nodes)
        for place, name, grain in self.inputs:
            value = inputs.get(name)
            if value is None and grain is not Grain.ORANG:
                value = [None] * rows.get(grain, 0)
            registers[place] = value
        for place, node in self._repeated:
            registers[place] = [node.payload] * rows.get(node.grain, 0)
        for place, compute in self._code:
            registers[place] = compute(registers)
        return registers

    def place(self, node: Ir) -> int:
        """Return in which register `node` is computed."""
        return self.register[id(self.behind(node))]

    def cell(self, registers: Sequence[Cell], node: Ir) -> Cell:
        """Return what was computed for `node`."""
        return registers[self.place(node)]

    # --- instructions

    def _instruction(self, node: Ir) -> Callable[[list[Cell]], Cell]:
        places = [self.place(operand) for operand in node.operands]
        if node.op is Op.CONST:
            value = node.payload
            return lambda _: value
        if node.op is Op.TOTAL:
            return _total(places[0], MOST_ROWS[node.operands[0].grain])
        if node.grain is Grain.ORANG and (direct := _direct(node.op, places)) is not None:
            return direct
        single = _scalar(node)
        if node.grain is Grain.ORANG:
            return _for_one(single, places)
        fine = [operand.grain is not Grain.ORANG for operand in node.operands]
        return _for_rows(single, list(zip(places, fine, strict=True)))


_Compute = Callable[[list[Cell]], Cell]


def _direct(op: Op, places: list[int]) -> _Compute | None:
    """Return the commonest operations without a call in between: most of a person's time goes there."""
    if len(places) == 3 and op is Op.SELECT:
        return _selecting(*places)
    if len(places) == 2 and (make := _DIRECT.get(op)) is not None:
        return make(*places)
    return None


def _selecting(a: int, b: int, c: int) -> _Compute:
    def select(cells: list[Cell]) -> Cell:
        condition = cells[a]
        return None if condition is None else cells[b] if condition else cells[c]

    return select


def _adding(a: int, b: int) -> _Compute:
    def add(cells: list[Cell]) -> Cell:
        x, y = cells[a], cells[b]
        return None if x is None or y is None else x + y

    return add


def _subtracting(a: int, b: int) -> _Compute:
    def subtract(cells: list[Cell]) -> Cell:
        x, y = cells[a], cells[b]
        return None if x is None or y is None else x - y

    return subtract


def _multiplying(a: int, b: int) -> _Compute:
    def multiply(cells: list[Cell]) -> Cell:
        x, y = cells[a], cells[b]
        return None if x is None or y is None else x * y

    return multiply


def _dividing(a: int, b: int) -> _Compute:
    def divide(cells: list[Cell]) -> Cell:
        x, y = cells[a], cells[b]
        return None if x is None or y is None else x // y

    return divide


def _equalling(a: int, b: int) -> _Compute:
    def equal(cells: list[Cell]) -> Cell:
        x, y = cells[a], cells[b]
        return None if x is None or y is None else x == y

    return equal


_DIRECT: Mapping[Op, Callable[[int, int], _Compute]] = {
    Op.ADD: _adding,
    Op.SUBTRACT: _subtracting,
    Op.MULTIPLY: _multiplying,
    Op.FLOOR_DIVIDE: _dividing,
    Op.EQUAL: _equalling,
}


def _for_one(single: Callable[..., Cell], places: list[int]) -> Callable[[list[Cell]], Cell]:
    match places:
        case [a]:
            return lambda cells: single(cells[a])
        case [a, b]:
            return lambda cells: single(cells[a], cells[b])
        case [a, b, c]:
            return lambda cells: single(cells[a], cells[b], cells[c])
        case _:
            return lambda cells: single(*(cells[place] for place in places))


def _for_rows(single: Callable[..., Cell], places: list[tuple[int, bool]]) -> Callable[[list[Cell]], Cell]:
    def compute(cells: list[Cell]) -> Cell:
        return list(map(single, *(cells[place] if fine else repeat(cells[place]) for place, fine in places)))

    return compute


def _total(place: int, most: int) -> Callable[[list[Cell]], Cell]:
    def compute(cells: list[Cell]) -> Cell:
        rows = cells[place]
        return None if len(rows) > most or None in rows else sum(rows)

    return compute


def _scalar(node: Ir) -> Callable[..., Cell]:
    match node.op:
        case Op.ADD:
            return lambda a, b: None if a is None or b is None else a + b
        case Op.SUBTRACT:
            return lambda a, b: None if a is None or b is None else a - b
        case Op.MULTIPLY:
            return lambda a, b: None if a is None or b is None else a * b
        case Op.FLOOR_DIVIDE:
            return lambda a, b: None if a is None or b is None else a // b
        case Op.MINIMUM:
            return lambda a, b: None if a is None or b is None else (a if a <= b else b)
        case Op.MAXIMUM:
            return lambda a, b: None if a is None or b is None else (a if a >= b else b)
        case Op.SELECT:
            return lambda condition, a, b: None if condition is None else (a if condition else b)
        case Op.LESS:
            return lambda a, b: None if a is None or b is None else a < b
        case Op.LESS_EQUAL:
            return lambda a, b: None if a is None or b is None else a <= b
        case Op.EQUAL:
            return lambda a, b: None if a is None or b is None else a == b
        case Op.MEMBER:
            choices = node.payload
            assert isinstance(choices, frozenset)
            return lambda a: None if a is None else a in choices
        case Op.AND:
            return _both
        case Op.OR:
            return _either
        case Op.NOT:
            return lambda a: None if a is None else not a
        case Op.AS_NUMBER:
            return lambda a: None if a is None else int(a)
        case Op.MONTHS:
            return _months
        case Op.LOOKUP:
            plan = node.payload
            assert isinstance(plan, LookupPlan)
            return _lookup(plan)
    raise AssertionError(node.op)


def _both(a: Cell, b: Cell) -> Cell:
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def _either(a: Cell, b: Cell) -> Cell:
    if a is True or b is True:
        return True
    return None if a is None or b is None else False


def _lookup(plan: LookupPlan) -> Callable[..., Cell]:
    find, values = plan.find, plan.values

    def compute(*keys: Cell) -> Cell:
        if None in keys:
            return None
        row = find(keys)
        return None if row is None else values[row]

    return compute


def _months(start: Cell, end: Cell) -> Cell:
    return None if start is None or end is None else months_between(start, end)
