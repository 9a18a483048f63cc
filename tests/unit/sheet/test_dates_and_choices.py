"""Dates in many orders, choices in many spellings, yes and no."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praja.rules.loader import shipped_law
from praja.rules.schema import Kind
from praja.sheet.cells import Column, cells_of_objects
from praja.sheet.choices import read_choices, read_truths, why_no_choice
from praja.sheet.dates import read_dates, why_no_date
from tests.unit.sheet.lists import ANI, BUDI, SARI, fact, read, write_xlsx

MARCH = datetime.date(2024, 3, 1)
GRADE = fact("golongan", Kind.PILIHAN, choices=("III/a", "IV/a", "IX", "TK/0", "sangat_baik"))
GRADES = fact("golongan", Kind.PILIHAN, choices=shipped_law().facts["golongan"].choices)


def column(*cells: Any) -> Column:
    return Column("x", "A", cells_of_objects(cells))


def dates(*cells: Any, since_1904: bool = False) -> list[datetime.date | None]:
    return read_dates(column(*cells), since_1904=since_1904).values.to_list()


@pytest.mark.parametrize(
    "text",
    [
        "01-03-2024",
        "1-3-2024",
        "01/03/2024",
        "1.3.2024",
        "2024-03-01",
        "2024/3/1",
        "20240301",
        "1 Maret 2024",
        "01 maret 2024",
        "1 Mar 2024",
        "1-Mar-2024",
        "1 March 2024",
        "2024-03-01 00:00:00",
        "2024-03-01T00:00:00",
        "01-03-2024 00:00",
    ],
)
def test_a_date_as_it_is_written(text: str) -> None:
    assert dates(text) == [MARCH]


def test_real_dates_serial_numbers_and_midnight() -> None:
    midnight = datetime.datetime(2024, 3, 1)
    assert dates(MARCH, midnight, 45352.0, 20240301.0, "45352x") == [MARCH, MARCH, MARCH, MARCH, None]
    assert dates(43890.0, since_1904=True) == [MARCH]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("30-02-2024", "tidak ada dalam kalender"),
        ("2023-02-29", "tidak ada dalam kalender"),
        ("01-03-24", "hanya dua angka"),
        ("1 Maret 24", "hanya dua angka"),
        ("2024-03-01T17:00:00Z", "dengan jam"),
        ("kemarin", "bukan tanggal"),
        ("01-03-0224", "tidak ada dalam kalender"),
        (45352.5, "bukan tanggal"),
        (12.0, "bukan tanggal"),
        (1e18, "bukan tanggal"),
        (True, "bukan tanggal"),
        (datetime.datetime(2024, 3, 1, 17, 0), "berisi jam"),
        (datetime.time(7, 30), "berisi jam"),
        (datetime.date(1899, 12, 31), "tidak masuk akal"),
        ("#REF!", "kesalahan"),
    ],
)
def test_a_date_that_is_refused(cell: Any, said: str) -> None:
    found = column(cell)

    reading = read_dates(found, since_1904=False)

    assert reading.bad.to_list() == [True]
    assert said in why_no_date(found.cells.cell(0)).why


def test_one_month_first_cell_among_many_day_first_is_itself_at_fault() -> None:
    cells = ["25/01/2024", "26/01/2024", "27/01/2024", "28/01/2024", "01/03/2024", "03/25/2024"]
    found = column(*cells)

    reading = read_dates(found, since_1904=False)

    assert reading.values.to_list()[4:] == [MARCH, None]
    assert "tampaknya ditulis bulan-hari" in why_no_date(found.cells.cell(5)).why


def test_separators_are_judged_apart() -> None:
    assert dates("03/25/2024", "01-03-2024") == [datetime.date(2024, 3, 25), MARCH]


def test_dates_that_an_english_spreadsheet_may_have_swapped(tmp_path: Path) -> None:
    # Typed day first: 25/03/2024 stayed text, 03/04/2024 became 4 March.
    rows = [
        ["NIP", "TMT golongan"],
        [SARI, "25/03/2024"],
        [BUDI, datetime.date(2024, 3, 4)],
        [ANI, datetime.date(2024, 5, 5)],
    ]

    sheet = read(write_xlsx(tmp_path / "tukar.xlsx", {"orang": rows}))

    assert sheet.frames["orang"]["tmt_golongan"].to_list() == [
        datetime.date(2024, 3, 25),
        None,
        datetime.date(2024, 5, 5),
    ]
    problem = sheet.problems.to_dicts()[0]
    assert (problem["nip"], problem["jenis"]) == (BUDI, "tanggal_meragukan")
    assert "hari dan bulan mungkin tertukar" in problem["mengapa"]


def test_real_dates_beside_text_are_trusted_once_one_of_them_has_a_day_above_twelve() -> None:
    assert dates("25/03/2024", datetime.date(2024, 3, 4), datetime.date(2024, 3, 20))[1] == datetime.date(
        2024, 3, 4
    )


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)))
def test_a_day_is_the_same_in_every_clear_form(day: datetime.date) -> None:
    serial = (day - datetime.date(1899, 12, 30)).days
    cells: list[Any] = [day, day.isoformat(), f"{day:%Y%m%d}", f"{day:%d-%m-%Y}"]
    if serial > 60:
        cells.append(float(serial))

    for cell in cells:
        assert dates(cell) == [day]


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_explained(text: str) -> None:
    found = column(text)
    reading = read_dates(found, since_1904=False)
    if reading.bad[0]:
        assert why_no_date(found.cells.cell(0)).why


@pytest.mark.parametrize(
    ("cell", "choice"),
    [
        ("III/a", "III/a"),
        ("iii/A", "III/a"),
        ("III a", "III/a"),
        ("IIIa", "III/a"),
        ("III.a", "III/a"),
        (" III / a ", "III/a"),
        ("ix", "IX"),
        ("tk/0", "TK/0"),
        ("Sangat Baik", "sangat_baik"),
    ],
)
def test_a_choice_in_any_spelling(cell: str, choice: str) -> None:
    assert read_choices(column(cell), GRADE).values.to_list() == [choice]


def test_choices_that_differ_only_in_case_need_their_case() -> None:
    what = fact("x", Kind.PILIHAN, choices=("a/b", "A/B", "c"))

    assert read_choices(column("a/b", "A/B", "C"), what).values.to_list() == ["a/b", "A/B", "c"]


def test_a_number_is_a_choice_when_it_is_one_of_them() -> None:
    what = fact("kelas", Kind.PILIHAN, choices=("7", "8"))

    assert read_choices(column(7.0, "8"), what).values.to_list() == ["7", "8"]


def test_an_unknown_choice_suggests_the_nearest() -> None:
    found = why_no_choice(column("sanagt baik").cells.cell(0), GRADE)

    assert "Mungkin maksudnya sangat_baik" in found.why
    assert "III/a, IV/a, IX" in found.what_to_do


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("4/a", "IV/a"),
        ("3 c", "III/c"),
        ("2D", "II/d"),
        ("Gol. 1/b", "I/b"),
        ("9", "IX"),
        ("17", "XVII"),
    ],
)
def test_a_grade_in_other_figures_is_understood_but_not_taken(written: str, meant: str) -> None:
    """Whether 4/a is IV/a or a slip of the finger, only the office knows."""
    assert read_choices(column(written), GRADES).bad.to_list() == [True]

    found = why_no_choice(column(written).cells.cell(0), GRADES)

    assert f"Mungkin maksudnya {meant}." in found.why


@pytest.mark.parametrize("written", ["0/a", "18", "4/e/1", "5/a", "99"])
def test_a_grade_that_there_is_not_in_any_figures(written: str) -> None:
    found = why_no_choice(column(written).cells.cell(0), GRADES)

    assert "Mungkin" not in found.why


@pytest.mark.parametrize(
    ("cell", "truth"),
    [
        ("ya", True),
        ("Ya", True),
        ("Y", True),
        ("1", True),
        (1.0, True),
        ("TRUE", True),
        (True, True),
        ("v", True),
        ("✓", True),
        ("tidak", False),
        ("TIDAK", False),
        ("0", False),
        (0.0, False),
        (False, False),
        ("false", False),
    ],
)
def test_yes_and_no(cell: Any, truth: bool) -> None:
    assert read_truths(column(cell)).values.to_list() == [truth]


@pytest.mark.parametrize("cell", ["t", "x", "mungkin", 2.0, "01"])
def test_neither_yes_nor_no(cell: Any) -> None:
    assert read_truths(column(cell)).bad.to_list() == [True]
