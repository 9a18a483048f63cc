"""Compute the lists of one month in turn: each sees of the others only what was paid before it.

Gaji, TPP and THR of one month share tax steps and the ceiling of the health contribution. They do so
through `bulan_ini(…)` and `tahun_ini(…)`, whichever is paid first; what lists of this run have paid is handed
on here. What is held is not paid, so nothing of it is handed on; what could not be computed is unknown to
the others.
"""

from __future__ import annotations

import collections
import concurrent.futures
import dataclasses
import datetime
import enum
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from praja.rules.errors import FactsError, LawError
from praja.rules.explain import Explanation, explain
from praja.rules.facts import Problem, ProblemKind
from praja.rules.given import Amount, Person
from praja.rules.in_force import select
from praja.rules.program import Program, strangers_in
from praja.rules.schema import Grain, Kind, Law, PayList

if TYPE_CHECKING:
    import polars as pl

Progress = Callable[[int, int], None]
"""Told how many people are done, and how many there are."""

WAITS = ProblemKind.MENUNGGU.value
BATCH = 250_000
AT_ONCE = 2


class State(enum.StrEnum):
    """What becomes of a person on a list."""

    DIBAYAR = "dibayar"
    MASALAH = "masalah"
    DITAHAN = "ditahan"
    GUGUR = "gugur"


@dataclasses.dataclass(frozen=True, slots=True)
class ListResult:
    """One list: its program, everyone's amounts (and `keadaan`, a `State`), and all problems.

    Who has a problem has no amounts at all, so that no sum holds a part of a slip that nobody is paid.
    """

    program: Program
    amounts: pl.DataFrame
    problems: pl.DataFrame


@dataclasses.dataclass(frozen=True, slots=True)
class ListExplained:
    """One list for one person: what becomes of it, and why each amount is what it is."""

    program: Program
    state: State
    explanation: Explanation


def programs_of_month(
    law: Law, lists: Sequence[str], *, on: datetime.date, paid_on: datetime.date | None = None
) -> dict[str, Program]:
    """Return the program of each list, giving also what the lists behind it read as paid this month.

    :raises LawError: if a list does not exist or cannot be computed in that month
    """
    programs: dict[str, Program] = {}
    wanted: dict[str, None] = {}
    for name in reversed(lists):
        selection = select(law, on=on, paid_on=paid_on, pay_list=name)
        handed = [
            rule
            for rule in wanted
            if (found := selection.rules.get(rule)) is not None
            and found.version is not None
            and selection.on_list(found.rule)
        ]
        program = Program(selection, tuple(dict.fromkeys([*selection.outputs(), *handed])))
        programs[name] = program
        wanted |= dict.fromkeys(_rule_in(column) for column in program.earlier if _is_handed_on(column))
    return {name: programs[name] for name in lists}


def run_month(
    programs: Mapping[str, Program],
    frames: Mapping[str, pl.DataFrame],
    *,
    key: str = "nip",
    batch: int = BATCH,
    progress: Progress | None = None,
) -> dict[str, ListResult]:
    """Return every list of the month, computed in the order of `programs`.

    A column `bulan_ini(x)` in the frame is what was paid before this run; without one nothing was. A column
    `tahun_ini(x)` must be there where it is read.

    :raises FactsError: if a frame cannot be used as a whole: no key, a person twice, a float
    """
    import polars as pl

    parts = list(in_batches(programs, frames, key=key, batch=batch, progress=progress))
    strangers = strangers_in(frames, key)
    return {
        name: ListResult(
            program,
            pl.concat([part[name].amounts for part in parts]),
            pl.concat([*(part[name].problems for part in parts), strangers]),
        )
        for name, program in programs.items()
    }


def in_batches(
    programs: Mapping[str, Program],
    frames: Mapping[str, pl.DataFrame],
    *,
    key: str = "nip",
    batch: int = BATCH,
    progress: Progress | None = None,
) -> Iterator[dict[str, ListResult]]:
    """Yield the lists of one batch of people after another, in the order of the frame.

    Two batches are under way at a time, so that memory stays bounded and no core waits.
    """
    from praja.rules.frame import check_distinct

    people = frames[Grain.ORANG]
    if key not in people.columns:
        raise FactsError(f"Kolom kunci '{key}' tidak ada pada bingkai '{Grain.ORANG}'.")
    check_distinct(people, key)
    starts = range(0, max(people.height, 1), batch)

    def compute(start: int) -> dict[str, ListResult]:
        return run_lists(programs, _slice(frames, key, start, batch), key=key)

    done = 0
    for program in programs.values():
        program.rules  # noqa: B018  (proved once, before two threads ask for it)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        waiting: collections.deque[concurrent.futures.Future[dict[str, ListResult]]] = collections.deque()
        todo = iter(starts)
        waiting.extend(pool.submit(compute, start) for start in itertools.islice(todo, AT_ONCE + 1))
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(pool.submit(compute, start) for start in itertools.islice(todo, 1))
            done = min(done + batch, people.height)
            if progress:
                progress(done, people.height)


def run_lists(
    programs: Mapping[str, Program], frames: Mapping[str, pl.DataFrame], *, key: str = "nip"
) -> dict[str, ListResult]:
    """Return every list for the people in the frames, who are known to stand in them once."""
    import polars as pl

    people = frames[Grain.ORANG]
    paid: dict[str, pl.Series] = {}
    done: dict[str, ListResult] = {}
    for name, program in programs.items():
        ready = people.with_columns(_earlier(program, people, paid))
        result = program.run({**frames, Grain.ORANG.value: ready}, key=key, distinct=True)
        amounts = result.amounts.with_columns(_states(program, result.withheld))
        lines = [column for column in result.amounts.columns if column != key]
        if result.withheld.any():
            known = pl.lit(result.withheld.not_())
            amounts = amounts.with_columns(pl.when(known).then(pl.col(column)) for column in lines)
        done[name] = ListResult(program, amounts, _plainer(result.problems, programs, done, key))
        held = amounts["keadaan"] == State.DITAHAN.value
        read_later = _read_after(name, programs)
        for column in lines:
            if column in read_later and program.rule(column).value.numeric:
                now = amounts[column] if not held.any() else amounts[column].zip_with(~held, _nothing(held))
                before = paid.get(column)
                paid[column] = now if before is None else before + now
    return done


def _nothing(held: pl.Series) -> pl.Series:
    import polars as pl

    return pl.Series([0], dtype=pl.Int64).new_from_index(0, len(held))


def explain_lists(programs: Mapping[str, Program], person: Person) -> dict[str, ListExplained]:
    """Return why each list of the month comes to what it does for one person, as `run_lists` computes it.

    :raises FactsError: if a binary float or a malformed finer grain is given
    """
    paid: dict[str, int] = {}
    stuck: dict[str, None] = {}
    said: set[tuple[object, ...]] = set()
    done: dict[str, ListExplained] = {}
    for name, program in programs.items():
        columns = [column for column in program.earlier if _is_handed_on(column)]
        unknown = {column for column in columns if stuck and _on_any(_rule_in(column), programs, stuck)}
        given: dict[str, Amount] = {}
        for column in columns:
            before = person.get(column)
            if column in unknown or (before is None and column.startswith("tahun_ini(")):
                given[column] = None
            else:
                given[column] = (before or 0) + paid.get(_rule_in(column), 0)
        known = {**person, **given}
        result = program.run_one(known)
        waits = any(problem.fact in unknown for problem in result.problems)
        problems: dict[tuple[object, ...], Problem] = {}
        for problem in result.problems:
            if problem.fact in unknown:
                problem = _waiting(next(iter(stuck)), program, problem)
            reason = (problem.fact, problem.row, problem.kind, problem.value)
            if not (waits and reason in said):
                problems.setdefault(reason, problem)
        said |= {reason for reason, problem in problems.items() if problem.kind != WAITS}
        state = _state_of_one(program, result.amounts) if not result.problems else State.MASALAH
        explanation = explain(program, known, printed=program.selection.outputs())
        explanation.problems = list(problems.values())
        done[name] = ListExplained(program, state, explanation)
        if state is State.MASALAH:
            stuck[name] = None
        elif state is not State.DITAHAN:
            for rule in program.outputs:
                amount = result.amounts.get(rule)
                if isinstance(amount, int) and not isinstance(amount, bool):
                    paid[rule] = paid.get(rule, 0) + amount
    return done


def _on_any(rule: str, programs: Mapping[str, Program], lists: Iterable[str]) -> bool:
    return any(rule in programs[name].outputs for name in lists)


def _state_of_one(program: Program, amounts: Mapping[str, Amount]) -> State:
    """Return the state of a person without a problem: a gate, then a hold."""
    pay_list = _pay_list(program)
    for group, found in ((pay_list.gates, State.GUGUR), (pay_list.holds, State.DITAHAN)):
        if any(amounts.get(one.rule.name) is True for one in program.selection.members(group or "")):
            return found
    return State.DIBAYAR


def _pay_list(program: Program) -> PayList:
    if program.selection.pay_list is None:
        raise LawError("Keadaan orang hanya ada dalam sebuah daftar.")
    return program.selection.pay_list


def _waiting(earlier: str, program: Program, problem: Problem) -> Problem:
    message, advice = _waits_for(earlier, program)
    return Problem(problem.rule, f"daftar {earlier}", ProblemKind.MENUNGGU, "", message, advice)


def _waits_for(earlier: str, program: Program) -> tuple[str, str]:
    """Return that a list waits for an earlier one, and what to do."""
    title = program.selection.law.lists[earlier].title
    return (
        f"{title} orang ini belum dapat dihitung; pajak dan batas iuran bulan ini menunggunya.",
        f"Perbaiki dulu masalahnya pada daftar {earlier}.",
    )


def _is_handed_on(column: str) -> bool:
    return column.startswith(("bulan_ini(", "tahun_ini("))


def _rule_in(column: str) -> str:
    return column.partition("(")[2].removesuffix(")")


def _read_after(name: str, programs: Mapping[str, Program]) -> frozenset[str]:
    """Return the rules that lists behind `name` read as paid this month or year."""
    behind = list(programs.values())[list(programs).index(name) + 1 :]
    return frozenset(
        _rule_in(column) for program in behind for column in program.earlier if _is_handed_on(column)
    )


def _earlier(program: Program, people: pl.DataFrame, paid: Mapping[str, pl.Series]) -> list[pl.Series]:
    """Return what was paid earlier this month or year: as the frame says, and what this run has paid.

    Blank means nothing for the month, in which nothing need have been paid, but not for the year.
    """
    import polars as pl

    columns: list[pl.Series] = []
    for column in program.earlier:
        this_year = column.startswith("tahun_ini(")
        if not _is_handed_on(column) or (this_year and column not in people.columns):
            continue
        sum_ = pl.Series(column, [0], dtype=pl.Int64).new_from_index(0, people.height)
        if column in people.columns:
            given = people[column]
            if not (given.dtype.is_integer() or given.dtype == pl.Null):
                raise FactsError(f"Kolom '{column}' berjenis {given.dtype}, seharusnya Int64.")
            sum_ = given.cast(pl.Int64, strict=False)
            if not this_year:
                # Blank is nothing; what is too large to be read stays unknown.
                sum_ = pl.select(pl.when(given.is_null()).then(0).otherwise(sum_)).to_series()
        if (now := paid.get(_rule_in(column))) is not None:
            sum_ = sum_ + now
        columns.append(sum_.alias(column))
    return columns


def _slice(frames: Mapping[str, pl.DataFrame], key: str, start: int, batch: int) -> dict[str, pl.DataFrame]:
    people = frames[Grain.ORANG].slice(start, batch)
    finer = {
        name: frame.join(people.select(key), on=key, how="semi", maintain_order="left")
        for name, frame in frames.items()
        if name != Grain.ORANG
    }
    return {**finer, Grain.ORANG.value: people}


def _states(program: Program, withheld: pl.Series) -> pl.Expr:
    """Return each person's state: a problem withholds all, then a gate, then a hold."""
    import polars as pl

    pay_list = _pay_list(program)
    states = pl.Enum([state.value for state in State])
    state = pl.lit(State.DIBAYAR.value, dtype=states)
    for group, found in ((pay_list.holds, State.DITAHAN), (pay_list.gates, State.GUGUR)):
        truths = [
            one.rule.name
            for one in program.selection.members(group or "")
            if program.rule(one.rule.name).kind is Kind.YA
        ]
        if truths:
            holds = pl.any_horizontal(pl.col(name) for name in truths)
            state = pl.when(holds).then(pl.lit(found.value, dtype=states)).otherwise(state)
    stuck = pl.lit(State.MASALAH.value, dtype=states)
    return pl.when(pl.lit(withheld)).then(stuck).otherwise(state).alias("keadaan")


def _plainer(
    problems: pl.DataFrame, programs: Mapping[str, Program], done: Mapping[str, ListResult], key: str
) -> pl.DataFrame:
    """Say, where a list waits for an earlier one that could not be computed, just that, once a person.

    A reason that the earlier list gave is not given again.
    """
    import polars as pl

    if problems.is_empty() or not done:
        return problems
    for name, result in done.items():
        stuck = result.amounts.filter(pl.col("keadaan") == State.MASALAH.value)[key].cast(pl.String)
        here = pl.col("fact").str.contains(r"^(bulan|tahun)_ini\(") & pl.col(key).is_in(stuck.implode())
        message, advice = _waits_for(name, programs[name])
        told = {"fact": f"daftar {name}", "kind": WAITS, "message": message, "advice": advice}
        problems = problems.with_columns(
            pl.when(here).then(pl.lit(text)).otherwise(pl.col(column)).alias(column)
            for column, text in told.items()
        )
    reason = [key, "fact", "kind", "value", "row"]
    waiting = problems.filter(pl.col("kind") == WAITS)[key]
    said = pl.concat([result.problems for result in done.values()]).select(reason).unique()
    said = said.filter(pl.col(key).is_in(waiting.implode()) & (pl.col("kind") != WAITS))
    problems = problems.join(said, on=reason, how="anti", nulls_equal=True, maintain_order="left")
    return problems.unique(reason, keep="first", maintain_order=True)
