"""What the loader refuses in a table and in its rows, and where it says the fault stands."""

import pytest

from tests.unit.rules.law_texts import ROWS, TABEL, TARIF, place_message_hint


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("kunci: [{golongan: sama}, {bruto: sampai}]", "kunci: []", "5:10", "daftar yang tidak kosong"),
        (
            "kunci: [{golongan: sama}, {bruto: sampai}]",
            "kunci: [golongan]",
            "5:11",
            "Kunci ditulis satu per baris",
        ),
        ("{golongan: sama}, {bruto: sampai}", "{golongan: sama, bruto: sampai}", "5:11", "satu per baris"),
        (
            "{golongan: sama}, {bruto: sampai}",
            "{bruto: sampai}, {golongan: sama}",
            "5:28",
            "hanya satu dan paling akhir",
        ),
        ("{bruto: sampai}", "{bruto: hingga}", "5:37", "bukan bruto yang dikenal"),
        ("{bruto: sampai}", "{golongan: sampai}", "5:29", ""),
        (
            "nilai: {tarif: {jenis: angka}}",
            "nilai: {tarif: {jenis: tanggal}}",
            "6:18",
            "rupiah, angka, atau pilihan",
        ),
        ("nilai: {tarif: {jenis: angka}}", "nilai: {}", "6:10", "tepat satu kolom"),
        ("nilai: {tarif: {jenis: angka}}", "nilai: tarif", "6:10", "tepat satu kolom"),
        ("berkas: tarif.csv", "berkas: ../tarif.csv", "8:7", "tidak sah"),
        ("berkas: tarif.csv", "berkas: /etc/passwd", "8:7", "tidak sah"),
        ("berkas: tarif.csv", "berkas: lain.csv", "8:7", "'nasional/tabel/lain.csv' tidak ada"),
    ],
)
def test_a_fault_in_a_table(tmp_path, old, new, place, said):
    assert old in TARIF

    found = place_message_hint(tmp_path, {TABEL: TARIF.replace(old, new), "nasional/tabel/tarif.csv": ROWS})

    assert found
    assert found[0][0] == f"{TABEL}:{place}"
    assert said in found[0][1]


@pytest.mark.parametrize(
    ("rows", "line", "said"),
    [
        ("", 1, "Kolom 'golongan' tidak ada"),
        ("golongan,bruto,tarif\n", 1, "Kolom 'golongan' tidak ada"),
        ("golongan;brutto;tarif\n", 1, "Kolom 'bruto' tidak ada"),
        ("golongan;bruto;tarif;lain\n", 1, "Kolom 'lain' tidak dikenal"),
        ("golongan;bruto;tarif\nA;1\n", 2, "2 kolom, kepala tabel 3"),
        ("golongan;bruto;tarif\nA;1;2;3\n", 2, "4 kolom, kepala tabel 3"),
        ("golongan;bruto;tarif\nA;x;2\n", 2, "'x' pada kolom 'bruto' bukan angka"),
        ("golongan;bruto;tarif\nA;1;x\n", 2, "'x' pada kolom 'tarif' bukan angka"),
        ("golongan;bruto;tarif\nA;1;\n", 2, "'tarif'"),
        ("golongan;bruto;tarif\n;1;2\n", 2, "Kunci 'golongan' kosong"),
        ("golongan;bruto;tarif\nA;2;1\n\nA;1;1\n", 4, "'1' tidak lebih besar dari '2' di baris 2"),
        ("golongan;bruto;tarif\nA;1;1\nA;1;2\n", 3, "tidak lebih besar"),
        ("golongan;bruto;tarif\nA;;1\nA;1;2\n", 3, "tanpa batas atas harus yang terakhir"),
        ("golongan;bruto;tarif;status\nA;1;1;pasti\n", 2, "status 'pasti' tidak dikenal"),
        ('golongan;bruto;tarif\nA;1;"2\n', 2, "CSV tidak terbaca"),
    ],
)
def test_a_fault_in_the_rows_of_a_table(tmp_path, rows, line, said):
    place, message, _ = place_message_hint(tmp_path, {TABEL: TARIF, "nasional/tabel/tarif.csv": rows})[0]

    assert place == f"nasional/tabel/tarif.csv:{line}"
    assert said in message


def test_a_wrong_separator_is_guessed(tmp_path):
    found = place_message_hint(tmp_path, {TABEL: TARIF, "nasional/tabel/tarif.csv": ROWS.replace(";", ",")})

    assert "Pemisah kolom adalah ';'" in found[0][2]
