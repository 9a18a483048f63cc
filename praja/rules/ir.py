"""The integer form of a program: what both readers execute.

Every node carries proved bounds, so a reader knows that its sums fit 64 bits (or 128, where marked).
Nodes are shared: two formulas that contain the same part contain the same node. A null (unknown) is
not a value of any type; the rules by which it spreads are given with each operation.
"""

from __future__ import annotations

import dataclasses
import datetime
import enum

from praja.rules.errors import RulesError
from praja.rules.lookup import LookupPlan
from praja.rules.schema import MOST_ROWS, Grain

NARROW = 2**63
WIDE = 2**127


class Op(enum.Enum):
    """The operations. Unless said otherwise, one unknown operand makes the result unknown."""

    CONST = enum.auto()
    COLUMN = enum.auto()
    """A fact, or the result of a rule, by name."""
    ADD = enum.auto()
    SUBTRACT = enum.auto()
    MULTIPLY = enum.auto()
    FLOOR_DIVIDE = enum.auto()
    """Toward minus infinity; the divisor is proved to be at least 1."""
    MINIMUM = enum.auto()
    MAXIMUM = enum.auto()
    SELECT = enum.auto()
    """Condition, then, otherwise: the branch not taken may be unknown."""
    LESS = enum.auto()
    LESS_EQUAL = enum.auto()
    EQUAL = enum.auto()
    MEMBER = enum.auto()
    """Whether the number is one of `payload`, a frozenset."""
    AND = enum.auto()
    """Kleene: false and unknown is false."""
    OR = enum.auto()
    """Kleene: true or unknown is true."""
    NOT = enum.auto()
    AS_NUMBER = enum.auto()
    """A truth as 1 or 0."""
    LOOKUP = enum.auto()
    """The value of `payload`, a LookupPlan, for the keys; no such row is unknown."""
    TOTAL = enum.auto()
    """The sum over a person's finer rows; one unknown row makes it unknown; no rows make 0."""
    MONTHS = enum.auto()
    """Whole months from the first day number to the second."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Ir:
    """One node: its operation, operands, and what is proved of its result."""

    op: Op
    operands: tuple[Ir, ...]
    payload: int | bool | str | frozenset[int] | LookupPlan | None
    low: int
    high: int
    grain: Grain
    truth: bool

    @property
    def constant(self) -> int | bool | None:
        """The value of a constant, otherwise None."""
        if self.op is Op.CONST:
            assert isinstance(self.payload, int)
            return self.payload
        return None

    @property
    def wide(self) -> bool:
        """Whether the result may need more than 64 bits."""
        return self.low <= -NARROW or self.high >= NARROW


EPOCH = datetime.date(1970, 1, 1)


def months_between(start: int, end: int) -> int:
    """Return the whole months from one day to another, both as days since 1970-01-01."""
    first, last = EPOCH + datetime.timedelta(days=start), EPOCH + datetime.timedelta(days=end)
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


class TooWide(RulesError):
    """An intermediate result could exceed 127 bits; the bounds of a fact must be tightened."""


class GrainClash(RulesError):
    """One formula reads two different finer grains at once."""

    def __init__(self, left: Grain, right: Grain) -> None:
        super().__init__(f"{left} {right}")
        self.left = left
        self.right = right


class Builder:
    """Makes nodes, proving bounds on the way, folding constants, and sharing what is the same."""

    def __init__(self, without: frozenset[Grain] = frozenset()) -> None:
        """Begin anew. `without` are grains of which nobody has any rows: their sums are zero."""
        self.without = without
        self._known: dict[tuple[object, ...], Ir] = {}

    def _node(
        self,
        op: Op,
        operands: tuple[Ir, ...],
        low: int,
        high: int,
        *,
        payload: int | bool | str | frozenset[int] | LookupPlan | None = None,
        truth: bool = False,
        grain: Grain | None = None,
    ) -> Ir:
        key = (op, tuple(id(operand) for operand in operands), type(payload), payload, grain, low, high)
        if (known := self._known.get(key)) is not None:
            return known
        if low < -WIDE or high >= WIDE:
            raise TooWide
        node = Ir(op, operands, payload, low, high, grain or self._join(operands), truth)
        self._known[key] = node
        return node

    @staticmethod
    def _join(operands: tuple[Ir, ...]) -> Grain:
        """Return the finest grain among the operands; raise GrainClash where two finer ones meet."""
        grain = Grain.ORANG
        for operand in operands:
            if operand.grain is Grain.ORANG or operand.grain is grain:
                continue
            if grain is not Grain.ORANG:
                raise GrainClash(grain, operand.grain)
            grain = operand.grain
        return grain

    def check_grains(self, *operands: Ir) -> None:
        """Raise GrainClash where two different finer grains meet."""
        self._join(operands)

    # --- leaves

    def const(self, value: int, grain: Grain = Grain.ORANG) -> Ir:
        return self._node(Op.CONST, (), value, value, payload=int(value), grain=grain)

    def boolean(self, value: bool, grain: Grain = Grain.ORANG) -> Ir:
        return self._node(Op.CONST, (), int(value), int(value), payload=bool(value), truth=True, grain=grain)

    def _known_now(self, *operands: Ir) -> Grain | None:
        """Return the grain at which to fold, when all operands are constants, otherwise None."""
        if all(operand.op is Op.CONST for operand in operands):
            return self._join(operands)
        return None

    def _same_grain(self, chosen: Ir, other: Ir) -> bool:
        """Whether `chosen` may stand for an operation on both without losing the rows of the other."""
        return other.grain is Grain.ORANG or chosen.grain is other.grain

    def column(self, name: str, low: int, high: int, grain: Grain, *, truth: bool = False) -> Ir:
        return self._node(Op.COLUMN, (), low, high, payload=name, grain=grain, truth=truth)

    # --- numbers

    def add(self, left: Ir, right: Ir) -> Ir:
        if (grain := self._known_now(left, right)) is not None:
            return self.const(left.low + right.low, grain)
        if right.constant == 0 and self._same_grain(left, right):
            return left
        if left.constant == 0 and self._same_grain(right, left):
            return right
        return self._node(Op.ADD, (left, right), left.low + right.low, left.high + right.high)

    def subtract(self, left: Ir, right: Ir) -> Ir:
        if (grain := self._known_now(left, right)) is not None:
            return self.const(left.low - right.low, grain)
        if right.constant == 0 and self._same_grain(left, right):
            return left
        return self._node(Op.SUBTRACT, (left, right), left.low - right.high, left.high - right.low)

    def multiply(self, left: Ir, right: Ir) -> Ir:
        if (grain := self._known_now(left, right)) is not None:
            return self.const(left.low * right.low, grain)
        if right.constant == 1 and self._same_grain(left, right):
            return left
        if left.constant == 1 and self._same_grain(right, left):
            return right
        corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
        return self._node(Op.MULTIPLY, (left, right), min(corners), max(corners))

    def floor_divide(self, left: Ir, right: Ir) -> Ir:
        assert right.low >= 1
        if (grain := self._known_now(left, right)) is not None:
            return self.const(left.low // right.low, grain)
        if right.constant == 1 and self._same_grain(left, right):
            return left
        corners = [a // b for a in (left.low, left.high) for b in (right.low, right.high)]
        return self._node(Op.FLOOR_DIVIDE, (left, right), min(corners), max(corners))

    def round_half_up(self, left: Ir, right: Ir) -> Ir:
        """Return floor(left / right + 1/2), its bounds taken from the corners of the whole."""
        assert right.low >= 1
        two = self.const(2)
        node = self.floor_divide(self.add(self.multiply(left, two), right), self.multiply(right, two))
        if node.op is not Op.FLOOR_DIVIDE:
            return node
        corners = [(2 * a + b) // (2 * b) for a in (left.low, left.high) for b in (right.low, right.high)]
        return self._node(Op.FLOOR_DIVIDE, node.operands, min(corners), max(corners))

    def minimum(self, left: Ir, right: Ir) -> Ir:
        if (grain := self._known_now(left, right)) is not None:
            return self.const(min(left.low, right.low), grain)
        return self._node(Op.MINIMUM, (left, right), min(left.low, right.low), min(left.high, right.high))

    def maximum(self, left: Ir, right: Ir) -> Ir:
        if (grain := self._known_now(left, right)) is not None:
            return self.const(max(left.low, right.low), grain)
        return self._node(Op.MAXIMUM, (left, right), max(left.low, right.low), max(left.high, right.high))

    def select(self, condition: Ir, then: Ir, otherwise: Ir) -> Ir:
        if condition.op is Op.CONST:
            taken = then if condition.payload else otherwise
            grain = self._join((condition, then, otherwise))
            if taken.grain is grain:
                return taken
            if taken.op is Op.CONST:
                return (
                    self.boolean(bool(taken.payload), grain) if taken.truth else self.const(taken.low, grain)
                )
        low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
        return self._node(Op.SELECT, (condition, then, otherwise), low, high, truth=then.truth)

    def as_number(self, truth: Ir) -> Ir:
        if truth.op is Op.CONST:
            return self.const(int(bool(truth.payload)), truth.grain)
        return self._node(Op.AS_NUMBER, (truth,), 0, 1)

    def lookup(self, plan: LookupPlan, keys: tuple[Ir, ...]) -> Ir:
        low, high = min(plan.values, default=0), max(plan.values, default=0)
        return self._node(Op.LOOKUP, keys, low, high, payload=plan)

    def total(self, rows: Ir) -> Ir:
        if rows.grain in self.without:
            return self.const(0)
        most = MOST_ROWS[rows.grain]
        low, high = min(0, rows.low) * most, max(0, rows.high) * most
        return self._node(Op.TOTAL, (rows,), low, high, grain=Grain.ORANG)

    def months(self, start: Ir, end: Ir) -> Ir:
        if (grain := self._known_now(start, end)) is not None:
            return self.const(months_between(start.low, end.low), grain)
        least, most = end.low - start.high, end.high - start.low
        low = (least // 31 if least >= 0 else least // 28) - 1
        high = (most // 28 if most >= 0 else most // 31) + 1
        return self._node(Op.MONTHS, (start, end), low, high)

    # --- truths

    def less(self, left: Ir, right: Ir) -> Ir:
        if (grain := self._known_now(left, right)) is not None:
            return self.boolean(left.low < right.low, grain)
        return self._node(Op.LESS, (left, right), 0, 1, truth=True)

    def less_equal(self, left: Ir, right: Ir) -> Ir:
        if (grain := self._known_now(left, right)) is not None:
            return self.boolean(left.low <= right.low, grain)
        return self._node(Op.LESS_EQUAL, (left, right), 0, 1, truth=True)

    def equal(self, left: Ir, right: Ir) -> Ir:
        if (grain := self._known_now(left, right)) is not None:
            return self.boolean(left.low == right.low, grain)
        return self._node(Op.EQUAL, (left, right), 0, 1, truth=True)

    def member(self, operand: Ir, choices: frozenset[int]) -> Ir:
        if operand.op is Op.CONST:
            return self.boolean(operand.low in choices, operand.grain)
        return self._node(Op.MEMBER, (operand,), 0, 1, payload=choices, truth=True)

    def both(self, left: Ir, right: Ir) -> Ir:
        for one, other in ((left, right), (right, left)):
            if one.op is Op.CONST and not one.payload:
                return self.boolean(False, self._join((left, right)))
            if one.op is Op.CONST and self._same_grain(other, one):
                return other
        return self._node(Op.AND, (left, right), 0, 1, truth=True)

    def either(self, left: Ir, right: Ir) -> Ir:
        for one, other in ((left, right), (right, left)):
            if one.op is Op.CONST and one.payload:
                return self.boolean(True, self._join((left, right)))
            if one.op is Op.CONST and self._same_grain(other, one):
                return other
        return self._node(Op.OR, (left, right), 0, 1, truth=True)

    def negate(self, operand: Ir) -> Ir:
        if operand.op is Op.CONST:
            return self.boolean(not operand.payload, operand.grain)
        return self._node(Op.NOT, (operand,), 0, 1, truth=True)
