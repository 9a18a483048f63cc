"""Which column is which."""

from __future__ import annotations

from pathlib import Path

import pytest

from praja.rules.loader import shipped_law
from praja.sheet import SheetRefused
from praja.sheet.layout import Names
from praja.sheet.names import closest, plain
from tests.unit.sheet.lists import ANI, BUDI, HEADER, ROWS, SARI, read, value_of, write_csv, write_xlsx


@pytest.mark.parametrize(
    "header",
    [
        "Jumlah Anak Ditunjang",
        "jumlah_anak_ditunjang",
        "JUMLAH ANAK  DITUNJANG",
        "Jumlah/Anak.Ditunjang",
        "Jumlah Anak Ditunjang (orang)",
        "Jumlah anak ditunjang*",
        "Jumlah\nAnak\nDitunjang",
    ],
)
def test_a_header_matches_in_any_spelling(tmp_path: Path, header: str) -> None:
    sheet = read(write_csv(tmp_path / "x.csv", [["N I P", header], [SARI, "2"]]))

    assert value_of(sheet, SARI, "jumlah_anak_ditunjang") == 2
    assert sheet.labels["orang"]["jumlah_anak_ditunjang"].endswith("(kolom B)")


@pytest.mark.parametrize(
    "header", ["bulan_ini(bruto_pajak)", "bulan_ini_bruto_pajak", "Bulan ini: bruto pajak"]
)
def test_an_earlier_payment_is_a_column_of_rupiah(tmp_path: Path, header: str) -> None:
    path = write_csv(tmp_path / "x.csv", [["NIP", header], [SARI, "Rp5.194.721"]])

    sheet = read(path, earlier=["bulan_ini(bruto_pajak)"])

    assert value_of(sheet, SARI, "bulan_ini(bruto_pajak)") == 5_194_721


def test_a_bad_earlier_payment_withholds_whoever_it_would_be_zero_for(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", [["NIP", "bulan_ini(bruto_pajak)"], [SARI, "?"], [BUDI, "5"]])

    sheet = read(path, earlier=["bulan_ini(bruto_pajak)"])

    assert sheet.unread(["bulan_ini(bruto_pajak)"]) == {SARI}


def test_unknown_columns_are_named_with_what_they_may_have_been(tmp_path: Path) -> None:
    header = ["No", "NIP", "Nama", "Golongan rung", "Keterangan", "Tanggal lahir anak", ""]
    rows = [header, ["1", SARI, "Sari", "III/a", "mutasi", "1", "lebih"]]

    sheet = read(write_csv(tmp_path / "x.csv", rows))

    shown = [str(column) for column in sheet.unknown_columns]
    assert shown == [
        "'Golongan rung' (kolom D) pada x.csv; maksudnya 'Golongan ruang'?",
        "'Keterangan' (kolom E) pada x.csv",
        "'Tanggal lahir anak' (kolom F) pada x.csv; kolom ini milik lembar 'anak'",
        "Kolom tanpa judul (kolom G) pada x.csv",
    ]
    assert "golongan" in sheet.absent
    assert "golongan" not in sheet.frames["orang"].columns


def test_two_columns_of_one_fact_are_refused(tmp_path: Path) -> None:
    rows = [["NIP", "MKG", "Masa Kerja Golongan"], [SARI, "1", "2"]]

    with pytest.raises(SheetRefused) as refused:
        read(write_csv(tmp_path / "x.csv", rows))

    assert "MKG (kolom B) dan Masa Kerja Golongan (kolom C)" in refused.value.why
    assert "'mkg'" in refused.value.why


def test_two_nip_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SheetRefused, match="sama-sama berarti 'nip'"):
        read(write_csv(tmp_path / "x.csv", [["NIP", "NIP Baru", "MKG"], [SARI, SARI, "2"]]))


def test_a_second_name_of_the_unit_is_kept_as_unknown(tmp_path: Path) -> None:
    sheet = read(write_csv(tmp_path / "x.csv", [["NIP", "Unit", "SKPD"], [SARI, "Seksi", "Dinas"]]))

    assert value_of(sheet, SARI, "unit") == "Seksi"
    assert "unit sudah diambil dari Unit (kolom B)" in str(sheet.unknown_columns[0])


def test_no_nip_column_says_which_headers_were_found(tmp_path: Path) -> None:
    rows = [["Nama", "Golongan", "MKG"], ["Sari", "III/a", "2"]]

    with pytest.raises(SheetRefused, match="Tidak ada kolom NIP") as refused:
        read(write_csv(tmp_path / "x.csv", rows))

    assert "'Nama', 'Golongan', 'MKG'" in refused.value.why


def test_a_column_of_nips_without_the_header_is_pointed_at(tmp_path: Path) -> None:
    rows = [["Nama", "Nomor Pegawai", "MKG"], ["Sari", SARI, "2"], ["Budi", BUDI, "3"]]

    with pytest.raises(SheetRefused) as refused:
        read(write_csv(tmp_path / "x.csv", rows))

    assert refused.value.what_to_do == "Beri judul NIP pada kolom B."


def test_no_header_at_all(tmp_path: Path) -> None:
    with pytest.raises(SheetRefused, match="Baris judul kolom tidak ditemukan") as refused:
        read(write_csv(tmp_path / "x.csv", ROWS))

    assert "'Sari Dewi, S.E.'" in refused.value.why


def test_a_header_below_the_fifteenth_row_is_not_looked_for(tmp_path: Path) -> None:
    rows = [*[["Laporan"]] * 14, HEADER, *ROWS]
    assert read(write_csv(tmp_path / "x.csv", rows)).people == 3

    with pytest.raises(SheetRefused, match="15 baris pertama"):
        read(write_csv(tmp_path / "x.csv", [["Laporan"], *rows]))


def test_group_headings_above_columns_are_joined(tmp_path: Path) -> None:
    rows = [
        ["NIP", "Jumlah anak", "", "Pagu", "Catatan"],
        ["", "ditunjang", "kandung", "TPP", ""],
        [SARI, "2", "1", "3750000", ""],
    ]

    sheet = read(write_xlsx(tmp_path / "x.xlsx", {"orang": rows}))

    assert value_of(sheet, SARI, "jumlah_anak_ditunjang") == 2
    assert value_of(sheet, SARI, "pagu_tpp") == 3_750_000
    assert [column.header for column in sheet.unknown_columns] == ["Jumlah anak kandung", "Catatan"]


def test_headings_between_units_are_no_people(tmp_path: Path) -> None:
    rows = [
        HEADER,
        ["KECAMATAN BANYUMANIK"],
        ROWS[0],
        ROWS[1],
        ["", "Sub Jumlah"],
        ["DINAS KESEHATAN"],
        ROWS[2],
    ]

    sheet = read(write_csv(tmp_path / "x.csv", rows))

    assert sheet.frames["orang"]["nip"].to_list() == [SARI, BUDI, ANI]
    assert sheet.problems.is_empty()
    assert any("baris 2, 5, 6" in notice for notice in sheet.notices)


def test_only_one_of_several_sheets_of_people_is_read_and_that_is_said(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "x.xlsx",
        {"Petunjuk": [["Isi daftar"]], "Januari": [HEADER, *ROWS], "Februari": [HEADER, *ROWS]},
    )

    sheet = read(path)

    assert sheet.people == 3
    assert any("Yang dibaca lembar 'Januari'" in n and "'Februari'" in n for n in sheet.notices)


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("golngan", ("golongan",)),
        ("Golongan/Ruang", ("golongan",)),
        ("Pangkat/Golongan", ("golongan",)),
        ("kelas_jabtan", ("kelas_jabatan",)),
        ("Capain kinerja", ("capaian_kinerja",)),
        ("Status PTKPP", ("status_ptkp",)),
        ("Infaq", ("infak",)),
        ("No Rekning", ("No. Rekening",)),
        ("Keterangan", ()),
        ("Catatan", ()),
        ("Agama", ()),
        ("Nama Istri", ()),
        ("Tanda Tangan", ()),
        ("Tunjangan", ()),
        ("Jumlah", ()),
        ("MK", ()),
        ("No HP", ()),
        ("", ()),
    ],
)
def test_only_a_near_spelling_of_a_header_is_proposed(header: str, meant: tuple[str, ...]) -> None:
    """Among all the facts of a region; an office has columns of its own that are meant as they are."""
    assert Names(shipped_law("jambi_24_2025").facts, []).people.meant(header) == meant


def test_names_are_compared_without_what_officials_vary() -> None:
    assert plain("Jumlah Istri/Suami") == plain("jumlah_istri_suami") == plain("JUMLAH  ISTRI . SUAMI")
    assert closest("golongn", ["golongan", "mkg"]) == ("golongan",)
    assert closest("xyz", ["golongan"]) == ()
