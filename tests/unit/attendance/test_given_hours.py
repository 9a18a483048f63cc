"""The hours that the law gives: their sums are those that it prints."""

import datetime

import pytest

from praja.rules.workhours import FIVE_DAYS, SIX_DAYS, given_hours, given_on

TODAY = datetime.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("code", "ramadan", "minutes"),
    [(FIVE_DAYS, False, 37 * 60 + 30), (FIVE_DAYS, True, 32 * 60 + 30), (SIX_DAYS, False, 37 * 60 + 30)],
)
def test_a_week_has_the_minutes_of_the_regulation(code, ramadan, minutes):
    assert given_on(code, TODAY).minutes(ramadan=ramadan) == minutes


def test_friday_has_the_longer_break_and_the_later_end():
    friday = next(day for day in given_on(FIVE_DAYS, TODAY).days if day.weekday == 4 and not day.ramadan)

    assert (friday.start, friday.end, friday.pause) == (450, 990, 90)


def test_before_the_first_document_nothing_is_given():
    assert given_on(FIVE_DAYS, datetime.date(2023, 4, 11)) is None
    assert given_on(FIVE_DAYS, datetime.date(2023, 4, 12)) is not None


def test_each_says_who_checked_it_and_no_day_comes_twice():
    for one in given_hours():
        assert one.status in {"diperiksa", "belum_diperiksa", "diasumsikan"}
        keys = [(day.ramadan, day.weekday) for day in one.days]
        assert len(keys) == len(set(keys))
