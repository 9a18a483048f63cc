"""Written files: whole or not at all, never over another, nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv
import datetime
import os
from decimal import Decimal
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from praja.sheet import (
    PROBLEM_SCHEMA,
    SheetNotWritten,
    SlipColumn,
    write_parquet,
    write_problems,
    write_slips,
)
from praja.sheet.safe import LONGEST_CELL, safe_text, whole_file
from tests.unit.sheet.lists import ANI, BUDI, HEADER, ROWS, SARI, read, write_csv

PEOPLE = pl.DataFrame(
    {"nip": [SARI, BUDI, ANI], "nama": ["Sari", '=HYPERLINK("http://x")', "Ani"], "unit": ["A", "A", None]}
)
AMOUNTS = pl.DataFrame(
    {
        "nip": [ANI, SARI, BUDI],
        "gaji_pokok": [2_500_000, 3_750_000, None],
        "pph": [-5, 0, None],
        "bersih": [2_400_000, 3_700_000, None],
        "tarif": [Decimal("0.0075"), Decimal("0.05"), None],
        "ditahan": [True, False, None],
        "sampai": [datetime.date(2026, 10, 31), None, None],
        "kategori": ["A", "=B", None],
        "raksasa": [10**15, 1, None],
    }
)
COLUMNS = [
    SlipColumn(
        "gaji_pokok",
        "Gaji pokok",
        group="Penghasilan",
        formula="tabel…",
        source="PP 5/2024",
        status="diperiksa",
    ),
    SlipColumn("pph", "PPh Pasal 21", status="belum_diperiksa"),
    SlipColumn("bersih", "Bersih", final=True),
    SlipColumn("tarif", "Tarif", unit="persen", summed=False),
    SlipColumn("ditahan", "Ditahan", unit="ya"),
    SlipColumn("sampai", "Sampai", unit="tanggal"),
    SlipColumn("kategori", "Kategori", unit="pilihan"),
    SlipColumn("raksasa", "Raksasa"),
    SlipColumn("tidak_ada", "Tidak ada dalam hasil"),
]
PROBLEMS = pl.DataFrame(
    [[BUDI, '=HYPERLINK("http://x")', 3, "MKG (kolom E)", "@x", "angka_salah", "Bukan angka.", "Tulis."]],
    schema=PROBLEM_SCHEMA,
    orient="row",
)  # fmt: skip


@pytest.fixture
def slips(tmp_path: Path) -> Path:
    path = tmp_path / "slip.xlsx"
    write_slips(
        path,
        title="Gaji Oktober 2026",
        amounts=AMOUNTS,
        people=PEOPLE,
        columns=COLUMNS,
        problems=PROBLEMS,
        notes=["1 aturan belum diperiksa: pph"],
    )
    return path


def test_the_list_has_the_order_of_the_people_a_header_and_totals(slips: Path) -> None:
    sheet = openpyxl.load_workbook(slips)["Daftar"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]

    assert rows[0] == ["NIP", "Nama", "Unit", *(column.title for column in COLUMNS[:-1])]
    assert rows[1][:6] == [SARI, "Sari", "A", 3_750_000, 0, 3_700_000]
    assert rows[2][3:] == [None] * 8
    assert rows[3][:6] == [ANI, "Ani", None, 2_500_000, -5, 2_400_000]
    assert rows[3][6:11] == [0.0075, "ya", datetime.datetime(2026, 10, 31), "A", str(10**15)]
    assert rows[4][:6] == ["Jumlah", None, None, 6_250_000, -5, 6_100_000]
    assert sheet.freeze_panes == "C2"
    assert sheet["D2"].number_format == "#,##0"
    assert sheet["G2"].number_format == "0.00%"
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].number_format == "@"


def test_text_that_could_be_a_formula_is_neutralised_and_numbers_stay_numbers(slips: Path) -> None:
    book = openpyxl.load_workbook(slips)

    assert book["Daftar"]["B3"].value == '\'=HYPERLINK("http://x")'
    assert book["Daftar"]["B3"].data_type == "s"
    assert book["Daftar"]["J2"].value == "'=B"
    assert book["Daftar"]["E4"].value == -5
    assert book["Masalah"]["E2"].value == "'@x"
    assert not any(
        cell.data_type == "f" or str(cell.value).startswith(("=", "+", "@"))
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
    )


def test_the_summary_counts_and_sums(slips: Path) -> None:
    rows = [[c.value for c in row] for row in openpyxl.load_workbook(slips)["Ringkasan"].iter_rows()]
    said = {row[0]: row[1:3] for row in rows if row[0]}

    assert rows[0][0] == "Gaji Oktober 2026"
    assert said["Banyaknya orang dalam daftar"][0] == 3
    assert said["Terhitung lengkap"][0] == 2
    assert said["Belum dapat dihitung"][0] == 1
    assert said["Gaji pokok"] == [6_250_000, 2]
    assert said["A"] == [2, 3_700_000]
    assert said["(tanpa unit)"] == [1, 2_400_000]
    assert said["angka_salah"][0] == 1
    assert "1 aturan belum diperiksa: pph" in said


def test_the_columns_are_explained(slips: Path) -> None:
    rows = [[c.value for c in row] for row in openpyxl.load_workbook(slips)["Penjelasan kolom"].iter_rows()]

    assert rows[1] == [
        "Gaji pokok",
        "gaji_pokok",
        "rupiah",
        "Penghasilan",
        "tabel…",
        "PP 5/2024",
        "diperiksa",
    ]
    assert rows[2][6] == "belum diperiksa"


def test_slips_without_problems_or_people(tmp_path: Path) -> None:
    write_slips(
        tmp_path / "x.xlsx", title="x", amounts=AMOUNTS.clear(), people=PEOPLE.clear(), columns=COLUMNS
    )

    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book["Masalah"]["A2"].value == "Tidak ada masalah."
    assert book["Daftar"]["A2"].value == "Jumlah"


def test_the_slips_can_be_read_as_a_list(tmp_path: Path) -> None:
    source = read(write_csv(tmp_path / "x.csv", [HEADER, *ROWS])).frames["orang"]
    columns = [SlipColumn("pagu_tpp", "Pagu TPP"), SlipColumn("mkg", "MKG")]
    write_slips(
        tmp_path / "x.xlsx",
        title="x",
        amounts=source.select("nip", "pagu_tpp", "mkg"),
        people=source,
        columns=columns,
    )

    again = read(tmp_path / "x.xlsx")

    assert again.problems.is_empty()
    assert (
        again.frames["orang"].select("nip", "pagu_tpp", "mkg").equals(source.select("nip", "pagu_tpp", "mkg"))
    )


def test_parquet_is_the_frame(tmp_path: Path) -> None:
    write_parquet(tmp_path / "x.parquet", AMOUNTS)

    assert pl.read_parquet(tmp_path / "x.parquet").equals(AMOUNTS)


def test_problems_as_csv_and_xlsx(tmp_path: Path) -> None:
    write_problems(tmp_path / "masalah.csv", PROBLEMS)
    write_problems(tmp_path / "masalah.xlsx", PROBLEMS)

    data = (tmp_path / "masalah.csv").read_bytes()
    header, first = csv.reader(data.decode("utf-8-sig").splitlines(), delimiter=";")
    assert data.startswith(b"\xef\xbb\xbf")
    assert header == ["NIP", "Nama", "Baris", "Kolom", "Nilai", "Jenis", "Mengapa", "Yang perlu dilakukan"]
    assert first[:5] == [BUDI, '\'=HYPERLINK("http://x")', "3", "MKG (kolom E)", "'@x"]
    sheet = openpyxl.load_workbook(tmp_path / "masalah.xlsx")["Masalah"]
    assert [cell.value for cell in sheet[2]][:3] == [BUDI, '\'=HYPERLINK("http://x")', 3]


# --- safe text


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u200b=1",
        "＝1",
        "-cmd|' /C calc'!A0",
    ],
)
def test_what_could_start_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_text(text) == "'" + text


@pytest.mark.parametrize("text", ["Sari", "-5", "-5.000", "+62", "5%", "", "a=b", "1985-03-15", "'=x"])
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


@given(st.text())
def test_no_text_starts_a_formula(text: str) -> None:
    made = safe_text(text)

    assert len(made) <= LONGEST_CELL
    if made[:1] in ("=", "+", "-", "@", "\t", "\r"):
        assert all(c in "+-0123456789.,%" for c in made)


def test_a_text_longer_than_a_cell_is_cut() -> None:
    assert len(safe_text("x" * 40_000)) == LONGEST_CELL


# --- whole files


def test_nothing_is_overwritten_without_being_told(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_text("milik orang lain")

    with pytest.raises(SheetNotWritten, match="sudah ada dan tidak ditimpa"):
        write_parquet(path, AMOUNTS)
    assert path.read_text() == "milik orang lain"

    write_parquet(path, AMOUNTS, overwrite=True)
    assert pl.read_parquet(path).height == 3
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.parquet"]


def test_a_file_that_appears_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"

    with pytest.raises(SheetNotWritten, match="sudah ada"), whole_file(path, overwrite=False) as temporary:
        temporary.write_text("baru")
        path.write_text("lebih dulu")

    assert path.read_text() == "lebih dulu"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_failure_in_the_middle_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"

    with pytest.raises(RuntimeError), whole_file(path, overwrite=True) as temporary:
        temporary.write_text("setengah")
        raise RuntimeError

    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_old_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("lama")

    with pytest.raises(RuntimeError), whole_file(path, overwrite=True) as temporary:
        temporary.write_text("setengah")
        raise RuntimeError

    assert path.read_text() == "lama"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SheetNotWritten, match="tidak ada"):
        write_problems(tmp_path / "tidak_ada" / "x.csv", PROBLEMS)


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "x.csv").mkdir()

    with pytest.raises(SheetNotWritten, match="adalah folder"):
        write_problems(tmp_path / "x.csv", PROBLEMS, overwrite=True)


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "tutup"
    folder.mkdir(mode=0o555)
    for parent in (tmp_path, *tmp_path.parents[:3]):
        parent.chmod(parent.stat().st_mode | 0o055)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        with pytest.raises(SheetNotWritten, match="Tidak boleh menulis"):
            write_problems(folder / "x.csv", PROBLEMS)
    finally:
        if root:
            os.seteuid(0)


def test_written_files_can_be_read_by_those_the_mask_allows(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_parquet(tmp_path / "x.parquet", AMOUNTS)
    finally:
        os.umask(old)

    assert (tmp_path / "x.parquet").stat().st_mode & 0o777 == 0o640


def test_more_rows_than_a_sheet_can_hold(tmp_path: Path) -> None:
    many = pl.DataFrame({name: [None] for name in PROBLEM_SCHEMA}, schema=PROBLEM_SCHEMA)
    many = pl.concat([many] * 1).select(pl.all().repeat_by(1_048_576).explode())

    with pytest.raises(SheetNotWritten, match="tidak muat pada satu lembar kerja"):
        write_problems(tmp_path / "x.xlsx", many)
