"""A program: the rules in force for a month and a list, ready to run for one person or a country."""

from __future__ import annotations

import dataclasses
import functools
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from praja.rules.amounts import Amounts, Prepared, Read
from praja.rules.errors import FactsError, did_you_mean
from praja.rules.facts import Problem, ProblemKind
from praja.rules.given import Amount, GivenPerson, Person, decode
from praja.rules.ir import Ir
from praja.rules.language.value import Codebook, Value
from praja.rules.person import PersonReader
from praja.rules.schema import Fact, Grain
from praja.rules.selection import Computed, Given, Lowering, Selection
from praja.rules.tracer import Tracer

if TYPE_CHECKING:
    import polars as pl

    from praja.rules.alike import Alike
    from praja.rules.explain import Explanation
    from praja.rules.frame import FrameReader
    from praja.rules.telling import Telling

_MISSING = "#masalah"
FEW = 25
"""So many people with problems are looked into one by one, without asking who has the same reasons."""

PROBLEM_COLUMNS = ("rule", "fact", "kind", "value", "message", "advice", "row")


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """What a run gives: `amounts`, a row a person in the order given and a column a rule, and
    `problems`, a row for each reason why a line of a person is unknown; `withheld` says of whom, in the
    order of `amounts`, any output is unknown; `rows`, of an exact run, by finer grain a row for each finer
    row in the order given, without those of strangers."""

    amounts: pl.DataFrame
    problems: pl.DataFrame
    withheld: pl.Series
    rows: Mapping[Grain, pl.DataFrame] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class OneResult:
    """What one person gets: the amount of every rule of the program (None where unknown), and why; `rows`,
    of the outputs that have one value a finer row, what each row came to."""

    amounts: dict[str, Amount]
    problems: list[Problem]
    rows: dict[str, list[Amount]]


class Program:
    """The rules of one selection that lead to its outputs.

    Parsing, proving and compiling happen when first needed; `LawError` then names file and line.
    """

    def __init__(self, selection: Selection, wanted: tuple[str, ...] | None = None) -> None:
        self.selection = selection
        self.outputs = wanted if wanted is not None else selection.outputs()
        self._lock = threading.Lock()
        self._frame_readers: dict[tuple[Given, tuple[str, ...]], FrameReader] = {}

    def only(self, *rules: str) -> Program:
        """Return the program of just these rules and what they read."""
        return Program(self.selection, tuple(dict.fromkeys(rules)))

    # --- what it is made of

    @functools.cached_property
    def lowering(self) -> Lowering:
        """The rules with their meaning."""
        return Lowering(self.selection, self.outputs)

    @property
    def rules(self) -> tuple[Computed, ...]:
        """The rules, each behind what it reads."""
        return tuple(self.lowering.computed.values())

    def rule(self, name: str) -> Computed:
        """Return one rule of the program; KeyError when it has none of that name."""
        return self.lowering.computed[name]

    @functools.cached_property
    def alone(self) -> Mapping[str, None]:
        """The names of the rules that have one value a person, in order; others have one a finer row."""
        return dict.fromkeys(rule.name for rule in self.rules if rule.grain is Grain.ORANG)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that the rules read."""
        return tuple(self.lowering.facts.values())

    @property
    def earlier(self) -> tuple[str, ...]:
        """The earlier payments that the rules read, such as `bulan_ini(bruto_pajak)`."""
        return tuple(self.lowering.earlier)

    def frame_reader(self, given: Given, wanted: tuple[str, ...]) -> FrameReader:
        """Return the program over frames that have these columns; what is known beforehand is folded in."""
        from praja.rules.frame import FrameReader

        key = (given, wanted)
        with self._lock:
            if key not in self._frame_readers:
                lowering = Lowering(self.selection, self.outputs, like=self.lowering, given=given)
                self._frame_readers[key] = FrameReader(lowering, wanted)
            return self._frame_readers[key]

    @functools.cached_property
    def person_reader(self) -> PersonReader:
        """The program for one person."""
        return PersonReader(self._wanted_nodes(self.rules), self._columns)

    @functools.cached_property
    def tracing_reader(self) -> PersonReader:
        """The program for one person, keeping every part of every formula for explaining."""
        parts = [value.node for value in self.lowering.meaning.parts.values()]
        divisors = [value.divisor for value in self.lowering.meaning.parts.values() if value.divisor]
        return PersonReader([*self._wanted_nodes(self.rules), *parts, *divisors], self._columns)

    @functools.cached_property
    def traced_amounts(self) -> Amounts:
        """How to read what every rule and every part of a formula came to, with `tracing_reader`."""
        return Amounts(self.lowering, self.tracing_reader)

    @functools.cached_property
    def tellings(self) -> Mapping[str, Telling]:
        """By language, how the rules are told: made out once, for everybody."""
        from praja.rules.telling import Telling

        return Prepared(lambda lang: Telling(self, lang))

    @staticmethod
    def _wanted_nodes(rules: Iterable[Computed]) -> list[Ir]:
        return [node for rule in rules for node in (rule.value.node, rule.value.divisor) if node is not None]

    @functools.cached_property
    def _columns(self) -> dict[str, Ir]:
        columns: dict[str, Ir] = {}
        for rule in self.rules:
            columns[rule.name] = rule.value.node
            if rule.value.divisor is not None:
                columns[rule.name + "/"] = rule.value.divisor
        return columns

    # --- one person

    def run_one(self, person: Person, *, why: bool = True) -> OneResult:
        """Return the amounts of one person, and why those that are None are unknown.

        Facts are given as int, Decimal, Fraction, bool, date or Indonesian text; finer rows as lists
        under the grain's name; earlier payments under `bulan_ini(rule)`. Other names are not looked at.

        :param why: say why outputs are unknown; without it there are no `problems`
        :raises FactsError: if a binary float is given, or a finer grain that is not a list of rows
        """
        given = GivenPerson(self.lowering, person)
        registers = self.person_reader.run(given.inputs, given.rows)
        amounts = {name: read(registers, None) for name, read in self._amounts.items()}
        rows = {
            name: [read(registers, row) for row in range(given.rows[grain])]
            for name, (grain, read) in self._row_amounts.items()
        }
        unknown = [name for name in self.outputs if why and name in amounts and amounts[name] is None]
        problems = Tracer(self.lowering, self.person_reader, given, registers).problems(unknown)
        return OneResult(amounts, problems, rows)

    @functools.cached_property
    def _amounts(self) -> Mapping[str, Read]:
        """How to read the amounts of the rules that have one value a person."""
        amounts = Amounts(self.lowering, self.person_reader)
        return {name: amounts.rule[name] for name in self.alone}

    @functools.cached_property
    def _row_amounts(self) -> Mapping[str, tuple[Grain, Read]]:
        """How to read the amounts of the outputs that have one value a finer row."""
        amounts = Amounts(self.lowering, self.person_reader)
        finer = [self.rule(name) for name in self.outputs if name not in self.alone]
        return {rule.name: (rule.grain, amounts.rule[rule.name]) for rule in finer}

    # --- many

    def run(
        self,
        frames: Mapping[str, pl.DataFrame],
        *,
        key: str = "nip",
        only: Sequence[str] | None = None,
        distinct: bool = False,
        exact: bool = False,
        why: bool = True,
    ) -> Result:
        """Return the amounts of everyone in the frames and the problems of those who have any.

        :param frames: by grain; `orang` has a row a person; finer frames name the person by `key`
        :param only: the rules to give back instead of the outputs
        :param distinct: the caller has seen to it that nobody stands in the frame twice, and that no finer
            row is a stranger's
        :param exact: give back as well what has one value a finer row, and fractions: each as its whole
            numerator over `rule(name).value.denominator`
        :param why: say why outputs are unknown; without it there are no `problems` of people
        :raises FactsError: if a frame as a whole cannot be used: no key, a person twice, a float
        """
        import polars as pl

        from praja.rules.frame import PERSON, prepare

        _check_frames(frames, key)
        known = self.lowering.computed
        if strange := [name for name in only or () if name not in known]:
            raise FactsError(
                f"Aturan '{strange[0]}' tidak ada dalam program ini. {did_you_mean(strange[0], known)}"
            )
        if key in known or key in self.lowering.facts:
            raise FactsError(f"Kolom kunci '{key}' juga nama fakta atau aturan; pakai nama kunci lain.")
        asked = tuple(dict.fromkeys(only or self.outputs))
        names = tuple(name for name in asked if self.rule(name).grain is Grain.ORANG)
        reader = self.frame_reader(_given(frames), tuple(dict.fromkeys([*self.outputs, *asked])))
        lowering = reader.lowering
        ready = prepare(
            frames,
            key=key,
            facts=lowering.facts,
            earlier=lowering.earlier,
            codebook=lowering.codebook,
            distinct=distinct,
        )
        columns = set(reader.columns)
        values = [self._told(lowering, name, columns) for name in names if self._is_told(name, exact=exact)]
        parts = [part for name in self.outputs for part in (name, name + "/") if part in columns]
        unknown = [
            pl.col(part).is_null() for part in parts if self.rule(part.rstrip("/")).grain is Grain.ORANG
        ]
        missing = pl.any_horizontal(unknown) if unknown else pl.lit(False)
        finer: dict[Grain, list[pl.Expr]] = {}
        for name in asked if exact else ():
            if name not in names and self._is_told(name, exact=True):
                own = finer.setdefault(self.rule(name).grain, [pl.col(PERSON)])
                own.append(self._told(lowering, name, columns))
        done, rows = reader.run(ready, [pl.col(key), *values, missing.alias(_MISSING)], finer)
        whose = {
            grain: frame.select(ready[Grain.ORANG][key].gather(frame[PERSON]), pl.exclude(PERSON))
            for grain, frame in rows.items()
        }
        reasons = self._problems(frames, key, done[_MISSING]) if why else ()
        problems = [_problem_frame(reasons, key)]
        if not distinct:
            problems.append(strangers_in(frames, key))
        return Result(done.drop(_MISSING), pl.concat(problems), done[_MISSING], whose)

    def _is_told(self, name: str, *, exact: bool) -> bool:
        """Whether a run gives back a rule: what is whole, or all that one whole number tells."""
        value = self.rule(name).value
        return value.whole or not value.numeric or (exact and value.divisor is None)

    def _told(self, lowering: Lowering, name: str, columns: Collection[str]) -> pl.Expr:
        """Return the expression by which a run gives back a rule: a number over the rule's denominator,
        whatever was folded in."""
        from praja.rules.frame import decoded

        value, as_proved = lowering.computed[name].value, self.rule(name).value
        if name not in columns:
            return _constant(value, as_proved, lowering.codebook).alias(name)
        told = decoded(value, name, lowering.codebook)
        if value.numeric and value.denominator != as_proved.denominator:
            told = _sized(told, as_proved) * (as_proved.denominator // value.denominator)
        return told.alias(name)

    def _problems(
        self, frames: Mapping[str, pl.DataFrame], key: str, missing: pl.Series
    ) -> Iterable[tuple[object, ...]]:
        """Say why outputs of people are unknown. Of many, who have the same reasons are looked into once."""
        if not missing.any():
            return ()
        people = frames[Grain.ORANG].filter(missing)
        if people.height <= FEW:
            return (
                (who, *reason) for who, reasons in self._traced(frames, people, key) for reason in reasons
            )
        first = self._alike.groups({**frames, Grain.ORANG.value: people}, key)
        told = self._traced(frames, people[first.unique().sort()], key)
        by_first = dict(zip(first.unique().sort(), (reasons for _, reasons in told), strict=True))
        everyone = zip(people[key], first, strict=True)
        return ((str(who), *reason) for who, same in everyone for reason in by_first[same])

    def _traced(
        self, frames: Mapping[str, pl.DataFrame], people: pl.DataFrame, key: str
    ) -> Iterable[tuple[str, list[tuple[object, ...]]]]:
        """Yield for each of these people, one by one, why their outputs are unknown."""
        import polars as pl

        lowering = self.lowering
        wanted = [key, *lowering.facts, *lowering.earlier]
        keys = people[key]
        finer: dict[str, dict[object, list[dict[str, Any]]]] = {}
        for name, frame in frames.items():
            if name != Grain.ORANG:
                mine = frame.filter(pl.col(key).is_in(keys.implode()))
                finer[name] = {}
                for row in mine.select(_present(mine, wanted)).iter_rows(named=True):
                    finer[name].setdefault(row.pop(key), []).append(row)
        for row in people.select(_present(people, wanted)).iter_rows(named=True):
            who = row.pop(key)
            person = {**row, **{name: rows.get(who, []) for name, rows in finer.items()}}
            reasons = self.run_one(person).problems
            yield str(who), [tuple(getattr(one, column) for column in PROBLEM_COLUMNS) for one in reasons]

    @functools.cached_property
    def _alike(self) -> Alike:
        """How to tell who has problems for the same reasons."""
        from praja.rules.alike import Alike

        return Alike(self.lowering, [name for name in self.outputs if name in self.alone], self.person_reader)

    # --- why

    def explain(self, person: Person) -> Explanation:
        """Return how each output of one person was reckoned, down to facts and table rows."""
        from praja.rules.explain import explain

        return explain(self, person)


def _check_frames(frames: Mapping[str, pl.DataFrame], key: str) -> None:
    """Refuse frames and keys that cannot be what they should be."""
    import polars as pl

    for name, frame in frames.items():
        if not isinstance(frame, pl.DataFrame):
            raise FactsError(f"Bingkai '{name}' harus sebuah polars.DataFrame.")
        dtype = frame.schema.get(key, pl.String())
        if not (dtype.is_integer() or isinstance(dtype, (pl.String, pl.Categorical, pl.Enum))):
            raise FactsError(f"Kolom kunci '{key}' pada bingkai '{name}' berjenis {dtype}, seharusnya teks.")
    if key in PROBLEM_COLUMNS or key.startswith("#"):
        raise FactsError(f"'{key}' tidak dapat menjadi nama kolom kunci.")


def _given(frames: Mapping[str, pl.DataFrame]) -> Given:
    """Return what the frames have, for folding in what they lack."""
    known = {Grain(name): frame for name, frame in frames.items() if name in set(Grain)}
    columns = frozenset((grain, column) for grain, frame in known.items() for column in frame.columns)
    rows = {grain for grain, frame in known.items() if frame.height}
    return Given(columns, frozenset(grain for grain in Grain if grain not in rows) - {Grain.ORANG})


def _constant(value: Value, as_proved: Value, codebook: Codebook) -> pl.Expr:
    import polars as pl

    known = decode(value, lambda node: node.payload, codebook.words)
    if not value.numeric or not isinstance(known, (int, Fraction)):
        return pl.lit(known)
    return _sized(pl.lit(int(known * as_proved.denominator)), as_proved)


def _sized(number: pl.Expr, value: Value) -> pl.Expr:
    import polars as pl

    return number.cast(pl.Int128 if value.node.wide else pl.Int64)


def _present(frame: pl.DataFrame, wanted: Sequence[str]) -> list[str]:
    return [name for name in wanted if name in frame.columns]


def _problem_frame(rows: Iterable[tuple[object, ...]], key: str) -> pl.DataFrame:
    import polars as pl

    schema = {key: pl.String, **dict.fromkeys(PROBLEM_COLUMNS[:-1], pl.String), "row": pl.Int64}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def strangers_in(frames: Mapping[str, pl.DataFrame], key: str) -> pl.DataFrame:
    """Return a problem for each finer row whose person is not in the list of people."""
    found: list[tuple[object, ...]] = []
    for name, frame in frames.items():
        if name == Grain.ORANG:
            continue
        alone = frame.select(key).unique().join(frames[Grain.ORANG].select(key), on=key, how="anti")
        for who in alone[key].sort():
            message = f"Lembar {name} memuat {who}, yang tidak ada dalam daftar orang."
            advice = f"Tambahkan {who} ke daftar orang, atau hapus barisnya dari lembar {name}."
            found.append((str(who), "", name, str(ProblemKind.TANPA_ORANG), "", message, advice, 0))
    return _problem_frame(found, key)
