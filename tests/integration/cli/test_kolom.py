"""`praja kolom`: which columns a list may have, and an empty sheet that `praja hitung` reads back."""

from __future__ import annotations

import re

import openpyxl
import pytest

from praja.rules.loader import shipped_law
from tests.integration.cli.office import (
    PACK,
    PERIOD,
    SARI,
    hitung,
    person,
    praja,
    sheet,
    slip,
    write_csv,
)


def test_each_column_with_what_to_put_in_it():
    said = praja("kolom", "--pak", PACK, "--periode", PERIOD)

    assert said.code == 0
    lines = {line.split()[0]: " ".join(line.split()[1:]) for line in said.out.splitlines()}
    assert lines["mkg"] == "Masa kerja golongan; tahun; harus diisi bila dibaca"
    assert lines["infak"] == "Infak; rupiah/bulan; bila kosong Rp0"
    assert lines["golongan"].startswith(
        "Golongan ruang (PNS) atau golongan (PPPK); pilihan; I/a, I/b, I/c, I/d, II/a, II/b, II/c, II/d, …;"
    )
    assert lines["tanggal_lahir_anak"].endswith("; lembar anak")
    assert lines["bulan_ini(pph)"].endswith(
        ": sudah dibayar bulan ini, selain yang ada di --sudah-dibayar; rupiah; bila kosong Rp0"
    )
    assert lines["tahun_ini(pph)"].endswith("harus diisi bila dibaca")
    assert "bulan_dasar(gaji_pokok)" not in lines


def test_the_columns_of_another_list():
    gaji, thr = (praja("kolom", "--periode", "2026-03", "--daftar", name).out for name in ("gaji", "thr"))

    assert "mkg " in gaji and "mkg " not in thr
    assert re.search(
        r"^bulan_dasar\(gaji_pokok\) +Gaji pokok: jumlah pada bulan dasar; rupiah;", thr, re.MULTILINE
    )
    assert "bulan_kerja_pppk" in thr


def test_without_a_month_the_newest_law():
    assert praja("kolom", "--pak", PACK).out == praja("kolom", "--pak", PACK, "--periode", PERIOD).out


@pytest.mark.parametrize("pack", [None, "bogor"])
def test_an_empty_sheet_is_filled_in_and_read_back(tmp_path, pack):
    """Sari's treasurer asks for the sheet, types her in, and computes her gaji from it."""
    template = tmp_path / "lembar.xlsx"
    chosen = ["--pak", pack] if pack else []

    made = praja("kolom", *chosen, "--periode", PERIOD, "--lembar", template)

    assert made.code == 0
    names = list(sheet(template)[0])
    assert made.out.startswith("Lembar kosong dengan ")
    assert names[:3] == ["nip", "nama", "unit"]
    law = shipped_law(pack)
    earlier = [name for name in names if "(" in name]
    assert set(names[3:]) <= {*law.facts, *earlier}
    assert {"bulan_ini(dasar_bpjs)", "tahun_ini(pph)"} <= set(earlier)
    notes = sheet(template, "Keterangan")
    assert {row[0] for row in notes[1:]} >= set(names[3:])
    book = openpyxl.load_workbook(template)
    page = book.worksheets[0]
    for at, name in enumerate(names, 1):
        page.cell(2, at, person(SARI).get(name))
    book.save(template)
    computed = hitung(template, tmp_path / "hasil", "--daftar", "gaji", pack=pack)
    typed = hitung(
        write_csv(tmp_path / "s.csv", [person(SARI)]), tmp_path / "csv", "--daftar", "gaji", pack=pack
    )
    assert (computed.code, typed.code) == (0, 0), computed
    assert "Kolom tidak dipakai" not in computed.out
    assert slip(tmp_path / "hasil", "gaji", SARI) == slip(tmp_path / "csv", "gaji", SARI)


def test_the_sheet_has_the_earlier_payments_that_its_lists_read(tmp_path):
    """A treasurer who has no Parquet of what was paid types it in; who has one leaves the columns blank."""
    template = tmp_path / "thr.xlsx"

    made = praja("kolom", "--periode", "2026-03", "--daftar", "thr", "--lembar", template)

    names = sheet(template)[0]
    told = {row[0]: row[1:] for row in sheet(template, "Keterangan")[1:]}
    assert made.out.startswith(f"Lembar kosong dengan {len(told)} kolom:")
    assert told["bulan_dasar(gaji_pokok)"] == (
        "Gaji pokok: jumlah pada bulan dasar",
        "rupiah",
        "",
        "harus diisi bila dibaca, atau diambil dari --bulan-dasar",
        "orang",
    )
    assert told["bulan_ini(pph)"][3] == "Rp0"
    assert set(told) <= set(names)


def test_what_was_paid_before_may_be_typed_into_the_sheet(tmp_path):
    template = tmp_path / "lembar.xlsx"
    praja("kolom", "--periode", PERIOD, "--lembar", template)
    book = openpyxl.load_workbook(template)
    page = book.worksheets[0]
    names = [cell.value for cell in page[1]]
    for at, name in enumerate(names, 1):
        page.cell(2, at, {**person(SARI), "bulan_ini(dasar_bpjs)": "Rp12.000.000"}.get(name))
    book.save(template)

    said = hitung(template, tmp_path / "hasil", "--daftar", "gaji", pack=None)

    assert said.code == 0
    assert slip(tmp_path / "hasil", "gaji", SARI)["bpjs_1"] == 0


def test_an_empty_sheet_that_nobody_filled_in(tmp_path):
    template = tmp_path / "lembar.xlsx"
    praja("kolom", "--pak", PACK, "--lembar", template)

    said = hitung(template, tmp_path / "hasil")

    assert said.code == 2
    assert "tidak ada baris pegawai" in said.err


def test_a_sheet_is_not_written_over(tmp_path):
    template = tmp_path / "lembar.xlsx"
    template.write_bytes(b"penting")

    said = praja("kolom", "--lembar", template)

    assert said.code == 2
    assert f"Berkas {template} sudah ada dan tidak ditimpa." in said.err
    assert template.read_bytes() == b"penting"


def test_a_sheet_into_a_folder_that_there_is_not(tmp_path):
    said = praja("kolom", "--lembar", tmp_path / "tidak" / "ada.xlsx")

    assert said.code == 2
    assert "tidak ada" in said.err


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        pytest.param(["--pak", "surabay"], "Mungkin maksud Anda: surabaya?", id="pack"),
        pytest.param(["--daftar", "gajih"], "Mungkin maksud Anda: gaji", id="list"),
        pytest.param(["--daftar", ","], "Tidak ada daftar yang disebut.", id="no list"),
        pytest.param(["--periode", "Oktober"], "'Oktober' bukan tanggal", id="month"),
        pytest.param(["--periode", "1900-01"], "belum punya versi yang berlaku", id="before the law"),
    ],
)
def test_columns_of_what_there_is_not(asked, told):
    said = praja("kolom", *asked)

    assert (said.code, said.out) == (2, "")
    assert told in said.err
