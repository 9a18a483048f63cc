"""Papers of a run: whole, whatever names hold, and in words that add up."""

from __future__ import annotations

import datetime

from praja.payroll.outputs.paper import (
    Heading,
    PaidRow,
    Signer,
    UnpaidRow,
    bank_letter,
    list_to_sign,
    recap_paper,
)
from praja.payroll.outputs.recap import Account, Component, Recap

HEADING = Heading("Daftar gaji induk", "Kota Semarang", "Kecamatan", datetime.date(2026, 10, 1), "Proses 1")
SIGNERS = (Signer("Bendahara"), Signer("Camat", "Sari", "198001012005012901", "Mengetahui,"))
BAD = '#panic("x") <b>$_*[]@\\"'


def row(number: int, name: str = "Budi") -> PaidRow:
    return PaidRow(
        name,
        f"{number:018}",
        "Staf",
        "III/a",
        [("Gaji pokok", 2_785_700)],
        [("IWP", 1)],
        2_785_700,
        1,
        2_785_699,
    )


def test_a_list_of_one_and_of_many_is_whole() -> None:
    one, many = (list_to_sign(HEADING, [row(n) for n in range(count)], [], SIGNERS) for count in (1, 120))
    assert one.startswith(b"%PDF-") and len(many) > len(one)


def test_names_are_never_markup() -> None:
    pdf = list_to_sign(HEADING, [row(1, BAD)], [UnpaidRow(BAD, "1", BAD)], [Signer(BAD, BAD, BAD, BAD)])
    assert pdf.startswith(b"%PDF-")


def test_a_list_with_nobody_says_so_by_its_total() -> None:
    assert list_to_sign(HEADING, [], [], SIGNERS).startswith(b"%PDF-")


def test_letter_and_recap_are_whole() -> None:
    letter = bank_letter(
        HEADING,
        bank="Bank Jateng",
        rows=2,
        amount=5_571_398,
        sha256="ab" * 32,
        paid_on=datetime.date(2026, 11, 2),
        subject="gaji induk",
        signers=SIGNERS,
    )
    told = Recap(
        2,
        (Component("penghasilan", "gaji_pokok", "Gaji pokok", 2, 5_571_400),),
        (Account("", BAD, False, 5_571_400),),
        {"kotor": 5_571_400},
        {"kotor": "Jumlah kotor"},
    )
    assert letter.startswith(b"%PDF-") and recap_paper(HEADING, told, SIGNERS).startswith(b"%PDF-")
