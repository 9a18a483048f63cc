"""`praja hukum tampil`, `beda`, `kamus` and `periksa` on the law of the project."""

from __future__ import annotations

import re

import pytest

from praja.rules.loader import LAW_FOLDER, pack_names
from tests.integration.cli.office import praja
from tests.integration.cli.small_law import put, write_law


def test_menu():
    said = praja("hukum")

    assert said.code == 2
    assert all(name in said.out for name in ("periksa", "tampil", "beda", "kamus"))


def test_periksa_proves_all_law_of_the_project():
    said = praja("hukum", "periksa")

    assert said.code == 0, said.out
    assert re.fullmatch(
        rf"{len(pack_names()) + 1} pak, \d+ aturan, \d+ versi, \d+ tabel, \d+ fakta, \d+ program dibuktikan: "
        r"0 salah, \d+ catatan\n",
        said.out.splitlines(keepends=True)[-1],
    )


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        pytest.param(["--pak", "surabay"], "Mungkin maksud Anda: surabaya?", id="pack misspelt"),
        pytest.param(["--pak", "kota_x"], "Pak yang ada: nasional, agency_2013", id="no such pack"),
        pytest.param(["--hukum", "/tidak/ada"], "Folder hukum '/tidak/ada' tidak ada.", id="no such folder"),
    ],
)
def test_periksa_of_what_there_is_not(asked, told):
    said = praja("hukum", "periksa", *asked)

    assert (said.code, said.out) == (2, "")
    assert told in said.err


# --- tampil


def test_a_rule_with_its_versions_and_what_is_proved():
    said = praja("hukum", "tampil", "tunjangan_suami_istri", "--pada", "1990-06-01")

    assert said.code == 0
    assert said.out.startswith("tunjangan_suami_istri — Tunjangan suami/istri (Spouse allowance)\n")
    for line in (
        "  pada 1 Juni 1990, nasional; nasional/gaji_keluarga.yaml:",
        "  rumus: bulat(5% * gaji_pokok)\n",
        "  syarat: status_asn <> 'pppk_paruh_waktu' dan pasangan_ditunjang\n",
        "  hukum: PP 7/1977 Pasal 16 ayat (1)\n",
        "  status: belum_diperiksa, berlaku sejak 1 April 1977\n",
        "  satuan rupiah/bulan, kelompok penghasilan, bruto_pajak, dasar_bpjs\n",
        "  daftar gaji, mengikuti hukum bulan yang dilayani\n",
        "  terbukti: rupiah, butir orang, Rp0 sampai Rp",
        "  membaca: gaji_pokok, status_asn, pasangan_ditunjang\n",
        "  → 1977-04-01 nasional: bulat(5% * gaji_pokok)\n",
        "    1993-01-01 nasional: bulat(10% * gaji_pokok)\n",
    ):
        assert line in said.out, line


def test_without_a_day_the_newest_text():
    said = praja("hukum", "tampil", "tunjangan_suami_istri")

    assert "  pada 1 Januari 1993, nasional;" in said.out
    assert "  → 1993-01-01 nasional: bulat(10% * gaji_pokok)\n" in said.out
    assert "berita masih sering menulis 5%" in said.out


def test_a_rule_that_a_pack_replaced_for_a_month():
    december, january = (
        praja("hukum", "tampil", "faktor_penyesuaian", "--pada", day, "--pak", "surabaya").out
        for day in ("2024-12-15", "2025-01-15")
    )

    assert "  pada 15 Desember 2024, surabaya; daerah/surabaya/tpp.yaml:" in december
    assert "  rumus: 80%\n" in december
    assert "  rumus: 100%\n" in january
    assert "    2007-01-01 nasional: 100%\n" in december, "what it replaced"


def test_a_rule_before_its_first_version_and_one_that_was_repealed():
    before = praja("hukum", "tampil", "gaji_pokok", "--pada", "1950-01-01")
    gone = praja("hukum", "tampil", "iwp_kesehatan", "--pada", "2026-10-01")

    assert before.code == gone.code == 0
    assert "belum berlaku pada 1 Januari 1950; versi pertamanya mulai 1 April 1977" in before.out
    assert "  dicabut\n" in gone.out
    assert "Perpres 75/2019" in gone.out


def test_a_table_with_its_rows_and_their_marks():
    named, bare = (praja("hukum", "tampil", name) for name in ("tabel.ptkp", "ptkp"))

    assert named.code == 0
    assert "tabel.ptkp — " in named.out
    assert "  hukum: PMK 101/PMK.010/2016" in named.out
    assert "  status_ptkp (sama); rupiah\n" in named.out
    assert "  K/2; Rp67.500.000\n" in named.out
    assert bare.out.startswith("ptkp — "), "the rule of the same name"


def test_a_long_table_is_cut_and_says_so():
    said = praja("hukum", "tampil", "tabel.ter", "--pada", "2026-10-01")

    assert re.search(r"  … \d+ baris lagi di nasional/tabel/ter_2024.csv\n", said.out)
    assert "; ∞;" in said.out or "baris lagi" in said.out
    assert len(said.out.splitlines()) < 80


def test_a_table_before_its_first_version():
    said = praja("hukum", "tampil", "tabel.ter", "--pada", "2020-01-01")

    assert (said.code, said.err) == (0, "")
    assert "belum berlaku; versi pertamanya mulai 1 Januari 2024" in said.out


def test_a_fact_with_bounds_choices_and_origin():
    amount, choice = praja("hukum", "tampil", "infak"), praja("hukum", "tampil", "status_ptkp")

    assert "  fakta rupiah, satuan rupiah/bulan, butir orang; fakta/gaji.yaml:" in amount.out
    assert "  batas: Rp0 sampai Rp100.000.000\n" in amount.out
    assert "  bila kosong: Rp0\n" in amount.out
    assert "  pilihan: TK/0, TK/1" in choice.out
    assert "  bila kosong: menjadi masalah orang itu\n" in choice.out


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        pytest.param(["gaji_pokk"], "Mungkin maksud Anda: gaji_pokok", id="misspelt"),
        pytest.param(["xyzzy"], "'xyzzy' bukan aturan, tabel, atau fakta.", id="unknown"),
        pytest.param(["pph", "--pada", "besok"], "'besok' bukan tanggal", id="no day"),
        pytest.param(["pph", "--daftar", "tppp"], "Mungkin maksud Anda: tpp?", id="no list"),
        pytest.param(["pph", "--pak", "surabay"], "Mungkin maksud Anda: surabaya?", id="no pack"),
        pytest.param(["pph", "--hukum", "/tidak/ada"], "Folder hukum '/tidak/ada' tidak ada.", id="no law"),
    ],
)
def test_what_cannot_be_shown(asked, told):
    said = praja("hukum", "tampil", *asked)

    assert (said.code, said.out) == (2, "")
    assert told in said.err


def test_every_rule_table_and_fact_can_be_shown(tmp_path):
    """Of the small law: each name on its own."""
    law = write_law(tmp_path / "hukum")

    for name in ("gaji_pokok", "bagian", "insentif", "tabel.gaji", "mkg", "tmt", "lahir", "bersih"):
        said = praja("hukum", "tampil", name, "--hukum", law, "--pak", "kota")
        assert said.code == 0
        assert said.out.startswith(f"{name} — ")
        assert "tidak dapat dibuktikan" not in said.out


# --- beda


def test_what_changed_between_two_days():
    said = praja("hukum", "beda", "--pada", "2024-11-01", "--dan", "2024-12-01", "--pak", "surabaya")

    assert said.code == 0
    assert said.out == (
        "faktor_penyesuaian — Faktor penyesuaian TPP se-kota\n"
        "  − rumus: 100%\n"
        "    hukum: Perwali Surabaya 4/2021\n"
        "    status: diasumsikan, berlaku sejak 1 Januari 2022\n"
        "  + rumus: 80%\n"
        "    hukum: Pengumuman Pemerintah Kota Surabaya, Desember 2024 — pendapatan tidak mencapai target; "
        "diumumkan akhir Desember\n"
        "    status: diperiksa, berlaku sejak 1 Desember 2024\n"
        "1 aturan dan 0 tabel berubah antara 1 November 2024 dan 1 Desember 2024\n"
    )


def test_nothing_changed():
    said = praja("hukum", "beda", "--pada", "2026-09-01", "--dan", "2026-10-01")

    assert said.out == "0 aturan dan 0 tabel berubah antara 1 September 2026 dan 1 Oktober 2026\n"


def test_rows_of_a_table_that_changed(tmp_path):
    law = write_law(tmp_path / "hukum")
    put(
        law,
        "nasional/tabel/gaji.yaml",
        "      status: diperiksa\n",
        "      status: diperiksa\n"
        "    - berlaku: 2026-07-01\n"
        "      berkas: gaji_2026.csv\n"
        "      hukum: [{dokumen: PP 9/2026}]\n"
        "      status: belum_diperiksa\n",
    )
    rows = "golongan;mkg;rupiah\nIII/a;0;2785700\nIII/a;2;3000000\nIII/b;0;3100000\nIII/b;2;3200000\n"
    (law / "nasional" / "tabel" / "gaji_2026.csv").write_text(rows)

    said = praja("hukum", "beda", "--pada", "2026-01-01", "--dan", "2026-08-01", "--hukum", law)

    assert "    III/a; 2: Rp2.873.500 → Rp3.000.000\n" in said.out
    assert "    III/b; 0: Rp2.903.600 → Rp3.100.000\n" in said.out
    assert "    III/b; 2: tidak ada → Rp3.200.000\n" in said.out
    assert "III/a; 0" not in said.out
    assert "PP 9/2026" in said.out
    assert said.out.endswith("0 aturan dan 1 tabel berubah antara 1 Januari 2026 dan 1 Agustus 2026\n")


def test_days_that_are_none():
    said = praja("hukum", "beda", "--pada", "2024-13", "--dan", "2024-12-01")

    assert (said.code, said.out) == (2, "")
    assert "bukan tanggal" in said.err


# --- kamus


def test_every_name_of_the_law_is_in_the_glossary():
    said = praja("hukum", "kamus")

    assert said.code == 0
    rows = re.findall(r"^\| `([a-z0-9_]+)` \| (\S.*?) \| (\S.*?) \|$", said.out, re.MULTILINE)
    names = [name for name, _, _ in rows]
    assert {"gaji_pokok", "mkg", "penghasilan", "tpp", "ter", "status_ptkp"} <= set(names)
    for pack in pack_names():
        assert f"### Pak `{pack}`: " in said.out
    written = {path.stem for path in (LAW_FOLDER / "nasional" / "tabel").glob("*.yaml")}
    assert written


def test_the_glossary_of_no_law():
    said = praja("hukum", "kamus", "--hukum", "/tidak/ada")

    assert (said.code, said.out) == (2, "")
    assert "Folder hukum '/tidak/ada' tidak ada." in said.err
