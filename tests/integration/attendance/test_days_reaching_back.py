"""What a closed month says beyond its days: the week of the hours, and absence after Idulfitri."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from praja.attendance.calendar.actions.holidays import set_day, withdraw_day
from praja.attendance.days.actions.closings import close, reopen
from praja.attendance.days.closing import moved, moved_count
from praja.attendance.days.facts import facts
from praja.attendance.days.judging import judge, judge_touched
from praja.attendance.days.recap import recaps
from praja.attendance.models import (
    Closing,
    Day,
    HoursAssignment,
    HoursVersion,
    Roster,
    RosterDay,
    WorkingHours,
)
from praja.temporal.actions import span
from tests.integration.attendance.days_made import day
from tests.integration.attendance.machines import device, tapped_before
from tests.integration.people.conftest import LONG_AGO, Office

OCTOBER = datetime.date(2026, 10, 1)
END = datetime.date(2026, 10, 31)
TODAY = datetime.date(2026, 11, 23)
LATER = datetime.datetime(2026, 11, 2, tzinfo=datetime.UTC)
WHY = "Ditutup untuk dicoba lagi"


def given_hours(office: Office, days: str, since: datetime.date = LONG_AGO, **to: Any) -> HoursAssignment:
    made = WorkingHours.objects.create(government=office.government, name=f"Minggu {days} {since}")
    week = [{"ramadan": False, "weekday": int(one), "start": 450, "end": 870, "pause": 0} for one in days]
    HoursVersion.objects.create(hours=made, dasar="Perwali 1/2026", days=week, berlaku=span(LONG_AGO))
    return HoursAssignment.objects.create(hours=made, letter="SK 1", berlaku=span(since), **to)


def pattern(office: Office) -> Any:
    """Return what Sari's October says of her week."""
    judge([office.sari.pk, office.sari.pk], OCTOBER, END, LATER)
    return recaps([office.sari.pk], OCTOBER)[office.sari.pk].facts["pola_hari_kerja"]


@pytest.fixture
def tapping(office: Office) -> Office:
    tapped_before(device(office.dinas), office.sari)
    return office


# --- the week of the hours


@pytest.mark.parametrize(
    ("days", "told"), [("01234", "lima_hari"), ("012345", "enam_hari"), ("0123", None), ("0123456", None)]
)
def test_the_week_is_that_of_the_hours_that_held(tapping: Office, days: str, told: str | None) -> None:
    given_hours(tapping, days, unit=tapping.dinas)

    assert pattern(tapping) == told


def test_without_hours_of_ones_own_the_week_is_that_of_the_law(tapping: Office) -> None:
    assert pattern(tapping) == "lima_hari"


@pytest.mark.parametrize(("since", "told"), [(1, "enam_hari"), (31, None)])
def test_hours_that_change_in_the_month_say_no_week(tapping: Office, since: int, told: str | None) -> None:
    given_hours(tapping, "012345", datetime.date(2026, 10, since), person=tapping.sari)

    assert pattern(tapping) == told


def test_who_works_by_a_roster_on_one_day_has_no_week(tapping: Office) -> None:
    roster = Roster.objects.create(unit=tapping.dinas, month=OCTOBER)
    RosterDay.objects.create(roster=roster, person=tapping.sari, day=datetime.date(2026, 10, 9))

    assert pattern(tapping) is None


# --- absence after Idulfitri, months later


def closed(office: Office, month: datetime.date) -> Closing:
    return close(unit=office.dinas, month=month, undecided_reason=WHY, by=office.user("pengelola"), on=TODAY)


def sanction(office: Office, month: int, known_at: Any = None) -> int | None:
    [one] = facts(
        datetime.date(2026, month, 1), known_at, people=[office.sari.pk], sanction=True
    )  # fmt: skip
    found: int | None = one.facts.get("bulan_sanksi_lebaran")
    return found


@pytest.fixture
def months(office: Office) -> dict[int, Closing]:
    """Sari was absent on 25 March, the first workday after Idulfitri; February to June are closed."""
    for number in range(20, 25):
        day(office.sari, datetime.date(2026, 3, number), kind="libur", status="libur", why="Idulfitri 1447 H")
    day(office.sari, datetime.date(2026, 3, 25), status="alpa")
    for month in (2, 4, 5, 6):
        day(office.sari, datetime.date(2026, month, 9), status="hadir")
    return {month: closed(office, datetime.date(2026, month, 1)) for month in range(2, 7)}


def test_the_month_of_the_absence_is_the_first_and_those_after_it_count_on(
    office: Office, months: dict[int, Closing]
) -> None:
    assert {month: sanction(office, month) for month in months} == {2: None, 3: 1, 4: 2, 5: 3, 6: 4}
    [plain] = facts(datetime.date(2026, 4, 1), people=[office.sari.pk])
    assert "bulan_sanksi_lebaran" not in plain.facts


def test_a_month_opened_again_counts_as_it_was_closed_last(
    office: Office, months: dict[int, Closing]
) -> None:
    before = timezone.now()
    reopen(closing=months[3], text=WHY, by=office.user("admin"), on=TODAY)
    assert sanction(office, 4) == 2

    Day.objects.filter(date=datetime.date(2026, 3, 25)).update(status="cuti")
    closed(office, datetime.date(2026, 3, 1))

    assert (sanction(office, 4), sanction(office, 4, before)) == (None, 2)


def test_a_year_later_nothing_is_left_of_it(office: Office, months: dict[int, Closing]) -> None:
    for year, month in ((2027, 2), (2027, 3)):
        day(office.sari, datetime.date(year, month, 9), status="hadir")
        close(
            unit=office.dinas, month=datetime.date(year, month, 1), undecided_reason=WHY,
            by=office.user("pengelola"), on=datetime.date(2027, 4, 5),
        )  # fmt: skip

    told = [
        one.facts.get("bulan_sanksi_lebaran")
        for month in (2, 3)
        for one in facts(datetime.date(2027, month, 1), people=[office.sari.pk], sanction=True)
    ]
    assert told == [12, None]


# --- a letter about the month before


def test_a_holiday_letter_of_the_month_before_moves_a_closed_month(office: Office, client: Any) -> None:
    """Sari was absent on Monday 2 November, after a Saturday that a letter then makes one of Idulfitri."""
    november, saturday = datetime.date(2026, 11, 1), datetime.date(2026, 10, 31)
    monday = datetime.date(2026, 11, 2)
    tapped_before(device(office.dinas), office.sari)
    judge([office.sari.pk], OCTOBER, monday, datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC))
    after = datetime.date(2026, 12, 1)
    made = close(
        unit=office.dinas, month=november, undecided_reason=WHY, by=office.user("pengelola"), on=after
    )
    assert (moved(made), moved_count(office.dinas, november, after)) == ([], 0)

    letter = set_day(
        unit=office.dinas, day=saturday, kind="libur", name="Idulfitri susulan", letter="SE 5/2026",
        by=office.user("admin"), on=TODAY,
    )  # fmt: skip
    judge_touched()

    [one] = moved(made)
    assert (one.person, one.days, one.changes) == (
        office.sari.pk, [saturday], [("alpa_sesudah_libur", 0, 1)],
    )  # fmt: skip
    assert moved_count(office.dinas, november, after) == 1
    client.force_login(office.user("pengelola"))
    page = client.get(reverse("attendance:closing", args=[office.dinas.pk, "2026-11"])).content.decode()
    assert reverse("attendance:recap_person", args=[office.sari.pk, "2026-10"]) + "#h31" in page

    withdraw_day(letter=letter, by=office.user("admin"), on=TODAY)
    judge_touched()
    assert not moved(made)
