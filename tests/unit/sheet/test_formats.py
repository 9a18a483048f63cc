"""The same list in every format is the same list; what is no list is refused."""

from __future__ import annotations

import datetime
import random
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from praja.sheet import SheetRefused
from praja.sheet.archive import MOST_ENTRIES, MOST_INFLATED
from praja.sheet.ods import OdsBook
from praja.sheet.xlsx import XlsxBook
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
    write_ods,
    write_xls,
    write_xlsx,
)

TYPED: list[list[Any]] = [
    HEADER,
    [*ROWS[0][:4], 14, 3_750_000, datetime.date(2024, 4, 1), None],
    [*ROWS[1][:4], 20, 4_250_000, datetime.date(2023, 10, 1), 150_000],
    [*ROWS[2][:4], 6, 2_500_000, datetime.date(2025, 3, 15), None],
]


@pytest.fixture
def good(tmp_path: Path) -> pl.DataFrame:
    return people(read(write_csv(tmp_path / "baik.csv", [HEADER, *ROWS])), SARI, BUDI, ANI)


def test_xlsx_with_types(tmp_path: Path, good: pl.DataFrame) -> None:
    sheet = read(write_xlsx(tmp_path / "x.xlsx", {"orang": TYPED}))

    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert sheet.layout == "praja"
    assert sheet.notices == ()


def test_xlsm_by_its_name(tmp_path: Path, good: pl.DataFrame) -> None:
    write_xlsx(tmp_path / "x.xlsx", {"orang": TYPED}).rename(tmp_path / "x.XLSM")

    assert people(read(tmp_path / "x.XLSM"), SARI, BUDI, ANI).equals(good)


def test_xlsx_of_another_program(tmp_path: Path, good: pl.DataFrame) -> None:
    book = openpyxl.Workbook()
    for row in TYPED:
        book.active.append(row)
    book.save(tmp_path / "x.xlsx")

    assert people(read(tmp_path / "x.xlsx"), SARI, BUDI, ANI).equals(good)


def test_ods(tmp_path: Path, good: pl.DataFrame) -> None:
    assert people(read(write_ods(tmp_path / "x.ods", TYPED)), SARI, BUDI, ANI).equals(good)


@pytest.mark.parametrize("since_1904", [False, True])
def test_xls(tmp_path: Path, good: pl.DataFrame, since_1904: bool) -> None:
    first = datetime.date(1904, 1, 1) if since_1904 else datetime.date(1899, 12, 30)
    rows = [[(v - first).days if isinstance(v, datetime.date) else v for v in row] for row in TYPED]

    sheet = read(write_xls(tmp_path / "x.xls", rows, since_1904=since_1904))

    assert people(sheet, SARI, BUDI, ANI).equals(good)


def test_errors_and_formulas_of_xls_are_no_empty_cells(tmp_path: Path, good: pl.DataFrame) -> None:
    wati = [WATI, "Wati", "x", ("rumus", None), ("rumus", 0.0), ("galat", 0x2A), "", ("galat", 0x17)]

    sheet = read(write_xls(tmp_path / "x.xls", [HEADER, *ROWS, wati]))

    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert sorted(sheet.problems["nilai"]) == ["#N/A", "#REF!", "=…", "=…"]
    assert sheet.unread(["sewa_rumah"]) == {WATI}


def test_errors_and_formulas_of_ods_are_no_empty_cells(tmp_path: Path, good: pl.DataFrame) -> None:
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    formula = '<table:table-cell table:formula="of:=1+1"/>'
    fine = '<table:table-cell table:formula="of:=2+2" office:value-type="float" office:value="4"/>'
    wati = [WATI, "Wati", "x", "IX", fine, formula, "01-01-2022", error]

    sheet = read(write_ods(tmp_path / "x.ods", [HEADER, *ROWS, wati]))

    assert people(sheet, SARI, BUDI, ANI).equals(good)
    assert value_of(sheet, WATI, "mkg") == 4
    assert sheet.problems.select("nilai", "jenis").rows() == [("=1+1", "rumus"), ("#DIV/0!", "galat")]


def test_repeated_cells_of_ods_are_counted_before_they_are_made(tmp_path: Path, good: pl.DataFrame) -> None:
    blank = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    path = write_ods(tmp_path / "x.ods", TYPED, tail=blank)
    assert people(read(path), SARI, BUDI, ANI).equals(good)

    bomb = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="float" '
        'office:value="1" table:number-columns-repeated="16000"/></table:table-row>'
    )
    with pytest.raises(SheetRefused, match="membentang sampai"):
        read(write_ods(tmp_path / "y.ods", TYPED, tail=bomb))


def test_entities_in_xml_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>')
    with pytest.raises(SheetRefused, match="rusak"):
        OdsBook(path)

    source = write_xlsx(tmp_path / "x.xlsx", {"orang": TYPED})
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(tmp_path / "y.xlsx", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/workbook.xml":
                data = data.replace(b"<workbook", b'<!DOCTYPE w [<!ENTITY a "a">]><workbook', 1)
            new.writestr(name, data)
    with pytest.raises(SheetRefused, match="rusak"):
        XlsxBook(tmp_path / "y.xlsx")


def test_parquet_in_the_types_of_the_engine(tmp_path: Path, good: pl.DataFrame) -> None:
    frame = good.with_columns(
        pl.lit(True).alias("pasangan_ditunjang"),
        pl.lit(Decimal("1.25")).cast(pl.Decimal(10, 2)).alias("indeks"),
    )
    frame.write_parquet(tmp_path / "x.parquet")

    sheet = read(tmp_path / "x.parquet")

    assert people(sheet, SARI, BUDI, ANI).select(good.columns).equals(good)
    assert sheet.frames["orang"]["pasangan_ditunjang"].to_list() == [True] * 3
    assert sheet.frames["orang"]["indeks"].to_list() == [Decimal("1.250")] * 3
    assert sheet.frames["orang"]["indeks"].dtype == pl.Decimal(38, 3)
    assert sheet.problems.is_empty()


def test_parquet_with_floats_and_whole_nips(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "nip": [int(SARI), int(BUDI), int(ANI)],
            "pagu_tpp": [3_750_000.0, None, 785.7],
            "mkg": pl.Series([1, 2, 3], dtype=pl.UInt8),
            "golongan": pl.Series(["III/a", "IX", "x"], dtype=pl.Categorical),
            "tmt_golongan": [datetime.datetime(2024, 3, 1), None, datetime.datetime(2024, 3, 2)],
            "acak": [[1], [2], [3]],
        }
    )
    frame.write_parquet(tmp_path / "x.parquet")

    sheet = read(tmp_path / "x.parquet")

    assert sheet.frames["orang"].select("nip", "pagu_tpp", "mkg", "golongan").rows() == [
        (SARI, 3_750_000, 1, "III/a"),
        (BUDI, None, 2, "IX"),
        (ANI, None, 3, None),
    ]
    assert sheet.frames["orang"]["tmt_golongan"].to_list() == [
        datetime.date(2024, 3, 1),
        None,
        datetime.date(2024, 3, 2),
    ]
    assert sorted(sheet.problems["jenis"]) == ["pecahan", "pilihan_salah"]
    assert [column.header for column in sheet.unknown_columns] == ["acak"]


def test_parquet_whose_nips_became_floats(tmp_path: Path) -> None:
    pl.DataFrame({"nip": [float(SARI), float(BUDI)], "mkg": [1, 2]}).write_parquet(tmp_path / "x.parquet")

    sheet = read(tmp_path / "x.parquet")

    assert sheet.people == 0
    assert sheet.problems["jenis"].to_list() == ["nip_rusak", "nip_rusak"]


def test_parquet_with_a_column_of_a_strange_type(tmp_path: Path) -> None:
    pl.DataFrame({"nip": [SARI], "pagu_tpp": [[1, 2]]}).write_parquet(tmp_path / "x.parquet")

    with pytest.raises(SheetRefused, match="'pagu_tpp' bertipe List"):
        read(tmp_path / "x.parquet")


# --- finer rows


def test_finer_rows_as_sheets_of_the_workbook(tmp_path: Path) -> None:
    children = [
        ["NIP", "Tanggal lahir anak", "Anak sekolah"],
        [SARI, "05-01-2015", "ya"],
        [SARI, "07-03-2018", "mungkin"],
        [BUDI, "2010-02-03", "v"],
        ["199107172019032007", "2010-02-03", "v"],
        ["12", "2010-02-03", "v"],
    ]
    days = [["NIP", "Tanggal", "Menit telat"], [SARI, datetime.date(2026, 10, 1), 31]]

    sheet = read(write_xlsx(tmp_path / "x.xlsx", {"orang": TYPED, "anak": children, "Hari": days}))

    assert sheet.frames["anak"].drop("_baris").rows() == [
        (SARI, datetime.date(2015, 1, 5), True),
        (SARI, datetime.date(2018, 3, 7), None),
        (BUDI, datetime.date(2010, 2, 3), True),
    ]
    assert sheet.frames["hari"].row(0) == (SARI, 2, datetime.date(2026, 10, 1), 31)
    assert sheet.people == 3
    by_kind = {row["jenis"]: row for row in sheet.problems.to_dicts()}
    assert by_kind["ya_salah"]["kolom"] == "Anak sekolah (kolom C), lembar 'anak'"
    assert by_kind["ya_salah"]["nama"] == "Sari Dewi, S.E."
    assert by_kind["nip_tanpa_induk"]["nip"] == "199107172019032007"
    assert by_kind["nip_salah"]["baris"] == 6
    assert sheet.bad_cells.rows() == [(SARI, "anak", "anak_sekolah")]


@pytest.mark.parametrize(
    "name", ["anak.csv", "2026-10_anak.xlsx", "keluarga.csv", "keluarga.parquet", "anak.parquet"]
)
def test_finer_rows_in_a_file_of_their_own(tmp_path: Path, name: str) -> None:
    path = write_csv(tmp_path / "daftar.csv", [HEADER, *ROWS])
    rows = [["NIP", "tanggal_lahir_anak", "anak_sekolah"], [SARI, "05-01-2015", "ya"]]
    match Path(name).suffix:
        case ".csv":
            write_csv(tmp_path / name, rows)
        case ".xlsx":
            write_xlsx(tmp_path / name, {"Sheet1": rows})
        case _:
            pl.DataFrame(rows[1:], schema=rows[0], orient="row").write_parquet(tmp_path / name)

    sheet = read(path, finer=[tmp_path / name])

    assert sheet.frames["anak"].drop("_baris").rows() == [(SARI, datetime.date(2015, 1, 5), True)]


def test_finer_rows_of_nobody_knows_what(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "daftar.csv", [HEADER, *ROWS])

    with pytest.raises(SheetRefused, match=r"Tidak jelas rincian apa yang ada dalam lain\.csv"):
        read(path, finer=[write_csv(tmp_path / "lain.csv", [["NIP", "x"], [SARI, "1"]])])


def test_finer_rows_given_twice(tmp_path: Path) -> None:
    children = [["NIP", "Anak sekolah"], [SARI, "ya"]]
    path = write_xlsx(tmp_path / "x.xlsx", {"orang": TYPED, "anak": children})

    with pytest.raises(SheetRefused, match="'anak' diberikan dua kali"):
        read(path, finer=[write_csv(tmp_path / "anak.csv", children)])


def test_too_many_finer_rows_are_that_persons_problem(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "daftar.csv", [HEADER, *ROWS])
    children = [["NIP", "Anak sekolah"], *[[SARI, "ya"]] * 21, [BUDI, "ya"]]

    sheet = read(path, finer=[write_csv(tmp_path / "anak.csv", children)])

    problem = only_problem(sheet)
    assert (problem["nip"], problem["jenis"], problem["nilai"], problem["baris"]) == (
        SARI,
        "baris_berlebih",
        "21",
        22,
    )
    assert "paling banyak 20" in problem["mengapa"]
    assert sheet.frames["anak"].filter(pl.col("nip") == BUDI).height == 1


def test_finer_rows_of_people_left_out_go_with_them(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "daftar.csv", [HEADER, *ROWS, ROWS[0]])
    children = [["NIP", "Anak sekolah"], [SARI, "ya"], [BUDI, "ya"]]

    sheet = read(path, finer=[write_csv(tmp_path / "anak.csv", children)])

    assert sheet.frames["anak"]["nip"].to_list() == [BUDI]
    assert sheet.problems["jenis"].to_list() == ["nip_ganda", "nip_ganda"]


def test_a_heading_of_finer_rows_without_rows(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", {"orang": TYPED, "anak": [["NIP", "Anak sekolah"]]})

    assert read(path).frames["anak"].schema["anak_sekolah"] == pl.Boolean


# --- what is no list


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.xlsx", b"NIP;Nama\n", "adalah CSV, tidak cocok dengan akhiran .xlsx"),
        ("x.csv", b"%PDF-1.7\n", "adalah PDF"),
        ("x.xls", b"<html><table><tr><td>NIP</td></tr></table></html>", "halaman web"),
        ("x.xls", b"\xef\xbb\xbf <table border=1>", "halaman web"),
        ("x.xls", b'<?xml version="1.0"?><Workbook/>', "adalah XML"),
        ("x.csv", b"PAR1xxxx", "adalah Parquet"),
        ("x.csv", b"\x89PNG\r\n\x1a\n", "adalah gambar"),
        ("x.csv", b"NIP;Nama\n\x00\x01\x02\x03\xff\xfe\x00\n", "bukan teks CSV"),
        ("x.csv", bytes(range(1, 32)) * 20, "bukan teks CSV"),
        ("x.csv", b"\xef\xbb\xbf\xff\xff", "bukan teks CSV"),
        ("x.csv", b"\xff\xfeN\x00I", "bukan teks CSV"),
        ("x.parquet", b"PAR1 rusak", "Parquet ini rusak"),
        ("x.xlsx", b"PK\x03\x04 rusak", "rusak"),
        ("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 1024, "rusak"),
        ("x.xlsb", b"PK\x03\x04", "biner"),
        ("x.doc", b"NIP", "Jenis berkas .doc tidak dikenal"),
        ("x", b"NIP", "tanpa akhiran"),
    ],
)  # fmt: skip
def test_what_is_no_list_says_what_it_is(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(SheetRefused) as refused:
        read(tmp_path / name)

    assert said in refused.value.why
    assert refused.value.what_to_do


def test_the_right_content_under_the_wrong_name_says_how_to_rename_it(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", {"orang": TYPED})
    path.rename(tmp_path / "x.csv")

    with pytest.raises(SheetRefused) as refused:
        read(tmp_path / "x.csv")

    assert refused.value.what_to_do == "Ganti akhiran namanya menjadi .xlsx, lalu coba lagi."


def test_a_workbook_with_a_password(tmp_path: Path) -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "x.xlsx").write_bytes(locked)

    with pytest.raises(SheetRefused, match="dikunci dengan kata sandi"):
        read(tmp_path / "x.xlsx")


def test_an_archive_that_lies_about_its_sizes(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "x.xlsx", {"orang": TYPED})
    data = bytearray(source.read_bytes())
    size = zipfile.ZipFile(source).getinfo("xl/worksheets/sheet1.xml").file_size
    # The directory at the end says ten bytes; what is inflated beyond them is never seen.
    at = data.rfind(size.to_bytes(4, "little"))
    data[at : at + 4] = (10).to_bytes(4, "little")
    (tmp_path / "y.xlsx").write_bytes(data)

    with pytest.raises(SheetRefused, match="rusak"):
        read(tmp_path / "y.xlsx")


def test_an_archive_whose_parts_lie_before_its_beginning(tmp_path: Path) -> None:
    data = bytearray(write_ods(tmp_path / "x.ods", TYPED).read_bytes())
    # The end of the directory tells where the directory begins: 100 bytes later than it does.
    at = data.rfind(b"PK\x05\x06") + 16
    data[at : at + 4] = (int.from_bytes(data[at : at + 4], "little") + 100).to_bytes(4, "little")
    (tmp_path / "y.ods").write_bytes(data)

    with pytest.raises(SheetRefused, match="rusak"):
        read(tmp_path / "y.ods")


def test_an_archive_larger_than_any_list(tmp_path: Path) -> None:
    source = write_xlsx(tmp_path / "x.xlsx", {"orang": TYPED})
    data = bytearray(source.read_bytes())
    size = zipfile.ZipFile(source).getinfo("xl/worksheets/sheet1.xml").file_size
    at = data.rfind(size.to_bytes(4, "little"))
    data[at : at + 4] = (MOST_INFLATED + 1).to_bytes(4, "little")
    (tmp_path / "y.xlsx").write_bytes(data)

    with pytest.raises(SheetRefused, match="mengembang luar biasa"):
        read(tmp_path / "y.xlsx")
    assert MOST_ENTRIES < 65_535


def changed_part(source: Path, target: Path, part: str, old: bytes, new: bytes) -> Path:
    """Write a copy of an archive in which one part differs."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == part:
                assert old in data
                data = data.replace(old, new)
            after.writestr(name, data)
    return target


@pytest.mark.parametrize(
    "reference",
    [
        b'<c r="XFD1048576"',
        b"<c  r = 'XFD1048576'",
        b'<c t="n"r="XFD1048576"',
        b'<c r="ZZZZZZ1"',
        b'<c r="XFDXFD1048576"',
        b'<c r="A99999999999"',
        b'<c r="&#88;FD1048576"',
    ],
)
def test_no_way_to_write_a_far_reference_fills_the_memory(tmp_path: Path, reference: bytes) -> None:
    source = write_xlsx(tmp_path / "x.xlsx", {"orang": TYPED})
    path = changed_part(source, tmp_path / "y.xlsx", "xl/worksheets/sheet1.xml", b'<c r="A1"', reference)

    with pytest.raises(SheetRefused):
        read(path)


def test_a_boastful_count_of_texts_is_not_believed(tmp_path: Path, good: pl.DataFrame) -> None:
    source = write_xlsx(tmp_path / "x.xlsx", {"orang": TYPED})
    path = changed_part(
        source, tmp_path / "y.xlsx", "xl/sharedStrings.xml", b'uniqueCount="', b'uniqueCount="99999999999'
    )

    assert people(read(path), SARI, BUDI, ANI).equals(good)


# --- random bytes


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("asli")
    rows = [[("x" if isinstance(v, datetime.date) else v) for v in row] for row in TYPED]
    pl.DataFrame({"nip": [SARI, BUDI], "mkg": [1, 2]}).write_parquet(folder / "x.parquet")
    return [
        write_csv(folder / "x.csv", [HEADER, *ROWS]),
        write_xlsx(folder / "x.xlsx", {"orang": TYPED}),
        write_ods(folder / "x.ods", TYPED),
        write_xls(folder / "x.xls", rows),
        folder / "x.parquet",
    ]


@given(st.integers(0, 4), st.integers(0, 2**32), st.integers(1, 12))
def test_damaged_files_are_read_or_refused(originals: list[Path], which: int, seed: int, count: int) -> None:
    chance = random.Random(seed)
    data = bytearray(originals[which].read_bytes())
    for _ in range(count):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if chance.random() < 0.2:
        del data[chance.randrange(len(data)) :]
    damaged = originals[which].with_stem("rusak")
    damaged.write_bytes(data)

    try:
        read(damaged)
    except SheetRefused as refused:
        assert refused.why and refused.what_to_do


@given(st.sampled_from(["x.xlsx", "x.ods"]), st.integers(0, 2**32), st.integers(1, 6))
def test_damaged_parts_of_archives_are_read_or_refused(
    originals: list[Path], name: str, seed: int, count: int
) -> None:
    chance = random.Random(seed)
    source = next(path for path in originals if path.name == name)
    damaged = source.with_stem("bagian")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(damaged, "w") as new:
        parts = [part for part in old.namelist() if part.endswith((".xml", ".rels"))]
        chosen = chance.choice(parts)
        for part in old.namelist():
            data = bytearray(old.read(part))
            if part == chosen:
                for _ in range(count):
                    data[chance.randrange(len(data))] = chance.choice(b'0123456789<>"&;=/ AZz-')
            new.writestr(part, bytes(data))

    try:
        read(damaged)
    except SheetRefused as refused:
        assert refused.why and refused.what_to_do


@given(st.binary(max_size=400))
def test_any_bytes_as_csv_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "acak.csv"
    path.write_bytes(data)
    try:
        read(path)
    except SheetRefused as refused:
        assert refused.why and refused.what_to_do


_CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12),
    st.sampled_from(["", "1", "Rp1.000", "III/a", "ya", "2024-01-01", "=1", "#REF!", "NaN", "1,5", "9" * 30]),
)


@settings(max_examples=40)
@given(st.lists(st.lists(_CELLS, min_size=7, max_size=7), max_size=4), st.integers(0, 3))
def test_no_row_changes_another(
    tmp_path_factory: pytest.TempPathFactory, strange: list[list[str]], at: int
) -> None:
    # The dates column is left out: there neighbours decide between day first and month first.
    header = [*HEADER[:6], HEADER[7], "Capaian kinerja"]
    fine = [[*row[:6], row[7], "98,5%"] for row in ROWS]
    folder = tmp_path_factory.getbasetemp()
    alone = people(read(write_csv(folder / "sendiri.csv", [header, *fine])), SARI, BUDI, ANI)
    odd = [[f"1990010120222120{number:02}", *row] for number, row in enumerate(strange, 4)]

    together = read(write_csv(folder / "bersama.csv", [header, *fine[:at], *odd, *fine[at:]]))

    assert people(together, SARI, BUDI, ANI).equals(alone)
    for row in together.bad_cells.iter_rows():
        assert row[0] not in (SARI, BUDI, ANI)
