"""What is wrong with the rows of a list: who, where, what was there, why, and what to do about it."""

from __future__ import annotations

import dataclasses
import enum

import polars as pl


class Jenis(enum.StrEnum):
    """The kinds of problems of a row or a cell, as they stand in the list of problems."""

    NIP_KOSONG = "nip_kosong"
    NIP_RUSAK = "nip_rusak"
    NIP_SALAH = "nip_salah"
    NIP_GANDA = "nip_ganda"
    NIP_JANGGAL = "nip_janggal"
    NIP_TANPA_INDUK = "nip_tanpa_induk"
    BARIS_BERGESER = "baris_bergeser"
    BARIS_BERLEBIH = "baris_berlebih"
    ANGKA_SALAH = "angka_salah"
    ANGKA_MERAGUKAN = "angka_meragukan"
    PECAHAN = "pecahan"
    TERLALU_BESAR = "terlalu_besar"
    TANGGAL_SALAH = "tanggal_salah"
    TANGGAL_MERAGUKAN = "tanggal_meragukan"
    PILIHAN_SALAH = "pilihan_salah"
    YA_SALAH = "ya_salah"
    RUMUS = "rumus"
    GALAT = "galat"
    NOL_HILANG = "nol_hilang"
    PEMBANDING_SALAH = "pembanding_salah"


WARNINGS: frozenset[str] = frozenset({Jenis.NIP_JANGGAL, Jenis.NOL_HILANG, Jenis.PEMBANDING_SALAH})
"""Kinds that leave every value of the person readable: look at them, but nothing is withheld for them."""

LEFT_OUT: frozenset[str] = frozenset(
    {
        Jenis.NIP_KOSONG,
        Jenis.NIP_RUSAK,
        Jenis.NIP_SALAH,
        Jenis.NIP_GANDA,
        Jenis.NIP_TANPA_INDUK,
        Jenis.BARIS_BERGESER,
        Jenis.BARIS_BERLEBIH,
    }
)
"""Kinds for which the whole row, or the whole person, is left out of the frames."""

PROBLEM_SCHEMA: dict[str, pl.DataType] = {
    "nip": pl.String(),
    "nama": pl.String(),
    "baris": pl.Int64(),
    "kolom": pl.String(),
    "nilai": pl.String(),
    "jenis": pl.String(),
    "mengapa": pl.String(),
    "lakukan": pl.String(),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Why:
    """Why a cell or a row cannot be used as it is, and what to do: Indonesian, polite, concrete."""

    kind: Jenis
    why: str
    what_to_do: str


@dataclasses.dataclass(slots=True)
class Problems:
    """The problems found so far, in the order in which they were found."""

    _rows: list[tuple[str | None, str | None, int | None, str, str, str, str, str]] = dataclasses.field(
        default_factory=list
    )

    def add(
        self, why: Why, *, nip: str | None, nama: str | None, row: int | None, column: str, value: str
    ) -> None:
        """Note one problem. `row` is the row number in the file, counted from 1."""
        shown = value if len(value) <= 200 else value[:199] + "…"
        self._rows.append((nip, nama, row, column, shown, why.kind.value, why.why, why.what_to_do))

    def frame(self) -> pl.DataFrame:
        """Return all problems, one row each."""
        return pl.DataFrame(self._rows, schema=PROBLEM_SCHEMA, orient="row")
