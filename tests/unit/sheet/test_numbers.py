"""Amounts and numbers: read exactly, or refused with the reason."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from praja.rules.schema import Kind
from praja.sheet.cells import Column, cells_of_objects, cells_of_text
from praja.sheet.numbers import read_numbers, why_no_number
from tests.unit.sheet.lists import SARI, fact, only_problem, read, value_of, write_csv, write_xlsx

RUPIAH = fact("jumlah", Kind.RUPIAH)
YEARS = fact("tahun", Kind.ANGKA, "tahun", low=0, high=60)
INDEX = fact("indeks", Kind.ANGKA, "angka", decimals=3, low=0, high=5)
SCORE = fact("skor", Kind.ANGKA, "angka", decimals=3, low=0, high=2_000)
SHARE = fact("bagian", Kind.ANGKA, "persen", decimals=4, low=0, high=2)


def values(what: Any, *cells: Any, header: str = "x") -> list[Any]:
    """Return the values of a column of these cells."""
    return read_numbers(Column(header, "A", cells_of_objects(cells)), what).values.to_list()


def why(what: Any, cell: Any, header: str = "x") -> str:
    """Return why one cell is refused, with what to do."""
    column = Column(header, "A", cells_of_objects([cell]))
    reading = read_numbers(column, what)
    assert reading.bad.to_list() == [True], reading.values.to_list()
    found = why_no_number(column.cells.cell(0), column, what)
    return f"{found.kind}: {found.why} {found.what_to_do}"


@pytest.mark.parametrize(
    ("text", "rupiah"),
    [
        ("2785700", 2_785_700),
        ("2.785.700", 2_785_700),
        ("Rp2.785.700,00", 2_785_700),
        ("Rp 2.785.700", 2_785_700),
        ("Rp. 2.785.700,-", 2_785_700),
        ("IDR 2.785.700", 2_785_700),
        ("rp2.785.700,--", 2_785_700),
        ("2785700.00", 2_785_700),
        ("2785700,0", 2_785_700),
        ("2,785,700", 2_785_700),
        ("2,785,700.00", 2_785_700),
        (" 2 785 700 ", 2_785_700),
        ("2\u00a0785\u00a0700", 2_785_700),
        ("2.785.\u200b700", 2_785_700),
        ("'2785700", 2_785_700),
        ("1.234", 1_234),
        ("12.500", 12_500),
        ("007", 7),
        ("0", 0),
        ("-5", -5),
        ("−5.000", -5_000),
        ("(5.000)", -5_000),
        ("Rp (5.000)", -5_000),
        ("-Rp5.000", -5_000),
        ("Rp-5.000", -5_000),
        ("+5", 5),
    ],
)
def test_rupiah_as_it_is_written(text: str, rupiah: int) -> None:
    assert values(RUPIAH, text) == [rupiah]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("785,000", "angka_meragukan: Sel berisi 785,000: bisa berarti 785.000 atau 785 koma 000."),
        ("785.70", "pecahan: Sel berisi 785.70: rupiah tidak boleh berpecahan."),
        ("2.785.700,50", "rupiah tidak boleh berpecahan"),
        ("0.125", "rupiah tidak boleh berpecahan"),
        ("2.785.70", "letak titik dan komanya tidak dapat dibaca"),
        ("2,785.700,00", "letak titik dan komanya tidak dapat dibaca"),
        ("10 20", "bukan angka"),
        ("5%", "persen"),
        ("2,7857E+06", "bentuk ilmiah"),
        ("2.7857e6", "bentuk ilmiah"),
        ("dua juta", "bukan angka"),
        ("1.000-", "bukan angka"),
        ("--5", "bukan angka"),
        ("(-5)", "bukan angka"),
        ("(5", "bukan angka"),
        ("1_000", "bukan angka"),
        ("٣٤٥", "bukan angka"),
        ("0x10", "bukan angka"),
        ("Rp", "bukan angka"),
        ("9223372036854775808", "terlalu_besar"),
    ],
)
def test_rupiah_that_is_refused(text: str, said: str) -> None:
    assert said in why(RUPIAH, text)


@pytest.mark.parametrize(
    ("number", "rupiah"),
    [(2785700.0, 2_785_700), (-0.0, 0), (278570.00000000006, 278_570), (999999999999999.0, 10**15 - 1)],
)
def test_a_float_counts_with_its_fifteen_digits(number: float, rupiah: int) -> None:
    assert values(RUPIAH, number, "x")[0] == rupiah


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (785.7, "Sel berisi 785,7: rupiah tidak boleh berpecahan. Tulis rupiah utuh, misalnya 2785700. "
                "Bila maksudnya Rp785.700, titik ribuan telah terbaca sebagai koma: ketik 785700."),
        (0.5, "Rp500"),
        (278570.4, "rupiah tidak boleh berpecahan"),
        (1e15, "lebih dari 15 angka"),
        (1.98503152010012e17, "lebih dari 15 angka"),
        (float("nan"), "galat"),
        (float("inf"), "galat"),
        (True, "BENAR/SALAH"),
    ],
)  # fmt: skip
def test_a_float_that_is_no_rupiah(number: float, said: str) -> None:
    assert said in why(RUPIAH, number)


def test_a_lone_dash_is_an_empty_cell_not_zero() -> None:
    column = Column("x", "A", cells_of_text(pl.Series([" - ", "–", "Rp -", "", "5"])))

    reading = read_numbers(column, RUPIAH)

    assert reading.values.to_list() == [None, None, None, None, 5]
    assert not reading.bad.any()


@pytest.mark.parametrize(
    ("what", "text", "value"),
    [
        (INDEX, "1,25", "1.25"),
        (INDEX, "1.25", "1.25"),
        (INDEX, "1.234", "1.234"),
        (INDEX, "1,234", "1.234"),
        (INDEX, "9.999", "9999"),
        (INDEX, "1.2340", "1.234"),
        (SCORE, "2.500", "2.5"),
        (SCORE, "1,234", "1.234"),
        (SCORE, "1.234,5", "1234.5"),
        (SHARE, "98,5%", "0.985"),
        (SHARE, "98.5 %", "0.985"),
        (SHARE, "100%", "1"),
        (SHARE, "0,05%", "0.0005"),
        (SHARE, "5%", "0.05"),
        (SHARE, "0,985", "0.985"),
        (SHARE, "98,5", "98.5"),
    ],
)
def test_numbers_with_decimals(what: Any, text: str, value: str) -> None:
    assert values(what, text) == [Decimal(value)]


@pytest.mark.parametrize(
    ("what", "text", "said"),
    [
        (SCORE, "1.234", "angka_meragukan: Sel berisi 1.234: bisa berarti 1234 atau 1,234. Tulis 1234 atau"),
        (INDEX, "1,2345", "paling banyak 3 angka di belakang koma"),
        (SHARE, "98,555%", "paling banyak 4 angka di belakang koma"),
        (YEARS, "10,5", "harus bilangan bulat"),
        (YEARS, "1,000", "angka_meragukan"),
        (YEARS, "5%", "bukan persen"),
        (INDEX, "5%", "bukan persen"),
    ],
)  # fmt: skip
def test_numbers_that_are_refused(what: Any, text: str, said: str) -> None:
    assert said in why(what, text)


def test_whole_numbers_without_decimals_are_int64() -> None:
    column = Column("x", "A", cells_of_objects(["10", 12.0, "1.234"]))

    assert read_numbers(column, YEARS).values.to_list() == [10, 12, 1_234]
    assert read_numbers(column, YEARS).values.dtype == pl.Int64


def test_a_header_with_a_percent_sign_makes_percents_of_plain_numbers() -> None:
    assert values(SHARE, "98,5", 100.0, "0", "97%", 98.25, header="Capaian (%)") == [
        Decimal("0.985"),
        Decimal(1),
        Decimal(0),
        Decimal("0.97"),
        Decimal("0.9825"),
    ]


@pytest.mark.parametrize("cell", ["0,985", 0.985, "1", 1.0])
def test_under_such_a_header_a_value_up_to_one_could_be_either(cell: Any) -> None:
    assert "Judul kolom memuat %" in why(SHARE, cell, header="Capaian (%)")


def test_the_percent_header_matches_the_fact(tmp_path: Path) -> None:
    sheet = read(write_csv(tmp_path / "x.csv", [["NIP", "Capaian Kinerja (%)"], [SARI, "98,5"]]))

    assert value_of(sheet, SARI, "capaian_kinerja") == Decimal("0.985")


def test_the_thousands_trap_of_an_english_spreadsheet_is_named(tmp_path: Path) -> None:
    sheet = read(write_xlsx(tmp_path / "x.xlsx", {"orang": [["NIP", "Pagu TPP"], [SARI, 785.7]]}))

    assert "ketik 785700" in only_problem(sheet)["lakukan"]


@given(st.integers(-(10**14), 10**14))
def test_every_way_to_write_an_amount_reads_the_same(amount: int) -> None:
    dotted = f"{abs(amount):,}".replace(",", ".")
    sign = "-" if amount < 0 else ""
    cells = [str(amount), f"{sign}Rp{dotted},00", f"{sign}{dotted}", float(amount), f"{amount}.00"]
    bracketed = f"({dotted})" if amount < 0 else dotted

    assert values(RUPIAH, *cells, bracketed) == [amount] * 6


@given(st.decimals(-4, 4, places=3))
def test_a_decimal_survives_text_and_float(number: Decimal) -> None:
    indonesian = f"{number:f}".replace(".", ",")

    assert values(INDEX, indonesian, float(number)) == [number, number]


@given(st.text(max_size=30))
def test_any_text_is_read_or_explained(text: str) -> None:
    column = Column("x", "A", cells_of_text(pl.Series([text])))
    for what in (RUPIAH, YEARS, INDEX, SHARE):
        reading = read_numbers(column, what)
        if reading.bad[0]:
            found = why_no_number(column.cells.cell(0), column, what)
            assert found.why and found.what_to_do
        assert reading.bad[0] is False or reading.values[0] is None


@given(st.floats())
def test_any_float_is_read_or_explained(number: float) -> None:
    for what in (RUPIAH, YEARS, INDEX, SHARE):
        column = Column("x", "A", cells_of_objects([number]))
        reading = read_numbers(column, what)
        if reading.bad[0]:
            assert why_no_number(column.cells.cell(0), column, what).why
        else:
            assert float(reading.values[0]) == pytest.approx(number, rel=1e-14)
