"""Bad lists: one bad person never stops or changes the others, and the treasurer is told what to do."""

from __future__ import annotations

import datetime
import os
import zipfile

import openpyxl
import polars as pl
import pytest
import xlsxwriter

from tests.integration.cli.office import (
    ANI,
    BUDI,
    SARI,
    Row,
    columns,
    everybody,
    hitung,
    jelaskan,
    person,
    problems,
    slips,
    write_csv,
    write_xlsx,
)

pytestmark = pytest.mark.usefixtures("parquet_only")

RUDI = "198101012008011006"


def rudi(**changes: str) -> Row:
    """Return the row of a sixth person, behind the five others: row 7 of the file."""
    return {**person(ANI), "nip": RUDI, "nama": "Rudi", "angsuran_bank": "", **changes}


@pytest.fixture(scope="module")
def others(tmp_path_factory) -> pl.DataFrame:
    """The salary slips of the five others in a run without Rudi."""
    folder = tmp_path_factory.mktemp("lain")
    said = hitung(write_csv(folder / "daftar.csv", everybody()), folder / "hasil", "--daftar", "gaji")
    assert said.code == 0
    return slips(folder / "hasil", "gaji")


BAD = {
    "NIP mangled by Excel": ({"nip": "1.98E+17"}, "nip", "nip_rusak", "1.98E+17"),
    "NIP a digit short": ({"nip": RUDI[:-1]}, "nip", "nip_salah", "17 angka"),
    "no NIP": ({"nip": ""}, "nip", "nip_kosong", "NIP"),
    "unknown golongan": ({"golongan": "III/x"}, "golongan", "pilihan_salah", "III/x"),
    "no golongan": ({"golongan": ""}, "golongan", "kosong", "belum diisi"),
    "mkg too long": ({"mkg": "99"}, "mkg", "di_luar_batas", "di luar batas 0 sampai 60"),
    "mkg before the table": (
        {"golongan": "II/c", "mkg": "1"},
        "tabel.gaji_pokok_pns",
        "tidak_ada_di_tabel",
        "tidak punya baris untuk golongan II/c, mkg 1",
    ),
    "negative mkg": ({"mkg": "-3"}, "mkg", "di_luar_batas", "-3 di luar batas"),
    "half a year": ({"mkg": "14,5"}, "mkg", "pecahan", "14,5"),
    "not a number": ({"mkg": "NaN"}, "mkg", "galat", "NaN"),
    "an error of the spreadsheet": ({"mkg": "#REF!"}, "mkg", "galat", "#REF!"),
    "a formula": ({"mkg": "=F2+1"}, "mkg", "rumus", "rumus"),
    "negative": ({"angsuran_bank": "-5.000"}, "angsuran_bank", "di_luar_batas", "di luar batas"),
    "beyond counting": ({"angsuran_bank": "9" * 40}, "angsuran_bank", "terlalu_besar", "terlalu besar"),
    "huge": ({"angsuran_bank": "200.000.000"}, "angsuran_bank", "di_luar_batas", "Rp100.000.000"),
    "in words": ({"angsuran_bank": "lima juta"}, "angsuran_bank", "angka_salah", "lima juta"),
    "maybe": ({"pasangan_ditunjang": "mungkin"}, "pasangan_ditunjang", "ya_salah", "mungkin"),
    "nine dependants": ({"status_ptkp": "K/9"}, "status_ptkp", "pilihan_salah", "K/9"),
    "no such day": (
        {"keadaan_pegawai": "tugas belajar", "mulai_tugas_belajar": "31-02-2026"},
        "mulai_tugas_belajar",
        "tanggal_salah",
        "31-02-2026",
    ),
}
"""By what is wrong: the cells that are changed, then the column, the kind and the words that are told."""


@pytest.fixture(scope="module")
def bad_month(tmp_path_factory):
    """One run of the five good people and, behind them, somebody for everything that can be wrong."""
    folder = tmp_path_factory.mktemp("salah")
    bad = [
        rudi(**{"nip": f"{RUDI[:-3]}{100 + at}", **changes}) for at, (changes, *_) in enumerate(BAD.values())
    ]
    said = hitung(
        write_csv(folder / "daftar.csv", [*everybody(), *bad]), folder / "hasil", "--daftar", "gaji"
    )
    return said, folder / "hasil"


def test_the_others_are_paid_as_if_nobody_were_bad(bad_month, others):
    said, folder = bad_month

    paid = slips(folder, "gaji").filter(pl.col("keadaan") == "dibayar")

    assert (said.code, said.err) == (1, "")
    assert paid.equals(others)
    assert "Gaji induk 10-2026: 5 dibayar" in said.out


@pytest.mark.parametrize("wrong", BAD)
def test_one_bad_person(bad_month, wrong):
    """Told once: in which row and column, what stood there, why that cannot be, and what to do."""
    _, folder = bad_month
    _, column, kind, why = BAD[wrong]
    row = 7 + list(BAD).index(wrong)

    (told,) = [one for one in problems(folder) if one["Baris"] == str(row)]

    assert (told["Nama"], told["Jenis"]) == ("Rudi", kind)
    assert told["Kolom"].split(" ")[0] == column
    assert why in told["Mengapa"] + told["Nilai"]
    assert len(told["Yang perlu dilakukan"]) > 10


def test_a_nip_twice_leaves_out_both_and_nobody_else(tmp_path, others):
    list_ = write_csv(tmp_path / "daftar.csv", [*everybody(), rudi(nip=SARI)])

    said = hitung(list_, tmp_path / "hasil", "--daftar", "gaji")

    rows = problems(tmp_path / "hasil")
    assert said.code == 1
    assert slips(tmp_path / "hasil", "gaji").equals(others.filter(pl.col("nip") != SARI))
    assert [(row["Baris"], row["Nama"], row["Jenis"]) for row in rows] == [
        ("2", "Sari Dewi, S.E.", "nip_ganda"),
        ("7", "Rudi", "nip_ganda"),
    ]
    assert "juga ada pada baris 7" in rows[0]["Mengapa"]
    assert said.out.startswith("4 orang dihitung dari daftar.csv (tata letak praja); 2 baris tidak dipakai.")


def test_a_name_with_an_unquoted_separator_shifts_one_row(tmp_path, others):
    list_ = write_csv(tmp_path / "daftar.csv", [*everybody(), rudi()], delimiter=",")
    list_.write_text(list_.read_text().replace("Rudi,", "Rudi, S.Kom.,"))

    said = hitung(list_, tmp_path / "hasil", "--daftar", "gaji")

    assert said.code == 1
    assert slips(tmp_path / "hasil", "gaji").equals(others)
    assert [row["Jenis"] for row in problems(tmp_path / "hasil")] == ["baris_bergeser"]


def test_a_cell_that_cannot_be_read_is_not_its_default(tmp_path, others):
    """Blank means no instalment; `lima juta` does not: Rudi is not paid as if he had none."""
    list_ = write_csv(tmp_path / "daftar.csv", [*everybody(), rudi(angsuran_bank="lima juta")])

    said = hitung(list_, tmp_path / "hasil", "--daftar", "gaji")
    asked = jelaskan(list_, RUDI, "--daftar", "gaji")

    assert RUDI not in slips(tmp_path / "hasil", "gaji")["nip"]
    assert "1 orang ditahan karena isiannya tidak terbaca" in said.out
    assert (asked.code, asked.out) == (2, "")
    assert f"NIP {RUDI} ada di baris 7, tetapi tidak dihitung: " in asked.err
    assert "lima juta" in asked.err


def test_swapped_columns_are_pointed_at(tmp_path):
    rows = [{**row, "golongan": row["mkg"], "mkg": row["golongan"]} for row in everybody()]

    said = hitung(write_csv(tmp_path / "daftar.csv", rows), tmp_path / "hasil", "--daftar", "gaji")

    assert said.code == 1
    assert "Catatan: Kolom golongan (kolom E) dan kolom mkg (kolom F)" in said.out
    assert "sepertinya tertukar" in problems(tmp_path / "hasil")[0]["Yang perlu dilakukan"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_encodings(tmp_path, others, encoding):
    rows = everybody(ani={"nama": "Andrée Müller"})

    said = hitung(
        write_csv(tmp_path / "daftar.csv", rows, encoding=encoding), tmp_path / "hasil", "--daftar", "gaji"
    )

    gaji = slips(tmp_path / "hasil", "gaji")
    assert said.code == 0
    assert "Andrée Müller" in gaji["nama"]
    assert gaji.drop("nama").equals(others.drop("nama"))


def test_a_header_of_merged_cells_below_a_title(tmp_path, others):
    """As offices print it: a title over all columns, a header of two rows, numbered columns, a total."""
    rows, names = everybody(), columns(everybody())
    with xlsxwriter.Workbook(str(tmp_path / "daftar.xlsx")) as book:
        sheet = book.add_worksheet("Oktober")
        sheet.merge_range(0, 0, 0, 10, "DAFTAR GAJI KECAMATAN BANYUMANIK")
        for at, name in enumerate(names):
            sheet.merge_range(2, at, 3, at, name)
        sheet.write_row(4, 0, [f"({at})" for at in range(1, len(names) + 1)])
        for at, row in enumerate(rows, 5):
            sheet.write_row(at, 0, [row[name] for name in names])
        sheet.write(len(rows) + 5, 1, "Jumlah")

    said = hitung(tmp_path / "daftar.xlsx", tmp_path / "hasil", "--daftar", "gaji")

    assert said.code == 0, said
    assert slips(tmp_path / "hasil", "gaji").equals(others)
    assert "Catatan: Judul kolom ditemukan pada baris 3." in said.out
    assert "dilewati" in said.out


def test_formulas_that_nobody_has_computed(tmp_path, others):
    """A workbook written by a program, never opened in a spreadsheet: no value, and nobody's zero."""
    path = write_xlsx(tmp_path / "daftar.xlsx", everybody())
    book = openpyxl.load_workbook(path)
    book["daftar"]["F3"] = "=14+6"
    book.save(path)

    said = hitung(path, tmp_path / "hasil", "--daftar", "gaji")

    (told,) = problems(tmp_path / "hasil")
    assert said.code == 1
    assert (told["NIP"], told["Baris"], told["Jenis"]) == (BUDI, "3", "rumus")
    gaji = slips(tmp_path / "hasil", "gaji")
    assert gaji.filter(pl.col("nip") != BUDI).equals(others.filter(pl.col("nip") != BUDI))


@pytest.mark.parametrize("since_1904", [False, True], ids=["1900", "1904"])
def test_birthdays_in_a_workbook_that_counts_from_either_year(tmp_path, since_1904):
    """The same day of birth in both kinds of workbook gives the same child allowance."""
    with xlsxwriter.Workbook(str(tmp_path / "daftar.xlsx"), {"date_1904": since_1904}) as book:
        people, children = book.add_worksheet("daftar"), book.add_worksheet("anak")
        row = {**person(SARI), "sumber_anak": "daftar"}
        people.write_row(0, 0, list(row))
        people.write_row(1, 0, list(row.values()))
        children.write_row(
            0,
            0,
            [
                "nip",
                "tanggal_lahir_anak",
                "hubungan_anak",
                "anak_kawin",
                "anak_berpenghasilan",
                "anak_sekolah",
            ],
        )
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        # Turned 21 on the last day of September: no longer a child in October, unless the years are mixed up.
        for at, born in enumerate([datetime.date(2005, 9, 30), datetime.date(2005, 10, 2)], 1):
            children.write_string(at, 0, SARI)
            children.write_datetime(at, 1, datetime.datetime.combine(born, datetime.time()), day)
            children.write_row(at, 2, ["kandung", "tidak", "tidak", "tidak"])

    said = hitung(tmp_path / "daftar.xlsx", tmp_path / "hasil", "--daftar", "gaji")

    assert said.code == 0, said
    assert slips(tmp_path / "hasil", "gaji")["tunjangan_anak"].to_list() == [75_202]


def test_mixed_forms_of_dates(tmp_path):
    """Beside 04/25/2017 and 25/12/2016 nobody can say which day 03/04/2018 is, so that one is asked about."""
    rows = [{**person(SARI), "sumber_anak": "daftar"}]
    child = {
        "nip": SARI,
        "hubungan_anak": "kandung",
        "anak_kawin": "tidak",
        "anak_berpenghasilan": "tidak",
        "anak_sekolah": "ya",
    }
    born = ["03/04/2018", "04/25/2017", "25/12/2016", "2015-02-01"]
    write_csv(tmp_path / "anak.csv", [{**child, "tanggal_lahir_anak": day} for day in born])

    said = hitung(
        write_csv(tmp_path / "daftar.csv", rows),
        tmp_path / "hasil",
        "--daftar",
        "gaji",
        "--rinci",
        tmp_path / "anak.csv",
    )

    (told,) = problems(tmp_path / "hasil")
    assert said.code == 1
    assert (told["Nilai"], told["Baris"], told["Jenis"]) == ("03/04/2018", "2", "tanggal_meragukan")
    assert "lembar 'anak'" in told["Kolom"]


# --- files that are no list


def _bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as member:
            for _ in range(160):
                member.write(bytes(1 << 20))


@pytest.mark.parametrize(
    ("name", "make", "told"),
    [
        pytest.param("tidak-ada.xlsx", lambda path: None, "tidak ditemukan", id="missing"),
        pytest.param("kosong.csv", lambda path: path.write_bytes(b""), "kosong", id="empty"),
        pytest.param("kosong.xlsx", lambda path: path.write_bytes(b""), "kosong", id="empty workbook"),
        pytest.param("folder.xlsx", lambda path: path.mkdir(), "folder", id="folder"),
        pytest.param("bom.xlsx", _bomb, "zip bomb", id="zip bomb"),
        pytest.param(
            "surat.pdf", lambda path: path.write_bytes(b"%PDF-1.7 x"), ".pdf tidak dikenal", id="a letter"
        ),
        pytest.param("foto.xlsx", lambda path: path.write_bytes(bytes(range(256)) * 9), "", id="noise"),
        pytest.param(
            "catatan.csv", lambda path: path.write_text("rapat\njam 9\n"), "judul kolom", id="a note"
        ),
        pytest.param(
            "nama.csv", lambda path: path.write_text("Nama;golongan;mkg\nSari;III/c;1\n"), "NIP", id="no NIP"
        ),
        pytest.param(
            "ganda.csv",
            lambda path: path.write_text(f"nip;mkg;MKG;golongan\n{SARI};1;2;III/a\n"),
            "sama-sama berarti 'mkg'",
            id="a column twice",
        ),
    ],
)
def test_a_file_that_is_no_list(tmp_path, name, make, told):
    make(tmp_path / name)

    said = hitung(tmp_path / name, tmp_path / "hasil")

    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert len(said.err.strip().splitlines()) >= 2, "why, and what to do"
    assert "Traceback" not in said.err
    assert not (tmp_path / "hasil").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_list_that_may_not_be_read(tmp_path):
    list_ = write_csv(tmp_path / "daftar.csv", everybody())
    list_.chmod(0)

    said = hitung(list_, tmp_path / "hasil")

    assert said.code == 2
    assert "izin" in said.err
