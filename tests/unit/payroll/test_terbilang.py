"""Amounts in words."""

from __future__ import annotations

import pytest

from praja.payroll.outputs.terbilang import terbilang


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (101, "seratus satu"),
        (111, "seratus sebelas"),
        (999, "sembilan ratus sembilan puluh sembilan"),
        (1_000, "seribu"),
        (1_100, "seribu seratus"),
        (2_000, "dua ribu"),
        (11_000, "sebelas ribu"),
        (101_000, "seratus satu ribu"),
        (1_000_000, "satu juta"),
        (1_001_000, "satu juta seribu"),
        (2_785_700, "dua juta tujuh ratus delapan puluh lima ribu tujuh ratus"),
        (1_000_000_000, "satu miliar"),
        (
            12_345_678_901,
            "dua belas miliar tiga ratus empat puluh lima juta enam ratus tujuh puluh delapan ribu "
            "sembilan ratus satu",
        ),
        (-15, "minus lima belas"),
    ],
)
def test_amounts_are_said_as_people_say_them(number: int, words: str) -> None:
    assert terbilang(number) == words


def test_what_has_no_name_is_refused() -> None:
    with pytest.raises(ValueError):
        terbilang(10**18)
