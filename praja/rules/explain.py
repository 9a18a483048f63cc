"""Why an amount is what it is: the executed formula with the person's own numbers, the article, and
what it stands on, down to facts and table rows. In Indonesian or English; as text, JSON or HTML."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import html
import json
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from praja.rules.facts import Problem
from praja.rules.given import Amount, GivenPerson, Person, decode
from praja.rules.ir import Op
from praja.rules.language.tree import (
    EARLIER,
    Call,
    Choose,
    GroupName,
    Logic,
    Lookup,
    Name,
    TableName,
    Tree,
    children,
)
from praja.rules.language.value import Value
from praja.rules.lookup import LookupPlan
from praja.rules.person import Cell
from praja.rules.phrase import Phrases, Phrasing
from praja.rules.program import Program
from praja.rules.schema import (
    Fact,
    Grain,
    KeyMatch,
    Kind,
    Rule,
    Source,
    Status,
    Table,
    TableRow,
    TableVersion,
)
from praja.rules.selection import Computed
from praja.rules.show import show_number
from praja.rules.written import number_from

MOST_ROWS_SHOWN = 31


@dataclasses.dataclass(frozen=True, slots=True)
class TableUse:
    """The row of a published table that was used: title, row as written, file and line, its mark."""

    title: str
    row: str
    value: str
    file: str
    line: int
    since: datetime.date
    sources: tuple[Source, ...]
    status: Status


@dataclasses.dataclass(frozen=True, slots=True)
class FactUse:
    """A fact of the person that was read."""

    name: str
    title: str
    value: str
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class RowUse:
    """One finer row (a day, a child, an event) that counted, with its own reckoning in one line, and what
    was given of it."""

    row: int
    value: str
    filled: str
    facts: tuple[FactUse, ...]

    def sentence(self, words: Phrases) -> str:
        """Return what the row came to in one line, with what was given of it and is not yet said."""
        told = self.filled or self.value
        given = [f"{fact.title}: {fact.value}" for fact in self.facts if not _says(told, fact)]
        return f"{words.row} {self.row}: {told}" + (f" [{'; '.join(given)}]" if given else "")


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """How one rule was reckoned for one person.

    `formula` is the text of law that was executed, `filled` the same with numbers, `rounding` the
    sentence about rounding (empty when nothing was rounded), `reads` the rules it stands on.
    """

    name: str
    title: str
    unit: str
    value: Amount
    shown: str
    formula: str
    filled: str
    exact: str
    rounding: str
    guard: str
    applies: bool | None
    since: datetime.date
    sources: tuple[Source, ...]
    status: Status
    pack: str
    reads: tuple[str, ...]
    facts: tuple[FactUse, ...]
    tables: tuple[TableUse, ...]
    rows: tuple[RowUse, ...]

    def sentence(self, words: Phrases) -> str:
        """Return the reckoning in one line."""
        if self.applies is None:
            return f"{self.title}: {words.unknown}"
        if self.applies is False:
            return f"{self.title}: {self.shown} ({words.guard_fails}: {self.guard})"
        if not self.filled:
            return f"{self.title}, {words.each_row}:"
        text = f"{self.title}: {self.filled}"
        if self.exact and self.exact != self.filled:
            text += f" = {self.exact}"
        if self.rounding:
            text += f", {self.rounding} {self.shown}"
        return text


class Explanation:
    """The reckoning of every rule of a program for one person. Steps are made when asked for.

    `printed` are the lines of the slip, in order; rules that are only handed on to other lists are none.
    """

    def __init__(
        self, program: Program, given: GivenPerson, registers: Sequence[Cell], printed: Sequence[str]
    ) -> None:
        self.program = program
        self.printed = printed
        self.given = given
        self.registers = registers
        self.reader = program.tracing_reader
        self._steps: dict[tuple[str, str], Step] = {}

    @functools.cached_property
    def problems(self) -> Sequence[Problem]:
        """Why outputs are unknown, if any are."""
        registers = self.program.person_reader.run(self.given.inputs, self.given.rows)
        return self.program.reasons(self.given, registers)

    def amount(self, name: str) -> Amount:
        """Return the amount of a rule."""
        value = self.program.rule(name).value
        return decode(value, self._cell_of(None), self.program.lowering.codebook.words)

    def step(self, name: str, lang: str = "id") -> Step:
        """Return how one rule was reckoned; KeyError when the program has no such rule."""
        key = (name, lang)
        if key not in self._steps:
            self._steps[key] = self._make(self.program.rule(name), lang)
        return self._steps[key]

    def lines(self) -> list[str]:
        """Return the outputs that came out other than zero, and those that are unknown."""
        return [name for name in self._printed if self.amount(name) not in (0, False)]

    @functools.cached_property
    def _printed(self) -> Mapping[str, None]:
        """The outputs in their order: lines of the slip, each told by itself. Finer rows are told below."""
        fine = {rule.name for rule in self.program.rules if rule.grain is not Grain.ORANG}
        return dict.fromkeys(name for name in self.printed if name not in fine)

    # --- making a step

    def _cell_of(self, row: int | None) -> Any:
        def cell(node: Any) -> Cell:
            found = self.reader.cell(self.registers, node)
            if not isinstance(found, list) or row is None:
                return found
            # Rows of another grain, below a sum, have no row of their own here.
            return found[row] if row < len(found) else None

        return cell

    def part(self, tree: Tree, row: int | None = None) -> Amount:
        """Return what a part of a formula came to; None where each row has its own and none is named."""
        value = self.program.lowering.meaning.parts.get(id(tree))
        if value is None or (row is None and value.node.grain is not Grain.ORANG):
            return None
        return decode(value, self._cell_of(row), self.program.lowering.codebook.words)

    def _make(self, rule: Computed, lang: str) -> Step:
        words = Phrases.of(lang)
        title = _title(rule.rule, lang)
        fine = rule.grain is not Grain.ORANG
        phrasing = Phrasing(self, lang, row=0 if fine else None)
        value = None if fine else self.amount(rule.name)
        applies: bool | None = True if value is not None or fine else None
        guard = ""
        if rule.guard is not None:
            holds = None if fine else self.part(rule.guard)
            known = isinstance(holds, bool)
            guard = phrasing.reason(rule.guard, bool(holds)) if known else phrasing.formula(rule.guard)
            if value is not None:
                applies = bool(holds)
        filled = exact = rounding = ""
        if rule.tree is not None and not fine and applies:
            filled, exact, rounding = phrasing.reckoning(rule.tree, rule)
        if rule.tree is None:
            guard, applies = words.repealed, False
        used = list(self._used(rule, None)) if not fine else []
        return Step(
            name=rule.name,
            title=title,
            unit=rule.unit,
            value=value,
            shown="" if fine else words.amount(value, rule.unit, rule.kind, title),
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
            reads=tuple(self._reads(used if used else self._trees(rule))),
            facts=tuple(self._facts(rule, used, lang)),
            tables=tuple(self._tables(used, lang)),
            rows=tuple(self._rows(rule, used, lang)),
        )

    def _trees(self, rule: Computed) -> list[Tree]:
        return [tree for tree in (rule.guard, rule.tree) if tree is not None]

    def _used(self, rule: Computed, row: int | None) -> Iterable[Tree]:
        """Yield the parts of the formula that were read: not the branch not taken."""
        trees = self._trees(rule)
        if rule.guard is not None and self.part(rule.guard, row) is False:
            trees = [rule.guard]
        return self._parts_read(trees, row)

    def _parts_read(self, trees: Sequence[Tree], row: int | None) -> Iterable[Tree]:
        waiting = list(reversed(trees))
        while waiting:
            tree = waiting.pop()
            yield tree
            if isinstance(tree, Choose):
                condition = self.part(tree.condition, row)
                taken = [] if condition is None else [tree.then if condition else tree.other]
                if row is None and self._fine(tree.condition):
                    taken = [tree.then, tree.other]
                waiting.extend(reversed([tree.condition, *taken]))
            elif isinstance(tree, Logic) and (decides := self._decides(tree, row)) is not None:
                waiting.append(decides)
            elif isinstance(tree, Call) and tree.function in EARLIER:
                continue
            else:
                waiting.extend(reversed(children(tree)))

    def _fine(self, tree: Tree) -> bool:
        """Whether a part of a formula has a value for each finer row."""
        value = self.program.lowering.meaning.parts.get(id(tree))
        return value is not None and value.node.grain is not Grain.ORANG

    def _decides(self, tree: Logic, row: int | None) -> Tree | None:
        """Return the side that decides by itself: one that is false of `dan`, one that is true of `atau`."""
        for side in (tree.left, tree.right):
            if self.part(side, row) is (tree.op == "atau"):
                return side
        return None

    def _reads(self, used: Iterable[Tree]) -> Iterable[str]:
        """Yield the rules that were read, each once."""
        computed = self.program.lowering.computed
        found: dict[str, None] = {}
        for tree in used:
            if isinstance(tree, Name) and tree.name in computed:
                found[tree.name] = None
            elif isinstance(tree, GroupName):
                found |= dict.fromkeys(one.rule.name for one in self.program.selection.members(tree.name))
        return found

    def _facts(self, rule: Computed, used: Iterable[Tree], lang: str) -> Iterable[FactUse]:
        facts = self.program.lowering.facts
        seen: set[str] = set()
        for tree in used:
            if isinstance(tree, Name) and tree.name in facts and tree.name not in seen:
                seen.add(tree.name)
                fact = facts[tree.name]
                if fact.grain is Grain.ORANG:
                    title = _title(fact, lang)
                    shown = Phrases.of(lang).amount(self.part(tree), fact.unit, fact.kind, title)
                    yield FactUse(fact.name, title, shown, fact.origin)

    def layers(self, tree: Call, row: int | None = None) -> list[tuple[TableRow, Fraction, Fraction]]:
        """Return the layers of a progressive tariff that were reached: its row, rate and part of the base."""
        first, base = tree.arguments[0], self.part(tree.arguments[1], row)
        assert isinstance(first, TableName)
        if not isinstance(base, (int, Fraction)) or isinstance(base, bool):
            return []
        _, version = self._table(tree, first.name)
        edges = [number_from(layer.keys[0]) for layer in version.rows]
        found = []
        for layer, low, high in zip(version.rows, edges, [*edges[1:], None], strict=True):
            part = (Fraction(base) if high is None else min(Fraction(base), high)) - low
            if part > 0 and isinstance(layer.value, Fraction):
                found.append((layer, layer.value, part))
        return found

    def _table(self, tree: Tree, name: str) -> tuple[Table, TableVersion]:
        """Return the table that a part of a formula was reckoned with: of the month, or of the payment."""
        for rule in self.program.rules:
            if any(tree is part for root in self._trees(rule) for part in _parts(root)):
                return self.program.selection.tables_for(rule.rule)[name]
        raise KeyError(name)

    def _tables(self, used: Iterable[Tree], lang: str) -> Iterable[TableUse]:
        for tree in used:
            if isinstance(tree, Call) and tree.function == "progresif":
                first = tree.arguments[0]
                assert isinstance(first, TableName)
                table, version = self._table(tree, first.name)
                kind = self.program.lowering.meaning.parts[id(tree.arguments[1])].kind
                for row, *_ in self.layers(tree):
                    yield _table_use(table, version, row, [kind], lang)
            if not isinstance(tree, Lookup):
                continue
            node = self.program.lowering.meaning.parts[id(tree)].node
            if node.op is not Op.LOOKUP or node.grain is not Grain.ORANG:
                continue
            plan = node.payload
            assert isinstance(plan, LookupPlan)
            keys = [self.reader.cell(self.registers, operand) for operand in node.operands]
            place = None if None in keys else plan.find(keys)
            if place is not None:
                yield _table_use(
                    plan.table, plan.version, plan.rows[place], [kind for kind, _ in plan.asked], lang
                )

    def _rows(self, rule: Computed, used: Sequence[Tree], lang: str) -> Iterable[RowUse]:
        """Yield the finer rows that counted: in a rule of a finer grain, or in a sum over what was given."""
        if rule.grain is not Grain.ORANG:
            if rule.tree is not None:
                yield from self._counted(rule.value, rule.tree, rule, lang)
            return
        computed = self.program.lowering.computed
        for tree in used:
            if isinstance(tree, Call) and tree.function in ("jumlah", "banyak"):
                argument = tree.arguments[0]
                told = isinstance(argument, GroupName) or (
                    isinstance(argument, Name) and argument.name in computed
                )
                if not told:
                    yield from self._counted(
                        self.program.lowering.meaning.parts[id(argument)], argument, None, lang
                    )

    def _counted(self, value: Value, tree: Tree, rule: Computed | None, lang: str) -> Iterable[RowUse]:
        """Yield the rows of which `tree` came to anything."""
        cells = self.reader.cell(self.registers, value.node)
        if not isinstance(cells, list):
            return
        words = Phrases.of(lang)
        places = [place for place, cell in enumerate(cells) if cell not in (0, False)]
        for place in places[:MOST_ROWS_SHOWN]:
            phrasing = Phrasing(self, lang, row=place)
            amount = decode(value, self._cell_of(place), self.program.lowering.codebook.words)
            shown = words.amount(amount, rule.unit if rule else "", value.kind)
            if rule is not None:
                filled, exact, rounding = phrasing.reckoning(tree, rule)
                filled += f" = {exact}" if exact and exact != filled else ""
                filled += f", {rounding} {shown}" if rounding else ""
            else:
                filled = phrasing.reason(tree, True) if value.kind is Kind.YA else phrasing.filled(tree)
            facts = tuple(self._facts_of_row(rule, tree, place, lang))
            yield RowUse(place + 1, shown, filled if amount is not None else words.unknown, facts)

    def _facts_of_row(self, rule: Computed | None, tree: Tree, row: int, lang: str) -> Iterable[FactUse]:
        used = self._used(rule, row) if rule is not None else self._parts_read([tree], row)
        facts = self.program.lowering.facts
        for part in used:
            if isinstance(part, Name) and (fact := facts.get(part.name)) and fact.grain is not Grain.ORANG:
                title = _title(fact, lang)
                shown = Phrases.of(lang).amount(self.part(part, row), fact.unit, fact.kind, title)
                yield FactUse(fact.name, title, shown, fact.origin)

    # --- rendering

    def text(self, lang: str = "id", only: Sequence[str] | None = None) -> str:
        """Return the reckoning as indented lines, each rule once, with article, facts and table rows."""
        words = Phrases.of(lang)
        lines: list[str] = []
        told: set[str] = set()
        for name in only or self.lines():
            self._tell(name, 0, lines, told, lang, words)
        for problem in self.problems:
            lines.append(f"! {problem.message} {problem.advice}")
        return "\n".join(lines)

    def _tell(
        self,
        name: str,
        depth: int,
        lines: list[str],
        told: set[str],
        lang: str,
        words: Phrases,
    ) -> None:
        if name in told or depth > 12:
            return
        told.add(name)
        step = self.step(name, lang)
        pad = "  " * depth
        lines.append(pad + step.sentence(words))
        lines.append(f"{pad}  — {words.source_line(step.sources, step.since, step.status)}")
        for table in step.tables:
            lines.append(
                f"{pad}  · {table.title}: {table.row} = {table.value} "
                f"({table.file}:{table.line}; {words.source_line(table.sources, table.since, table.status)})"
            )
        for fact in step.facts:
            lines.append(f"{pad}  · {fact.title}: {fact.value}")
        for row in step.rows:
            lines.append(f"{pad}  · {row.sentence(words)}")
        if step.applies is False:
            return
        for read in step.reads:
            if read not in self._printed and not self._idle(read, name):
                self._tell(read, depth + 1, lines, told, lang, words)

    def _idle(self, name: str, below: str) -> bool:
        """Whether a rule is not worth telling below another: it came to nothing, the other did not; or it
        is known, the other is not."""
        rule = self.program.rule(name)
        if rule.grain is not Grain.ORANG:
            return not self.reader.cell(self.registers, rule.value.node)
        if self.program.rule(below).grain is Grain.ORANG and self.amount(below) is None:
            return self.amount(name) is not None
        return self.amount(name) in (0, False) and self.amount(below) not in (0, False)

    def json(self, lang: str = "id") -> str:
        """Return the reckoning as JSON: outputs in order, and every rule by name with what it reads."""
        steps = {rule.name: _plain(self.step(rule.name, lang)) for rule in self.program.rules}
        document = {
            "bulan": self.program.selection.served.isoformat(),
            "dibayar": self.program.selection.paid_on.isoformat(),
            "pak": [pack.name for pack in self.program.selection.law.packs],
            "hasil": list(self.printed),
            "aturan": steps,
            "masalah": [dataclasses.asdict(problem) for problem in self.problems],
        }
        return json.dumps(document, ensure_ascii=False, indent=1)

    def html(self, lang: str = "id", only: Sequence[str] | None = None) -> str:
        """Return the reckoning as `<details>` elements that open without script; all text is escaped."""
        told: set[str] = set()
        words = Phrases.of(lang)
        parts = [self._details(name, told, lang, words) for name in only or self.lines()]
        parts += [f"<p>! {html.escape(f'{one.message} {one.advice}')}</p>" for one in self.problems]
        return "\n".join(filter(None, parts))

    def _details(self, name: str, told: set[str], lang: str, words: Phrases) -> str:
        step = self.step(name, lang)
        if name in told:
            return ""
        told.add(name)
        escape = html.escape
        reckoning = step.sentence(words).removeprefix(f"{step.title}: ")
        items = [f"<li>{escape(fact.title)}: {escape(fact.value)}</li>" for fact in step.facts]
        items += [
            f"<li>{escape(table.title)}: {escape(table.row)} = {escape(table.value)} "
            f"<small>{escape(words.source_line(table.sources, table.since, table.status))}</small></li>"
            for table in step.tables
        ]
        items += [f"<li>{escape(row.sentence(words))}</li>" for row in step.rows]
        below = ""
        if step.applies is not False:
            below = "".join(
                self._details(read, told, lang, words)
                for read in step.reads
                if read not in self._printed and not self._idle(read, name)
            )
        listed = f"<ul>{''.join(items)}</ul>" if items else ""
        source = escape(words.source_line(step.sources, step.since, step.status))
        return (
            f'<details class="aturan" data-aturan="{escape(step.name)}">'
            f"<summary><span>{escape(step.title)}</span> "
            f'<span class="num">{escape(step.shown)}</span></summary>'
            f"<p>{escape(reckoning)}</p><p><small>{source}</small></p>"
            f"<p><code>{escape(step.formula)}</code></p>{listed}{below}</details>"
        )


def explain(program: Program, person: Person, *, printed: Sequence[str] | None = None) -> Explanation:
    """Return how each rule of `program` was reckoned for `person`.

    :param printed: the lines of the slip, if not all outputs of the program
    :raises FactsError: if a binary float or a malformed finer grain is given
    """
    given = GivenPerson(program.lowering, person)
    registers = program.tracing_reader.run(given.inputs, given.rows)
    return Explanation(program, given, registers, program.outputs if printed is None else printed)


def _says(text: str, fact: FactUse) -> bool:
    """Whether a sentence names a fact and its value already."""
    return f"{fact.title}: {fact.value}".lower() in text.lower() or (
        f"{fact.title} {fact.value}".lower() in text.lower()
    )


def _title(thing: Fact | Rule, lang: str) -> str:
    return thing.label_en if lang == "en" else thing.title


def _parts(tree: Tree) -> Iterable[Tree]:
    """Yield a formula and all of its parts."""
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(children(part))


def _table_use(
    table: Table, version: TableVersion, row: TableRow, kinds: Sequence[Kind], lang: str
) -> TableUse:
    words = Phrases.of(lang)
    keys = ", ".join(
        _key(name, match, text, kind, words)
        for (name, match), text, kind in zip(table.keys, row.keys, kinds, strict=True)
    )
    value = (
        row.value
        if isinstance(row.value, str)
        else show_number(row.value, table.unit, table.value_kind, lang)
    )
    return TableUse(
        title=table.label_en if lang == "en" else table.title,
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


def _plain(step: Step) -> Mapping[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, datetime.date):
            return value.isoformat()
        if isinstance(value, Fraction):
            return f"{value.numerator}/{value.denominator}"
        if isinstance(value, (list, tuple)):
            return [plain(item) for item in value]
        if isinstance(value, dict):
            return {name: plain(item) for name, item in value.items()}
        return value

    found = plain(dataclasses.asdict(step))
    assert isinstance(found, dict)
    return found
