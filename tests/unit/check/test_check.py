"""What is proved of the law: on every day on which anything changes, in every list, for every pack."""

from __future__ import annotations

import datetime

import pytest

from praja.rules.check import check_law, lines
from praja.rules.loader import pack_names
from tests.integration.cli.small_law import put, write_law

RULES = "nasional/gaji.yaml"


@pytest.fixture
def law(tmp_path):
    """A small law folder free of faults, whose first rules begin in 2020."""
    return write_law(tmp_path / "hukum")


def faults(law, **more):
    return [str(error).splitlines()[0] for error in check_law(law, **more).errors]


def test_the_law_of_the_project_can_be_computed_from_a_known_month_on():
    report = check_law()

    assert report.errors == []
    assert report.packs == len(pack_names()) + 1
    assert report.since["nasional", "gaji"] <= datetime.date(2019, 1, 1)
    assert report.since["nasional", "thr"] == datetime.date(2024, 1, 1)
    for pack in pack_names():
        assert report.since[pack, "tpp"] <= datetime.date(2025, 1, 1), pack


def test_counts():
    report = check_law(pack="nasional")

    assert (report.packs, report.errors) == (1, [])
    assert report.versions >= report.rules > 100
    assert report.facts > 80
    assert list(lines(report))[-1].startswith("1 pak, ")


def test_the_first_month_that_can_be_computed(law):
    """Before 2020 there is no text, which is no fault: nobody said that there is."""
    report = check_law(law)

    assert report.errors == []
    assert report.since == {
        ("nasional", "gaji"): datetime.date(2020, 1, 1),
        ("kota", "gaji"): datetime.date(2020, 1, 1),
    }


def test_a_rule_that_begins_within_a_month_holds_from_the_next(law):
    put(law, RULES, "berlaku: 2020-01-01\n      rumus: jumlah(", "berlaku: 2020-03-15\n      rumus: jumlah(")

    report = check_law(law)

    assert report.since["nasional", "gaji"] == datetime.date(2020, 4, 1)


def test_a_fault_in_a_text_that_was_replaced_long_ago(law):
    """The slip of that year can still be asked for."""
    put(law, RULES, "rumus: tabel.gaji[golongan; mkg]", "rumus: tabel.gaji[golongan; mgk]")

    (fault,) = faults(law)

    assert fault.startswith(f"{RULES}:8:14: kolom 22: 'mgk' tidak ada sebagai fakta")


def test_a_fault_in_a_text_that_is_not_yet_in_force(law):
    put(
        law,
        RULES,
        "      hukum: [{dokumen: PP 4/2020}]\n      status: diasumsikan\n",
        "      hukum: [{dokumen: PP 4/2020}]\n      status: diasumsikan\n"
        "    - berlaku: 2030-01-01\n"
        "      rumus: gaji_pokok / hari_kerja\n"
        "      hukum: [{dokumen: PP 7/2029}]\n"
        "      status: diasumsikan\n",
    )

    (fault,) = faults(law)

    assert "'potongan_harian' masuk kelompok potongan, jadi harus rupiah bulat." in fault


def test_a_text_is_proved_anew_where_what_it_reads_has_changed(law):
    """Its own text stays; it is the later text of what it divides by that can be zero."""
    put(law, RULES, "gaji_pokok / hari_kerja", "gaji_pokok / pembagi")
    (law / RULES).write_text((law / RULES).read_text(encoding="utf-8") + DIVISOR, encoding="utf-8")

    (fault,) = faults(law)

    assert "pembagi bisa nol atau negatif" in fault


DIVISOR = """\
pembagi:
  judul: Pembagi
  label_en: Divisor
  satuan: hari
  versi:
    - berlaku: 2020-01-01
      rumus: hari_kerja
      hukum: [{dokumen: PP 4/2020}]
      status: diasumsikan
    - berlaku: 2022-01-01
      rumus: hari_kerja - 1
      hukum: [{dokumen: PP 4/2021}]
      status: diasumsikan
    - berlaku: 2023-01-01
      rumus: hari_kerja
      hukum: [{dokumen: PP 4/2022}]
      status: diasumsikan
"""


def test_a_national_fault_is_told_once_although_every_pack_stands_on_it(law):
    put(law, RULES, "bulat(10% * gaji_pokok)", "bulat(10% * gaji_poko)")

    assert len(faults(law)) == 1


def test_the_fault_of_a_pack_is_its_own(law):
    put(law, "daerah/kota/tpp.yaml", "rumus: Rp100.000", "rumus: 100.000")

    assert len(faults(law)) == 1
    assert len(faults(law, pack="kota")) == 1
    assert faults(law, pack="nasional") == []


def test_what_only_a_pack_reads_is_read(law):
    """A national rule that no national list reads, but a pack does."""
    put(law, RULES, "bersih:\n", RESERVE + "bersih:\n")
    alone = faults(law)
    put(law, "daerah/kota/tpp.yaml", "rumus: Rp100.000", "rumus: bulat(Rp100.000 * cadangan)")

    with_pack = faults(law)

    assert alone == [f"{RULES}:56:1: Aturan 'cadangan' tidak dibaca daftar atau aturan mana pun."]
    assert with_pack == []


RESERVE = """\
cadangan:
  judul: Cadangan
  label_en: Reserve
  satuan: persen
  versi:
    - berlaku: 2020-01-01
      rumus: 50%
      hukum: [{dokumen: PP 1/2020}]
      status: diperiksa
"""


def test_an_unread_rule_of_a_pack_is_told_for_that_pack(law):
    put(law, "daerah/kota/tpp.yaml", "insentif:\n", RESERVE + "insentif:\n")

    assert faults(law, pack="kota") == [
        "daerah/kota/tpp.yaml:11:1: Aturan 'cadangan' tidak dibaca daftar atau aturan mana pun."
    ]
    assert faults(law, pack="nasional") == []


def test_keys_are_compared_with_what_the_fact_can_be(law):
    """Also in a version of the table that only a past month reads."""
    put(law, "nasional/tabel/gaji.csv", "III/b;0", "III/c;0")

    (fault,) = faults(law)

    assert fault == "nasional/tabel/gaji.csv:4: 'III/c' pada kolom 'golongan' bukan pilihan fakta golongan."


def test_faults_are_told_in_the_order_of_files_and_lines(law):
    put(law, RULES, "status: diasumsikan", "status: entah")
    put(law, RULES, "judul: Bersih\n", "judul: ''\n")
    put(law, "fakta/pegawai.yaml", "jenis: tanggal\n", "jenis: tangal\n")

    found = [line for line in faults(law) if "Isian" in line or "bukan" in line]

    assert [line.split(" ")[0] for line in found] == [
        "fakta/pegawai.yaml:36:10:",
        "nasional/gaji.yaml:55:15:",
        "nasional/gaji.yaml:57:10:",
    ]


def test_lines_of_a_report(law):
    put(law, RULES, " dan tmt < '2030-01-01'", "")

    told = list(lines(check_law(law)))

    assert told == [
        "CATATAN fakta/pegawai.yaml:33:1: Fakta 'tmt' tidak dibaca rumus mana pun.",
        "2 pak, 8 aturan, 9 versi, 1 tabel, 8 fakta, 5 program dibuktikan: 0 salah, 1 catatan",
    ]


def test_a_file_that_cannot_be_read_is_told_first_and_alone(law):
    """What it holds is missing everywhere; that is no fault of those who name it."""
    put(law, RULES, "bersih:\n", "bersih: [\n")

    (fault,) = faults(law)

    assert fault.startswith(f"{RULES}:")
    assert "YAML tidak terbaca" in fault


def test_a_file_that_cannot_be_read_is_told_before_faults_of_other_files(law):
    put(law, RULES, "bersih:\n", "bersih: [\n")
    put(law, "fakta/pegawai.yaml", "jenis: tanggal\n", "jenis: tangal\n")

    first, second = faults(law)

    assert "YAML tidak terbaca" in first
    assert second.startswith("fakta/pegawai.yaml:36:10:")
