"""Why an amount is what it is: the executed formula with the person's own numbers, the article, and
what it stands on, down to facts and table rows. In Indonesian or English; as text, JSON or HTML."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import html
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from praja.rules.facts import Problem
from praja.rules.given import Amount, GivenPerson, Person
from praja.rules.person import Cell
from praja.rules.phrases import Phrases
from praja.rules.program import Program
from praja.rules.schema import Grain, Source, Status
from praja.rules.tracer import Tracer

if TYPE_CHECKING:
    from praja.rules.telling import Telling


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

    def sentence(self, words: Phrases, called: str = "") -> str:
        """Return what the row came to in one line, with what was given of it and is not yet said.

        :param called: what the row is called; by default its number
        """
        told = self.filled or self.value
        given = [f"{fact.title}: {fact.value}" for fact in self.facts if not _says(told, fact)]
        return f"{called or f'{words.row} {self.row}'}: {told}" + (f" [{'; '.join(given)}]" if given else "")


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
        alone = self.program.alone
        unknown = [name for name in self.program.outputs if name in alone and self.amount(name) is None]
        return Tracer(self.program.lowering, self.reader, self.given, self.registers).problems(unknown)

    def amount(self, name: str) -> Amount:
        """Return the amount of a rule; None also for a rule of finer rows, which has one for each."""
        return self.program.traced_amounts.rule[name](self.registers, None)

    def step(self, name: str, lang: str = "id") -> Step:
        """Return how one rule was reckoned; KeyError when the program has no such rule."""
        key = (name, lang)
        if key not in self._steps:
            self._steps[key] = self._telling(lang).rule[name].step(self.registers)
        return self._steps[key]

    def _telling(self, lang: str) -> Telling:
        return self.program.tellings[Phrases.of(lang).lang]

    def lines(self) -> list[str]:
        """Return the outputs that came out other than zero, and those that are unknown."""
        return [name for name in self._printed if self.amount(name) not in (0, False)]

    def _told(self, only: Sequence[str] | None) -> Sequence[str]:
        """Return the outputs to tell. Who gets nothing, and knows of no problem, is told why of each."""
        return only or self.lines() or ([] if self.problems else [*self._printed])

    @functools.cached_property
    def _printed(self) -> Mapping[str, None]:
        """The outputs in their order: lines of the slip, each told by itself. Finer rows are told below."""
        rule = self.program.rule
        return dict.fromkeys(name for name in self.printed if rule(name).grain is Grain.ORANG)

    # --- rendering

    def text(self, lang: str = "id", only: Sequence[str] | None = None) -> str:
        """Return the reckoning as indented lines, each rule once, with article, facts and table rows."""
        lines: list[str] = []
        told: set[str] = set()
        for name in self._told(only):
            self._tell(name, 0, lines, told, self._telling(lang))
        for problem in self.problems:
            lines.append(f"! {problem.message} {problem.advice}")
        return "\n".join(lines)

    def row_text(self, name: str, row: int, lang: str = "id") -> str:
        """Return the reckoning of one finer row of a rule as indented lines, down to its facts.

        :param row: which of the rows, counted from 1
        """
        lines: list[str] = []
        self._tell_row(name, row - 1, 0, lines, set(), self._telling(lang))
        return "\n".join(lines)

    def _tell_row(
        self, name: str, row: int, depth: int, lines: list[str], told: set[str], telling: Telling
    ) -> None:
        if name in self.program.alone or name in told:
            return self._tell(name, depth, lines, told, telling)
        told.add(name)
        pad = "  " * depth
        use, reads = telling.rule[name].row(self.registers, row)
        lines.append(f"{pad}{telling.rule[name].title}: {use.filled or use.value}")
        lines.append(f"{pad}  — {telling.rule[name].source}")
        lines.extend(f"{pad}  · {fact.title}: {fact.value}" for fact in use.facts)
        for read in reads:
            self._tell_row(read, row, depth + 1, lines, told, telling)
        return None

    def _tell(self, name: str, depth: int, lines: list[str], told: set[str], telling: Telling) -> None:
        if name in told:
            return
        told.add(name)
        words = telling.words
        step = self.step(name, words.lang)
        pad = "  " * depth
        lines.append(pad + step.sentence(words))
        lines.append(f"{pad}  — {telling.rule[name].source}")
        for table in step.tables:
            lines.append(
                f"{pad}  · {table.title}: {table.row} = {table.value} "
                f"({table.file}:{table.line}; {words.source_line(table.sources, table.since, table.status)})"
            )
        for fact in step.facts:
            lines.append(f"{pad}  · {fact.title}: {fact.value}")
        for row in step.rows:
            lines.append(f"{pad}  · {row.sentence(words)}")
        for read in self.below(step):
            self._tell(read, depth + 1, lines, told, telling)

    def below(self, step: Step) -> list[str]:
        """Return the rules that a step stands on and that are worth telling below it: not the lines of the
        slip, which are told by themselves, and nothing below a rule that does not apply."""
        if step.applies is False:
            return []
        return [read for read in step.reads if read not in self._printed and not self._idle(read, step.name)]

    def _idle(self, name: str, below: str) -> bool:
        """Whether a rule is not worth telling below another: it came to nothing, the other did not; or it
        is known, the other is not."""
        if name not in self.program.alone:
            return not self._rows_of(name)
        amount, nothing = self.amount(name), (0, False)
        if below not in self.program.alone:
            return amount in nothing and any(cell not in nothing for cell in self._rows_of(below))
        if self.amount(below) is None:
            return amount is not None
        return amount in nothing and self.amount(below) not in nothing

    def _rows_of(self, name: str) -> Sequence[Cell]:
        """Return what each finer row of a rule came to."""
        rows: Sequence[Cell] = self.reader.cell(self.registers, self.program.rule(name).value.node)
        return rows

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
        parts = [self._details(name, told, self._telling(lang)) for name in self._told(only)]
        parts += [f"<p>! {html.escape(f'{one.message} {one.advice}')}</p>" for one in self.problems]
        return "\n".join(filter(None, parts))

    def _details(self, name: str, told: set[str], telling: Telling) -> str:
        words = telling.words
        step = self.step(name, words.lang)
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
        below = "".join(self._details(read, told, telling) for read in self.below(step))
        listed = f"<ul>{''.join(items)}</ul>" if items else ""
        source = escape(telling.rule[name].source)
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


def _plain(value: Any) -> Any:
    """Return a step, or a part of one, as JSON knows values."""
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
