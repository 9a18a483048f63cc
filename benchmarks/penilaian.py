"""Rate 12,000 people by 60,000 indicators at once, one alone, and explain one.

    python -m benchmarks.penilaian [--orang 12000] [--ulang 5]

Needs no database. Printed are the least CPU seconds of several calls: of figures that are all known, and of a
January in which nothing has been reported yet.
"""

from __future__ import annotations

import argparse
import datetime
import time
from collections.abc import Callable
from decimal import Decimal

from benchmarks._measure import machine, table
from praja.performance import law

ON = datetime.date(2026, 11, 1)
INDICATORS = 5
AIM = 1.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.penilaian", description=__doc__)
    parser.add_argument("--orang", type=int, default=12_000, help="how many people are rated")
    parser.add_argument("--ulang", type=int, default=5, help="how often; the least counts")
    given = parser.parse_args()
    known, nothing = plans(given.orang, reported=True), plans(given.orang, reported=False)
    alone = known[0]
    law.rate([alone], on=ON)
    rows = [["what", "CPU", "aim"]]
    for what, call, aim in (
        (f"{given.orang:,} people, all reported", lambda: law.rate(known, on=ON), f"{AIM:.1f} s"),
        (f"{given.orang:,} people, nothing reported", lambda: law.rate(nothing, on=ON), ""),
        ("one person", lambda: law.rate([alone], on=ON), ""),
        ("one person explained", lambda: explained(alone), ""),
    ):
        rows.append([what, f"{least(call, given.ulang) * 1000:.0f} ms", aim])
    print(machine())
    print(table(rows))


def plans(people: int, *, reported: bool) -> list[law.SkpInput]:
    """Return SKP of five indicators under three RHK, with figures that differ."""
    return [
        law.SkpInput(
            str(person),
            [
                law.SkpIndicator(
                    key=str(number),
                    rhk=f"rhk {number // 2}",
                    direction=("tinggi", "rendah", "tahapan")[number % 3],
                    target=Decimal(100),
                    realisation=Decimal((person * 37 + number * 11) % 15_000) / 100 if reported else None,
                )
                for number in range(INDICATORS)
            ],
        )
        for person in range(people)
    ]


def explained(row: law.SkpInput) -> str:
    """Return the whole explanation of one person."""
    told = law.explain(row, on=ON)
    return "\n".join([*(told.indicator(one.key) for one in row.indicators), told.overall()])


def least(call: Callable[[], object], times: int) -> float:
    """Return the least CPU time of several calls."""
    found = []
    for _ in range(times):
        start = time.process_time()
        call()
        found.append(time.process_time() - start)
    return min(found)


if __name__ == "__main__":
    main()
