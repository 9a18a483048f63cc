"""Career dates: the calendar around the rules of the list `karier`."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praja.people.due.career import (
    CareerUnknown,
    add_months,
    next_kgb,
    pension_start,
    promotion_day,
    regular_promotion,
    retirement_age,
)
from praja.people.due.law import child_limit

D = datetime.date
DAYS = st.dates(D(2001, 1, 1), D(2060, 12, 31))


@pytest.mark.parametrize(
    ("last", "golongan", "mkg", "wanted"),
    [
        (D(2024, 3, 1), "III/a", 2, D(2026, 3, 1)),
        (D(2024, 3, 1), "II/a", 0, D(2025, 3, 1)),
        (D(2025, 3, 1), "II/a", 1, D(2027, 3, 1)),
        (D(2024, 3, 1), "V", 0, D(2025, 3, 1)),
        (D(2024, 2, 29), "IX", 4, D(2026, 2, 28)),
    ],
)
def test_next_raise(last, golongan, mkg, wanted):
    assert next_kgb(last, golongan, mkg) == wanted


def test_a_golongan_that_the_law_does_not_know_is_said():
    with pytest.raises(CareerUnknown, match="VI/x"):
        next_kgb(D(2024, 3, 1), "VI/x", 0)


@pytest.mark.parametrize(
    ("since", "wanted"),
    [
        (D(2025, 11, 15), D(2025, 12, 1)),
        (D(2025, 11, 1), D(2025, 11, 1)),
        (D(2024, 5, 10), D(2024, 6, 1)),
        (D(2025, 8, 20), D(2025, 10, 1)),
        (D(2023, 4, 2), D(2023, 10, 1)),
        (D(2023, 10, 2), D(2024, 2, 1)),
    ],
)
def test_day_of_promotion(since, wanted):
    assert promotion_day(since) == wanted


def test_regular_promotion_waits_four_years_and_for_a_month_of_promotions():
    assert regular_promotion(D(2020, 4, 1)) == D(2024, 4, 1)
    assert regular_promotion(D(2021, 10, 1)) == D(2025, 10, 1)
    assert regular_promotion(D(2021, 9, 1)) == D(2025, 10, 1)


@pytest.mark.parametrize(
    ("birth", "kind", "wanted"),
    [
        (D(1968, 5, 14), "administrator", D(2026, 6, 1)),
        (D(1969, 1, 1), "pelaksana", D(2027, 2, 1)),
        (D(1964, 8, 17), "ahli_utama", D(2029, 9, 1)),
        (D(1968, 12, 31), "pengawas", D(2027, 1, 1)),
        (D(1968, 2, 29), "jpt", D(2028, 3, 1)),
    ],
)
def test_pension(birth, kind, wanted):
    bup = retirement_age(kind, on=D(2026, 1, 1))

    assert pension_start(birth, bup=bup) == wanted


@given(DAYS, st.integers(-240, 240))
def test_months_later_keeps_the_day_or_the_last_of_the_month(day, months):
    later = add_months(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + datetime.timedelta(days=1)).day == 1


def test_before_the_law_that_is_known_it_says_so():
    with pytest.raises(CareerUnknown, match="bulan kenaikan pangkat"):
        promotion_day(D(1990, 1, 1))


@given(DAYS)
def test_a_promotion_is_never_before_its_conditions(day):
    found = promotion_day(day)

    assert found >= day and found.day == 1


@pytest.mark.parametrize(("school", "age"), [(False, 21), (True, 25)])
def test_a_child_is_no_longer_supported_from_an_age_on(school, age):
    assert child_limit(D(2026, 10, 1), school=school) == age
