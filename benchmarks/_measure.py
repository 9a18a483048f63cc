"""Clocks, memory and tables for the benchmarks."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def seconds(call: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def median_seconds(call: Callable[[], object], times: int) -> float:
    """Return the median of several calls, one more being made beforehand and not counted."""
    call()
    return statistics.median(seconds(call) for _ in range(times))


def peak_gib() -> float:
    """Return the most memory that this process has held, in GiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**30 if sys.platform == "darwin" else peak / 2**20


def whole_process(*arguments: str, times: int = 7) -> float:
    """Return the median time of a Python command from start to end, its files being in the system's cache."""
    command = [sys.executable, *arguments]

    def run() -> None:
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)

    return median_seconds(run, times)


def served() -> float:
    """Return the CPU seconds so far of the server's process behind this connection; 0 where unknown."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    try:
        return int(Path(f"/proc/{number}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0


def in_fresh_process(*arguments: str) -> dict[str, Any]:
    """Run a benchmark in a process of its own, and return what it prints as JSON on its last line.

    So what was loaded, allocated or compiled here neither helps nor burdens it.
    """
    start = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return {**found, "process": time.perf_counter() - start}


def machine() -> str:
    """Return what the figures were measured on, and how busy it was."""
    import polars as pl

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    python = sys.version.split()[0]
    return (
        f"{cores} cores, load {load:.1f} at the start, Python {python}, Polars {pl.__version__}; "
        "other work on the machine makes every figure worse"
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as columns, the first aligned to the left, the others to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            row[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def shown(duration: float) -> str:
    """Return a duration in the unit in which people read it."""
    if duration >= 1:
        return f"{duration:.2f} s"
    return f"{duration * 1e3:.2f} ms" if duration < 0.1 else f"{duration * 1e3:.0f} ms"
