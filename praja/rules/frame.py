"""Run a program over whole frames with Polars: one expression a rule, layer by layer.

A compiled rule is an expression over columns and never sees how many people there are. Finer grains
have frames of their own; a person's value is handed down by the person's row number (`#orang`), and
sums come up the same way. Money stays in whole numbers: Int64, or Int128 where the bounds ask for it.
"""

from __future__ import annotations

import dataclasses
import itertools
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import polars as pl

from praja.rules.errors import FactsError
from praja.rules.ir import Ir, Op
from praja.rules.language.value import Codebook, Value
from praja.rules.lookup import LookupPlan
from praja.rules.schema import MOST_ROWS, Fact, Grain, Kind
from praja.rules.searched import Searched
from praja.rules.selection import Lowering, numerator_bounds
from praja.rules.written import day_from, day_number, number_from

PERSON = "#orang"
FEW: Final = 5_000
"""Rows up to which a frame is computed at once."""
Engine = Literal["in-memory", "streaming"]


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One column to compute: a rule's number, its divisor, or a sum over finer rows."""

    name: str
    node: Ir
    grain: Grain
    level: int
    reads: Mapping[str, Ir]
    is_total: bool


class FrameReader:
    """The steps of a program, by level, ready for any number of people."""

    def __init__(self, lowering: Lowering, outputs: Iterable[str]) -> None:
        """Prepare the columns that lead to `outputs`."""
        self.lowering = lowering
        self._lock = threading.Lock()
        self._searched: dict[int, Searched] = {}
        self.columns_of: dict[int, str] = {}
        """The column of each node that is a step of its own: sums, and what is used more than once."""
        self.steps: list[Step] = []
        roots = self._roots(outputs)
        self._own = _used_often([node for _, node in roots])
        levels: dict[str, int] = {}
        for name, node in roots:
            for part in _behind_first(node, self._own, self.columns_of):
                column = f"#{len(self.columns_of)}"
                self._step(column, part, levels)
                self.columns_of[id(part)] = column
            self._step(name, node, levels)
        ordered = sorted(self.steps, key=lambda step: step.level)
        self.layers = [list(group) for _, group in itertools.groupby(ordered, key=lambda step: step.level)]
        self._expressions: dict[frozenset[str], Mapping[str, pl.Expr]] = {}

    @property
    def columns(self) -> Iterable[str]:
        """The columns that a run computes."""
        return [step.name for step in self.steps]

    def _roots(self, outputs: Iterable[str]) -> list[tuple[str, Ir]]:
        """Return the nodes of the rules (and their divisors) that lead to the outputs, in computing order."""
        nodes: dict[str, Ir] = {}
        for computed in self.lowering.computed.values():
            if computed.column is not computed.value:
                nodes[computed.name] = computed.value.node
                if computed.value.divisor is not None:
                    nodes[computed.name + "/"] = computed.value.divisor
        needed: set[str] = set()
        waiting = [name + end for name in outputs for end in ("", "/")]
        while waiting:
            name = waiting.pop()
            if name not in needed and name in nodes:
                needed.add(name)
                waiting.extend(_columns_in(nodes[name]))
        return [(name, node) for name, node in nodes.items() if name in needed]

    def _step(self, name: str, node: Ir, levels: dict[str, int]) -> None:
        is_total = node.op is Op.TOTAL and id(node) not in self.columns_of
        body = node.operands[0] if is_total else node
        own = self.columns_of.get(id(body))
        reads = {own: body} if own else _reads(body, self.columns_of)
        level = 1 + max((levels.get(read, 0) for read in reads), default=0)
        levels[name] = level
        self.steps.append(Step(name, node, body.grain, level, reads, is_total))

    # --- running

    def run(
        self,
        frames: Mapping[Grain, pl.DataFrame],
        wanted: Sequence[pl.Expr],
        of_rows: Mapping[Grain, Sequence[pl.Expr]] | None = None,
    ) -> tuple[pl.DataFrame, dict[Grain, pl.DataFrame]]:
        """Return `wanted` of every person and `of_rows` of every finer row, once every column is computed.

        The layers are handed to Polars as one plan, so that it can drop a column after its last reader;
        only sums over finer rows make it stop and take stock.

        :param frames: prepared by `prepare`: coded facts, and for finer grains `#orang`
        """
        expressions = self.expressions(_filled_columns(frames))
        ready: pl.DataFrame | None = frames[Grain.ORANG]
        people: pl.LazyFrame = frames[Grain.ORANG].lazy()
        engine = _engine(frames)
        finer = {grain: frame for grain, frame in frames.items() if grain is not Grain.ORANG}
        for layer in self.layers:
            for grain, frame in finer.items():
                steps = [step for step in layer if step.grain is grain]
                if steps:
                    if ready is None:
                        ready = people.collect()
                    finer[grain], ready = self._finer_layer(grain, frame, ready, steps, expressions, engine)
                    people = ready.lazy()
            here = [
                expressions[step.name].alias(step.name)
                for step in layer
                if step.grain is Grain.ORANG and not step.is_total
            ]
            if here:
                people, ready = people.with_columns(here), None
        rows: dict[Grain, pl.DataFrame] = {
            grain: finer[grain].select(told) for grain, told in (of_rows or {}).items() if grain in finer
        }
        return people.select(wanted).collect(engine=engine), rows

    def _finer_layer(
        self,
        grain: Grain,
        frame: pl.DataFrame,
        people: pl.DataFrame,
        steps: Sequence[Step],
        expressions: Mapping[str, pl.Expr],
        engine: Engine,
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        handed = {
            name
            for step in steps
            for name, leaf in step.reads.items()
            if leaf.grain is Grain.ORANG and name not in frame.columns
        }
        if handed:
            owner = frame[PERSON]
            frame = frame.with_columns(people[name].gather(owner).alias(name) for name in sorted(handed))
        named = [expressions[step.name].alias(step.name) for step in steps]
        frame = frame.lazy().with_columns(named).collect(engine=engine)
        totals = [step for step in steps if step.is_total]
        if totals:
            people = people.with_columns(_sums(frame, totals, people.height, MOST_ROWS[grain]))
            frame = frame.drop(step.name for step in totals)
        return frame, people

    def expressions(self, filled: frozenset[str]) -> Mapping[str, pl.Expr]:
        """Return the expression of each step, where the columns `filled` have no unknown at all."""
        with self._lock:
            if filled not in self._expressions:
                self._expressions[filled] = self._compiled(filled)
            return self._expressions[filled]

    def expression(self, node: Ir) -> pl.Expr:
        """Return the expression of any node of the person's own row that the steps are made of, over what
        they compute."""
        step = Step("", node, node.grain, 0, {}, is_total=False)
        return _Compiler(self.columns_of, set(), step, self._searched).of(node)

    def _compiled(self, filled: frozenset[str]) -> Mapping[str, pl.Expr]:
        known = set(filled)
        made: dict[str, pl.Expr] = {}
        for step in self.steps:
            compiler = _Compiler(self.columns_of, known, step, self._searched)
            body = step.node.operands[0] if step.is_total else step.node
            made[step.name] = compiler.of(body)
            if not step.is_total and not compiler.may_be_unknown(body):
                known.add(step.name)
        return made


def _engine(frames: Mapping[Grain, pl.DataFrame]) -> Engine:
    """Return how Polars computes: many rows in parts, few at once, for which parts take longer."""
    return "in-memory" if all(frame.height <= FEW for frame in frames.values()) else "streaming"


def _filled_columns(frames: Mapping[Grain, pl.DataFrame]) -> frozenset[str]:
    """Return the columns without an unknown; where all are known, less needs to be asked of each."""
    return frozenset(
        column.name for frame in frames.values() for column in frame.iter_columns() if not column.null_count()
    )


def _uses(node: Ir) -> Iterable[tuple[Ir, int]]:
    """Return how often the expression of a node writes each operand down."""
    match node.op:
        case Op.MINIMUM | Op.MAXIMUM | Op.LOOKUP:
            return [(operand, 2) for operand in node.operands]
        case Op.MONTHS:
            return [(operand, 3) for operand in node.operands]
        case Op.SELECT:
            condition, then, otherwise = node.operands
            return [(condition, 2), (then, 1), (otherwise, 1)]
        case Op.MEMBER:
            assert isinstance(node.payload, frozenset)
            return [(node.operands[0], len(node.payload))]
        case _:
            return [(operand, 1) for operand in node.operands]


def _used_often(roots: Iterable[Ir]) -> set[int]:
    """Return the sums, and the nodes that would be written down more than once: Polars would compute each
    of them as often, and a chain of `min` inside `min` would grow exponentially."""
    counts: dict[int, int] = {}
    own: set[int] = set()
    waiting = list(roots)
    for root in roots:
        counts[id(root)] = counts.get(id(root), 0) + 1
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.op is Op.TOTAL:
            own.add(id(node))
        for operand, times in _uses(node):
            counts[id(operand)] = counts.get(id(operand), 0) + times
            if counts[id(operand)] > 1 and operand.op not in (Op.CONST, Op.COLUMN):
                own.add(id(operand))
            waiting.append(operand)
    return own


def _behind_first(root: Ir, own: set[int], done: Mapping[int, str]) -> Iterable[Ir]:
    """Yield the nodes below `root` (and itself) that get a column and have none, each behind its parts."""
    waiting = [(root, False)]
    given: set[int] = set()
    while waiting:
        node, ready = waiting.pop()
        if id(node) in done or id(node) in given:
            continue
        if not ready:
            waiting.append((node, True))
            waiting.extend((operand, False) for operand in node.operands)
        elif id(node) in own:
            given.add(id(node))
            yield node


def _reads(body: Ir, columns_of: Mapping[int, str]) -> Mapping[str, Ir]:
    """Return the columns that the expression of `body` reads."""
    found: dict[str, Ir] = {}
    seen: set[int] = {id(body)}
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if node.op is Op.COLUMN:
            found[str(node.payload)] = node
        for operand in node.operands:
            if id(operand) in columns_of:
                found[columns_of[id(operand)]] = operand
            elif id(operand) not in seen:
                seen.add(id(operand))
                waiting.append(operand)
    return found


def _columns_in(root: Ir) -> Iterable[str]:
    """Yield the names of all columns below a node."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) not in seen:
            seen.add(id(node))
            if node.op is Op.COLUMN:
                yield str(node.payload)
            waiting.extend(node.operands)


def _sums(frame: pl.DataFrame, totals: Sequence[Step], people: int, most: int) -> Iterable[pl.Series]:
    """Return a sum a person: 0 without rows; unknown with an unknown row or more rows than allowed."""
    names = [step.name for step in totals]
    grouped = frame.group_by(PERSON).agg(
        *(
            pl.when((pl.col(name).null_count() == 0) & (pl.len() <= most))
            .then(pl.col(name).cast(pl.Int128 if step.node.wide else pl.Int64).sum())
            .alias(name)
            for name, step in zip(names, totals, strict=True)
        )
    )
    everyone = pl.DataFrame({PERSON: pl.int_range(people, dtype=pl.Int64, eager=True)})
    joined = everyone.join(
        grouped.with_columns(pl.lit(True).alias("#ada")), on=PERSON, how="left", maintain_order="left"
    )
    for name in names:
        yield joined.select(
            pl.when(pl.col("#ada").is_null()).then(pl.lit(0)).otherwise(pl.col(name)).alias(name)
        )[name]


class _Compiler:
    """Turns one node into one expression, leaving out tests for unknowns where there can be none."""

    def __init__(
        self, columns_of: Mapping[int, str], known: set[str], step: Step, searched: dict[int, Searched]
    ) -> None:
        self.searched = searched
        self.columns_of = columns_of
        self.known = known
        self.step = step
        self.made: dict[int, pl.Expr] = {}
        self.unknown: dict[int, bool] = {}

    def column_for(self, node: Ir) -> str | None:
        """Return the column that holds a node, unless it is this very step that computes it."""
        column = self.columns_of.get(id(node))
        return None if column == self.step.name else column

    def may_be_unknown(self, node: Ir) -> bool:
        """Whether the result of a node may be unknown for somebody."""
        if (column := self.column_for(node)) is not None:
            return column not in self.known
        found = self.unknown.get(id(node))
        if found is None:
            found = self.unknown[id(node)] = self._may_be_unknown(node)
        return found

    def _may_be_unknown(self, node: Ir) -> bool:
        match node.op:
            case Op.CONST:
                return False
            case Op.COLUMN:
                return str(node.payload) not in self.known
            case Op.LOOKUP:
                return not self._search(node).complete or any(map(self.may_be_unknown, node.operands))
            case _:
                return any(map(self.may_be_unknown, node.operands))

    def of(self, node: Ir) -> pl.Expr:
        if (column := self.column_for(node)) is not None:
            return pl.col(column)
        made = self.made.get(id(node))
        if made is None:
            made = self.made[id(node)] = self._make(node)
        return made

    def _make(self, node: Ir) -> pl.Expr:
        match node.op:
            case Op.CONST:
                if node.truth:
                    return pl.lit(bool(node.payload))
                return pl.lit(node.low, dtype=pl.Int128 if node.wide else pl.Int64)
            case Op.COLUMN:
                return pl.col(str(node.payload))
            case Op.AND:
                return self.of(node.operands[0]) & self.of(node.operands[1])
            case Op.OR:
                return self.of(node.operands[0]) | self.of(node.operands[1])
            case Op.NOT:
                return self.of(node.operands[0]).not_()
            case Op.AS_NUMBER:
                return self.of(node.operands[0]).cast(pl.Int64)
            case Op.LOOKUP:
                return self._lookup(node)
            case Op.MONTHS:
                return self._months(node)
            case Op.MEMBER:
                return self._member(node)
            case _:
                return self._sized(node)

    def _sized(self, node: Ir) -> pl.Expr:
        """Compute in 128 bits where an operand or the result may need them, and come back after."""
        wide = not node.truth and node.wide or any(part.wide for part in node.operands if not part.truth)
        parts = [
            self.of(part).cast(pl.Int128) if wide and not part.truth and not part.wide else self.of(part)
            for part in node.operands
        ]
        result = self._plain(node, parts)
        # Proved to fit; a strict cast would stumble over a branch that nobody takes.
        return result.cast(pl.Int64, strict=False) if wide and not node.wide and not node.truth else result

    def _plain(self, node: Ir, parts: Sequence[pl.Expr]) -> pl.Expr:
        first, second = parts[0], parts[1]
        match node.op:
            case Op.ADD:
                return first + second
            case Op.SUBTRACT:
                return first - second
            case Op.MULTIPLY:
                return first * second
            case Op.FLOOR_DIVIDE:
                return first // second
            case Op.LESS | Op.LESS_EQUAL | Op.EQUAL:
                return self._compared(node, first, second)
            case Op.SELECT:
                if self.may_be_unknown(node.operands[0]):
                    return pl.when(first).then(second).when(first.not_()).then(parts[2])
                return pl.when(first).then(second).otherwise(parts[2])
            case Op.MINIMUM | Op.MAXIMUM:
                return self._extreme(node, first, second)
        raise AssertionError(node.op)

    @staticmethod
    def _compared(node: Ir, first: pl.Expr, second: pl.Expr) -> pl.Expr:
        """Compare with the column on the left: with a literal there, Polars may forget how long it is."""
        turned = node.operands[0].op is Op.CONST
        if node.op is Op.EQUAL:
            return second == first if turned else first == second
        if node.op is Op.LESS:
            return second > first if turned else first < second
        return second >= first if turned else first <= second

    def _extreme(self, node: Ir, first: pl.Expr, second: pl.Expr) -> pl.Expr:
        least = node.op is Op.MINIMUM
        better, worse = (first <= second, first > second) if least else (first >= second, first < second)
        if self.may_be_unknown(node):
            return pl.when(better).then(first).when(worse).then(second)
        return pl.when(better).then(first).otherwise(second)

    def _member(self, node: Ir) -> pl.Expr:
        operand = self.of(node.operands[0])
        choices = node.payload
        assert isinstance(choices, frozenset)
        found = pl.lit(False)
        for place, code in enumerate(sorted(choices)):
            same = operand == code
            found = same if place == 0 else found | same
        return found

    def _months(self, node: Ir) -> pl.Expr:
        first, last = (self.of(part).cast(pl.Int32).cast(pl.Date).dt for part in node.operands)
        years = (last.year().cast(pl.Int64) - first.year().cast(pl.Int64)) * 12
        months = last.month().cast(pl.Int64) - first.month().cast(pl.Int64)
        return years + months - (last.day() < first.day()).cast(pl.Int64)

    def _lookup(self, node: Ir) -> pl.Expr:
        plan = node.payload
        assert isinstance(plan, LookupPlan)
        dtype = pl.Int128() if node.wide else pl.Int64()
        if all(part.op is Op.CONST for part in node.operands):
            row = plan.find([part.low for part in node.operands])
            return pl.lit(None if row is None else plan.values[row], dtype=dtype)
        keys = [self.of(part) for part in node.operands]
        unknown = any(map(self.may_be_unknown, node.operands))
        return self._search(node).expression(keys, dtype, may_be_unknown=unknown)

    def _search(self, node: Ir) -> Searched:
        """Return the table of a look-up laid out, once for all that compile it."""
        if id(node) not in self.searched:
            plan = node.payload
            assert isinstance(plan, LookupPlan)
            self.searched[id(node)] = Searched(plan, node.operands)
        return self.searched[id(node)]


# --- facts into frames


def prepare(
    frames: Mapping[str, pl.DataFrame],
    *,
    key: str,
    facts: Mapping[str, Fact],
    earlier: Mapping[str, Value],
    codebook: Codebook,
    distinct: bool = False,
) -> dict[Grain, pl.DataFrame]:
    """Return the frames with every fact as whole numbers, unknown where it is missing or impossible.

    :param distinct: the caller has seen to it that nobody stands in the frame twice
    :raises FactsError: for what no single person is to blame: no key, two rows of one person, a float
    """
    people = frames.get(Grain.ORANG)
    if people is None:
        raise FactsError(f"Bingkai '{Grain.ORANG}' tidak ada.")
    unknown = sorted(set(frames) - {grain.value for grain in Grain})
    if unknown:
        raise FactsError(f"Bingkai '{unknown[0]}' tidak dikenal; yang ada: {', '.join(Grain)}.")
    for name, frame in frames.items():
        if key not in frame.columns:
            raise FactsError(f"Kolom kunci '{key}' tidak ada pada bingkai '{name}'.")
        if frame.schema[key] != people.schema[key]:
            raise FactsError(
                f"Kolom kunci '{key}' pada bingkai '{name}' berjenis {frame.schema[key]}, "
                f"pada '{Grain.ORANG}' {people.schema[key]}; samakan."
            )
    if not distinct:
        check_distinct(people, key)
    done: dict[Grain, pl.DataFrame] = {}
    for name, frame in frames.items():
        grain, schema = Grain(name), frame.schema
        columns = [
            _coded(frame, schema, fact, codebook).alias(fact.name)
            for fact in facts.values()
            if fact.grain is grain
        ]
        if grain is Grain.ORANG:
            columns += [
                _earlier(frame, schema, column, value).alias(column) for column, value in earlier.items()
            ]
            done[grain] = frame.select(pl.col(key), *columns)
            continue
        owner = people.select(pl.col(key), pl.int_range(pl.len(), dtype=pl.Int64).alias(PERSON))
        done[grain] = (
            frame.select(pl.col(key), *columns)
            .join(owner, on=key, how="inner", maintain_order="left")
            .drop(key)
        )
    return done


def check_distinct(people: pl.DataFrame, key: str) -> None:
    """See to it that everyone has a key and stands in the frame once; raise FactsError otherwise."""
    if people[key].null_count() or people[key].n_unique() != people.height:
        raise FactsError(f"Kolom kunci '{key}' harus terisi dan tidak berulang.")


def _coded(frame: pl.DataFrame, schema: pl.Schema, fact: Fact, codebook: Codebook) -> pl.Expr:
    if fact.name not in schema:
        return _all_unknown(frame, pl.Boolean() if fact.kind is Kind.YA else pl.Int64())
    column, dtype = pl.col(fact.name), schema[fact.name]
    if isinstance(dtype, (pl.Float32, pl.Float64)):
        raise FactsError(
            f"Kolom '{fact.name}' berjenis float, yang tidak tepat untuk uang; pakai Int64 atau Decimal."
        )
    match fact.kind:
        case Kind.YA:
            coded = _typed(fact, column, dtype, (pl.Boolean,)).cast(pl.Boolean)
            return coded if fact.default is None else coded.fill_null(fact.default == "ya")
        case Kind.PILIHAN:
            return _choices(frame, fact, column, dtype, codebook)
        case Kind.TANGGAL:
            coded = _typed(fact, column, dtype, (pl.Date,)).cast(pl.Date).to_physical().cast(pl.Int64)
        case _:
            if dtype.is_integer() and _all_within(frame.get_column(fact.name), fact):
                return column.cast(pl.Int64)
            coded = _number(fact, column, dtype)
    if fact.default is not None:
        coded = pl.when(column.is_null()).then(pl.lit(_default(fact), dtype=pl.Int64)).otherwise(coded)
    low, high = numerator_bounds(fact)
    return pl.when(coded.is_between(low, high)).then(coded)


def _all_within(given: pl.Series, fact: Fact) -> bool:
    """Whether a column needs no test: whole numbers as they are stored, all known and within bounds."""
    if fact.decimals or given.null_count() or given.is_empty():
        return False
    low, high = numerator_bounds(fact)
    least, most = given.min(), given.max()
    return isinstance(least, int) and isinstance(most, int) and low <= least and most <= high


def _all_unknown(frame: pl.DataFrame, dtype: pl.DataType) -> pl.Expr:
    """Return a column of unknowns in its full length: of a bare literal Polars may keep one row."""
    return pl.lit(pl.Series([None], dtype=dtype).new_from_index(0, frame.height))


def _typed(fact: Fact, column: pl.Expr, dtype: pl.DataType, wanted: tuple[type[pl.DataType], ...]) -> pl.Expr:
    if isinstance(dtype, (*wanted, pl.Null)):
        return column
    shown = " atau ".join(kind.__name__ for kind in wanted)
    raise FactsError(f"Kolom '{fact.name}' berjenis {dtype}, seharusnya {shown}.")


def _number(fact: Fact, column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    scale = 10**fact.decimals
    if isinstance(dtype, pl.Decimal):
        if dtype.scale > fact.decimals:
            raise FactsError(
                f"Kolom '{fact.name}' punya {dtype.scale} desimal, paling banyak {fact.decimals}."
            )
        widened = column.cast(pl.Decimal(38, fact.decimals), strict=False)
        return widened.to_physical().cast(pl.Int64, strict=False)
    if not (dtype.is_integer() or isinstance(dtype, pl.Null)):
        raise FactsError(f"Kolom '{fact.name}' berjenis {dtype}, seharusnya Int64 atau Decimal.")
    whole = column.cast(pl.Int64, strict=False)
    if scale == 1:
        return whole
    low, high = numerator_bounds(fact)
    return pl.when(whole.is_between(low // scale - 1, high // scale + 1)).then(whole * scale)


def _default(fact: Fact) -> int:
    assert fact.default is not None
    if fact.kind is Kind.TANGGAL:
        return day_number(day_from(fact.default))
    return int(number_from(fact.default) * 10**fact.decimals)


def _choices(
    frame: pl.DataFrame, fact: Fact, column: pl.Expr, dtype: pl.DataType, codebook: Codebook
) -> pl.Expr:
    if not isinstance(dtype, (pl.String, pl.Enum, pl.Categorical, pl.Null)):
        raise FactsError(f"Kolom '{fact.name}' berjenis {dtype}, seharusnya teks.")
    if isinstance(dtype, pl.Enum):
        words = dtype.categories.to_list()
        blank = None if fact.default is None else codebook.code(fact.default)
        own = [
            codebook.code(word) if word in fact.choices else None if word.strip() else blank for word in words
        ] or [None]
        coded = pl.lit(pl.Series("codes", own, dtype=pl.Int64)).gather(column.to_physical().cast(pl.UInt32))
        if fact.default is None or not frame.get_column(fact.name).null_count():
            return coded
        return _defaulted(fact, column.is_null(), coded, codebook)
    words = list(dict.fromkeys(fact.choices))
    local = column.cast(pl.Enum(words), strict=False)
    codes = pl.Series("codes", [codebook.code(word) for word in words], dtype=pl.Int64)
    coded = pl.lit(codes).gather(local.to_physical().cast(pl.UInt32))
    if fact.default is None:
        return coded
    return _defaulted(
        fact, column.is_null() | (column.cast(pl.String).str.strip_chars() == ""), coded, codebook
    )


def _defaulted(fact: Fact, blank: pl.Expr, coded: pl.Expr, codebook: Codebook) -> pl.Expr:
    assert fact.default is not None
    return pl.when(blank).then(pl.lit(codebook.code(fact.default), dtype=pl.Int64)).otherwise(coded)


def _earlier(frame: pl.DataFrame, schema: pl.Schema, column: str, value: Value) -> pl.Expr:
    if column not in schema:
        return _all_unknown(frame, pl.Int64())
    dtype = schema[column]
    if not (dtype.is_integer() or isinstance(dtype, pl.Null)):
        raise FactsError(f"Kolom '{column}' berjenis {dtype}, seharusnya Int64.")
    whole = pl.col(column).cast(pl.Int64, strict=False)
    return pl.when(whole.is_between(value.node.low, value.node.high)).then(whole)


def decoded(value: Value, column: str, codebook: Codebook) -> pl.Expr:
    """Return the column as people read it: choices as words, days as dates."""
    match value.kind:
        case Kind.PILIHAN:
            return pl.lit(pl.Series("words", codebook.words, dtype=pl.String)).gather(pl.col(column))
        case Kind.TANGGAL:
            return pl.col(column).cast(pl.Int32).cast(pl.Date)
        case _:
            return pl.col(column)
