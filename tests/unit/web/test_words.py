"""Numbers and days as pages write them."""

import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from praja.web import words


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (2785700, "Rp2.785.700"),
        (0, "Rp0"),
        (-21600, "−Rp21.600"),
        (999, "Rp999"),
        (9_007_199_254_740_993, "Rp9.007.199.254.740.993"),
        (Decimal("-1234.50"), "−Rp1.234,50"),
        (None, "–"),
        ("", "–"),
    ],
)
def test_rupiah(amount, written):
    assert words.rupiah(amount) == written


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1234567, "1.234.567"),
        (-5, "−5"),
        (98.75, "98,75"),
        (Decimal("0.5"), "0,5"),
        ("1200", "1.200"),
        (None, "–"),
    ],
)
def test_angka(number, written):
    assert words.angka(number) == written


@pytest.mark.parametrize(
    ("number", "written"), [(87800, "+87.800"), (-21600, "−21.600"), (0, "0"), (None, "–")]
)
def test_a_difference_has_its_sign(number, written):
    assert words.selisih(number) == written


@pytest.mark.parametrize(("language", "written"), [("id", "21 Agustus 2026"), ("en", "21 August 2026")])
def test_a_day_in_words_of_the_reader(language, written):
    with translation.override(language):
        assert words.tanggal(datetime.date(2026, 8, 21)) == written
        assert words.tanggal_pendek(datetime.date(2026, 8, 1)) == "01-08-2026"


def test_an_unknown_day_is_a_dash():
    assert words.tanggal(None) == words.tanggal_pendek("") == words.waktu(None) == "–"


def test_a_moment_is_told_at_the_place_of_the_site():
    moment = datetime.datetime(2026, 11, 20, 17, 5, tzinfo=datetime.UTC)

    assert words.waktu(moment) == "21 November 2026, 00.05"
    assert words.tanggal_pendek(moment) == "21-11-2026"
