"""`praja kasus`: an office brings the examples of its own regulation, and every line must be exact."""

from __future__ import annotations

import shutil

import pytest

from praja.rules.cases import case_files
from praja.rules.loader import LAW_FOLDER
from tests.integration.cli.office import praja

RIGHT = """
- kasus: golongan III/c dengan 14 tahun
  tanggal: 2026-10-01
  daftar: gaji
  masukan: {status_asn: pns, golongan: III/c, mkg: 14, keadaan_pegawai: aktif}
  hasil: {gaji_pokok: 3.760.100}
  hitungan: PP 5/2024, Lampiran
  sumber: daftar gaji Kecamatan Banyumanik
"""


def write(tmp_path, text):
    path = tmp_path / "kasus.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def changed(old, new):
    assert old in RIGHT
    return RIGHT.replace(old, new)


def test_a_case_that_is_right(tmp_path):
    said = praja("kasus", write(tmp_path, RIGHT))

    assert (said.code, said.out, said.err) == (0, "1 passed, 0 failed, 0 skipped\n", "")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param("3.760.100", "3.760.101", "ditunggu Rp3.760.101, keluar Rp3.760.100", id="a rupiah off"),
        pytest.param(
            "3.760.100", "masalah", "ditunggu masalah, keluar Rp3.760.100", id="no problem after all"
        ),
        pytest.param(
            "mkg: 14, ",
            "",
            "gaji_pokok: ditunggu Rp3.760.100, tidak dapat dihitung: Masa kerja golongan belum diisi.",
            id="a fact lacks",
        ),
        pytest.param(
            "mkg:", "mkgg:", "fakta 'mkgg' tidak ada. Mungkin maksud Anda: mkg", id="a fact misspelt"
        ),
        pytest.param("gaji_pokok:", "gaji_poko:", "Mungkin maksud Anda: gaji_pokok", id="a line misspelt"),
        pytest.param("daftar: gaji", "daftar: gajih", "Mungkin maksud Anda: gaji", id="a list misspelt"),
        pytest.param("3.760.100", "tiga juta", "'tiga juta' bukan angka", id="in words"),
        pytest.param("2026-10-01", "1960-10-01", "belum punya versi yang berlaku", id="before the law"),
    ],
)
def test_a_case_that_fails(tmp_path, old, new, told):
    path = write(tmp_path, changed(old, new))

    said = praja("kasus", path)

    line, *_ = said.out.splitlines()
    assert said.code == 1
    assert line.startswith(f"GAGAL {path}:2 golongan III/c dengan 14 tahun: ")
    assert told in said.out
    assert said.out.endswith("0 passed, 1 failed, 0 skipped\n")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param("hitungan", "hitugan", "Mungkin maksud Anda: hitungan?", id="a field misspelt"),
        pytest.param(
            "tanggal: 2026-10-01\n", "catatan: tanpa hari\n", "Isian 'tanggal' belum ada", id="no day"
        ),
        pytest.param("2026-10-01", "1-10-2026", "'1-10-2026' bukan tanggal", id="day first"),
        pytest.param(
            "hasil: {gaji_pokok: 3.760.100}", "hasil: [1]", "'hasil' harus berisi nama", id="a list"
        ),
        pytest.param("- kasus: golongan", "kasus: golongan", "YAML tidak terbaca", id="no dash"),
        pytest.param("mkg: 14,", "mkg: 14, mkg: 15,", "'mkg' sudah ada di baris 5", id="a fact twice"),
        pytest.param("{status_asn", "{status_asn: [", "", id="brackets"),
    ],
)
def test_a_file_that_is_no_case(tmp_path, old, new, told):
    said = praja("kasus", write(tmp_path, changed(old, new)))

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("kasus.yaml:")
    assert told in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("text", ["", "# belum ada\n", "[]\n"])
def test_a_file_without_cases(tmp_path, text):
    path = write(tmp_path, text)

    said = praja("kasus", path)

    assert (said.code, said.out) == (2, "")
    assert str(path) in said.err or "kasus.yaml" in said.err


def test_a_file_that_is_not_there(tmp_path):
    said = praja("kasus", tmp_path / "tidak-ada.yaml")

    assert said.code == 2
    assert "tidak terbaca" in said.err


def test_several_files_are_summed(tmp_path):
    one = write(tmp_path, RIGHT)
    two = tmp_path / "dua.yaml"
    two.write_text(RIGHT + changed("3.760.100", "1"))

    said = praja("kasus", one, two)

    assert said.code == 1
    assert said.out.endswith("2 passed, 1 failed, 0 skipped\n")


def test_a_pack_for_cases_that_name_none(tmp_path):
    path = write(
        tmp_path,
        """
- kasus: potongan apel
  tanggal: 2026-10-01
  daftar: tpp
  masukan: {apel_absen: 3, upacara_absen: 1}
  hasil: {potongan_apel: 8%}
""",
    )

    with_pack, without = praja("kasus", path, "--pak", "jambi_24_2025"), praja("kasus", path)
    unknown = praja("kasus", path, "--pak", "jambii_24_2025")

    assert (with_pack.code, without.code, unknown.code) == (0, 1, 1)
    assert "Mungkin maksud Anda: jambi_24_2025" in unknown.out


EDGES = """
- kasus: terlambat <menit> menit
  tanggal: 2026-10-01
  daftar: tpp
  masukan: {sumber_kehadiran: kejadian, kejadian: [{jenis_kejadian: terlambat, menit: <menit>}]}
  hasil: {potongan_disiplin: <potong>}
  untuk:
    - {menit: 30, potong: '0,5%'}
    - {menit: 31, potong: 1%}
    - {menit: 61, potong: 1%}
  hitungan: tangga nasional
  sumber: Kepmendagri 900-4700/2020
"""


def test_one_case_for_many_rows_names_the_row_that_is_wrong(tmp_path):
    said = praja("kasus", write(tmp_path, EDGES))

    assert said.out.splitlines() == [
        f"GAGAL {tmp_path}/kasus.yaml:10 terlambat 61 menit: potongan_disiplin: ditunggu 1%, keluar 1,25%",
        "2 passed, 1 failed, 0 skipped",
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("menit: 31, potong: 1%", "menit: 31", "kasus.yaml:9:7: Baris ini tidak mengisi '<potong>'."),
        ("menit: 31,", "menitt: 31,", "kasus.yaml:9:7: Baris ini tidak mengisi '<menit>'."),
        ("menit: 31,", "lain: 1, menit: 31,", "kasus.yaml:9:8: '<lain>' tidak ada dalam kasus ini."),
        ("{menit: 31, potong: 1%}", "31", "kasus.yaml:9:7: Satu baris 'untuk' berisi nama dan nilai."),
        ("menit: 31,", "menit: [31],", "kasus.yaml:9:7: Satu baris 'untuk' berisi nama dan nilai."),
    ],
)
def test_a_row_that_does_not_fit_its_case(tmp_path, old, new, told):
    assert old in EDGES

    said = praja("kasus", write(tmp_path, EDGES.replace(old, new)))

    assert said.code == 2
    assert told in said.err


def test_a_case_for_rows_of_which_there_are_none(tmp_path):
    said = praja("kasus", write(tmp_path, EDGES[: EDGES.index("  untuk:")] + "  untuk: []\n"))

    assert "'untuk' berisi daftar baris" in said.err


def test_finer_rows_dates_truths_and_earlier_payments(tmp_path):
    path = write(
        tmp_path,
        """
- kasus: sebulan penuh
  pak: bogor
  tanggal: 2026-10-01
  tanggal_bayar: 2026-11-02
  daftar: tpp
  masukan:
    status_asn: pns
    pagu_tpp: Rp5.000.000
    hari: [{kinerja_hari: 100%}, {kinerja_hari: 50%}]
    hari_kerja: 2
    sumber_kehadiran: persen
    persen_potongan_hadir: 0%
    status_ptkp: TK/0
    'bulan_ini(bruto_pajak)': 4.000.000
    'bulan_ini(dasar_bpjs)': 11.000.000
    'bulan_ini(pph)': 0
  hasil: {kinerja_sendiri: 75%, jumlah_tpp: 4.250.000, bpjs_1: 10.000, berhak_tpp: ya}
""",
    )

    said = praja("kasus", path)

    assert (said.code, said.out) == (0, "1 passed, 0 failed, 0 skipped\n")


def test_the_cases_of_another_law_folder(tmp_path):
    """Without a file, all cases below `kasus/` of the folder are run, each for its own pack."""
    law = tmp_path / "hukum"
    shutil.copytree(LAW_FOLDER, law, ignore=shutil.ignore_patterns("kasus"))
    (law / "daerah" / "bogor" / "kasus").mkdir()
    shutil.copy(LAW_FOLDER / "daerah" / "bogor" / "kasus" / "tpp.yaml", law / "daerah" / "bogor" / "kasus")

    said = praja("kasus", "--hukum", law)

    assert said.code == 0, said.out
    assert said.out.splitlines()[-1].endswith(" passed, 0 failed, 0 skipped")
    assert len(case_files(law)) == 1
    assert len(case_files()) > 20
