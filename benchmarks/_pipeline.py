"""Pay a whole Parquet file: read, compute and write one batch of people after another.

Two batches are under way at a time, each on a thread of its own that reads, computes and writes. So memory
stays bounded whatever the number of people, and the one writes while the other computes.
"""

from __future__ import annotations

import concurrent.futures
import dataclasses
import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import polars as pl

from praja.rules.errors import FactsError
from praja.rules.month import ListResult, run_lists
from praja.rules.program import Program
from praja.rules.schema import Grain

BATCH = 1 << 17
"""People in a batch, which are also the rows of a row group: a larger one leaves the cache, a smaller one
lets the planning of each batch show. Measured on two cores."""

AT_ONCE = 2
Compression = Literal["lz4", "zstd", "snappy", "uncompressed"]
COMPRESSION: Compression = "lz4"
"""Fastest but for none at all, which writes files half as large again; zstd is a fifth smaller and takes a
third longer to write. `--mampat` measures the others."""


@dataclasses.dataclass(slots=True)
class Paid:
    """What a run came to. Seconds are those of all threads together; `megabytes` is what was written."""

    people: int = 0
    problems: int = 0
    reading: float = 0.0
    computing: float = 0.0
    writing: float = 0.0
    megabytes: float = 0.0


def pay_file(
    source: Path,
    folder: Path,
    programs: Mapping[str, Program],
    *,
    batch: int = BATCH,
    at_once: int = AT_ONCE,
    compression: Compression = COMPRESSION,
) -> Paid:
    """Compute every list for the people in `source`; write a folder of Parquet parts for each list.

    `folder` is emptied first. Problems go to `masalah.parquet`, keys are checked to be distinct.

    :raises FactsError: if somebody stands in the file twice or has no NIP
    """
    shutil.rmtree(folder, ignore_errors=True)
    for name in programs:
        (folder / name).mkdir(parents=True)
    columns = _columns_read(source, programs)
    people: int = pl.scan_parquet(source).select(pl.len()).collect().item()
    done, lock = Paid(people=people), threading.Lock()

    def pay(number: int) -> tuple[pl.Series, list[pl.DataFrame]]:
        took = Paid()
        with _timed(took, "reading"):
            frame = pl.scan_parquet(source).select(columns).slice(number * batch, batch).collect()
        with _timed(took, "computing"):
            results = run_lists(programs, {Grain.ORANG.value: frame})
        with _timed(took, "writing"):
            for name, result in results.items():
                took.megabytes += _write(folder / name / f"{number:05}.parquet", result, compression)
        with lock:
            for part in ("reading", "computing", "writing", "megabytes"):
                setattr(done, part, getattr(done, part) + getattr(took, part))
        return _numbers(frame["nip"]), [
            result.problems.select(pl.lit(name).alias("daftar"), pl.all()) for name, result in results.items()
        ]

    if people > batch:
        # What is compiled for the first people serves all: two threads must not both do it.
        run_lists(programs, {Grain.ORANG.value: pl.scan_parquet(source).select(columns).head(1000).collect()})
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        parts = list(pool.map(pay, range(-(-people // batch))))
    _check_distinct(pl.concat([numbers for numbers, _ in parts]))
    problems = pl.concat([problem for _, found in parts for problem in found])
    problems.write_parquet(folder / "masalah.parquet")
    done.problems = problems.height
    return done


def _columns_read(source: Path, programs: Mapping[str, Program]) -> list[str]:
    read = {fact.name for program in programs.values() for fact in program.facts}
    read |= {column for program in programs.values() for column in program.earlier}
    return [name for name in pl.read_parquet_schema(source) if name == "nip" or name in read]


@contextmanager
def _timed(took: Paid, what: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    setattr(took, what, time.perf_counter() - start)


def _write(path: Path, result: ListResult, compression: Compression) -> float:
    result.amounts.write_parquet(path, compression=compression, statistics=False)
    return path.stat().st_size / 1e6


def _numbers(nips: pl.Series) -> pl.Series:
    """Return NIPs as whole numbers where all are digits, which are compared faster."""
    numbers = nips.cast(pl.Int64, strict=False)
    return nips.hash().cast(pl.Int64, wrap_numerical=True) if numbers.null_count() else numbers


def _check_distinct(numbers: pl.Series) -> None:
    if numbers.n_unique() != len(numbers):
        raise FactsError("Kolom nip harus terisi dan tidak berulang.")
