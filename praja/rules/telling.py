"""How the rules of a program are told: sentences, articles, facts, rows of tables and finer rows.

What depends on the law only is made out once for a program and a language; `praja.rules.explain` asks for
it with the registers of one person.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable, Iterable, Sequence

from praja.rules.amounts import Prepared, Registers, Row
from praja.rules.explain import FactUse, RowUse, Step, TableUse
from praja.rules.given import Amount
from praja.rules.ir import Op
from praja.rules.language.tree import (
    EARLIER,
    Call,
    Choose,
    GroupName,
    Logic,
    Lookup,
    Name,
    Tree,
    children,
)
from praja.rules.language.value import Value
from praja.rules.lookup import LookupPlan
from praja.rules.phrase import Phrasing, Said
from praja.rules.phrases import Phrases
from praja.rules.program import Program
from praja.rules.schema import Fact, Grain, KeyMatch, Kind, Table, TableRow, TableVersion
from praja.rules.selection import Computed
from praja.rules.show import show_number
from praja.rules.written import number_from

MOST_ROWS_SHOWN = 31
MOST_WAYS = 32
"""Of a rule with conditions, so many ways through its formula are remembered at a time."""


@dataclasses.dataclass(frozen=True, slots=True)
class _FactTelling:
    """How a fact is told where a formula reads it."""

    fact: Fact
    title: str
    shown: Said

    def use(self, cells: Registers, row: Row) -> FactUse:
        return FactUse(self.fact.name, self.title, self.shown(cells, row), self.fact.origin)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class _Use:
    """What a part of a formula stands on: rules, a fact, rows of a table, or finer rows."""

    rules: tuple[str, ...] = ()
    fact: _FactTelling | None = None
    tables: Callable[[Registers], Iterable[TableUse]] | None = None
    rows: Callable[[Registers], Iterable[RowUse]] | None = None

    def fact_of(self, *, fine: bool) -> _FactTelling | None:
        """Return the fact if it is one of finer rows, or if it is one of the person."""
        return self.fact if self.fact and (self.fact.fact.grain is not Grain.ORANG) is fine else None


@dataclasses.dataclass(frozen=True, slots=True)
class _Stands:
    """What a rule stands on, of all that was read of it: each rule and fact once."""

    rules: tuple[str, ...]
    facts: tuple[_FactTelling, ...]
    tables: tuple[Callable[[Registers], Iterable[TableUse]], ...]
    rows: tuple[Callable[[Registers], Iterable[RowUse]], ...]

    @staticmethod
    def on(used: tuple[_Use, ...]) -> _Stands:
        facts = {fact.fact.name: fact for use in used if (fact := use.fact_of(fine=False))}
        return _Stands(
            rules=tuple(dict.fromkeys(name for use in used for name in use.rules)),
            facts=tuple(facts.values()),
            tables=tuple(use.tables for use in used if use.tables is not None),
            rows=tuple(use.rows for use in used if use.rows is not None),
        )


class Telling:
    """How the rules of a program are told in one language: made out once, for everybody."""

    def __init__(self, program: Program, lang: str) -> None:
        self.program = program
        self.phrasing = Phrasing(program, lang)
        self.words = self.phrasing.words
        self.rule: Prepared[str, RuleTelling] = Prepared(lambda name: RuleTelling(self, program.rule(name)))
        self._read = Prepared(self._reading)
        self._rows = Prepared(self._row_telling)

    def read_in(self, tree: Tree, cells: Registers, row: Row) -> tuple[_Use, ...]:
        """Return the parts of a formula that were read: not the branch not taken."""
        read = self._read[tree]
        return read if isinstance(read, tuple) else read(cells, row)

    def _reading(self, tree: Tree) -> tuple[_Use, ...] | Callable[[Registers, Row], tuple[_Use, ...]]:
        """Return what is read of a formula: known now, unless it depends on a condition."""
        if isinstance(tree, Choose):
            return self._read_of_choice(tree)
        if isinstance(tree, Logic):
            return self._read_of_logic(tree)
        use = self._use(tree)
        own = () if use is None else (use,)
        if isinstance(tree, Call) and tree.function in EARLIER:
            return own
        parts = children(tree)
        known = [read for part in parts if isinstance(read := self._read[part], tuple)]
        if len(known) == len(parts):
            return tuple(itertools.chain(own, *known))
        return lambda cells, row: (
            *own,
            *(use for part in parts for use in self.read_in(part, cells, row)),
        )

    def _read_of_choice(self, tree: Choose) -> Callable[[Registers, Row], tuple[_Use, ...]]:
        holds = self.phrasing.amounts.part[tree.condition]
        condition = self.phrasing.parts.get(id(tree.condition))
        fine = condition is not None and condition.node.grain is not Grain.ORANG

        def read(cells: Registers, row: Row) -> tuple[_Use, ...]:
            found = self.read_in(tree.condition, cells, row)
            if fine and row is None:
                branches: Sequence[Tree] = (tree.then, tree.other)
            else:
                known = holds(cells, row)
                branches = () if known is None else (tree.then,) if known else (tree.other,)
            for branch in branches:
                found += self.read_in(branch, cells, row)
            return found

        return read

    def _read_of_logic(self, tree: Logic) -> Callable[[Registers, Row], tuple[_Use, ...]]:
        """Return what is read of both sides, or of the one that decides: false of `dan`, true of `atau`."""
        decisive = tree.op == "atau"
        left, right = (self.phrasing.amounts.part[side] for side in (tree.left, tree.right))

        def read(cells: Registers, row: Row) -> tuple[_Use, ...]:
            if left(cells, row) is decisive:
                return self.read_in(tree.left, cells, row)
            if right(cells, row) is decisive:
                return self.read_in(tree.right, cells, row)
            return self.read_in(tree.left, cells, row) + self.read_in(tree.right, cells, row)

        return read

    def _use(self, tree: Tree) -> _Use | None:
        """Return what a part of a formula stands on, if it is one that stands on anything."""
        lowering = self.program.lowering
        match tree:
            case Name(name=name) if name in lowering.computed:
                return _Use(rules=(name,))
            case Name(name=name) if name in lowering.facts:
                fact = lowering.facts[name]
                title = self.phrasing.title(fact)
                return _Use(fact=_FactTelling(fact, title, self.phrasing.shown(tree, fact.unit, title)))
            case GroupName(name=name):
                return _Use(rules=tuple(one.rule.name for one in self.program.selection.members(name)))
            case Call(function="progresif"):
                return _Use(tables=self._layers_used(tree))
            case Call(function="jumlah" | "banyak", arguments=(argument,)):
                told = isinstance(argument, GroupName) or (
                    isinstance(argument, Name) and argument.name in lowering.computed
                )
                return None if told else _Use(rows=self._rows[argument].rows)
            case Lookup():
                return self._look_up_used(tree)
        return None

    def _layers_used(self, tree: Call) -> Callable[[Registers], Sequence[TableUse]]:
        table, version = self.phrasing.table_of(tree)
        layers = self.phrasing.layers[tree]
        kind = self.phrasing.parts[id(tree.arguments[1])].kind
        return lambda cells: [
            _table_use(table, version, row, [kind], self.phrasing) for row, *_ in layers(cells, None)
        ]

    def _look_up_used(self, tree: Lookup) -> _Use | None:
        node = self.phrasing.parts[id(tree)].node
        if node.op is not Op.LOOKUP or node.grain is not Grain.ORANG:
            return None
        plan = node.payload
        assert isinstance(plan, LookupPlan)
        places = [self.program.tracing_reader.place(operand) for operand in node.operands]
        kinds = [kind for kind, _ in plan.asked]

        def tables(cells: Registers) -> Sequence[TableUse]:
            keys = [cells[place] for place in places]
            found = None if None in keys else plan.find(keys)
            if found is None:
                return ()
            return (_table_use(plan.table, plan.version, plan.rows[found], kinds, self.phrasing),)

        return _Use(tables=tables)

    def _row_telling(self, tree: Tree) -> RowTelling:
        """Return how the finer rows of a sum are told that is over no rule of its own."""
        phrasing, value = self.phrasing, self.phrasing.parts[id(tree)]
        filled = phrasing.filled(tree)
        reasons = value.kind is Kind.YA

        def tell(cells: Registers, row: Row, shown: str) -> str:
            return phrasing.reason(tree, True, cells, row) if reasons else filled(cells, row)

        return RowTelling(self, value, "", tell, lambda cells, row: self.read_in(tree, cells, row))


class RowTelling:
    """How the finer rows of one value are told: what each came to, how, and what was given of it."""

    def __init__(
        self,
        telling: Telling,
        value: Value,
        unit: str,
        filled: Callable[[Registers, Row, str], str],
        read: Callable[[Registers, Row], Sequence[_Use]],
    ) -> None:
        self.fine = value.node.grain is not Grain.ORANG
        self.place = telling.program.tracing_reader.place(value.node)
        self.amount = telling.phrasing.amounts.of(value)
        self.show = telling.words.showing(unit, value.kind)
        self.filled = filled
        self.read = read
        self.telling = telling

    def rows(self, cells: Registers) -> Iterable[RowUse]:
        """Yield the rows that came to anything."""
        if not self.fine:
            return
        counted = [row for row, cell in enumerate(cells[self.place]) if cell not in (0, False)]
        for row in counted[:MOST_ROWS_SHOWN]:
            yield self.row(cells, row)

    def row(self, cells: Registers, row: int) -> RowUse:
        """Return how one row was reckoned."""
        amount = self.amount(cells, row)
        shown = self.show(amount)
        filled = self.telling.words.unknown if amount is None else self.filled(cells, row, shown)
        read = [fact for use in self.read(cells, row) if (fact := use.fact_of(fine=True))]
        given = {fact.fact.name: fact.use(cells, row) for fact in read}
        return RowUse(row + 1, shown, filled, tuple(given.values()))


class RuleTelling:
    """How one rule is told. A step is made from it with a person's registers."""

    def __init__(self, telling: Telling, rule: Computed) -> None:
        phrasing, self.words = telling.phrasing, telling.words
        self.telling = telling
        self.rule = rule
        self.fine = rule.grain is not Grain.ORANG
        self.title = phrasing.title(rule.rule)
        self.source = self.words.source_line(rule.sources, rule.text.starts, rule.status)
        self.amount = phrasing.amounts.rule[rule.name]
        self.show = self.words.showing(rule.unit, rule.kind, self.title)
        self.guard_holds = phrasing.amounts.part[rule.guard] if rule.guard is not None else None
        self.guard = phrasing.formula(rule.guard) if rule.guard is not None else ""
        self.reckoning = phrasing.reckoning(rule) if rule.tree is not None else None
        self.rows = (
            RowTelling(telling, rule.value, rule.unit, self._filled_row, self._read) if self.fine else None
        )
        self._stands_on = functools.lru_cache(MOST_WAYS)(_Stands.on)

    def step(self, cells: Registers) -> Step:
        """Return how the rule was reckoned for one person."""
        rule = self.rule
        value = None if self.fine else self.amount(cells, None)
        applies, guard = self._applies(cells, value)
        filled = exact = rounding = ""
        if self.reckoning is not None and applies and not self.fine:
            filled, exact, rounding = self.reckoning(cells, None)
        stands = self._stands_on(self._named if self.fine else self._read(cells, None))
        rows = (self.rows.rows,) if self.rows else stands.rows
        return Step(
            name=rule.name,
            title=self.title,
            unit=rule.unit,
            value=value,
            shown="" if self.fine else self.show(value),
            formula=rule.text.formula or "",
            filled=filled,
            exact=exact,
            rounding=rounding,
            guard=guard,
            applies=applies,
            since=rule.text.starts,
            sources=rule.sources,
            status=rule.status,
            pack=rule.rule.pack,
            reads=stands.rules,
            facts=tuple([fact.use(cells, None) for fact in stands.facts]),
            tables=tuple([table for tables in stands.tables for table in tables(cells)]),
            rows=tuple([row for yielded in rows for row in yielded(cells)]),
        )

    def row(self, cells: Registers, row: int) -> tuple[RowUse, tuple[str, ...]]:
        """Return how one finer row was reckoned, and the rules that it stands on."""
        assert self.rows is not None
        return self.rows.row(cells, row), self._stands_on(self._read(cells, row)).rules

    @functools.cached_property
    def _named(self) -> tuple[_Use, ...]:
        """The rules that the formula of finer rows is nothing but the name of."""
        computed = self.telling.program.lowering.computed
        named = [tree.name for tree in self.rule.trees if isinstance(tree, Name)]
        return tuple(_Use(rules=(name,)) for name in named if name in computed)

    def _applies(self, cells: Registers, value: Amount) -> tuple[bool | None, str]:
        """Return whether the rule applies (None: unknown), and its guard or why it holds or does not."""
        rule = self.rule
        if rule.tree is None:
            return False, self.words.repealed
        if self.fine:
            return True, self.guard
        known = None if value is None else True
        if rule.guard is None or self.guard_holds is None:
            return known, ""
        holds = self.guard_holds(cells, None)
        if not isinstance(holds, bool):
            return None if value is None else False, self.guard
        return known and holds, self.telling.phrasing.reason(rule.guard, holds, cells, None)

    def _read(self, cells: Registers, row: Row) -> tuple[_Use, ...]:
        """Return the parts of guard and formula that were read: of the guard alone where it fails."""
        rule, read_in = self.rule, self.telling.read_in
        read = read_in(rule.guard, cells, row) if rule.guard is not None else ()
        fails = self.guard_holds is not None and self.guard_holds(cells, row) is False
        return read if rule.tree is None or fails else read + read_in(rule.tree, cells, row)

    def _filled_row(self, cells: Registers, row: Row, shown: str) -> str:
        assert self.reckoning is not None
        filled, exact, rounding = self.reckoning(cells, row)
        filled += f" = {exact}" if exact and exact != filled else ""
        return filled + (f", {rounding} {shown}" if rounding else "")


def _table_use(
    table: Table, version: TableVersion, row: TableRow, kinds: Sequence[Kind], phrasing: Phrasing
) -> TableUse:
    keys = ", ".join(
        _key(name, match, text, kind, phrasing.words)
        for (name, match), text, kind in zip(table.keys, row.keys, kinds, strict=True)
    )
    value = (
        row.value
        if isinstance(row.value, str)
        else show_number(row.value, table.unit, table.value_kind, phrasing.lang)
    )
    return TableUse(
        title=phrasing.title(table),
        row=keys,
        value=value,
        file=version.file,
        line=row.line,
        since=version.starts,
        sources=version.sources,
        status=row.status,
    )


def _key(name: str, match: KeyMatch, text: str, kind: Kind, words: Phrases) -> str:
    """Return one key of a row in words: equal to it, from it on, or up to it."""
    title = name.replace("_", " ")
    if match is KeyMatch.SAMA:
        return f"{title} {text}"
    if not text:
        return f"{title} {words.no_limit}"
    edge = show_number(number_from(text), "persen" if text.endswith("%") else "", kind, words.lang)
    return f"{title} {words.from_ if match is KeyMatch.MULAI else words.up_to} {edge}"
