"""The calendar of the law, and how many days are worked by it."""

import datetime

import pytest

from praja.rules.workdays import holidays, workdays

YEARS = {2025: (17, 11), 2026: (17, 8)}
"""Of each decree, its count of libur nasional and of cuti bersama; 18 August 2025 was added later."""


def day(text):
    return datetime.date.fromisoformat(text)


def test_the_calendar_is_in_order_with_the_days_that_each_decree_counts():
    days = [one.day for one in holidays()]

    assert days == sorted(set(days))
    assert {one.status for one in holidays()} <= {"diperiksa", "belum_diperiksa", "diasumsikan"}
    for year, counts in YEARS.items():
        kinds = [one.kind for one in holidays() if one.day.year == year]
        assert (kinds.count("libur_nasional"), kinds.count("cuti_bersama")) == counts
        assert sum(counts) == len(kinds)


@pytest.mark.parametrize(
    ("first", "last", "five", "six"),
    [
        ("2026-10-01", "2026-10-31", 22, 27),
        ("2026-03-01", "2026-03-31", 17, 20),
        ("2026-03-16", "2026-03-25", 3, 3),
        ("2026-10-03", "2026-10-04", 0, 1),
        ("2026-10-16", "2026-10-16", 1, 1),
    ],
)
def test_saturdays_count_where_the_week_has_six_workdays(first, last, five, six):
    counted = [workdays(day(first), day(last), saturdays=saturdays) for saturdays in (False, True)]

    assert counted == [five, six]


def test_a_holiday_added_within_the_year_was_not_known_before():
    august = day("2025-08-01"), day("2025-08-31")

    before, after = (
        workdays(*august, saturdays=False, known_on=day(known)) for known in ("2025-08-06", "2025-08-07")
    )

    assert (before, after) == (21, 20)


@pytest.mark.parametrize(("month", "known"), [("2024-05", None), ("2026-05", "2025-09-18")])
def test_of_a_year_without_decree_nothing_is_known(month, known):
    known_on = day(known) if known else None

    assert workdays(day(f"{month}-01"), day(f"{month}-31"), saturdays=False, known_on=known_on) is None
