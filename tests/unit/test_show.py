"""How numbers and days are written for people."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from praja.rules.schema import Kind
from praja.rules.show import show_amount, show_date, show_number, show_rupiah


@pytest.mark.parametrize(
    ("value", "id_", "en"),
    [
        (2785700, "Rp2.785.700", "Rp2,785,700"),
        (-1000, "−Rp1.000", "−Rp1,000"),
        (0, "Rp0", "Rp0"),
        (Fraction("54382.92"), "Rp54.382,92", "Rp54,382.92"),
        (Fraction(100, 3), "Rp33,33…", "Rp33.33…"),
        (Fraction(-1, 2), "−Rp0,50", "−Rp0.50"),
        (10**18, "Rp1.000.000.000.000.000.000", "Rp1,000,000,000,000,000,000"),
    ],
)
def test_rupiah(value, id_, en):
    assert (show_rupiah(value), show_rupiah(value, "en")) == (id_, en)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (Fraction(1, 400), "persen", "0,25%"),
        (1, "persen", "100%"),
        (Fraction(1, 3), "persen", "33,333333…%"),
        (Fraction("98.75"), "orang", "98,75"),
        (12, "bulan", "12"),
    ],
)
def test_a_number_in_its_unit(value, unit, shown):
    assert show_number(value, unit, Kind.ANGKA) == shown


def test_a_day():
    day = datetime.date(2024, 1, 26)

    assert (show_date(day), show_date(day, "en")) == ("26 Januari 2024", "26 January 2024")


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (None, Kind.RUPIAH, "?"),
        (True, Kind.YA, "ya"),
        ("pns", Kind.PILIHAN, "pns"),
        (datetime.date(2026, 10, 1), Kind.TANGGAL, "1 Oktober 2026"),
        (1000, Kind.RUPIAH, "Rp1.000"),
    ],
)
def test_what_a_rule_came_to(value, kind, shown):
    assert show_amount(value, "", kind) == shown
