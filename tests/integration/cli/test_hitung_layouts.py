"""Other shapes of a list: the 45-column form of SIPD, and finer sheets of days, children and events."""

from __future__ import annotations

import openpyxl
import polars as pl
import pytest

from praja.sheet.sipd import GAJI
from tests.integration.cli.office import (
    ANI,
    BUDI,
    JOKO,
    PERIOD,
    SARI,
    WATI,
    everybody,
    hitung,
    jelaskan,
    person,
    problems,
    sheet,
    slip,
    slips,
    write_csv,
    write_xlsx,
)

# --- SIPD


@pytest.fixture(scope="module")
def form(tmp_path_factory):
    """Last month's form as SIPD gives it back, with the one fact that it lacks and full titles of posts."""
    folder = tmp_path_factory.mktemp("sipd")
    rows = [
        {**row, "nama_jabatan": "Perawat Ahli Pertama" if row["nip"] == ANI else "Staf"}
        for row in everybody()
    ]
    said = hitung(write_csv(folder / "daftar.csv", rows), folder / "hasil", "--daftar", "gaji")
    assert said.code == 0
    path = folder / "hasil" / f"sipd-gaji-{PERIOD}.xlsx"
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    assert [cell.value for cell in page[1]] == [column.header for column in GAJI]
    assert page.max_column == 45
    page.cell(1, 46, "status_ptkp")
    tax = {row["nip"]: row["status_ptkp"] for row in rows}
    for row in range(2, page.max_row + 1):
        page.cell(row, 46, tax[page.cell(row, 1).value])
    book.save(folder / "sipd.xlsx")
    return folder


def test_the_form_of_sipd_gives_the_same_slips(form, tmp_path):
    said = hitung(form / "sipd.xlsx", tmp_path / "hasil", "--daftar", "gaji")

    assert said.code == 0, said
    assert said.out.startswith("5 orang dihitung dari sipd.xlsx (tata letak sipd).")
    ours, theirs = slips(tmp_path / "hasil", "gaji"), slips(form / "hasil", "gaji")
    assert ours.drop("unit").equals(theirs.drop("unit"))
    assert "Dibanding angka dalam daftar: 0 orang berbeda" in said.out
    assert pl.read_parquet(tmp_path / "hasil" / f"banding-sipd-{PERIOD}.parquet").is_empty()


def test_what_differs_from_the_form_is_told_by_person_and_column(form, tmp_path):
    """Somebody typed Budi's spouse allowance at 5%, and forgot Joko's rise after sixteen years."""
    book = openpyxl.load_workbook(form / "sipd.xlsx")
    page = book.worksheets[0]
    headers = [cell.value for cell in page[1]]
    rows = {page.cell(row, 1).value: row for row in range(2, page.max_row + 1)}
    spouse, basic = headers.index("Perhitungan Suami_Istri") + 1, headers.index("Gaji Pokok") + 1
    right = {
        nip: (page.cell(rows[nip], spouse).value, page.cell(rows[nip], basic).value) for nip in (BUDI, JOKO)
    }
    page.cell(rows[BUDI], spouse, right[BUDI][0] // 2)
    page.cell(rows[JOKO], basic, right[JOKO][1] - 123_400)
    book.save(tmp_path / "sipd.xlsx")

    said = hitung(tmp_path / "sipd.xlsx", tmp_path / "hasil", "--daftar", "gaji")

    different = pl.read_parquet(tmp_path / "hasil" / f"banding-sipd-{PERIOD}.parquet")
    assert said.code == 0
    assert "Dibanding angka dalam daftar: 2 orang berbeda" in said.out
    assert different.rows() == [
        (JOKO, "gaji_pokok", right[JOKO][1] - 123_400, right[JOKO][1], 123_400),
        (
            BUDI,
            "perhitungan_suami_istri",
            right[BUDI][0] // 2,
            right[BUDI][0],
            right[BUDI][0] - right[BUDI][0] // 2,
        ),
    ]


def test_an_amount_of_the_form_that_cannot_be_read_withholds_nobody(form, tmp_path):
    book = openpyxl.load_workbook(form / "sipd.xlsx")
    page = book.worksheets[0]
    page.cell(2, [cell.value for cell in page[1]].index("Tunjangan Beras") + 1, "lunas")
    book.save(tmp_path / "sipd.xlsx")

    said = hitung(tmp_path / "sipd.xlsx", tmp_path / "hasil", "--daftar", "gaji")

    (told,) = problems(tmp_path / "hasil")
    assert said.code == 0, "only for comparing"
    assert told["Jenis"] == "pembanding_salah"
    assert slips(tmp_path / "hasil", "gaji")["keadaan"].to_list() == ["dibayar"] * 5


def test_the_form_without_the_tax_status(form, tmp_path):
    """The 45 columns hold no PTKP status; everybody is told which column to add."""
    source = form / "hasil" / f"sipd-gaji-{PERIOD}.xlsx"

    said = hitung(source, tmp_path / "hasil", "--daftar", "gaji")

    told = problems(tmp_path / "hasil")
    assert said.code == 1
    assert {row["NIP"] for row in told} == {SARI, BUDI, ANI, WATI, JOKO}
    assert {row["Kolom"] for row in told} == {"status_ptkp"}
    assert all(row["Yang perlu dilakukan"].startswith("Isi kolom status_ptkp dengan") for row in told)


def test_the_sum_of_the_form_is_the_sum_of_the_slips(form):
    header, *rows = sheet(form / "hasil" / f"sipd-gaji-{PERIOD}.xlsx")

    transferred = header.index("Jumlah Ditransfer")
    assert sum(row[transferred] for row in rows) == slips(form / "hasil", "gaji")["bersih"].sum()


def test_who_does_not_fit_the_form_is_counted_with_an_example(tmp_path):
    """The form of SIPD has no column for the rent of a state house."""
    rows = [{**person(nip), "sewa_rumah_negara": "250.000"} for nip in (SARI, BUDI)]

    said = hitung(write_xlsx(tmp_path / "daftar.xlsx", rows), tmp_path / "hasil")

    assert said.code == 0
    assert said.out.count("SIPD Gaji: 2 orang tidak ikut, misalnya ") == 1


# --- finer sheets

BOGOR = {
    "sumber_anak": "daftar",
    "pagu_tpp": "5.000.000",
    "hari_kerja": "4",
    "sumber_kehadiran": "kejadian",
}
CHILD = {
    "hubungan_anak": "kandung",
    "anak_kawin": "tidak",
    "anak_berpenghasilan": "tidak",
    "anak_sekolah": "ya",
}
FINER = {
    "anak": [
        {"nip": SARI, "tanggal_lahir_anak": "2015-05-05", **CHILD},
        {"nip": SARI, "tanggal_lahir_anak": "1999-05-05", **CHILD},
        {"nip": SARI, "tanggal_lahir_anak": "2018-05-05", **CHILD, "hubungan_anak": "angkat"},
    ],
    "hari": [
        *({"nip": SARI, "kinerja_hari": share} for share in ("100%", "90%", "80%", "90%")),
        *({"nip": BUDI, "kinerja_hari": "100%"} for _ in range(4)),
    ],
    "kejadian": [
        {"nip": SARI, "jenis_kejadian": "terlambat", "menit": "45"},
        {"nip": SARI, "jenis_kejadian": "alpa", "menit": ""},
        {"nip": SARI, "jenis_kejadian": "apel", "menit": ""},
    ],
    "segmen": [
        {"nip": SARI, "pagu_tpp_segmen": "5.000.000", "hari_kerja_segmen": "1"},
        {"nip": SARI, "pagu_tpp_segmen": "8.000.000", "hari_kerja_segmen": "3"},
    ],
    "butir": [{"nip": SARI, "nilai_tambahan": "-250.000"}, {"nip": SARI, "nilai_tambahan": "100.000"}],
}  # fmt: skip


def bogor():
    """Return Sari, who changed post within the month, and Budi, about whom there is nothing to tell."""
    return [{**person(SARI), **BOGOR, "alih_tugas": "ya"}, {**person(BUDI), **BOGOR}]


@pytest.mark.parametrize("apart", [False, True], ids=["sheets of one workbook", "a file for each"])
def test_days_children_events_and_parts_of_the_month(tmp_path, apart):
    more = []
    if apart:
        list_ = write_csv(tmp_path / "daftar.csv", bogor())
        for name, rows in FINER.items():
            more += ["--rinci", write_csv(tmp_path / f"{name}.csv", rows)]
    else:
        list_ = write_xlsx(tmp_path / "daftar.xlsx", bogor(), **FINER)

    said = hitung(list_, tmp_path / "hasil", *more, pack="bogor")

    gaji, tpp = slip(tmp_path / "hasil", "gaji", SARI), slip(tmp_path / "hasil", "tpp", SARI)
    assert said.code == 0, said
    # Of three children one is too old and one adopted: two are paid, 2% each of 3.760.100.
    assert gaji["tunjangan_anak"] == 150_404
    # (5.000.000 × 1 + 8.000.000 × 3) / 4 = 7.250.000; performance 90% less 3% of absence; discipline less
    # 1% for 45 minutes, 3% for the day, 2% for the roll call: 60% × 87,3% + 40% × 94% = 89,98%.
    assert tpp["tpp_gabungan"] == 6_523_550
    assert tpp["tambahan_lain"] == -150_000
    assert slip(tmp_path / "hasil", "tpp", BUDI)["tpp_gabungan"] == 5_000_000


def test_each_finer_row_is_explained(tmp_path):
    list_ = write_xlsx(tmp_path / "daftar.xlsx", bogor(), **FINER)

    said = jelaskan(list_, SARI, pack="bogor")

    assert said.code == 0
    assert (
        "baris 2: pagu TPP jabatan pada bagian bulan ini Rp8.000.000 × hari kerja pada bagian bulan ini 3"
        in (said.out)
    )
    assert "· baris 1: tambahan atau pengurangan lain −Rp250.000" in said.out
    assert "· baris 3: kinerja hari ini 80%" in said.out
    assert "· baris 2: jenis kejadian: alpa" in said.out
    assert "· baris 1: potongan disiplin menurut kejadian 1% [Jenis kejadian: terlambat" in said.out


def test_a_bad_finer_row_is_that_persons_problem(tmp_path):
    finer = {
        **FINER,
        "kejadian": [*FINER["kejadian"], {"nip": BUDI, "jenis_kejadian": "mudik", "menit": "5"}],
    }

    said = hitung(
        write_xlsx(tmp_path / "daftar.xlsx", bogor(), **finer),
        tmp_path / "hasil",
        "--daftar",
        "tpp",
        pack="bogor",
    )

    (told,) = problems(tmp_path / "hasil")
    assert said.code == 1
    assert (told["NIP"], told["Baris"], told["Nilai"]) == (BUDI, "5", "mudik")
    assert told["Kolom"] == "jenis_kejadian (kolom B), lembar 'kejadian'"
    assert slips(tmp_path / "hasil", "tpp")["keadaan"].to_list() == ["dibayar", "masalah"]


@pytest.mark.parametrize("apart", [False, True], ids=["sheets of one workbook", "a file for each"])
def test_what_a_finer_row_lacks_is_told_at_that_row_of_its_own_sheet(tmp_path, apart):
    """Sari's rows stand between those of Budi; two of hers cannot be, each is told by itself."""
    finer = {
        **FINER,
        "hari": [
            {"nip": BUDI, "kinerja_hari": "100%"},
            {"nip": SARI, "kinerja_hari": "100%"},
            {"nip": BUDI, "kinerja_hari": "100%"},
            {"nip": SARI, "kinerja_hari": "150%"},
            {"nip": SARI, "kinerja_hari": "-1%"},
        ],
        "kejadian": [
            {"nip": BUDI, "jenis_kejadian": "terlambat", "menit": "45"},
            {"nip": SARI, "jenis_kejadian": "terlambat", "menit": ""},
        ],
    }
    more = []
    if apart:
        list_ = write_csv(tmp_path / "daftar.csv", bogor())
        for name, rows in finer.items():
            more += ["--rinci", write_csv(tmp_path / f"{name}.csv", rows)]
    else:
        list_ = write_xlsx(tmp_path / "daftar.xlsx", bogor(), **finer)

    said = hitung(list_, tmp_path / "hasil", "--daftar", "tpp", *more, pack="bogor")

    told = [(row["NIP"], row["Baris"], row["Kolom"]) for row in problems(tmp_path / "hasil")]
    assert said.code == 1
    assert told == [
        (SARI, "5", "kinerja_hari (kolom B), lembar 'hari'"),
        (SARI, "6", "kinerja_hari (kolom B), lembar 'hari'"),
        (SARI, "3", "menit (kolom C), lembar 'kejadian'"),
    ]


def test_a_finer_row_of_a_stranger(tmp_path):
    finer = {**FINER, "hari": [*FINER["hari"], {"nip": WATI, "kinerja_hari": "100%"}]}

    said = hitung(write_xlsx(tmp_path / "daftar.xlsx", bogor(), **finer), tmp_path / "hasil", pack="bogor")

    (told,) = problems(tmp_path / "hasil")
    assert said.code == 1
    assert (told["NIP"], told["Jenis"]) == (WATI, "nip_tanpa_induk")
    assert slips(tmp_path / "hasil", "tpp")["keadaan"].to_list() == ["dibayar", "dibayar"]


def test_more_days_than_a_month_has(tmp_path):
    finer = {**FINER, "hari": [*FINER["hari"], *({"nip": BUDI, "kinerja_hari": "100%"} for _ in range(40))]}

    said = hitung(write_xlsx(tmp_path / "daftar.xlsx", bogor(), **finer), tmp_path / "hasil", pack="bogor")

    kinds = {row["Jenis"] for row in problems(tmp_path / "hasil") if row["NIP"] == BUDI}
    assert said.code == 1
    assert "baris_berlebih" in kinds
    assert slip(tmp_path / "hasil", "tpp", SARI)["keadaan"] == "dibayar"
    assert slip(tmp_path / "hasil", "tpp", BUDI)["keadaan"] == "masalah"
