"""The order in which several processes of a run get the tests (`tests.conftest.dealt`)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import dealt


@pytest.mark.parametrize("processes", [1, 2, 3, 4, 7])
@pytest.mark.parametrize(("files", "quick"), [(5, 17), (1, 20), (0, 9), (6, 0), (2, 1)])
def test_every_test_stands_once_and_every_stretch_begins_with_long_ones(
    files: int, quick: int, processes: int
) -> None:
    long: list[Any] = [SimpleNamespace(path=file, long=True) for file in range(files) for _ in range(2)]
    short: list[Any] = [SimpleNamespace(path="", long=False) for _ in range(quick)]

    found: list[Any] = dealt(long, short, processes)

    assert sorted(map(id, found)) == sorted(map(id, [*long, *short]))
    order = [item.path for item in found if item.long]
    assert all(order.index(file) + 1 == len(order) - 1 - order[::-1].index(file) for file in set(order))
    if quick > 2 * files:  # enough to fill every stretch
        left, at = len(found), 0
        for process in range(processes):
            share = left // (processes - process)
            mine = found[at : at + share]
            assert [item.long for item in mine] == sorted((item.long for item in mine), reverse=True)
            assert process >= files or share < 2 or mine[0].long
            left, at = left - share, at + share
