"""Compute the lists of one month in turn: each sees of the others only what was paid before it.

Gaji, TPP and THR of one month share tax steps and the ceiling of the health contribution. They do so
through `bulan_ini(…)`, whichever is paid first; what lists of this run have paid is handed on here.
"""

from __future__ import annotations

import collections
import concurrent.futures
import dataclasses
import datetime
import enum
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from praja.rules.errors import FactsError, LawError
from praja.rules.in_force import select
from praja.rules.program import Program, strangers_in
from praja.rules.schema import Grain, Kind, Law

if TYPE_CHECKING:
    import polars as pl

Progress = Callable[[int, int], None]
"""Told how many people are done, and how many there are."""

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
    """One list: its program, everyone's amounts (and `keadaan`, a `State`), and all problems."""

    program: Program
    amounts: pl.DataFrame
    problems: pl.DataFrame


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
        wanted |= dict.fromkeys(_rule_in(column) for column in program.earlier if _is_this_month(column))
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

    A column `bulan_ini(x)` in the frame is what was paid before this run; without one nothing was.

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
    people = frames[Grain.ORANG]
    paid: dict[str, pl.Series] = {}
    done: dict[str, ListResult] = {}
    for name, program in programs.items():
        ready = people.with_columns(_earlier(program, people, paid))
        result = program.run({**frames, Grain.ORANG.value: ready}, key=key, distinct=True)
        amounts = result.amounts.with_columns(_states(program, result.withheld))
        done[name] = ListResult(program, amounts, _plainer(result.problems, programs, done, key))
        for column in result.amounts.columns:
            if column != key and program.rule(column).value.numeric:
                before = paid.get(column)
                paid[column] = amounts[column] if before is None else before + amounts[column]
    return done


def _is_this_month(column: str) -> bool:
    return column.startswith("bulan_ini(")


def _rule_in(column: str) -> str:
    return column.partition("(")[2].removesuffix(")")


def _earlier(program: Program, people: pl.DataFrame, paid: Mapping[str, pl.Series]) -> list[pl.Series]:
    """Return the `bulan_ini` columns: what the frame says was paid before, and what this run has paid."""
    import polars as pl

    columns: list[pl.Series] = []
    for column in program.earlier:
        if not _is_this_month(column):
            continue
        sum_ = pl.Series(column, [0], dtype=pl.Int64).new_from_index(0, people.height)
        if column in people.columns:
            sum_ = people[column].cast(pl.Int64, strict=False).fill_null(0)
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

    pay_list = program.selection.pay_list
    if pay_list is None:
        raise LawError("Keadaan orang hanya ada dalam sebuah daftar.")
    state = pl.lit(State.DIBAYAR.value)
    for group, found in ((pay_list.holds, State.DITAHAN), (pay_list.gates, State.GUGUR)):
        truths = [
            one.rule.name
            for one in program.selection.members(group or "")
            if program.rule(one.rule.name).kind is Kind.YA
        ]
        if truths:
            holds = pl.any_horizontal(pl.col(name) for name in truths)
            state = pl.when(holds).then(pl.lit(found.value)).otherwise(state)
    return pl.when(pl.lit(withheld)).then(pl.lit(State.MASALAH.value)).otherwise(state).alias("keadaan")


def _plainer(
    problems: pl.DataFrame, programs: Mapping[str, Program], done: Mapping[str, ListResult], key: str
) -> pl.DataFrame:
    """Say, where a list waits for an earlier one that could not be computed, just that, once a person."""
    import polars as pl

    if problems.is_empty() or not done:
        return problems
    waits = pl.lit(False)
    for name, result in done.items():
        stuck = result.amounts.filter(pl.col("keadaan") == State.MASALAH.value)[key].cast(pl.String)
        title = programs[name].selection.law.lists[name].title
        here = pl.col("fact").str.starts_with("bulan_ini(") & pl.col(key).is_in(stuck.implode())
        problems = problems.with_columns(
            fact=pl.when(here).then(pl.lit(f"daftar {name}")).otherwise(pl.col("fact")),
            message=pl.when(here)
            .then(
                pl.lit(
                    f"{title} orang ini belum dapat dihitung; pajak dan batas iuran bulan ini menunggunya."
                )
            )
            .otherwise(pl.col("message")),
            advice=pl.when(here)
            .then(pl.lit(f"Perbaiki dulu masalahnya pada daftar {name}."))
            .otherwise(pl.col("advice")),
        )
        waits = waits | (pl.col("fact") == f"daftar {name}")
    return problems.filter(~(waits & pl.struct(key, "fact").is_duplicated()) | _first_of(key))


def _first_of(key: str) -> pl.Expr:
    import polars as pl

    return pl.struct(key, "fact").is_first_distinct()
