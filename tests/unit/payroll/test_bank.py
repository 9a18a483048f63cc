"""The list for the bank, in the form that the bank asks for."""

from __future__ import annotations

import dataclasses
import datetime
import io
from typing import Any

import openpyxl
import pytest

from praja.payroll.outputs.bank.shape import (
    USUAL,
    BankColumn,
    BankFormat,
    BankFormatWrong,
    Form,
    Transfer,
    checked,
)
from praja.payroll.outputs.bank.writing import TransferRefused, control_total, write_transfers

DAY = datetime.date(2026, 10, 1)
SARI = Transfer(
    "3007123456", "SARI DEWI", "Bank Jateng", 4_250_300, "198001012005011901", "Sari Dewi", "Gaji 10-2026",
    DAY, 4_400_300, 100_000, 50_000, 150_000,
)  # fmt: skip
BUDI = Transfer(
    "0110300042", "BUDI", "Bank Jateng", 99, "198001012005011902", "Budi", "Gaji 10-2026", DAY, 99
)
NUMBER, AMOUNT = BankColumn("nomor_rekening", "Rek", 12), BankColumn("jumlah", "Nominal", 10, True, True)


def csv(*columns: BankColumn, **more: Any) -> BankFormat:
    return BankFormat(Form.CSV, columns, **more)


def fixed(*columns: BankColumn, **more: Any) -> BankFormat:
    return BankFormat(Form.LEBAR_TETAP, columns, **{"headings": False, **more})


def test_the_usual_list_is_a_workbook_with_a_covering_sheet() -> None:
    data = write_transfers(USUAL, [SARI, BUDI], [("Kepada", "Pimpinan Bank Jateng"), ("Jumlah", 4_250_399)])
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Surat Pengantar", "Lampiran Detail"]
    assert [cell.value for cell in book["Surat Pengantar"][2]] == ["Jumlah", 4_250_399]
    rows = list(book["Lampiran Detail"].iter_rows(values_only=True))
    assert rows[0][-1] == "Diterima"
    assert rows[1] == (1, "Sari Dewi", "3007123456", 4_400_300, 100_000, 50_000, 150_000, 4_250_300)
    assert rows[2][2] == "0110300042"  # text, or the zero in front would be lost
    assert rows[3] == (None, None, None, 4_400_399, 100_000, 50_000, 150_000, 4_250_399)
    assert control_total([SARI, BUDI]) == (2, 4_250_399)


def test_a_bank_names_its_own_columns() -> None:
    form = csv(AMOUNT, dataclasses.replace(NUMBER, title="No. Rek"), separator="koma")
    assert write_transfers(form, [SARI]).decode() == "Nominal,No. Rek\r\n4250300,3007123456\r\n"


def test_dates_amounts_and_fixed_texts_are_written_as_the_bank_reads_them() -> None:
    form = csv(
        BankColumn("tetap", "Mata uang", text="IDR"), NUMBER, AMOUNT, BankColumn("tanggal_bayar", "Tanggal"),
        BankColumn("urut", "No"), headings=False, decimals=True, dates="%Y%m%d", separator="garis",
    )  # fmt: skip
    assert write_transfers(form, [BUDI]).decode() == "IDR|0110300042|99.00|20261001|1\r\n"


def test_a_bank_counts_characters() -> None:
    form = fixed(NUMBER, AMOUNT, BankColumn("atas_nama", "Nama", 5))
    assert (
        write_transfers(form, [SARI, BUDI]).decode()
        == "3007123456  0004250300SARI \r\n0110300042  0000000099BUDI \r\n"
    )


def test_letters_with_marks_lose_them_where_the_bank_knows_none() -> None:
    form = csv(NUMBER, AMOUNT, BankColumn("nama", "Nama"), headings=False, encoding="ascii")
    rene = dataclasses.replace(BUDI, name="René Çelik")
    assert write_transfers(form, [rene]) == b"0110300042;99;Rene Celik\r\n"
    with pytest.raises(TransferRefused, match="ASCII"):
        write_transfers(form, [dataclasses.replace(BUDI, name="Łukasz")])


def test_a_form_is_stored_and_read_again() -> None:
    form = fixed(NUMBER, AMOUNT, decimals=True)
    assert BankFormat.from_json(form.as_json()) == form


@pytest.mark.parametrize(
    ("form", "word"),
    [
        (csv(), "Nomor rekening"),
        (csv(AMOUNT), "Nomor rekening"),
        (csv(NUMBER), "Jumlah ditransfer"),
        (csv(NUMBER, AMOUNT, AMOUNT), "dua kali"),
        (csv(NUMBER, AMOUNT, BankColumn("gaji")), "tidak dikenal"),
        (csv(NUMBER, AMOUNT, separator="titik"), "tidak dikenal"),
        (csv(NUMBER, AMOUNT, encoding="utf-16"), "tidak dikenal"),
        (csv(NUMBER, AMOUNT, dates="%c"), "tidak dikenal"),
        (csv(NUMBER, AMOUNT, BankColumn("tetap", "Kode")), "teksnya"),
        (csv(NUMBER, AMOUNT, BankColumn("nama", "Nama", text="X")), "teks tetap"),
        (csv(NUMBER, AMOUNT, BankColumn("nama", "Na\nma")), "tidak terlihat"),
        (csv(*[BankColumn("tetap", "K", text="1")] * 15, NUMBER, AMOUNT), "Terlalu banyak"),
        (fixed(NUMBER, dataclasses.replace(AMOUNT, width=0)), "lebar"),
        (fixed(NUMBER, dataclasses.replace(AMOUNT, width=201)), "lebar"),
        (fixed(NUMBER, dataclasses.replace(AMOUNT, right=False)), "nol"),
        (fixed(NUMBER, AMOUNT, BankColumn("nama", "Nama", 9, True, True)), "nol"),
        (fixed(NUMBER, AMOUNT, BankColumn("tetap", "K", 2, text="abc")), "lebih panjang"),
    ],
)
def test_a_description_that_cannot_be_used_says_why(form: BankFormat, word: str) -> None:
    with pytest.raises(BankFormatWrong, match=word):
        checked(form)


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(BankFormatWrong) as wrong:
        checked(csv(BankColumn("gaji"), BankColumn("tetap")))
    assert len(wrong.value.faults) == 4


@pytest.mark.parametrize(
    ("changed", "word"),
    [({"amount": 0}, "di atas nol"), ({"amount": -5}, "di atas nol"), ({"number": "  "}, "nomor rekening")],
)
@pytest.mark.parametrize("form", [USUAL, csv(NUMBER, AMOUNT), fixed(NUMBER, AMOUNT)])
def test_what_a_bank_cannot_pay_is_refused(form: BankFormat, changed: dict[str, Any], word: str) -> None:
    with pytest.raises(TransferRefused, match=word):
        write_transfers(form, [BUDI, dataclasses.replace(SARI, **changed)])


def test_an_amount_or_account_is_never_cut() -> None:
    with pytest.raises(TransferRefused, match="lebih dari 6"):
        write_transfers(fixed(NUMBER, dataclasses.replace(AMOUNT, width=6)), [SARI])
    with pytest.raises(TransferRefused, match="lebih dari 9"):
        write_transfers(fixed(dataclasses.replace(NUMBER, width=9), AMOUNT), [SARI])


def test_a_name_starts_no_formula_and_no_new_line() -> None:
    form = csv(NUMBER, AMOUNT, BankColumn("atas_nama", "Nama"), headings=False)
    written = write_transfers(form, [dataclasses.replace(SARI, holder="=1+1\r\n9;9")]).decode()
    assert written == '3007123456;4250300;"\'=1+1 9;9"\r\n'
