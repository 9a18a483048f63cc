"""The cells of one column as a spreadsheet gives them, whatever file they came from.

A column may hold text, numbers, dates and truths side by side. Each sort stands in a series of its own,
null where the cell is of another sort, so that a column is read by a few vectorised steps, and only cells
that could not be read are looked at one by one.
"""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
from collections.abc import Mapping, Sequence

import polars as pl

STRAY_SPACE = r"[\s\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]+"
"""Spaces that a person does not see as such: no-break, zero-width, tabs, line ends."""

_ERROR_TEXT = (
    r"(?i)^#(REF|N/A|NAME\?|VALUE|DIV/0|NUM|NULL|SPILL|CALC|BUSY|GETTING_DATA|NAMA\?|NILAI|ANGKA|REFERENSI)"
    r"[!?]?.*$|^#+$|^(Err:\d{3}|#?NaN)$"
)


class Flaw(enum.StrEnum):
    """Why a cell has no value, although it is not empty."""

    RUMUS = "rumus"
    """A formula that nobody has calculated yet."""
    GALAT = "galat"
    """An error such as #REF!, or a number that is none."""
    JAM = "jam"
    """A date with a time of day, or a time without a date."""


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """One cell, for explaining what is wrong with it."""

    value: str | float | int | decimal.Decimal | datetime.date | bool | None
    flaw: Flaw | None = None

    def __str__(self) -> str:
        match self.value:
            case None:
                return ""
            case bool():
                return "ya" if self.value else "tidak"
            case datetime.date():
                return f"{self.value:%d-%m-%Y}"
            case float():
                if self.value.is_integer() and abs(self.value) < 10**15:
                    return str(int(self.value))
                if abs(self.value) < 10**15:
                    return f"{decimal.Decimal(f'{self.value:.15g}'):f}".replace(".", ",")
                return f"{self.value:.15g}".upper()
            case _:
                return str(self.value)


@dataclasses.dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one column; every series that is there has `height` rows.

    `text` is trimmed and never empty. `number` holds binary floats, as spreadsheets do; `whole` and `exact`
    come from files that store numbers exactly. A cell with a flaw counts as filled and as unreadable.
    """

    height: int
    text: pl.Series | None = None
    number: pl.Series | None = None
    whole: pl.Series | None = None
    exact: pl.Series | None = None
    date: pl.Series | None = None
    truth: pl.Series | None = None
    flaw: pl.Series | None = None

    def filled(self) -> pl.Series:
        """Return where a cell is not empty."""
        answer = pl.repeat(False, self.height, dtype=pl.Boolean, eager=True)
        for part in (self.text, self.number, self.whole, self.exact, self.date, self.truth, self.flaw):
            if part is not None:
                answer = answer | part.is_not_null()
        return answer

    def cell(self, row: int) -> Cell:
        """Return one cell, counted from 0."""
        flaw = None if self.flaw is None else self.flaw[row]
        for part in (self.text, self.number, self.whole, self.exact, self.date, self.truth):
            if part is not None and part[row] is not None:
                return Cell(part[row], None if flaw is None else Flaw(flaw))
        return Cell(None, None if flaw is None else Flaw(flaw))

    def keep(self, rows: pl.Series) -> Cells:
        """Return the cells of the rows where `rows` is true."""
        parts = {
            field.name: part.filter(rows)
            for field in dataclasses.fields(self)
            if field.name != "height" and (part := getattr(self, field.name)) is not None
        }
        return Cells(int(rows.sum()), **parts)

    def as_text(self) -> pl.Series:
        """Return every cell as text, for columns that are only carried along and for choices.

        A whole number has no decimals and no exponent; a date is ISO.
        """
        parts: list[pl.Series] = []
        if self.text is not None:
            parts.append(self.text)
        if self.number is not None:
            parts.append(number_as_text(self.number))
        parts.extend(part.cast(pl.String) for part in (self.whole, self.exact, self.date) if part is not None)
        if self.truth is not None:
            parts.append(
                pl.select(
                    pl.when(self.truth).then(pl.lit("ya")).when(~self.truth).then(pl.lit("tidak"))
                ).to_series()
            )
        return coalesce(parts, self.height, pl.String())


def coalesce(parts: Sequence[pl.Series], height: int, dtype: pl.DataType) -> pl.Series:
    """Return, row by row, the first value there is; `dtype` is that of the answer."""
    if not parts:
        return pl.repeat(None, height, dtype=dtype, eager=True)
    if len(parts) == 1:
        return parts[0].cast(dtype)
    return pl.select(pl.coalesce(list(parts)).cast(dtype)).to_series()


def number_as_text(number: pl.Series) -> pl.Series:
    """Return floats as plain text: 10.0 is `10`, 0.985 is `0.985`; large or broken ones as Python shows."""
    whole = pl.when((number == number.floor()) & (number.abs() < 10**15)).then(number)
    return pl.select(
        pl.coalesce(whole.cast(pl.Int64, strict=False).cast(pl.String), number.cast(pl.String))
    ).to_series()


def clean_text(text: pl.Series) -> pl.Series:
    """Return text without spaces at its ends and with single spaces inside; null when nothing is left."""
    clean = text.str.replace_all(STRAY_SPACE, " ").str.strip_chars(" ")
    return pl.select(pl.when(clean != "").then(clean)).to_series()


def cells_of_text(text: pl.Series) -> Cells:
    """Return the cells of a column of which only text is known, as in CSV.

    Text that begins with `=` is a formula, not a value; `#REF!` and its like are errors.
    """
    clean = clean_text(text)
    flaw = pl.select(
        pl.when(clean.str.starts_with("="))
        .then(pl.lit(Flaw.RUMUS.value))
        .when(clean.str.contains(_ERROR_TEXT))
        .then(pl.lit(Flaw.GALAT.value))
    ).to_series()
    return Cells(len(text), text=clean, flaw=flaw if flaw.null_count() < len(flaw) else None)


def cells_of_numbers(number: pl.Series) -> Cells:
    """Return the cells of a column of floats; NaN and infinity are flaws, not numbers."""
    broken = number.is_not_null() & ~number.is_finite()
    if not broken.any():
        return Cells(len(number), number=number)
    flaw = pl.select(pl.when(broken).then(pl.lit(Flaw.GALAT.value))).to_series()
    return Cells(len(number), number=number, flaw=flaw)


def cells_of_objects(values: Sequence[object], flaws: Mapping[int, tuple[Flaw, str]] | None = None) -> Cells:
    """Return the cells of a spreadsheet column.

    `flaws` names cells, by their row in `values`, that the reader knows to hold an error or a formula
    without a result, with the text to show for it.
    """
    kinds = set(map(type, values))
    height = len(values)
    found: dict[int, tuple[Flaw, str]] = dict(flaws or {})
    number = date = truth = None
    if kinds == {str} and not found:
        return cells_of_text(pl.Series(values, dtype=pl.String))
    if float in kinds or int in kinds:
        number = pl.Series(
            [float(v) if type(v) is float or type(v) is int else None for v in values], dtype=pl.Float64
        )
    if bool in kinds:
        truth = pl.Series([v if type(v) is bool else None for v in values], dtype=pl.Boolean)
    if datetime.date in kinds or datetime.datetime in kinds:
        date = pl.Series([_whole_day(v) for v in values], dtype=pl.Date)
    if kinds & {datetime.datetime, datetime.time, datetime.timedelta}:
        for row, value in enumerate(values):
            if isinstance(value, (datetime.time, datetime.timedelta)) or (
                type(value) is datetime.datetime and value.time() != datetime.time()
            ):
                found.setdefault(row, (Flaw.JAM, str(value)))
    texts = [v if type(v) is str else None for v in values]
    for row, (_, shown) in found.items():
        if texts[row] in (None, "") and shown:
            texts[row] = shown
    base = cells_of_text(pl.Series(texts, dtype=pl.String))
    numbers = None if number is None else cells_of_numbers(number)
    marks = [part for part in (base.flaw, None if numbers is None else numbers.flaw) if part is not None]
    if found:
        marks.insert(
            0,
            pl.Series([f[0].value if (f := found.get(i)) else None for i in range(height)], dtype=pl.String),
        )
    empty = base.text is not None and base.text.null_count() == height
    return Cells(
        height,
        text=None if empty else base.text,
        number=number,
        date=date,
        truth=truth,
        flaw=coalesce(marks, height, pl.String()) if marks else None,
    )


def _whole_day(value: object) -> datetime.date | None:
    if type(value) is datetime.date:
        return value
    if type(value) is datetime.datetime and value.time() == datetime.time():
        return value.date()
    return None


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its header as written, its letter in a spreadsheet (or ""), its cells."""

    header: str
    letter: str
    cells: Cells

    @property
    def label(self) -> str:
        """How a message names this column."""
        header = self.header or "tanpa judul"
        return f"{header} (kolom {self.letter})" if self.letter else header


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet below its header: the columns, the row number of each row in the file, rows that are too long.

    `shifted` holds row positions (from 0) with more cells than the header has columns: nobody can know
    which cell belongs where.
    """

    name: str
    columns: tuple[Column, ...]
    row_numbers: pl.Series
    shifted: frozenset[int] = frozenset()
    notices: tuple[str, ...] = ()

    @property
    def height(self) -> int:
        return len(self.row_numbers)


def letter_of(index: int) -> str:
    """Return the spreadsheet letter of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
