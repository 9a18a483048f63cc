"""A sheet as rows of cells, before anybody knows which row is the header."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Protocol

import polars as pl

from praja.sheet.cells import Cells, Column, Flaw, Sheet, cells_of_objects, letter_of
from praja.sheet.names import Header

MOST_CELLS = 20_000_000
"""The widest times the longest extent of a sheet that is still read: 12,000 people × 31 days × 50 columns."""


_NOTHING: frozenset[object] = frozenset(("", None))


@dataclasses.dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a sheet from its first row and column on, and what is known of single cells.

    `flaws` is keyed by (row, column) from 0. Cells are text, floats, truths, dates; empty: "" or None.
    """

    rows: Sequence[Sequence[object]]
    flaws: Mapping[tuple[int, int], tuple[Flaw, str]] = dataclasses.field(default_factory=dict)


class Book(Protocol):
    """A file with named sheets."""

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the visible sheets, in order."""

    @property
    def since_1904(self) -> bool:
        """Whether serial dates count from 1904."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What the reader of the list should know about how the file was read."""

    def grid(self, sheet: str) -> Grid:
        """Return the rows of a sheet."""


def below_header(name: str, grid: Grid, header: Header) -> tuple[Sheet, list[int]]:
    """Return what stands below a header, with the row number (from 1) of every row, and which columns
    those are.

    A column without a title and without cells is left out.
    """
    start = header.last + 1
    rows = grid.rows[start:]
    width = len(header.targets)
    # Where rows usually end with the header, a longer one has a cell too many, be its last cell empty or not.
    usually_fits = sum(len(row) <= width for row in rows) * 2 > len(rows)
    shifted = frozenset(
        i
        for i, row in enumerate(rows)
        if len(row) > width and (usually_fits or any(v not in ("", None) for v in row[width:]))
    )
    if any(len(row) != width for row in rows):
        rows = [[*row[:width], *("",) * (width - len(row))] for row in rows]
    by_column: dict[int, dict[int, tuple[Flaw, str]]] = {}
    for (row, column), flaw in grid.flaws.items():
        if row >= start:
            by_column.setdefault(column, {})[row - start] = flaw
    columns, kept = [], []
    for c, values in enumerate(zip(*rows, strict=True)) if rows else ((c, ()) for c in range(width)):
        title = header.titles[c]
        if not title and set(values) <= _NOTHING:
            continue
        cells = cells_of_objects(values, by_column.get(c)) if rows else Cells(0)
        columns.append(Column(title, letter_of(c), cells))
        kept.append(c)
    numbers = pl.int_range(start + 1, start + 1 + len(rows), eager=True)
    return Sheet(name, tuple(columns), numbers, shifted), kept
