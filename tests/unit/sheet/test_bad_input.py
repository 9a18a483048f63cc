"""Bad input as real lists have it: named with row, column, value, why and what to do; nobody else changes."""

from __future__ import annotations

import datetime
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import polars as pl
import pytest

from praja.sheet import SheetRefused
from tests.unit.sheet.lists import (
    ANI,
    BUDI,
    HEADER,
    ROWS,
    SARI,
    WATI,
    only_problem,
    people,
    read,
    value_of,
    write_csv,
    write_xlsx,
)

WATI_ROW = [WATI, "Wati", "Dinas Kesehatan", "IX", "4", "1500000", "01-01-2022", ""]


@pytest.fixture
def good(tmp_path: Path) -> pl.DataFrame:
    """Sari, Budi and Ani as they are read when nobody is wrong."""
    sheet = read(write_csv(tmp_path / "baik.csv", [HEADER, *ROWS]))
    assert sheet.problems.is_empty()
    assert sheet.people == 3
    return people(sheet, SARI, BUDI, ANI)


def with_wati(**changes: str) -> list[list[str]]:
    """Return the good list with Wati, some of whose cells are changed, in the middle."""
    row = [changes.get(title, cell) for title, cell in zip(HEADER, WATI_ROW, strict=True)]
    return [HEADER, ROWS[0], row, *ROWS[1:]]


def test_a_list_with_nothing_wrong_is_read_in_the_types_of_the_engine(good: pl.DataFrame) -> None:
    assert dict(good.schema) == {
        "nip": pl.String(),
        "nama": pl.String(),
        "unit": pl.String(),
        "golongan": pl.String(),
        "mkg": pl.Int64(),
        "pagu_tpp": pl.Int64(),
        "tmt_golongan": pl.Date(),
        "sewa_rumah": pl.Int64(),
    }
    assert good.row(1) == (
        BUDI,
        "Budi Santoso",
        "Kecamatan Banyumanik",
        "IV/a",
        20,
        4_250_000,
        datetime.date(2023, 10, 1),
        150_000,
    )


# --- NIP


def test_a_nip_that_stands_twice_leaves_out_both_rows_and_nobody_else(
    tmp_path: Path, good: pl.DataFrame
) -> None:
    rows = [HEADER, *ROWS, WATI_ROW, [WATI, "Wati (mutasi)", "Dinas Kesehatan", "IX", "6", "9", "", ""]]

    sheet = read(write_csv(tmp_path / "ganda.csv", rows))

    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert WATI not in sheet.frames["orang"]["nip"]
    assert sheet.left_out == 2
    assert sheet.problems["baris"].to_list() == [5, 6]
    assert sheet.problems["jenis"].unique().to_list() == ["nip_ganda"]
    first, second = sheet.problems.to_dicts()
    assert "juga ada pada baris 6" in first["mengapa"]
    assert "juga ada pada baris 5" in second["mengapa"]
    assert second["nama"] == "Wati (mutasi)"
    assert "Sisakan satu baris" in first["lakukan"]


@pytest.mark.parametrize("mangled", ["1.98503E+17", "1,98503E+17", "1.99001012022212e+17"])
def test_a_nip_that_excel_wrote_in_scientific_notation_names_nobody(
    tmp_path: Path, good: pl.DataFrame, mangled: str
) -> None:
    sheet = read(write_csv(tmp_path / "rusak.csv", with_wati(NIP=mangled)))

    problem = only_problem(sheet)
    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert (problem["jenis"], problem["baris"], problem["nama"]) == ("nip_rusak", 3, "Wati")
    assert problem["kolom"] == "NIP (kolom A)"
    assert problem["nilai"] == mangled
    assert "rusak oleh Excel" in problem["mengapa"]
    assert "format kolom NIP menjadi Teks" in problem["lakukan"]


def test_a_nip_stored_as_a_number_has_lost_three_digits(tmp_path: Path, good: pl.DataFrame) -> None:
    rows = [HEADER, *ROWS, [int(WATI), *WATI_ROW[1:]]]

    sheet = read(write_xlsx(tmp_path / "angka.xlsx", {"orang": rows}))

    problem = only_problem(sheet)
    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert problem["jenis"] == "nip_rusak"
    assert problem["nilai"].upper().startswith("1.9900101202221")
    assert "tiga angka terakhirnya hilang" in problem["mengapa"]


def test_a_nip_ending_in_000_was_rounded_by_a_spreadsheet(tmp_path: Path, good: pl.DataFrame) -> None:
    sheet = read(write_csv(tmp_path / "nol.csv", with_wati(NIP=WATI[:15] + "000")))

    problem = only_problem(sheet)
    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert problem["jenis"] == "nip_rusak"
    assert "nomor urut NIP mulai dari 001" in problem["mengapa"]


@pytest.mark.parametrize(
    ("nip", "why"),
    [
        ("19900101202221200", "terdiri atas 17 angka, seharusnya 18"),
        ("3374010101900001", "panjang NIK"),
        ("19900101 202221 2 OO4", "bukan 18 angka"),
    ],
)
def test_a_nip_of_the_wrong_shape_names_nobody(
    tmp_path: Path, good: pl.DataFrame, nip: str, why: str
) -> None:
    sheet = read(write_csv(tmp_path / "salah.csv", with_wati(NIP=nip)))

    problem = only_problem(sheet)
    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert problem["jenis"] == "nip_salah"
    assert why in problem["mengapa"]


def test_a_person_without_a_nip_is_reported_not_dropped(tmp_path: Path, good: pl.DataFrame) -> None:
    sheet = read(write_csv(tmp_path / "kosong.csv", with_wati(NIP="")))

    problem = only_problem(sheet)
    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert (problem["jenis"], problem["baris"], problem["nama"]) == ("nip_kosong", 3, "Wati")


def test_a_nip_with_impossible_dates_is_used_with_a_warning(tmp_path: Path, good: pl.DataFrame) -> None:
    odd = "199013012022212004"

    sheet = read(write_csv(tmp_path / "janggal.csv", with_wati(NIP=odd)))

    problem = only_problem(sheet)
    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert value_of(sheet, odd, "mkg") == 4
    assert problem["jenis"] == "nip_janggal"
    assert "19901301) bukan tanggal lahir" in problem["mengapa"]
    assert sheet.left_out == 0


# --- identity numbers


def test_lost_leading_zeros_are_named_with_the_number_they_may_have_been(
    tmp_path: Path, good: pl.DataFrame
) -> None:
    extra = ["NPWP", "NIK", "Nomor Rekening"]
    rows = [
        [*HEADER, *extra],
        [*ROWS[0], "012345678901000", "3374014203850001", "0301234567"],
        [*ROWS[1], "912345678901000", "3374010211790002", "0301234568"],
        [*ROWS[2], "812345678901000", "3374015707920003", "0301234569"],
        [*WATI_ROW, 12345678901000, "3374014101900004", 301234570],
    ]

    sheet = read(write_xlsx(tmp_path / "nol.xlsx", {"orang": rows}))

    assert people(sheet, SARI, BUDI, ANI).select(good.columns).equals(good)
    npwp, account = sheet.problems.to_dicts()
    assert (npwp["jenis"], npwp["kolom"], npwp["baris"]) == ("nol_hilang", "NPWP (kolom I)", 5)
    assert "hanya 14 angka; nol di depannya mungkin hilang" in npwp["mengapa"]
    assert "tulis 012345678901000" in npwp["lakukan"]
    assert (account["jenis"], account["nilai"]) == ("nol_hilang", "301234570")
    assert value_of(sheet, SARI, "nomor_rekening") == "0301234567"
    assert value_of(sheet, WATI, "npwp") == "12345678901000"


def test_a_nik_stored_as_a_number_has_lost_its_last_digit(tmp_path: Path) -> None:
    rows = [[*HEADER, "NIK"], [*ROWS[0], "3374014203850001"], [*WATI_ROW, 3374014101900004]]

    sheet = read(write_xlsx(tmp_path / "nik.xlsx", {"orang": rows}))

    assert "angka terakhirnya hilang" in only_problem(sheet)["mengapa"]


# --- columns


def test_a_nip_column_full_of_names_says_which_column_holds_the_nips(tmp_path: Path) -> None:
    rows = [["Nama", "NIP", *HEADER[2:]], *ROWS]

    with pytest.raises(SheetRefused, match="sepertinya tertukar") as refused:
        read(write_csv(tmp_path / "tukar.csv", rows))

    assert "NIP (kolom B)" in refused.value.why
    assert "'Sari Dewi, S.E.'" in refused.value.why
    assert "Nama (kolom A)" in refused.value.why
    assert "Tukar judul" in refused.value.what_to_do


def test_two_swapped_columns_are_named_in_a_notice_and_in_every_problem(
    tmp_path: Path, good: pl.DataFrame
) -> None:
    swapped = [HEADER.index("MKG"), HEADER.index("Golongan ruang")]
    header = list(HEADER)
    header[swapped[0]], header[swapped[1]] = header[swapped[1]], header[swapped[0]]

    sheet = read(write_csv(tmp_path / "tukar.csv", [header, *ROWS]))

    said = "Kolom MKG (kolom D) dan kolom Golongan ruang (kolom E) pada tukar.csv sepertinya tertukar."
    assert said in sheet.notices
    assert sheet.problems.height == 6
    assert all(said in what for what in sheet.problems["lakukan"])
    assert sheet.frames["orang"]["golongan"].null_count() == 3
    assert (
        people(sheet, SARI, BUDI, ANI)
        .select("nip", "nama", "pagu_tpp")
        .equals(good.select("nip", "nama", "pagu_tpp"))
    )


def test_an_unquoted_comma_in_a_name_shifts_one_row_and_only_that(tmp_path: Path, good: pl.DataFrame) -> None:
    path = write_csv(tmp_path / "geser.csv", [HEADER, *ROWS], delimiter=",")
    path.write_text(path.read_text() + ",".join([WATI, "Wati", " S.Kep", *WATI_ROW[2:]]) + ",\n")

    sheet = read(path)

    problem = only_problem(sheet)
    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert (problem["jenis"], problem["nip"], problem["baris"]) == ("baris_bergeser", WATI, 5)
    assert "tanda kutip" in problem["lakukan"]


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_people(tmp_path: Path) -> None:
    path = tmp_path / "kutip.csv"
    lines = [";".join(HEADER), *(";".join(map(str, row)) for row in ROWS)]
    lines[2] = lines[2].replace("Budi Santoso", '"Budi Santoso')
    path.write_text("\n".join(lines) + "\n")

    with pytest.raises(SheetRefused, match="tidak berpasangan"):
        read(path)


# --- dates


def test_day_first_and_month_first_in_one_column_refuse_only_what_can_be_both(tmp_path: Path) -> None:
    dates = {SARI: "25/03/2024", BUDI: "03/25/2024", ANI: "04/03/2024", WATI: "2024-03-04"}
    rows = [["NIP", "TMT golongan"], *dates.items()]

    sheet = read(write_csv(tmp_path / "tanggal.csv", rows))

    problem = only_problem(sheet)
    march = datetime.date(2024, 3, 25)
    assert sheet.frames["orang"]["tmt_golongan"].to_list() == [
        march,
        march,
        None,
        datetime.date(2024, 3, 4),
    ]
    assert (problem["nip"], problem["jenis"], problem["nilai"]) == (ANI, "tanggal_meragukan", "04/03/2024")
    assert "hari 4 bulan 3 atau hari 3 bulan 4" in problem["mengapa"]
    assert "2024-03-04 atau 2024-04-03" in problem["lakukan"]


def test_dates_of_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    day = datetime.date(2024, 4, 1)
    serial = (day - datetime.date(1904, 1, 1)).days
    rows = [["NIP", "TMT golongan"], [SARI, day], [BUDI, serial]]

    sheet = read(write_xlsx(tmp_path / "mac.xlsx", {"orang": rows}, date_1904=True))

    assert sheet.problems.is_empty()
    assert sheet.frames["orang"]["tmt_golongan"].to_list() == [day, day]


# --- encodings and headers


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_byte_order_marks_and_wide_encodings_change_nothing(
    tmp_path: Path, good: pl.DataFrame, encoding: str, delimiter: str
) -> None:
    rows = [[str(cell) for cell in row] for row in [HEADER, *ROWS]]

    sheet = read(write_csv(tmp_path / "bom.csv", rows, encoding=encoding, delimiter=delimiter))

    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert sheet.problems.is_empty()


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_latin_1_is_read_and_said(tmp_path: Path, good: pl.DataFrame, encoding: str) -> None:
    sheet = read(write_csv(tmp_path / "latin.csv", with_wati(Nama="Wati Renée"), encoding=encoding))

    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert value_of(sheet, WATI, "nama") == "Wati Renée"
    assert any("Windows-1252" in notice for notice in sheet.notices)


def test_a_header_of_merged_cells_below_title_rows(tmp_path: Path, good: pl.DataFrame) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["PEMERINTAH KOTA SEMARANG"])
    sheet.append(["DAFTAR TAMBAHAN PENGHASILAN PEGAWAI, OKTOBER 2026"])
    sheet.append([])
    sheet.append(["No", "NIP", "Nama", "Unit", "Golongan", None, "Hak", None, "Sewa"])
    sheet.append([None, None, None, None, "ruang", "MKG", "Pagu TPP", "TMT golongan", "rumah"])
    sheet.append([f"({n})" for n in range(1, 10)])
    for number, row in enumerate(ROWS, 1):
        sheet.append([number, *row])
    sheet.append([None, "JUMLAH", None, None, None, None, 10_500_000])
    sheet.append([])
    sheet.append([None, None, None, None, None, None, "Semarang, 1 Oktober 2026"])
    sheet.append([None, None, None, None, None, None, "Bendahara"])
    for cells in ("A1:I1", "A2:I2", "A4:A5", "B4:B5", "C4:C5", "D4:D5", "G4:H4"):
        sheet.merge_cells(cells)
    book.save(tmp_path / "gabung.xlsx")

    result = read(tmp_path / "gabung.xlsx")

    assert people(result, SARI, BUDI, ANI).equals(good)
    assert result.problems.is_empty()
    assert result.frames["orang"]["_baris"].to_list() == [7, 8, 9]
    assert any("baris 5" in notice for notice in result.notices)
    assert any("4 baris tanpa NIP" in notice for notice in result.notices)


# --- values


def test_a_formula_without_a_result_is_no_value(tmp_path: Path, good: pl.DataFrame) -> None:
    book = openpyxl.Workbook()
    for row in with_wati():
        book.active.append(row)
    book.active["F3"] = "=1000000+500000"
    book.save(tmp_path / "rumus.xlsx")

    sheet = read(tmp_path / "rumus.xlsx")

    problem = only_problem(sheet)
    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert value_of(sheet, WATI, "pagu_tpp") is None
    assert (problem["jenis"], problem["kolom"], problem["baris"]) == ("rumus", "Pagu TPP (kolom F)", 3)
    assert problem["nilai"] == "=1000000+500000"
    assert "Paste Values" in problem["lakukan"]


def test_a_stale_zero_that_a_program_wrote_beside_a_formula_is_no_value(
    tmp_path: Path, good: pl.DataFrame
) -> None:
    path = write_xlsx(tmp_path / "basi.xlsx", {"orang": with_wati()}, strings_to_formulas=True)
    rows = with_wati()
    rows[2] = [*rows[2][:5], "=1000000+500000", *rows[2][6:]]
    path = write_xlsx(tmp_path / "basi.xlsx", {"orang": rows}, strings_to_formulas=True)

    sheet = read(path)

    assert only_problem(sheet)["jenis"] == "rumus"
    assert value_of(sheet, WATI, "pagu_tpp") is None
    assert people(sheet, SARI, BUDI, ANI).equals(good)


@pytest.mark.parametrize("text", ["=1000000+500000", '=HYPERLINK("http://x";"y")'])
def test_formula_text_in_a_csv_is_no_value(tmp_path: Path, good: pl.DataFrame, text: str) -> None:
    sheet = read(write_csv(tmp_path / "rumus.csv", with_wati(**{"Pagu TPP": text})))

    assert only_problem(sheet)["jenis"] == "rumus"
    assert people(sheet, SARI, BUDI, ANI).equals(good)


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "NaN", "###"])
def test_an_error_is_no_value(tmp_path: Path, good: pl.DataFrame, text: str) -> None:
    sheet = read(write_csv(tmp_path / "galat.csv", with_wati(**{"Pagu TPP": text})))

    problem = only_problem(sheet)
    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert value_of(sheet, WATI, "pagu_tpp") is None
    assert (problem["jenis"], problem["nilai"]) == ("galat", text)
    assert text in problem["mengapa"]


@pytest.mark.parametrize("column", ["Pagu TPP", "Sewa rumah"])
def test_an_error_cell_of_a_workbook_is_not_an_empty_cell(
    tmp_path: Path, good: pl.DataFrame, column: str
) -> None:
    book = openpyxl.Workbook()
    for row in with_wati():
        book.active.append(row)
    cell = book.active.cell(3, HEADER.index(column) + 1)
    cell.value, cell.data_type = "#REF!", "e"
    book.save(tmp_path / "galat.xlsx")

    sheet = read(tmp_path / "galat.xlsx")

    problem = only_problem(sheet)
    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert (problem["jenis"], problem["nilai"]) == ("galat", "#REF!")
    assert sheet.bad_cells.height == 1


@pytest.mark.parametrize("text", ["Infinity", "inf", "-inf", "nan%"])
def test_infinity_is_no_amount(tmp_path: Path, good: pl.DataFrame, text: str) -> None:
    sheet = read(write_csv(tmp_path / "tak_hingga.csv", with_wati(**{"Pagu TPP": text})))

    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert "bukan angka" in only_problem(sheet)["mengapa"]


def test_nan_in_a_column_of_floats_is_that_persons_problem(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "nip": [SARI, BUDI, ANI],
            "pagu_tpp": [3_750_000.0, float("nan"), float("inf")],
            "mkg": [1.0, 2.0, 2.5],
        }
    )
    frame.write_parquet(tmp_path / "daftar.parquet")

    sheet = read(tmp_path / "daftar.parquet")

    assert sheet.frames["orang"]["pagu_tpp"].to_list() == [3_750_000, None, None]
    assert sheet.frames["orang"]["mkg"].to_list() == [1, 2, None]
    assert sorted(sheet.problems["jenis"]) == ["galat", "galat", "pecahan"]


def test_an_unknown_golongan_names_the_nearest(tmp_path: Path, good: pl.DataFrame) -> None:
    sheet = read(write_csv(tmp_path / "golongan.csv", with_wati(**{"Golongan ruang": "III/e"})))

    problem = only_problem(sheet)
    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert value_of(sheet, WATI, "golongan") is None
    assert (problem["jenis"], problem["nilai"]) == ("pilihan_salah", "III/e")
    assert "tidak dikenal sebagai Golongan ruang. Mungkin maksudnya III/" in problem["mengapa"]
    assert "III/a, III/b, III/c, III/d, IV/a, IX, tidak_ada" in problem["lakukan"]


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("MKG", "77", 77),
        ("Pagu TPP", "-2.500.000", -2_500_000),
        ("Pagu TPP", "(2.500.000)", -2_500_000),
        ("Pagu TPP", "9.223.372.036.854.775.807", 2**63 - 1),
    ],
)
def test_what_is_out_of_bounds_is_left_for_the_engine_to_report(
    tmp_path: Path, good: pl.DataFrame, column: str, text: str, value: int
) -> None:
    sheet = read(write_csv(tmp_path / "batas.csv", with_wati(**{column: text})))

    assert sheet.problems.is_empty()
    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert value in people(sheet, WATI).row(0)


@pytest.mark.parametrize("text", ["9.223.372.036.854.775.808", "99999999999999999999", "1" * 60])
def test_an_amount_that_no_computer_word_holds_is_refused(
    tmp_path: Path, good: pl.DataFrame, text: str
) -> None:
    sheet = read(write_csv(tmp_path / "besar.csv", with_wati(**{"Pagu TPP": text})))

    problem = only_problem(sheet)
    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert value_of(sheet, WATI, "pagu_tpp") is None
    assert problem["jenis"] == "terlalu_besar"
    assert "terlalu besar" in problem["mengapa"]


def test_a_bad_cell_where_blank_has_a_meaning_withholds_the_person(
    tmp_path: Path, good: pl.DataFrame
) -> None:
    sheet = read(write_csv(tmp_path / "sewa.csv", with_wati(**{"Sewa rumah": "lunas"})))

    assert sheet.bad_cells.to_dicts() == [{"nip": WATI, "butir": "orang", "fakta": "sewa_rumah"}]
    assert sheet.unread(["mkg", "sewa_rumah"]) == {WATI}
    assert sheet.unread(["mkg"]) == frozenset()
    assert sheet.readable(["sewa_rumah"])["orang"].drop("_baris").equals(good)
    assert sheet.readable(["mkg"])["orang"].height == 4


def test_many_bad_people_change_nobody(tmp_path: Path, good: pl.DataFrame) -> None:
    bad = [
        [WATI, "x", "x", "X/z", "empat", "banyak", "kemarin", "?"],
        ["", "Tanpa NIP", "x", "III/a", "1", "1", "", ""],
        ["1,9E+17", "Rusak", "x", "III/a", "1", "1", "", ""],
        ["199107172019032007", "Ganda", "x", "III/a", "1", "1", "", ""],
        ["199107172019032007", "Ganda", "x", "III/a", "1", "1", "", ""],
    ]

    sheet = read(write_csv(tmp_path / "campur.csv", [HEADER, *bad[:3], *ROWS, *bad[3:]]))

    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert sheet.left_out == 4
    assert set(sheet.problems.filter(pl.col("baris") == 2)["kolom"]) == {
        "Golongan ruang (kolom D)",
        "MKG (kolom E)",
        "Pagu TPP (kolom F)",
        "TMT golongan (kolom G)",
        "Sewa rumah (kolom H)",
    }
    for problem in sheet.problems.to_dicts():
        assert len(problem["mengapa"]) > 10
        assert len(problem["lakukan"]) > 10


# --- files


def test_an_empty_file(tmp_path: Path) -> None:
    for name in ("kosong.csv", "kosong.xlsx", "kosong.parquet"):
        (tmp_path / name).touch()
        with pytest.raises(SheetRefused, match="kosong"):
            read(tmp_path / name)
    (tmp_path / "spasi.csv").write_text("\ufeff\n \r\n")
    with pytest.raises(SheetRefused, match="kosong"):
        read(tmp_path / "spasi.csv")
    openpyxl.Workbook().save(tmp_path / "lembar.xlsx")
    with pytest.raises(SheetRefused, match="kosong: tidak ada baris"):
        read(tmp_path / "lembar.xlsx")


def test_a_header_without_people(tmp_path: Path) -> None:
    with pytest.raises(SheetRefused, match="tidak ada baris pegawai"):
        read(write_csv(tmp_path / "judul.csv", [HEADER]))


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SheetRefused, match="adalah folder, bukan berkas") as refused:
        read(tmp_path)

    assert "Sebutkan berkas daftarnya" in refused.value.what_to_do


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SheetRefused, match="tidak ditemukan"):
        read(tmp_path / "tidak_ada.csv")


def test_a_device_is_no_list(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipa.csv")

    with pytest.raises(SheetRefused, match="bukan berkas biasa"):
        read(tmp_path / "pipa.csv")


@pytest.fixture
def as_somebody_without_rights() -> Iterator[None]:
    """Become a user without rights for a while; as an ordinary user, stay one."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("name", ["rahasia.csv", "rahasia.xlsx", "rahasia.parquet"])
def test_a_file_that_may_not_be_read(tmp_path: Path, name: str, as_somebody_without_rights: None) -> None:
    euid = os.geteuid()
    if os.getuid() == 0:
        os.seteuid(0)
    path = tmp_path / name
    path.write_text("NIP\n")
    path.chmod(0)
    os.seteuid(euid)

    with pytest.raises(SheetRefused, match="tidak boleh dibaca") as refused:
        read(path)

    assert "Minta izin baca" in refused.value.what_to_do


def test_a_zip_bomb_named_xlsx(tmp_path: Path) -> None:
    path = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (64 * 1024**2))
    assert path.stat().st_size < 100_000

    with pytest.raises(SheetRefused, match="zip bomb") as refused:
        read(path)

    assert "Minta berkas asli" in refused.value.what_to_do


def test_a_workbook_of_too_many_parts(tmp_path: Path) -> None:
    path = tmp_path / "bagian.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"xl/{number}.xml", "")

    with pytest.raises(SheetRefused, match="2001 bagian"):
        read(path)


def test_a_cell_at_the_far_end_of_a_sheet_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "jauh.xlsx", {"orang": [HEADER, *ROWS]})
    book = openpyxl.load_workbook(path)
    book.active["XFD1048576"] = "jauh"
    book.save(path)

    with pytest.raises(SheetRefused, match=r"baris 1048576 dan kolom ke-16384") as refused:
        read(path)

    assert "Hapus baris dan kolom kosong" in refused.value.what_to_do
