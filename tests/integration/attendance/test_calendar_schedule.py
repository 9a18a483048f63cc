"""What each day asks of people: hours, Ramadan, holidays, roster, places, units, time."""

from __future__ import annotations

import datetime
from typing import Any

import polars as pl
import pytest
from django.utils import timezone

from praja.attendance.calendar.queries import event_frame, schedule_frame
from praja.attendance.models import (
    AttendanceEvent,
    EventPresence,
    HolidayLetter,
    HoursAssignment,
    HoursVersion,
    PlaceLetter,
    RamadanPeriod,
    Roster,
    RosterDay,
    Shift,
    ShiftVersion,
    WorkingHours,
)
from praja.organization.models import Unit, UnitVersion
from praja.people.models import Person, UnitHistory
from praja.temporal.actions import span
from tests.integration.people.conftest import Office, unit

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LONG_AGO = datetime.date(2015, 1, 1)


def d(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def hours(
    office: Office, name: str, start: int, end: int, days: str = "01234", pause: int = 0, **terms: Any
) -> WorkingHours:
    made = WorkingHours.objects.create(government=office.government, name=name)
    week = [
        {"ramadan": False, "weekday": int(one), "start": start, "end": end, "pause": pause} for one in days
    ]
    HoursVersion.objects.create(
        hours=made, dasar="Perwali 1/2026", days=week, berlaku=span(LONG_AGO), **terms
    )
    return made


def give(
    made: WorkingHours, since: str = "2015-01-01", until: str | None = None, **to: Any
) -> HoursAssignment:
    return HoursAssignment.objects.create(
        hours=made, letter="SK 1", berlaku=span(d(since), d(until) if until else None), **to
    )


def day_of(person: Person, day: str, **how: Any) -> dict[str, Any]:
    return schedule_frame([person.pk], d(day), d(day), **how).row(0, named=True)


def letter(office: Office, at: Unit, day: str, kind: str, name: str) -> HolidayLetter:
    return HolidayLetter.objects.create(
        unit=at, day=d(day), kind=kind, name=name, letter="SE 5/2026", by=office.user("admin")
    )


# --- hours


def test_without_anything_set_the_law_says_the_hours_of_a_week(office: Office) -> None:
    week = schedule_frame([office.sari.pk], d("2026-11-16"), d("2026-11-22"))

    assert week["kind"].to_list() == ["kerja"] * 5 + ["lepas"] * 2
    assert week["start"].to_list() == [450] * 5 + [None] * 2
    assert week["end"].to_list() == [960] * 4 + [990] + [None] * 2
    assert week["net_minutes"].sum() == 37 * 60 + 30
    monday = week.row(0, named=True)
    assert (monday["in_from"], monday["in_until"], monday["out_from"], monday["out_until"]) == (
        360, 720, 720, 1200,
    )  # fmt: skip
    assert "Perpres 21/2023" in monday["why"]
    assert monday["zone"] == "WIB"


def test_the_nearest_unit_wins_then_the_post_then_the_person(office: Office) -> None:
    give(hours(office, "Kota", 420, 900), unit=office.government)
    own = give(hours(office, "Dinas", 430, 900), unit=office.dinas)

    assert day_of(office.sari, "2026-11-16")["start"] == 430
    assert day_of(office.stranger, "2026-11-16")["start"] == 420

    give(hours(office, "Jabatan", 440, 900), position=office.staff_post)
    assert day_of(office.sari, "2026-11-16")["start"] == 440
    assert day_of(office.head, "2026-11-16")["start"] == 430

    give(hours(office, "Sendiri", 445, 900, flex=90, pattern="lentur"), person=office.sari)
    mine = day_of(office.sari, "2026-11-16")
    assert (mine["start"], mine["flex"], mine["out_until"]) == (445, 90, 900 + 240 + 90)

    own.delete()
    assert day_of(office.head, "2026-11-16")["start"] == 420


def test_hours_change_in_mid_month_with_the_unit_that_one_moves_to(office: Office) -> None:
    give(hours(office, "Enam hari", 450, 870, "012345"), unit=office.other)
    UnitHistory.objects.filter(person=office.sari).update(berlaku=span(d("2019-03-01"), d("2026-11-12")))
    UnitHistory.objects.create(unit=office.other, person=office.sari, berlaku=span(d("2026-11-12")))

    month = schedule_frame([office.sari.pk], d("2026-11-01"), d("2026-11-30"))
    saturdays = month.filter(pl.col("date").dt.weekday() == 6).select("date", "kind")

    assert month.height == 30
    assert saturdays["kind"].to_list() == ["lepas", "kerja", "kerja", "kerja"]
    assert month.filter(pl.col("date") == d("2026-11-11"))["end"].item() == 960
    assert month.filter(pl.col("date") == d("2026-11-12"))["end"].item() == 870


def test_a_unit_that_moves_under_another_follows_it_from_that_day(office: Office) -> None:
    section = unit("kota.sosial.seksi", "Seksi", "seksi", office.dinas, office.government)
    UnitHistory.objects.filter(person=office.sari).update(unit=section)
    give(hours(office, "Dinas", 430, 900), unit=office.dinas)
    give(hours(office, "Tani", 480, 900), unit=office.other)
    UnitVersion.objects.filter(unit=section).update(berlaku=span(LONG_AGO, d("2026-11-17")))
    UnitVersion.objects.create(
        unit=section, parent=office.other, name="Seksi", kind="seksi", berlaku=span(d("2026-11-17"))
    )

    starts = schedule_frame([office.sari.pk], d("2026-11-16"), d("2026-11-17"))["start"].to_list()

    assert starts == [430, 480]


def test_each_unit_has_the_zone_of_its_place_on_the_day(office: Office) -> None:
    UnitVersion.objects.filter(unit=office.other).update(zone="WIT", berlaku=span(LONG_AGO, d("2026-11-17")))
    UnitVersion.objects.create(
        unit=office.other, parent=office.government, name="Tani", kind="dinas", zone="WITA",
        berlaku=span(d("2026-11-17")),
    )  # fmt: skip

    frame = schedule_frame([office.sari.pk, office.stranger.pk], d("2026-11-16"), d("2026-11-17"))
    zones = frame.filter(pl.col("person") == str(office.stranger.pk))["zone"].to_list()

    assert zones == ["WIT", "WITA"]
    assert set(frame.filter(pl.col("person") == str(office.sari.pk))["zone"]) == {"WIB"}


def test_a_short_friday_is_parted_in_its_middle_and_breaks_may_count(office: Office) -> None:
    give(hours(office, "Jumat pendek", 450, 690, "4", 30, counts_breaks=True), unit=office.dinas)

    friday = day_of(office.sari, "2026-11-20")

    assert (friday["in_until"], friday["out_from"]) == (570, 570)
    assert (friday["net_minutes"], friday["break_minutes"]) == (240, 30)


def test_dynamic_hours_count_their_length_alone(office: Office) -> None:
    give(hours(office, "Dinamis", 450, 960, pattern="dinamis"), person=office.sari)

    assert day_of(office.sari, "2026-11-16")["dynamic"] is True
    assert day_of(office.head, "2026-11-16")["dynamic"] is False


# --- Ramadan and holidays


def test_ramadan_has_its_hours_on_the_days_of_the_letter_only(office: Office) -> None:
    RamadanPeriod.objects.create(
        government=office.government, letter="SE 3/2026", berlaku=span(d("2026-02-18"), d("2026-03-20"))
    )

    days = schedule_frame([office.sari.pk], d("2026-02-13"), d("2026-02-20"))
    by_day = {row["date"]: row for row in days.iter_rows(named=True)}

    assert by_day[d("2026-02-13")]["start"] == 450
    assert by_day[d("2026-02-18")]["start"] == 480
    assert by_day[d("2026-02-18")]["net_minutes"] == 390
    assert by_day[d("2026-02-20")]["end"] == 930
    assert "SE 3/2026" in by_day[d("2026-02-18")]["why"]

    give(hours(office, "Tanpa Ramadan", 420, 900), unit=office.dinas)
    assert day_of(office.sari, "2026-02-18")["start"] == 420


def test_a_letter_adds_a_holiday_below_a_unit_and_the_nearest_takes_it_away(office: Office) -> None:
    letter(office, office.government, "2026-11-18", "libur", "Pemilihan kepala daerah")
    letter(office, office.dinas, "2026-11-18", "kerja", "Tetap melayani")
    letter(office, office.dinas, "2026-12-24", "kerja", "Tetap melayani")

    assert day_of(office.stranger, "2026-11-18")["kind"] == "libur"
    assert day_of(office.sari, "2026-11-18")["kind"] == "kerja"
    assert day_of(office.stranger, "2026-12-24")["kind"] == "cuti_bersama"
    assert day_of(office.sari, "2026-12-24")["kind"] == "kerja"
    assert "Natal" in day_of(office.sari, "2026-12-25")["why"]


def test_a_holiday_that_was_added_later_was_not_known_before(office: Office) -> None:
    before = timezone.now()
    made = letter(office, office.government, "2026-11-18", "libur", "Pemilihan kepala daerah")
    HolidayLetter.objects.filter(pk=made.pk).update(tercatat=before + DAY)

    assert day_of(office.sari, "2026-11-18", known_at=before)["kind"] == "kerja"
    assert day_of(office.sari, "2026-11-18", known_at=before + 2 * DAY)["kind"] == "libur"
    decreed = datetime.datetime(2025, 8, 1, tzinfo=datetime.UTC)
    Person.objects.update(tercatat=decreed)
    UnitHistory.objects.update(tercatat=decreed - DAY)
    UnitVersion.objects.update(tercatat=decreed - DAY)
    assert day_of(office.sari, "2025-08-18", known_at=decreed)["kind"] == "kerja"
    assert day_of(office.sari, "2025-08-18")["kind"] == "cuti_bersama"


def test_29_february_is_a_day_like_others(office: Office) -> None:
    days = schedule_frame([office.sari.pk], d("2028-02-28"), d("2028-03-01"))

    assert days["date"].to_list() == [d("2028-02-28"), d("2028-02-29"), d("2028-03-01")]
    assert days["kind"].to_list() == ["kerja"] * 3


# --- roster, place, events


def shift(office: Office, code: str, start: int, end: int, **terms: Any) -> Shift:
    made = Shift.objects.create(unit=office.dinas, code=code)
    ShiftVersion.objects.create(shift=made, name=code, start=start, end=end, berlaku=span(LONG_AGO), **terms)
    return made


def put(office: Office, person: Person, day: str, what: Shift | None) -> RosterDay:
    roster, _new = Roster.objects.get_or_create(unit=office.dinas, month=d(day).replace(day=1))
    return RosterDay.objects.create(roster=roster, person=person, day=d(day), shift=what)


def test_a_night_shift_over_the_end_of_a_month_ends_on_the_next_day(office: Office) -> None:
    night = shift(office, "M", 21 * 60, 31 * 60, tolerance_in=10)
    put(office, office.sari, "2026-10-31", night)
    put(office, office.sari, "2026-11-02", None)

    saturday = day_of(office.sari, "2026-10-31")
    assert (saturday["kind"], saturday["start"], saturday["end"]) == ("kerja", 1260, 1860)
    assert (saturday["net_minutes"], saturday["tolerance_in"], saturday["shift"]) == (600, 10, "M")
    assert saturday["out_until"] == 1860 + 240
    monday = day_of(office.sari, "2026-11-02")
    assert (monday["kind"], monday["start"]) == ("lepas", None)
    assert day_of(office.sari, "2026-11-03")["start"] == 450


def test_a_shift_goes_through_holidays_and_may_need_no_tap(office: Office) -> None:
    put(office, office.sari, "2026-12-25", shift(office, "P", 420, 840))
    put(office, office.sari, "2026-12-26", shift(office, "OC", 420, 840, requires_attendance=False))

    assert day_of(office.sari, "2026-12-25")["kind"] == "kerja"
    assert day_of(office.sari, "2026-12-25")["requires_attendance"] is True
    assert day_of(office.sari, "2026-12-26")["requires_attendance"] is False


def test_the_roster_as_it_was_known_is_the_one_before_it_was_replaced(office: Office) -> None:
    early, late = shift(office, "P", 420, 840), shift(office, "S", 840, 1260)
    first = put(office, office.sari, "2026-11-16", early)
    now = timezone.now()
    RosterDay.objects.filter(pk=first.pk).update(digantikan=now + DAY)
    again = put(office, office.sari, "2026-11-16", late)
    RosterDay.objects.filter(pk=again.pk).update(tercatat=now + DAY)

    assert day_of(office.sari, "2026-11-16")["shift"] == "S"
    assert day_of(office.sari, "2026-11-16", known_at=now)["shift"] == "P"


def test_a_letter_sends_a_unit_or_people_to_work_elsewhere(office: Office) -> None:
    common: dict[str, Any] = {"government": office.government, "unit": office.dinas, "first": d("2026-11-16"),
              "last": d("2026-11-20"), "by": office.user("admin")}  # fmt: skip
    PlaceLetter.objects.create(place="wfh", whole_unit=True, weekdays="4", letter="SE 9", **common)
    own = PlaceLetter.objects.create(place="wfa", letter="SE 10", **common)
    own.people.add(office.sari)

    week = schedule_frame([office.sari.pk, office.head.pk], d("2026-11-19"), d("2026-11-21"))
    places = dict(week.group_by("person", maintain_order=True).agg("place").iter_rows())

    assert places[str(office.sari.pk)] == ["wfa", "wfa", "kantor"]
    assert places[str(office.head.pk)] == ["kantor", "wfh", "kantor"]
    assert "WFH menurut SE 9" in day_of(office.head, "2026-11-20")["why"]


def test_an_event_must_be_attended_by_units_below_and_by_posts(office: Office) -> None:
    event = AttendanceEvent.objects.create(
        unit=office.government, kind="upacara", name="Hari KORPRI", day=d("2026-11-29"), tap_from=400,
        tap_until=480, by=office.user("admin"),
    )  # fmt: skip
    event.units.add(office.dinas)
    event.positions.add(office.other_post)
    put(office, office.sari, "2026-11-29", shift(office, "P", 420, 840))
    EventPresence.objects.create(event=event, person=office.head, by=office.user("admin"))

    frame = event_frame(
        [office.sari.pk, office.head.pk, office.stranger.pk], d("2026-11-01"), d("2026-11-30")
    )
    by_person = {row["person"]: row for row in frame.iter_rows(named=True)}

    assert set(by_person) == {str(office.sari.pk), str(office.head.pk)}
    assert by_person[str(office.sari.pk)]["exempt_by_shift"] is True
    assert by_person[str(office.head.pk)]["listed"] is True
    assert (by_person[str(office.head.pk)]["from"], by_person[str(office.head.pk)]["until"]) == (400, 480)

    AttendanceEvent.objects.update(cancelled_at=timezone.now())
    assert event_frame([office.sari.pk], d("2026-11-01"), d("2026-11-30")).is_empty()


# --- as a whole


def test_everything_takes_as_many_queries_for_one_as_for_all(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    give(hours(office, "Jabatan", 440, 900), position=office.staff_post)
    everybody = list(Person.objects.values_list("pk", flat=True))

    with django_assert_max_num_queries(10):
        frame = schedule_frame(everybody, d("2026-11-01"), d("2026-11-30"))

    assert frame.height == 30 * len(everybody)
    alone = [schedule_frame([one], d("2026-11-01"), d("2026-11-30")) for one in everybody]
    assert pl.concat(alone).sort("person", "date").equals(frame)


def test_nobody_is_asked_anything_before_they_came_or_without_a_unit(office: Office) -> None:
    UnitHistory.objects.filter(person=office.sari).update(berlaku=span(d("2026-11-12"), d("2026-11-14")))

    days = schedule_frame([office.sari.pk], d("2026-11-10"), d("2026-11-20"))["date"].to_list()

    assert days == [d("2026-11-12"), d("2026-11-13")]
    assert schedule_frame([], d("2026-11-10"), d("2026-11-20")).is_empty()
