"""The list for the bank, in the form that the bank asks for."""

from __future__ import annotations

import dataclasses

import pytest

from praja.payroll.outputs.bank import (
    USUAL,
    BankFormatWrong,
    Transfer,
    TransferRefused,
    control_total,
    read_format,
    write_transfers,
)

SARI = Transfer(
    "3007123456", "SARI DEWI", "Bank Jateng", 4_250_300, "198001012005011901", "Sari Dewi", "Gaji 10-2026"
)
BUDI = Transfer("0110300042", "BUDI", "Bank Jateng", 99, "198001012005011902", "Budi", "Gaji 10-2026")


def test_the_usual_list_has_a_row_an_account() -> None:
    assert write_transfers(USUAL, [SARI, BUDI]).decode() == (
        "No.;Nomor rekening;Atas nama;Jumlah;Keterangan\r\n"
        "1;3007123456;SARI DEWI;4250300;Gaji 10-2026\r\n"
        "2;0110300042;BUDI;99;Gaji 10-2026\r\n"
    )
    assert control_total([SARI, BUDI]) == (2, 4_250_399)


def test_a_bank_names_its_own_columns() -> None:
    form = read_format('bentuk: csv\npemisah: koma\nkolom: jumlah Nominal; nomor_rekening "No. Rek"')
    assert write_transfers(form, [SARI]).decode() == "Nominal,No. Rek\r\n4250300,3007123456\r\n"


def test_a_bank_counts_characters() -> None:
    form = read_format("bentuk: lebar_tetap\nisi_nol: ya\nkolom: nomor_rekening 12; jumlah 10; atas_nama 5")
    assert (
        write_transfers(form, [SARI, BUDI]).decode()
        == "3007123456  0004250300SARI \r\n0110300042  0000000099BUDI \r\n"
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "nomor_rekening"),
        ("bentuk: csv\nkolom: jumlah", "nomor_rekening"),
        ("bentuk: xls\nkolom: jumlah; nomor_rekening", "bentuk"),
        ("bentuk: csv\nbentuk: csv\nkolom: jumlah; nomor_rekening", "dua kali"),
        ("kolom: jumlah; jumlah; nomor_rekening", "dua kali"),
        ("kolom: jumlah; nomor_rekening; gaji", "gaji"),
        ("bentuk: lebar_tetap\nkolom: jumlah; nomor_rekening 3", "lebar"),
        ("bentuk: lebar_tetap\nkolom: jumlah 0; nomor_rekening 3", "lebar"),
        ("bentuk: lebar_tetap\nkolom: jumlah ٣; nomor_rekening 3", "lebar"),
        ("pemisah: titik\nkolom: jumlah; nomor_rekening", "pemisah"),
        ("kepala: mungkin\nkolom: jumlah; nomor_rekening", "kepala"),
        ("apa saja", "Baris 1"),
    ],
)
def test_a_description_that_cannot_be_used_says_why(text: str, word: str) -> None:
    with pytest.raises(BankFormatWrong, match=word):
        read_format(text)


@pytest.mark.parametrize(
    ("changed", "word"),
    [({"amount": 0}, "di atas nol"), ({"amount": -5}, "di atas nol"), ({"number": "  "}, "nomor rekening")],
)
def test_what_a_bank_cannot_pay_is_refused(changed: dict[str, object], word: str) -> None:
    with pytest.raises(TransferRefused, match=word):
        write_transfers(USUAL, [BUDI, dataclasses.replace(SARI, **changed)])  # type: ignore[arg-type]


def test_an_amount_or_account_is_never_cut() -> None:
    form = read_format("bentuk: lebar_tetap\nkolom: nomor_rekening 10; jumlah 6")
    with pytest.raises(TransferRefused, match="lebih dari 6"):
        write_transfers(form, [SARI])


def test_a_name_starts_no_formula_and_no_new_line() -> None:
    written = write_transfers(USUAL, [dataclasses.replace(SARI, holder="=1+1\r\n9;9")]).decode()
    assert written.splitlines()[1] == '1;3007123456;"\'=1+1 9;9";4250300;Gaji 10-2026'
