"""Parquet: columns that already have types.

Whole numbers, decimals, truths, dates and text are taken as they are. A column of floats is read like the
numbers of a spreadsheet, because programs turn whole numbers with gaps into floats: a whole value counts, a
fraction of a rupiah or NaN is that person's problem. A NIP stored as a float has lost its last digits and
is one as well.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Collection
from pathlib import Path

import polars as pl

from praja.sheet.apart import run_apart
from praja.sheet.cells import Cells, Column, Sheet, cells_of_numbers, cells_of_text
from praja.sheet.errors import SheetRefused, refusing

MOST_ROWS = 50_000_000


class ParquetBook:
    """A Parquet file that another process could read to its end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if run_apart("parquet", "polars", str(path.absolute())) is None:
            raise _broken()
        with _parsing():
            self.headers = tuple(pl.read_parquet_schema(path))

    def read(self, wanted: Collection[str]) -> Sheet:
        """Return the wanted columns."""
        with _parsing():
            rows: int = pl.scan_parquet(self.path).select(pl.len()).collect().item()
            if rows > MOST_ROWS:
                raise SheetRefused(
                    f"Berkas Parquet ini menyebut {rows} baris, lebih dari yang wajar untuk satu daftar.",
                    "Pecah daftar menjadi beberapa berkas.",
                )
            frame = pl.read_parquet(self.path, columns=[name for name in self.headers if name in wanted])
        columns = tuple(Column(name, "", _cells(frame[name])) for name in frame.columns)
        return Sheet(self.path.name, columns, pl.int_range(1, rows + 1, eager=True))


def _parsing() -> contextlib.AbstractContextManager[None]:
    return refusing(_broken, pl.exceptions.PolarsError, OSError, ValueError)


def _cells(series: pl.Series) -> Cells:
    kind = series.dtype
    if kind.is_float():
        return cells_of_numbers(series.cast(pl.Float64))
    if kind.is_integer():
        small = series.cast(pl.Int64, strict=False)
        if small.null_count() == series.null_count():
            return Cells(len(series), whole=small)
        return Cells(len(series), exact=series.cast(pl.Decimal(38, 0), strict=False))
    if kind.is_decimal():
        return Cells(len(series), exact=series)
    if kind == pl.Boolean:
        return Cells(len(series), truth=series)
    if kind == pl.Date:
        return Cells(len(series), date=series)
    if isinstance(kind, pl.Datetime):
        if (series.drop_nulls().dt.time() == datetime.time()).all():
            return Cells(len(series), date=series.dt.date())
        return cells_of_text(series.dt.to_string("%Y-%m-%d %H:%M:%S"))
    if kind == pl.Null:
        return Cells(len(series))
    if kind in (pl.String, pl.Categorical, pl.Enum):
        return cells_of_text(series.cast(pl.String))
    raise SheetRefused(
        f"Kolom {series.name!r} bertipe {kind}, yang tidak dapat dibaca.",
        "Simpan kolom itu sebagai bilangan bulat, desimal, teks, tanggal, atau ya/tidak.",
    )


def _broken() -> SheetRefused:
    return SheetRefused(
        "Berkas Parquet ini rusak atau tidak lengkap.", "Buat atau salin ulang berkasnya, lalu coba lagi."
    )
