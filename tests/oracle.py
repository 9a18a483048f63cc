"""A second, slow reader of the law that only tests use: exact fractions, one person, no cleverness.

It reads syntax trees, the values of `praja.rules.schema` and a person's facts as they were given, and
shares nothing else with the engine: no integer form, no bounds, no look-up plans. What both say, two
independent readings of the law say. An unknown carries its causes, so that tests can ask whether the
engine blames the right fact.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime
import decimal
import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from praja.rules.language import tree as t
from praja.rules.language.parse import parse
from praja.rules.schema import (
    MOST_ROWS,
    Fact,
    Following,
    Grain,
    KeyMatch,
    Kind,
    Law,
    Rule,
    Table,
    TableVersion,
    Version,
)

Cause = tuple[str, int]
"""The fact, earlier payment, `tabel.name` or grain that lacks, and the finer row (0: the person's own)."""

EARLIER_CEILING = {"bulan_ini": 10**12, "bulan_dasar": 10**12, "tahun_ini": 10**13}
NUMBER = re.compile(r"(-?)(?:Rp)?([0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,([0-9]+))?(%?)", re.ASCII)
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclasses.dataclass(frozen=True)
class Unknown:
    """What cannot be known, and why."""

    causes: frozenset[Cause]

    def __or__(self, other: Unknown) -> Unknown:
        return Unknown(self.causes | other.causes)


Known = Fraction | bool | str | datetime.date
Value = Known | Unknown
Row = tuple[Grain, int] | None


def read_number(text: str) -> Fraction | None:
    """Return a number as Indonesians write it, or None when the text is none."""
    match = NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    sign, whole, decimals, percent = match.groups()
    if "." in whole and whole.startswith("0"):
        return None
    value = Fraction(whole.replace(".", "") + (f".{decimals}" if decimals else ""))
    return (-value if sign else value) / (100 if percent else 1)


def read_day(text: str) -> datetime.date | None:
    """Return a day written year-month-day, or None when the text is none."""
    if not ISO_DAY.fullmatch(text.strip()):
        return None
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError:
        return None


def read_fact(fact: Fact, given: object) -> Known | None:
    """Return what was given for `fact`, or None when that is missing, impossible or out of bounds."""
    if given is None or (isinstance(given, str) and not given.strip()):
        if fact.default is None:
            return None
        given = fact.default
    match fact.kind:
        case Kind.YA:
            if isinstance(given, bool):
                return given
            return {"ya": True, "tidak": False}.get(given) if isinstance(given, str) else None
        case Kind.PILIHAN:
            return given if isinstance(given, str) and given in fact.choices else None
        case Kind.TANGGAL:
            day = read_day(given) if isinstance(given, str) else given
            if isinstance(day, datetime.datetime):
                day = day.date()
            if not isinstance(day, datetime.date):
                return None
            assert fact.low is not None and fact.high is not None
            return day if fact.low <= day.toordinal() <= fact.high else None
    number = _number_given(given)
    if number is None or (number * 10**fact.decimals).denominator != 1:
        return None
    assert fact.low is not None and fact.high is not None
    return number if fact.low <= number <= fact.high else None


def _number_given(given: object) -> Fraction | None:
    match given:
        case bool():
            return None
        case int() | Fraction():
            return Fraction(given)
        case decimal.Decimal():
            return Fraction(given) if given.is_finite() else None
        case str():
            return read_number(given)
        case _:
            return None


class Oracle:
    """The law in force for one month and list, for one person. Parameters as for `in_force`."""

    def __init__(
        self,
        law: Law,
        person: Mapping[str, Any],
        *,
        on: datetime.date,
        paid_on: datetime.date | None = None,
        known_at: datetime.date | None = None,
        pay_list: str | None = None,
    ) -> None:
        self.law = law
        self.person = person
        self.served = on.replace(day=1)
        self.paid = paid_on or self.served
        self.known_at = known_at
        self.pay_list = pay_list
        self._trees: dict[str, t.Tree] = {}
        self._done: dict[tuple[str, int], Value] = {}
        self._reading: list[Rule] = []

    # --- what is asked

    def amount(self, name: str) -> int | Fraction | bool | str | datetime.date | None:
        """Return what the person gets of the rule `name`; None when that is unknown."""
        value = self.rule(name, None)
        if isinstance(value, Unknown):
            return None
        if isinstance(value, Fraction) and value.denominator == 1:
            return int(value)
        return value

    def causes(self, name: str) -> frozenset[Cause]:
        """Return why the rule `name` is unknown; nothing when it is known."""
        value = self.rule(name, None)
        return value.causes if isinstance(value, Unknown) else frozenset()

    # --- what holds

    def _day(self, rule: Rule) -> datetime.date:
        return self.paid if rule.follows is Following.BAYAR else self.served

    def _begun(self, pack: str, day: datetime.date) -> bool:
        return not any(found.name == pack and day < found.starts for found in self.law.packs)

    def _text(self, versions: Sequence[Version], day: datetime.date) -> Version | None:
        known = [
            version
            for version in versions
            if version.starts <= day and (self.known_at is None or version.enacted <= self.known_at)
        ]
        return max(known, key=lambda version: (version.starts, version.enacted), default=None)

    def rule_in_force(self, name: str) -> tuple[Rule, Version | None] | None:
        """Return the rule with its text (None: repealed), or None when it has none on the day."""
        for rule in reversed(self.law.rules[name]):
            if not self._begun(rule.pack, self._day(rule)):
                continue
            text = self._text(rule.versions, self._day(rule))
            if text is not None:
                gone = text.formula is None or any(
                    name in pack.repeals and pack.starts <= self.served for pack in self.law.packs
                )
                return rule, None if gone else text
        return None

    def table_in_force(self, name: str, day: datetime.date) -> tuple[Table, TableVersion]:
        """Return the table and its rows on `day`."""
        for table in reversed(self.law.tables[name]):
            known = [
                version
                for version in table.versions
                if version.starts <= day and (self.known_at is None or version.enacted <= self.known_at)
            ]
            if known and self._begun(table.pack, day):
                return table, max(known, key=lambda version: (version.starts, version.enacted))
        raise KeyError(name)

    def _tree(self, text: str) -> t.Tree:
        if text not in self._trees:
            self._trees[text] = parse(text)
        return self._trees[text]

    # --- grains

    def grain(self, tree: t.Tree) -> Grain:
        """Return the grain that a formula has one value for each row of."""
        match tree:
            case t.Call(function="jumlah" | "banyak"):
                return Grain.ORANG
            case t.Call(function=function) if function in t.EARLIER:
                return Grain.ORANG
            case t.Name(name=name) if name in self.law.facts:
                return self.law.facts[name].grain
            case t.Name(name=name) if name in self.law.rules:
                return self._rule_grain(name)
        return _finest(self.grain(part) for part in t.children(tree))

    def _rule_grain(self, name: str) -> Grain:
        found = self.rule_in_force(name)
        texts = [found[1]] if found and found[1] else self.law.rules[name][-1].versions
        return _finest(
            self.grain(self._tree(text))
            for version in texts
            for text in (version.formula, version.guard)
            if text is not None
        )

    def _rows(self, grain: Grain) -> Sequence[Mapping[str, Any]]:
        return self.person.get(grain.value) or ()

    # --- names

    def rule(self, name: str, row: Row) -> Value:
        """Return the value of a rule in the given row (None: the person's own)."""
        fine = row if row is not None and self._rule_grain(name) is not Grain.ORANG else None
        key = (name, fine[1] if fine else 0)
        if key not in self._done:
            self._done[key] = self._compute(name, fine)
        return self._done[key]

    def _compute(self, name: str, row: Row) -> Value:
        found = self.rule_in_force(name)
        assert found is not None, f"{name} has no text on this day"
        rule, text = found
        zero: Value = False if rule.unit == "ya" else Fraction(0)
        if text is None or text.formula is None:
            return zero
        self._reading.append(rule)
        try:
            if text.guard is not None:
                holds = self.of(self._tree(text.guard), row)
                if isinstance(holds, Unknown):
                    return holds
                if not holds:
                    return zero
            value = self.of(self._tree(text.formula), row)
        finally:
            self._reading.pop()
        if rule.unit == "tanggal" and isinstance(value, str):
            value = _day_of(value)
        return value

    def _name(self, name: str, row: Row) -> Value:
        if name in self.law.rules:
            return self.rule(name, row)
        if name in self.law.facts:
            fact = self.law.facts[name]
            if fact.grain is Grain.ORANG:
                return self._given(fact, self.person.get(name), 0)
            assert row is not None and row[0] is fact.grain, f"{name} read outside its rows"
            return self._given(fact, self._rows(fact.grain)[row[1] - 1].get(name), row[1])
        match name:
            case "awal_bulan":
                return self.served
            case "akhir_bulan":
                last = calendar.monthrange(self.served.year, self.served.month)[1]
                return self.served.replace(day=last)
            case "tanggal_bayar":
                return self.paid
            case "ya" | "tidak":
                return name == "ya"
            case "dasar_hukum_berlaku":
                own = self.law.packs[-1] if self.law.packs else None
                if own is None:
                    return True
                return own.starts <= self.served and (own.ends is None or own.ends >= self.served)
        raise KeyError(name)

    @staticmethod
    def _given(fact: Fact, given: object, row: int) -> Value:
        value = read_fact(fact, given)
        return Unknown(frozenset({(fact.name, row)})) if value is None else value

    # --- formulas

    def of(self, tree: t.Tree, row: Row) -> Value:
        """Return the value of a formula in a row."""
        match tree:
            case t.Number(value=value):
                return value
            case t.Text(value=text):
                return text
            case t.Name(name=name):
                return self._name(name, row)
            case t.Logic():
                return self._logic(tree, row)
            case t.Choose(condition=condition, then=then, other=other):
                holds = self.of(condition, row)
                return holds if isinstance(holds, Unknown) else self.of(then if holds else other, row)
            case t.Call(function="jumlah" | "banyak" as function, arguments=(argument,)):
                return self._sum(function, argument)
            case t.Call(function="progresif", arguments=(t.TableName(name=name), base)):
                return self._progressive(name, self.of(base, row))
            case t.Call(function=function, arguments=(t.Name(name=name),)) if function in t.EARLIER:
                return self._earlier(function, name)
            case t.Lookup(table=name, keys=keys):
                fine = row if any(self.grain(key) is not Grain.ORANG for key in keys) else None
                return self._lookup(name, [self.of(key, row) for key in keys], fine)
        parts = [self.of(part, row) for part in t.children(tree)]
        unknown = [part for part in parts if isinstance(part, Unknown)]
        if unknown:
            return Unknown(frozenset().union(*(part.causes for part in unknown)))
        return _strict(tree, parts)

    def _logic(self, tree: t.Logic, row: Row) -> Value:
        left, right = self.of(tree.left, row), self.of(tree.right, row)
        decisive = tree.op == "atau"
        if left is decisive or right is decisive:
            return decisive
        if isinstance(left, Unknown):
            return left | right if isinstance(right, Unknown) else left
        return right if isinstance(right, Unknown) else not decisive

    def _sum(self, function: str, argument: t.Tree) -> Value:
        if isinstance(argument, t.GroupName):
            return _total([self.rule(name, None) for name in self.members(argument.name)])
        grain = self.grain(argument)
        rows = self._rows(grain) if grain is not Grain.ORANG else ()
        places = range(1, min(len(rows), MOST_ROWS[grain]) + 1)
        total = _total([self.of(argument, (grain, place)) for place in places])
        if len(rows) <= MOST_ROWS[grain]:
            return total
        too_many = Unknown(frozenset({(grain.value, 0)}))
        return too_many | total if isinstance(total, Unknown) else too_many

    def members(self, group: str) -> list[str]:
        """Return the rules of a group that hold on the day and on the list."""
        names = []
        for name in self.law.rules:
            found = self.rule_in_force(name)
            if found is None or found[1] is None or group not in found[0].groups:
                continue
            if not found[0].lists or self.pay_list is None or self.pay_list in found[0].lists:
                names.append(name)
        return names

    def _earlier(self, function: str, name: str) -> Value:
        column = f"{function}({name})"
        given = self.person.get(column)
        number = None if given is None or given == "" else _number_given(given)
        if number is None or number.denominator != 1 or abs(number) > EARLIER_CEILING[function]:
            return Unknown(frozenset({(column, 0)}))
        return number

    # --- tables

    def _reading_day(self) -> datetime.date:
        return self._day(self._reading[-1]) if self._reading else self.served

    def _progressive(self, name: str, base: Value) -> Value:
        if isinstance(base, Unknown):
            return base
        assert isinstance(base, Fraction)
        rows = self.table_in_force(name, self._reading_day())[1].rows
        edges = [read_number(row.keys[0]) for row in rows]
        tax = Fraction(0)
        for place, row in enumerate(rows):
            start, rate = edges[place], row.value
            assert isinstance(start, Fraction) and isinstance(rate, Fraction)
            end = edges[place + 1] if place + 1 < len(rows) else None
            reached = base if end is None or base < end else end
            if reached > start:
                tax += (reached - start) * rate
        return tax

    def _lookup(self, name: str, keys: Sequence[Value], row: Row) -> Value:
        unknown = [key for key in keys if isinstance(key, Unknown)]
        if unknown:
            return Unknown(frozenset().union(*(key.causes for key in unknown)))
        table, version = self.table_in_force(name, self._reading_day())
        chosen: str | Fraction | None = None
        best: Fraction | None = None
        for line in version.rows:
            edge: Fraction | None = None
            for (_, match), written, asked in zip(table.keys, line.keys, keys, strict=True):
                if match is KeyMatch.SAMA:
                    if (read_number(written) if isinstance(asked, Fraction) else written) != asked:
                        break
                    continue
                assert isinstance(asked, Fraction)
                edge = read_number(written) if written else None
                if match is KeyMatch.MULAI and (edge is None or edge > asked):
                    break
                if match is KeyMatch.SAMPAI and edge is not None and edge < asked:
                    break
            else:
                match = table.keys[-1][1]
                if match is KeyMatch.SAMA:
                    return line.value
                nearer = (
                    chosen is None
                    or (match is KeyMatch.MULAI and edge is not None and best is not None and edge > best)
                    or (match is KeyMatch.SAMPAI and edge is not None and (best is None or edge < best))
                )
                if nearer:
                    chosen, best = line.value, edge
        if chosen is None:
            return Unknown(frozenset({(f"tabel.{name}", row[1] if row else 0)}))
        return chosen


def _finest(grains: Iterable[Grain]) -> Grain:
    finer = {grain for grain in grains if grain is not Grain.ORANG}
    assert len(finer) <= 1, f"two finer grains meet: {finer}"
    return finer.pop() if finer else Grain.ORANG


def _total(parts: Sequence[Value]) -> Value:
    unknown = [part for part in parts if isinstance(part, Unknown)]
    if unknown:
        return Unknown(frozenset().union(*(part.causes for part in unknown)))
    total = Fraction(0)
    for part in parts:
        assert isinstance(part, (bool, Fraction))
        total += int(part) if isinstance(part, bool) else part
    return total


def _strict(tree: t.Tree, parts: Sequence[Any]) -> Known:
    """Return the value of an operation whose operands are all known."""
    match tree:
        case t.Negative():
            return Fraction(-parts[0])
        case t.Not():
            return not parts[0]
        case t.Within(choices=choices):
            return parts[0] in {choice.value for choice in choices}
        case t.Arithmetic(op=op):
            left, right = parts
            match op:
                case "+":
                    return Fraction(left + right)
                case "-":
                    return Fraction(left - right)
                case "*":
                    return Fraction(left * right)
                case _:
                    assert right > 0, "a divisor was proved to be at least 1"
                    return Fraction(left) / right
        case t.Compare(op=op):
            return _compare(op, *parts)
        case t.Call(function="min"):
            return Fraction(min(parts))
        case t.Call(function="max"):
            return Fraction(max(parts))
        case t.Call(function=function) if function in ("bulat", "ke_bawah", "ke_atas"):
            return _rounded(function, *parts)
        case t.Call(function="bulan_antara"):
            return Fraction(months_between(_day_of(parts[0]), _day_of(parts[1])))
        case t.Call(function="hari_antara"):
            return Fraction((_day_of(parts[1]) - _day_of(parts[0])).days)
        case t.Call(function="umur"):
            return Fraction(months_between(_day_of(parts[0]), _day_of(parts[1])) // 12)
    raise AssertionError(tree)


def _compare(op: str, left: Any, right: Any) -> bool:
    if isinstance(left, datetime.date) != isinstance(right, datetime.date):
        left, right = _day_of(left), _day_of(right)
    match op:
        case "=":
            return bool(left == right)
        case "<>":
            return bool(left != right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case _:
            return bool(left >= right)


def _rounded(function: str, value: Fraction, step: Fraction = Fraction(1)) -> Fraction:
    times = value / step
    below = Fraction(times.numerator // times.denominator)
    rest = times - below
    match function:
        case "ke_bawah":
            up = False
        case "ke_atas":
            up = rest > 0
        case _:
            up = rest >= Fraction(1, 2)
    return (below + up) * step


def _day_of(value: Any) -> datetime.date:
    day = read_day(value) if isinstance(value, str) else value
    assert isinstance(day, datetime.date), value
    return day


def months_between(start: datetime.date, end: datetime.date) -> int:
    """Return how many whole months lie between two days: the largest n such that n months after
    `start`, on the same day of the month, is not behind `end`."""
    months = (end.year - start.year) * 12 + (end.month - start.month) + 1
    while True:
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        if (year, month + 1, start.day) <= (end.year, end.month, end.day):
            return months
        months -= 1
