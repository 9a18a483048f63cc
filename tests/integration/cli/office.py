"""One pay office of an invented town: its people, its lists in every format, and the command it runs."""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from praja.cli import main

PACK = "jambi_24_2025"
PERIOD = "2026-10"

SARI = "198503152010012001"
BUDI = "197911022005011002"
ANI = "199207172019032003"
WATI = "199001012022212004"
JOKO = "198001012008011005"

Row = Mapping[str, str]

_ATTENDANCE = dict.fromkeys(
    ["tl_1", "tl_2", "tl_3", "tl_4", "psw_1", "psw_2", "psw_3", "psw_4"]
    + ["hari_alpa", "hari_sakit", "hari_cuti", "apel_absen", "upacara_absen"],
    "0",
)
_SOMEBODY = {
    "nip": "",
    "nama": "",
    "unit": "Kecamatan Banyumanik",
    "status_asn": "pns",
    "golongan": "III/a",
    "mkg": "6",
    "jenis_jabatan": "pelaksana",
    "eselon": "",
    "jabatan_fungsional": "",
    "jenjang_jabatan": "",
    "pasangan_ditunjang": "tidak",
    "jumlah_anak_ditunjang": "0",
    "status_ptkp": "TK/0",
    "predikat_kinerja": "baik",
    "pagu_bk": "2.000.000",
    "pagu_pk": "2.500.000",
    **_ATTENDANCE,
}

PEOPLE: Mapping[str, Row] = {
    SARI: {
        **_SOMEBODY,
        "nip": SARI,
        "nama": "Sari Dewi, S.E.",
        "golongan": "III/c",
        "mkg": "14",
        "jenis_jabatan": "struktural",
        "eselon": "IV.a",
        "pasangan_ditunjang": "ya",
        "jumlah_anak_ditunjang": "2",
        "status_ptkp": "K/2",
        "pagu_bk": "3.000.000",
        "pagu_pk": "4.500.000",
        "tl_1": "2",
        "psw_1": "1",
        "apel_absen": "1",
    },
    BUDI: {
        **_SOMEBODY,
        "nip": BUDI,
        "nama": "Budi Santoso",
        "golongan": "IV/a",
        "mkg": "20",
        "jenis_jabatan": "struktural",
        "eselon": "III.a",
        "pasangan_ditunjang": "ya",
        "jumlah_anak_ditunjang": "1",
        "status_ptkp": "K/1",
        "pagu_bk": "6.000.000",
        "pagu_pk": "9.000.000",
    },
    ANI: {
        **_SOMEBODY,
        "nip": ANI,
        "nama": "Ani Lestari",
        "unit": "Puskesmas Padangsari",
        "jenis_jabatan": "fungsional",
        "jabatan_fungsional": "Perawat",
        "jenjang_jabatan": "Ahli Pertama",
        "hari_alpa": "1",
    },
    WATI: {
        **_SOMEBODY,
        "nip": WATI,
        "nama": "Wati",
        "unit": "Puskesmas Padangsari",
        "status_asn": "pppk",
        "golongan": "IX",
        "mkg": "4",
        "pagu_bk": "1.500.000",
        "pagu_pk": "1.500.000",
    },
    JOKO: {**_SOMEBODY, "nip": JOKO, "nama": "Joko Widagdo", "golongan": "III/d", "mkg": "16"},
}
"""Sari and Budi lead, Ani is a nurse who was absent a day, Wati has a contract, Joko does general work."""


def person(nip: str, **changes: str) -> dict[str, str]:
    """Return the row of one of the office's people with some cells changed."""
    return {**PEOPLE[nip], **changes}


def everybody(**changes: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the rows of all people; `changes` are by first name, in lower case."""
    rows = [dict(row) for row in PEOPLE.values()]
    for row in rows:
        row.update(changes.get(row["nama"].split()[0].lower(), {}))
    return rows


# --- lists


def columns(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def write_csv(path: Path, rows: Sequence[Row], *, encoding: str = "utf-8", delimiter: str = ";") -> Path:
    """Write rows as text, a column for each name in any row."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns(rows), delimiter=delimiter, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_xlsx(path: Path, rows: Sequence[Row], **finer: Sequence[Row]) -> Path:
    """Write a workbook with the people on the first sheet and finer rows on sheets of their grain's name."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, part in {"daftar": rows, **finer}.items():
            sheet = book.add_worksheet(name)
            names = columns(part)
            sheet.write_row(0, 0, names)
            for at, row in enumerate(part, 1):
                sheet.write_row(at, 0, [row.get(name, "") for name in names])
    return path


def write_parquet(path: Path, rows: Sequence[Row]) -> Path:
    """Write rows in the types that a database would give."""
    frame = pl.DataFrame([{name: row.get(name) or None for name in columns(rows)} for row in rows])
    whole = ["mkg", "jumlah_anak_ditunjang", *_ATTENDANCE]
    frame = frame.with_columns(
        pl.col(whole).cast(pl.Int64),
        pl.col("pagu_bk", "pagu_pk").str.replace_all(".", "", literal=True).cast(pl.Int64),
        pl.col("pasangan_ditunjang") == "ya",
    )
    frame.write_parquet(path)
    return path


# --- the command


@dataclasses.dataclass(frozen=True)
class Said:
    """What a run of the command said, and its exit code."""

    code: int
    out: str
    err: str


def praja(*arguments: object) -> Said:
    """Run `praja` in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as leaving:
            code = int(leaving.code or 0)
    return Said(code, out.getvalue(), err.getvalue())


def hitung(list_: Path, folder: Path, *more: object, period: str = PERIOD, pack: str | None = PACK) -> Said:
    """Run `praja hitung` on a list."""
    chosen = ["--pak", pack] if pack else []
    return praja("hitung", list_, "--periode", period, "--keluar", folder, *chosen, *more)


def jelaskan(list_: Path, nip: str, *more: object, period: str = PERIOD, pack: str | None = PACK) -> Said:
    """Run `praja jelaskan` for one person of a list."""
    chosen = ["--pak", pack] if pack else []
    return praja("jelaskan", list_, "--periode", period, "--nip", nip, *chosen, *more)


# --- results


def slips(folder: Path, name: str, period: str = PERIOD) -> pl.DataFrame:
    """Return a list's Parquet."""
    return pl.read_parquet(folder / f"{name}-{period}.parquet")


def slip(folder: Path, name: str, nip: str, period: str = PERIOD) -> dict[str, object]:
    """Return one person's row of a list's Parquet."""
    return slips(folder, name, period).row(by_predicate=pl.col("nip") == nip, named=True)


def problems(folder: Path, period: str = PERIOD) -> list[dict[str, str]]:
    """Return the problems file as the treasurer's spreadsheet shows it."""
    with (folder / f"masalah-{period}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def sheet(path: Path, name: str | None = None) -> list[tuple[object, ...]]:
    """Return the cells of a sheet of a workbook, the first one unless named."""
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        chosen = book[name] if name else book.worksheets[0]
        return [tuple(row) for row in chosen.iter_rows(values_only=True)]
    finally:
        book.close()


def whole(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, to see whether anything changed."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
