"""What the loader refuses in a fact, where it says the fault stands, and what it suggests."""

import pytest

from tests.unit.rules.law_texts import FAKTA, GAJI, only_fault, place_message_hint


@pytest.mark.parametrize(
    ("old", "new", "place", "said", "hint"),
    [
        ("jenis: rupiah", "jenis: rupia", "4:10", "'rupia' bukan jenis yang dikenal", "rupiah"),
        (
            "jenis: rupiah",
            "jenis: xyz",
            "4:10",
            "'xyz' bukan jenis yang dikenal",
            "Pilihannya: rupiah, angka",
        ),
        ("  jenis: rupiah\n", "", "1:1", "Isian 'jenis' belum ada", ""),
        ("  sampai: 100.000.000\n", "", "1:1", "Isian 'sampai' belum ada", ""),
        ("sampai: 100.000.000", "sampe: 5", "1:1", "Isian 'sampai' belum ada", ""),
        ("dari: 0", "dari: nol", "5:9", "'nol' pada kolom 'dari' bukan angka", ""),
        ("dari: 0", "dari: 0.5", "5:9", "bukan angka", ""),
        ("dari: 0", "dari: 200.000.000", "1:1", "'dari' lebih besar dari 'sampai'", ""),
        ("dari: 0", "dari: 0\n  desimal: 10", "6:12", "'desimal' harus angka bulat 0 sampai 9", ""),
        ("dari: 0", "dari: 0\n  desimal: '0000001000'", "6:12", "'desimal' harus angka bulat 0 sampai 9", ""),
        ("dari: 0", "dari: 0\n  butir: jam", "6:10", "'jam' bukan butir yang dikenal", "orang, hari"),
        ("dari: 0", "dari: 0\n  batas: 3", "6:3", "Isian 'batas' tidak dikenal", "Yang dikenal"),
        ("dari: 0", "dari: 0\n  sumbar: SK", "6:3", "Isian 'sumbar' tidak dikenal", "sumber"),
        ("judul: Gaji pokok", "judul: [Gaji]", "2:10", "'judul' harus berupa satu teks", ""),
        ("judul: Gaji pokok", "judul: ''", "2:10", "Isian 'judul' kosong", ""),
        ("judul: Gaji pokok", "judul: Gaji\n  judul: Gaji", "3:3", "'judul' sudah ada di baris 2", ""),
        ("gaji:", "Gaji:", "1:1", "Nama 'Gaji' tidak sah", ""),
        ("gaji:", "gaji-pokok:", "1:1", "tidak sah", ""),
        ("gaji:", "jika:", "1:1", "kata bahasa rumus", ""),
        ("gaji:", "bulat:", "1:1", "kata bahasa rumus", ""),
        ("gaji:", "tabel:", "1:1", "kata bahasa rumus", ""),
        ("gaji:", "hari:", "1:1", "hari", ""),
        ("gaji:", "awal_bulan:", "1:1", "sudah ada dalam bahasa rumus", ""),
        ("dari: 0", "dari: 0\n  bila_kosong: banyak", "1:1", "bila_kosong", ""),
        ("dari: 0", "dari: 0\n  bila_kosong: -1", "1:1", "bila_kosong", ""),
        ("dari: 0", "dari: 0\n  bila_kosong: '0,5'", "1:1", "bila_kosong", ""),
        ("sampai: 100.000.000", "sampai: 9.000.000.000.000.000.000", "1:1", "62 bit", ""),
    ],
)
def test_a_fault_in_a_fact(tmp_path, old, new, place, said, hint):
    assert old in GAJI

    found = place_message_hint(tmp_path, {FAKTA: GAJI.replace(old, new)})

    assert found[0][0] == f"{FAKTA}:{place}"
    assert said in found[0][1]
    assert hint in found[0][2]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("jenis: pilihan", "'pilihan' belum ada"),
        ("jenis: pilihan, pilihan: []", "daftar yang tidak kosong"),
        ("jenis: pilihan, pilihan: [a, a]", "tertulis dua kali"),
        ("jenis: pilihan, pilihan: ['a ', a]", "tertulis dua kali"),
        ("jenis: pilihan, pilihan: [a, {b: c}]", "daftar kata"),
        ("jenis: pilihan, pilihan: [a], bila_kosong: b", "bukan salah satu pilihan"),
        ("jenis: pilihan, pilihan_dari: tarif.golongan", "pilihan_dari 'tarif.golongan' tidak ada"),
        ("jenis: ya, bila_kosong: yes", "'ya' atau 'tidak'"),
        ("jenis: tanggal, dari: 2020-01-01, sampai: 2020-13-01", "bukan tanggal"),
        ("jenis: tanggal, dari: 20200101, sampai: 2021-01-01", "bukan tanggal"),
        ("jenis: tanggal, dari: 0000-01-01, sampai: 2021-01-01", "bukan tanggal"),
        ("jenis: tanggal, dari: 2020-01-01, sampai: 2021-01-01, bila_kosong: kemarin", "bila_kosong"),
    ],
)
def test_a_fault_in_another_kind_of_fact(tmp_path, fields, said):
    text = f"x: {{judul: X, label_en: X, {fields}}}\n"

    found = place_message_hint(tmp_path, {FAKTA: text})

    assert found
    assert found[0][0].startswith(f"{FAKTA}:1")
    assert said in found[0][1]


def test_a_fact_named_twice_says_where_the_other_stands(tmp_path):
    place, message, _ = only_fault(tmp_path, {"fakta/a.yaml": GAJI, "fakta/b.yaml": GAJI})

    assert place == "fakta/b.yaml:1:1"
    assert "fakta/a.yaml:1:1" in message
