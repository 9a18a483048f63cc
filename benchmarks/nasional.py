"""Pay the whole country once, and tell how long it took: `python -m benchmarks.nasional` (about two minutes).

What is printed: 5.2 million invented people from Parquet to Parquet, in a process of its own; how time grows
with people; one person and one explanation; the commands that people wait for; and a plain loop with
`Decimal` over the same rules for the same people. Making the people is not counted.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import functools
import json
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import polars as pl

from benchmarks._decimal_loop import DecimalLaw
from benchmarks._measure import (
    in_fresh_process,
    machine,
    median_seconds,
    peak_gib,
    seconds,
    shown,
    table,
    whole_process,
)
from benchmarks._pipeline import BATCH, COMPRESSION, Compression, pay_file
from benchmarks._population import EVERYONE, write_population
from praja.rules.loader import load_law
from praja.rules.month import State, programs_of_month, run_lists
from praja.rules.program import Program
from praja.rules.schema import Law

MONTH = datetime.date(2026, 10, 1)
LISTS = ("gaji", "tpp")
FOLDER = Path("var/bench")
SECTIONS = ("negara", "tumbuh", "orang", "perintah", "desimal")

Programs = Mapping[str, Program]


def main() -> None:
    """Measure what was asked for, or be the process that is measured."""
    given = _parser().parse_args()
    if given.sebagai == "negara":
        print(json.dumps(pay_country(given)))
        return
    if given.sebagai == "tumbuh":
        print(json.dumps(grow(given)))
        return
    law = load_law(pack=given.pak)
    programs = programs_of_month(law, LISTS, on=MONTH)
    print(f"{given.pak}, {' + '.join(LISTS)}, {MONTH:%m-%Y}: {_rules_line(programs)}")
    print(machine())
    make = {
        "negara": _country,
        "tumbuh": _growth,
        "orang": _person,
        "perintah": _commands,
        "desimal": _decimal,
    }
    people = _people_file(given, given.orang, law)
    for section in given.bagian.split(","):
        print()
        print(make[section](given, people, law, programs), flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nasional", description=__doc__)
    parser.add_argument("--orang", type=int, default=EVERYONE, metavar="N", help="people (default 5200000)")
    parser.add_argument("--pak", default="jambi_24_2025", metavar="PAK", help="the pack of TPP")
    parser.add_argument("--cuplik", type=int, default=2000, metavar="N", help="people of the Decimal loop")
    parser.add_argument("--ulang", type=int, default=3, metavar="N", help="runs of the whole country")
    parser.add_argument("--mampat", choices=get_args(Compression), default=COMPRESSION, help="compression")
    parser.add_argument("--sekaligus", type=int, default=BATCH, metavar="N", help="people in a batch")
    parser.add_argument("--bagian", default=",".join(SECTIONS), help=f"which parts: {','.join(SECTIONS)}")
    parser.add_argument("--folder", type=Path, default=FOLDER, metavar="DIR", help="where files go")
    parser.add_argument("--sebagai", choices=("negara", "tumbuh"), help=argparse.SUPPRESS)
    return parser


def _rules_line(programs: Programs) -> str:
    rules = sum(len(program.rules) for program in programs.values())
    parts = ", ".join(
        f"{name} {len(program.rules)} for {len(program.outputs)} lines" for name, program in programs.items()
    )
    return f"{rules} rules ({parts})"


def _people_file(given: argparse.Namespace, people: int, law: Law) -> Path:
    path: Path = given.folder / f"orang-{people}.parquet"
    if not path.exists():
        took = seconds(lambda: write_population(path, people, law.facts))
        print(f"{people:,} people made in {shown(took)} (not counted)", flush=True)
    return path


# --- the whole country


def pay_country(given: argparse.Namespace) -> dict[str, Any]:
    """Pay everyone once and return the figures. Reading the law counts; starting Python does not."""
    start, cpu = time.perf_counter(), time.process_time()
    law = load_law(pack=given.pak)
    programs = programs_of_month(law, LISTS, on=MONTH)
    ready = time.perf_counter() - start
    done = pay_file(
        given.folder / f"orang-{given.orang}.parquet",
        given.folder / "hasil",
        programs,
        batch=given.sekaligus,
        compression=given.mampat,
    )
    wall = time.perf_counter() - start
    return {
        **dataclasses.asdict(done),
        "law": ready,
        "wall": wall,
        "cpu": time.process_time() - cpu,
        "peak": peak_gib(),
    }


def _arguments(given: argparse.Namespace, as_: str) -> list[str]:
    return [
        "benchmarks.nasional",
        *("--sebagai", as_),
        *("--orang", str(given.orang)),
        *("--pak", given.pak),
        *("--mampat", given.mampat),
        *("--sekaligus", str(given.sekaligus)),
        *("--folder", str(given.folder)),
    ]


def _country(given: argparse.Namespace, people: Path, law: Law, programs: Programs) -> str:
    runs = [in_fresh_process(*_arguments(given, "negara")) for _ in range(given.ulang)]
    runs.sort(key=lambda run: float(run["wall"]))
    middle = runs[len(runs) // 2]
    aims = "aim 6 s, hold 12 s, 8 GiB" if given.orang == EVERYONE else "aims are for 5,200,000"
    rows = [["run", "law to last file", "whole process", "CPU", "people/s", "peak"]]
    rows += [
        [
            f"{place}{' (median)' if run is middle else ''}",
            shown(run["wall"]),
            shown(run["process"]),
            shown(run["cpu"]),
            f"{run['people'] / run['wall']:,.0f}",
            f"{run['peak']:.2f} GiB",
        ]
        for place, run in enumerate(runs, 1)
    ]
    steps = ", ".join(f"{name} {shown(middle[name])}" for name in ("law", "reading", "computing", "writing"))
    return "\n".join(
        [
            f"{given.orang:,} people, Parquet ({people.stat().st_size / 1e6:,.0f} MB) to Parquet "
            f"({middle['megabytes']:,.0f} MB, {given.mampat}), each run in a fresh process; {aims}",
            table(rows),
            f"median run, seconds of all threads together: {steps}; {middle['problems']} problems told",
        ]
    )


# --- growth


def grow(given: argparse.Namespace) -> dict[str, list[tuple[int, float]]]:
    """Return, as `grown`, the median time to pay more and more people, the law being loaded and compiled."""
    law = load_law(pack=given.pak)
    programs = programs_of_month(law, LISTS, on=MONTH)
    found = []
    for size in _sizes(given.orang):
        source = given.folder / f"tumbuh-{size}.parquet"
        times = [
            seconds(functools.partial(pay_file, source, given.folder / "tumbuh", programs))
            for _ in range(6 if size < 10**5 else 2 if size < 10**6 else 1)
        ]
        found.append((size, statistics.median(times[1:] or times)))
    return {"grown": found}


def _sizes(most: int) -> list[int]:
    return [*(size for size in (10**power for power in range(2, 7)) if size < most), most]


def _growth(given: argparse.Namespace, people: Path, law: Law, programs: Programs) -> str:
    for size in _sizes(given.orang):
        pl.read_parquet(people, n_rows=size).write_parquet(
            given.folder / f"tumbuh-{size}.parquet", row_group_size=BATCH, statistics=False
        )
    grown: list[tuple[int, float]] = in_fresh_process(*_arguments(given, "tumbuh"))["grown"]
    rows = [["people", "time", "a person"]]
    rows += [[f"{size:,}", shown(took), f"{took / size * 1e6:,.2f} us"] for size, took in grown]
    return "Growth, file to file, the law being loaded\n" + table(rows)


# --- one person


def _person(given: argparse.Namespace, people: Path, law: Law, programs: Programs) -> str:
    everyone = pl.read_parquet(people, n_rows=200).to_dicts()
    gaji, tpp = (Program(programs[name].selection) for name in LISTS)
    first = [{**person, **dict.fromkeys(_this_month(gaji), 0)} for person in everyone]
    second = [{**person, **_paid(programs["gaji"], tpp, person)} for person in first]
    rows = [["one person, warm (median of 200 people)", "gaji", "tpp", "both"]]
    for title, way in _WAYS.items():
        one, two = _median_of(way, gaji, first), _median_of(way, tpp, second)
        rows.append([title, shown(one), shown(two), shown(one + two)])
    return table(rows)


Way = Callable[[Program, Mapping[str, Any]], object]
_WAYS: Mapping[str, Way] = {
    "run_one, every line (aim 1 ms)": lambda program, person: program.run_one(person),
    "explain, made (aim 2 ms)": lambda program, person: program.explain(person),
    "explain, text of one line": lambda program, person: program.explain(person).text(only=["pph"]),
    "explain, text of all lines": lambda program, person: program.explain(person).text(),
}


def _median_of(way: Way, program: Program, persons: Sequence[Mapping[str, Any]]) -> float:
    calls = [median_seconds(functools.partial(way, program, person), 3) for person in persons]
    return statistics.median(calls)


def _this_month(program: Program) -> list[str]:
    return [column for column in program.earlier if column.startswith("bulan_ini(")]


def _paid(first: Program, second: Program, person: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the second list reads of the first."""
    amounts = first.run_one(person).amounts
    rules = {column: column.partition("(")[2].removesuffix(")") for column in _this_month(second)}
    return {column: amounts[rule] for column, rule in rules.items()}


# --- commands


def _commands(given: argparse.Namespace, people: Path, law: Law, programs: Programs) -> str:
    rows = [
        ["whole command (median of 7)", "time", "aim"],
        ["praja --help", shown(whole_process("-m", "praja", "--help")), "0.3 s"],
        ["praja hukum periksa", shown(whole_process("-m", "praja", "hukum", "periksa")), "1 s"],
        ["python -c pass, for comparison", shown(whole_process("-c", "pass")), ""],
    ]
    return table(rows)


# --- a plain loop


def _decimal(given: argparse.Namespace, people: Path, law: Law, programs: Programs) -> str:
    frame = pl.read_parquet(people, n_rows=given.cuplik)
    results = run_lists(programs, {"orang": frame})
    laws = {name: DecimalLaw(program.selection) for name, program in programs.items()}
    persons = frame.to_dicts()
    slips: dict[str, list[dict[str, Any]]] = {name: [] for name in programs}

    def loop() -> None:
        for person in persons:
            paid: dict[str, Any] = {}
            for name, program in programs.items():
                ready = {**person, **{column: paid.get(column, 0) for column in _this_month(program)}}
                amounts = laws[name].amounts(ready, program.outputs)
                paid.update({f"bulan_ini({rule})": amount for rule, amount in amounts.items()})
                slips[name].append(amounts)

    took = seconds(loop)
    compared = sum(_same(slips[name], results[name].amounts.to_dicts(), name) for name in programs)
    count = len(persons)
    whole = took / count * given.orang
    return (
        f"Plain loop, Decimal, one process: {count:,} people in {shown(took)}, "
        f"{shown(took / count)} a person; extrapolated to {given.orang:,} people: {whole / 3600:.1f} hours\n"
        f"{compared:,} amounts compared with the engine's, all equal"
    )


def _same(slips: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], name: str) -> int:
    """Return how many amounts are the same as the engine's; fail at the first that is not."""
    for slip, row in zip(slips, rows, strict=True):
        if row["keadaan"] == State.MASALAH.value:
            continue
        for rule, amount in slip.items():
            if amount != row[rule]:
                raise SystemExit(
                    f"{name} of {row['nip']}: {rule} is {row[rule]}, the plain loop says {amount}"
                )
    return sum(map(len, slips))


if __name__ == "__main__":
    main()
