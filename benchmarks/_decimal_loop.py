"""The same law for one person after another, as a plain program would reckon it: `Decimal` and dictionaries.

It takes the rules and tables in force from the engine, and the syntax trees of their formulas; what it
makes of them is its own. It knows nothing of bounds, whole numbers or columns.
"""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from praja.rules.language import tree as t
from praja.rules.language.parse import parse
from praja.rules.schema import Fact, Grain, KeyMatch, Kind, Table, TableVersion
from praja.rules.selection import RuleInForce, Selection

CONTEXT = decimal.Context(prec=40)
_OPERATORS = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
_ROUNDING = {
    "bulat": decimal.ROUND_HALF_UP,
    "ke_bawah": decimal.ROUND_FLOOR,
    "ke_atas": decimal.ROUND_CEILING,
}

Person = Mapping[str, Any]


class DecimalLaw:
    """The rules of one list in force, each with its trees, and the tables with Decimal keys."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.facts = selection.law.facts
        self.trees: dict[str, tuple[t.Tree | None, t.Tree]] = {}
        for name, found in selection.rules.items():
            if found.version is not None and found.version.formula is not None:
                guard = parse(found.version.guard) if found.version.guard else None
                self.trees[name] = guard, parse(found.version.formula)
        self.tables = {name: _Rows(*found) for name, found in selection.tables.items()}
        self.tables_paid = {name: _Rows(*found) for name, found in selection.tables_paid.items()}
        self.defaults = {name: _number(fact.default) for name, fact in self.facts.items() if fact.default}

    def amounts(self, person: Person, names: Sequence[str]) -> dict[str, Any]:
        """Return the amounts of one person; None where unknown."""
        with decimal.localcontext(CONTEXT):
            reckoning = _Reckoning(self, person)
            return {name: reckoning.rule(name) for name in names}


class _Rows:
    """A table in force: rows of keys and a value, looked through from the top."""

    def __init__(self, table: Table, version: TableVersion) -> None:
        self.match = table.keys[-1][1]
        self.rows = [([_number(key) for key in row.keys], _plain(row.value)) for row in version.rows]

    def find(self, keys: Sequence[Any]) -> Any:
        found = None
        for edges, value in self.rows:
            *exact, last = edges
            if exact != list(keys[:-1]):
                continue
            if self.match is KeyMatch.SAMA:
                if last == keys[-1]:
                    return value
            elif self.match is KeyMatch.MULAI:
                if last > keys[-1]:
                    return found
                found = value
            elif last == "" or last >= keys[-1]:
                return value
        return found


class _Reckoning:
    """One person's slip. Each rule is reckoned once."""

    def __init__(self, law: DecimalLaw, person: Person) -> None:
        self.law = law
        self.person = person
        self.done: dict[str, Any] = {}
        self.tables = law.tables

    def rule(self, name: str) -> Any:
        if name not in self.done:
            self.done[name] = self._rule(name, self.law.selection.rules[name])
        return self.done[name]

    def _rule(self, name: str, found: RuleInForce) -> Any:
        nothing = False if found.rule.unit == "ya" else Decimal(0)
        if name not in self.law.trees:
            return nothing
        guard, formula = self.law.trees[name]
        before = self.tables
        self.tables = self.law.tables_paid if found.rule.follows.value == "bayar" else self.law.tables
        try:
            if guard is not None:
                applies = self.of(guard)
                if applies is None or not applies:
                    return None if applies is None else nothing
            return self.of(formula)
        finally:
            self.tables = before

    def fact(self, fact: Fact) -> Any:
        given = self.person.get(fact.name)
        if given is None or given == "":
            if fact.default is None:
                return None
            given = self.law.defaults[fact.name]
        if fact.kind is Kind.YA:
            return given in (True, "ya")
        if fact.kind is Kind.PILIHAN:
            return given if given in fact.choices else None
        if fact.kind is Kind.TANGGAL:
            return given
        number = Decimal(given)
        return number if fact.low <= number <= fact.high else None  # type: ignore[operator]

    def _name(self, name: str) -> Any:
        selection = self.law.selection
        if name in selection.rules:
            return self.rule(name)
        if name in self.law.facts:
            return self.fact(self.law.facts[name])
        return {
            "awal_bulan": selection.served,
            "akhir_bulan": selection.last_day,
            "tanggal_bayar": selection.paid_on,
            "dasar_hukum_berlaku": selection.has_legal_basis,
            "ya": True,
            "tidak": False,
        }[name]

    def of(self, tree: t.Tree) -> Any:
        match tree:
            case t.Number(value=value):
                return _plain(value)
            case t.Text(value=text):
                return text
            case t.Name(name=name):
                return self._name(name)
            case t.Logic():
                return self._logic(tree)
            case t.Choose(condition=condition, then=then, other=other):
                holds = self.of(condition)
                return None if holds is None else self.of(then if holds else other)
            case t.Lookup(table=name, keys=keys):
                asked = [self.of(key) for key in keys]
                return None if None in asked else self.tables[name].find(asked)
            case t.Call():
                return self._call(tree)
        parts = [self.of(part) for part in t.children(tree)]
        if None in parts:
            return None
        match tree:
            case t.Negative():
                return -parts[0]
            case t.Not():
                return not parts[0]
            case t.Within():
                return parts[0] in parts[1:]
            case t.Compare(op=op) | t.Arithmetic(op=op):
                return _OPERATORS[op](*_alike(*parts))
        raise AssertionError(tree)

    def _logic(self, tree: t.Logic) -> bool | None:
        decides = tree.op == "atau"
        left = self.of(tree.left)
        if left is decides:
            return decides
        right = self.of(tree.right)
        if right is decides:
            return decides
        return None if left is None or right is None else not decides

    def _call(self, tree: t.Call) -> Any:
        match tree:
            case t.Call(function="jumlah" | "banyak", arguments=(t.GroupName(name=name),)):
                return _sum([self.rule(one.rule.name) for one in self.law.selection.members(name)])
            case t.Call(function="jumlah" | "banyak", arguments=(inner,)):
                return self._over_rows(inner)
            case t.Call(function="progresif", arguments=(t.TableName(name=name), base)):
                return self._progressive(self.tables[name], self.of(base))
            case t.Call(function=function, arguments=(t.Name(name=name),)) if function in t.EARLIER:
                paid = self.person.get(f"{function}({name})")
                return None if paid is None else Decimal(paid)
        parts = [self.of(part) for part in tree.arguments]
        if None in parts:
            return None
        match tree.function:
            case "min":
                return min(parts)
            case "max":
                return max(parts)
            case "bulan_antara":
                return Decimal(_months(*map(_day, parts)))
            case "umur":
                return Decimal(_months(*map(_day, parts)) // 12)
            case "hari_antara":
                return Decimal((_day(parts[1]) - _day(parts[0])).days)
        step = parts[1] if len(parts) > 1 else Decimal(1)
        return _rounded(parts[0] / step, tree.function) * step

    def _over_rows(self, inner: t.Tree) -> Any:
        """Return the sum of a formula over no finer rows; nobody in this benchmark has any."""
        assert not any(self.person.get(grain.value) for grain in Grain), "the plain loop knows no finer rows"
        return Decimal(0)

    @staticmethod
    def _progressive(table: _Rows, base: Decimal | None) -> Decimal | None:
        if base is None:
            return None
        edges = [keys[0] for keys, _ in table.rows]
        tax = Decimal(0)
        for (_, rate), edge, end in zip(table.rows, edges, [*edges[1:], None], strict=True):
            if base > edge:
                tax += ((base if end is None else min(base, end)) - edge) * rate
        return tax


def _number(text: str | None) -> Any:
    """Return an Indonesian number as Decimal, other text as it is."""
    if text is None:
        return None
    plain = text.removeprefix("Rp").removesuffix("%").replace(".", "").replace(",", ".")
    try:
        value = Decimal(plain)
    except decimal.InvalidOperation:
        return text
    return value / 100 if text.endswith("%") else value


def _plain(value: Fraction | str) -> Any:
    return value if isinstance(value, str) else Decimal(value.numerator) / Decimal(value.denominator)


def _rounded(value: Decimal, how: str) -> Decimal:
    """Round to a whole number; half goes up, also below zero."""
    if how == "bulat" and value < 0:
        return -(-value).to_integral_value(decimal.ROUND_HALF_DOWN)
    return value.to_integral_value(_ROUNDING[how])


def _sum(parts: Sequence[Any]) -> Decimal | None:
    return None if None in parts else sum((Decimal(part) for part in parts), Decimal(0))


def _day(value: Any) -> datetime.date:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    if isinstance(left, datetime.date) or isinstance(right, datetime.date):
        return _day(left), _day(right)
    return left, right


def _months(first: datetime.date, last: datetime.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
