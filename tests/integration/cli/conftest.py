"""The law is read once for all runs of the command here; a few tests start a real process instead."""

from __future__ import annotations

import datetime
import functools
import gc
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import praja.cli.law
import praja.cli.pay
import praja.cli.results
from praja.rules.loader import load_law, shipped_law
from praja.rules.month import programs_of_month
from praja.rules.program import Program
from praja.rules.schema import Law


@functools.cache
def _programs(
    pack: str, lists: tuple[str, ...], on: datetime.date, paid_on: datetime.date | None
) -> dict[str, Program]:
    return programs_of_month(shipped_law(pack), lists, on=on, paid_on=paid_on)


@pytest.fixture(autouse=True, scope="module")
def law_read_once() -> Iterator[None]:
    """Let runs share the law folder of the project, and the programs that were proved from it."""

    def load(folder: Path | None = None, *, pack: str | None = None) -> Law:
        return load_law(folder, pack=pack) if folder else shipped_law(pack)

    def programs(
        law: Law, lists: Sequence[str], *, on: datetime.date, paid_on: datetime.date | None = None
    ) -> dict[str, Program]:
        pack = law.packs[-1].name if law.packs else "nasional"
        if law is not shipped_law(pack):
            return programs_of_month(law, lists, on=on, paid_on=paid_on)
        return _programs(pack, tuple(lists), on, paid_on)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(praja.cli.pay, "load_law", load)
        patch.setattr(praja.cli.law, "load_law", load)
        patch.setattr(praja.cli.pay, "programs_of_month", programs)
        yield


@pytest.fixture(autouse=True)
def garbage_looked_for() -> Iterator[None]:
    """`praja hukum periksa` stops looking for garbage, as its process is about to end; ours is not."""
    yield
    gc.enable()


@pytest.fixture(scope="module")
def parquet_only() -> Iterator[None]:
    """Write no workbooks, as for a list that is too long for a sheet: half of the time of a small run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(praja.cli.results, "MOST_SHEET_ROWS", 0)
        yield
