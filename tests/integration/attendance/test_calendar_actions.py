"""Setting hours, holidays, places and events: who may, what is refused, and which days are judged anew."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from praja.access.enums import Role
from praja.attendance.calendar.actions import CalendarRefused, events, holidays, hours, places
from praja.attendance.calendar.queries import event_frame, free_days, schedule_frame
from praja.attendance.models import (
    AttendanceEvent,
    Day,
    HolidayLetter,
    HoursVersion,
    TouchedDay,
    WorkingHours,
)
from praja.attendance.sources.actions import take
from praja.audit.models import Event
from praja.people.models import UnitHistory
from praja.temporal.actions import span
from tests.integration.attendance.machines import device, pin, taps
from tests.integration.people.conftest import Office, role

pytestmark = pytest.mark.django_db
ON = datetime.date(2026, 11, 20)
DAY = datetime.timedelta(days=1)
NUMBERS = ("net", "late", "early", "forgiven", "worked", "breaks", "short", "late_band", "early_band")
WEEK = [
    {"ramadan": False, "weekday": day, "start": 450, "end": 900, "pause": 0} for day in range(6)
]  # fmt: skip


def d(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def made(office: Office, name: str = "Enam hari", **terms: Any) -> WorkingHours:
    return hours.make_hours(
        government=office.government, name=name, week=WEEK, dasar="Perwali 12/2026", start=d("2026-01-01"),
        terms=terms, by=office.user("admin"), on=ON,
    )  # fmt: skip


def touched(why: str) -> set[tuple[str, datetime.date]]:
    return {
        (one.person.name, one.date) for one in TouchedDay.objects.filter(why=why).select_related("person")
    }


def test_hours_are_given_and_changed_from_a_day_on_and_old_days_stay(office: Office) -> None:
    one = made(office)
    hours.assign_hours(
        hours=one, unit=office.dinas, letter="SK 1/2026", start=d("2026-11-02"), last=None,
        by=office.user("admin"), on=ON,
    )  # fmt: skip
    late = [{**day, "start": 480} for day in WEEK]
    hours.change_hours(
        hours=one, week=late, dasar="Perwali 13/2026", start=d("2026-11-16"), terms={},
        by=office.user("admin"), on=ON,
    )  # fmt: skip

    frame = schedule_frame([office.sari.pk], d("2026-11-01"), d("2026-11-30"))
    starts = dict(frame.select("date", "start").iter_rows())

    assert (starts[d("2026-11-02")], starts[d("2026-11-14")], starts[d("2026-11-16")]) == (450, 450, 480)
    assert ("Sari Utami", d("2026-11-16")) in touched("jam")
    assert ("Sari Utami", d("2026-11-01")) not in touched("jam")
    assert "Wayan Lain" not in {name for name, _day in touched("jam")}
    assert Event.objects.filter(kind="attendance.hours_changed", actor_id=office.user("admin").pk).exists()


def test_hours_that_hold_since_years_touch_no_years_in_which_nothing_was_recorded(office: Office) -> None:
    week = hours.make_hours(
        government=office.government, name="Sejak lama", week=WEEK, dasar="Perwali 3/2018",
        start=d("2018-01-02"), terms={}, by=office.user("admin"), on=ON,
    )  # fmt: skip
    first = timezone.localdate() - 300 * DAY
    pin("7", office.sari, at=(machine := device(office.dinas)))
    take(machine, taps(f"7 {first} 07:20:00"), how="unggah")
    TouchedDay.objects.all().delete()

    hours.assign_hours(
        hours=week, unit=office.dinas, letter="SK 1/2018", start=d("2018-01-02"), last=None,
        by=office.user("admin"), on=ON,
    )  # fmt: skip

    def since(name: str) -> datetime.date:
        return min(day for who, day in touched("jam") if who == name)

    assert since(office.sari.name) == first
    assert 95 < (timezone.localdate() - since(office.section.name)).days < 105


def test_hours_of_a_person_end_and_the_unit_takes_over(office: Office) -> None:
    given = hours.assign_hours(
        hours=made(office), person=office.sari, letter="SK 2/2026", start=d("2026-11-02"), last=None,
        by=office.user("admin"), on=ON,
    )  # fmt: skip
    for far in (datetime.date.max, d("2029-01-01")):
        with pytest.raises(CalendarRefused, match="terlalu jauh"):
            hours.end_assignment(assignment=given, last=far, by=office.user("admin"), on=ON)
    hours.end_assignment(assignment=given, last=d("2026-11-10"), by=office.user("admin"), on=ON)

    ends = schedule_frame([office.sari.pk], d("2026-11-10"), d("2026-11-11"))["end"].to_list()

    assert ends == [900, 960]


@pytest.mark.parametrize(
    ("who", "terms", "week", "says"),
    [
        ("pengelola", {}, WEEK, "admin BKPSDM"),
        ("admin", {"pattern": "lentur"}, WEEK, "berapa menit"),
        ("admin", {}, [{**WEEK[0], "end": 400}], "sesudah jam mulai"),
        ("admin", {}, [WEEK[0], WEEK[0]], "dua kali"),
        ("admin", {}, [{**WEEK[0], "ramadan": True}], "satu hari"),
    ],
)
def test_hours_that_cannot_be_are_refused(office: Office, who: str, terms: Any, week: Any, says: str) -> None:
    with pytest.raises(CalendarRefused, match=says):
        hours.make_hours(
            government=office.government, name="Jam", week=week, dasar="Perwali 12/2026", start=ON,
            terms=terms, by=office.user(who), on=ON,
        )  # fmt: skip
    assert not WorkingHours.objects.exists()


def test_the_database_refuses_a_week_that_cannot_be(office: Office) -> None:
    one = WorkingHours.objects.create(government=office.government, name="Jam")
    wrong: tuple[Any, ...] = ([], [{**WEEK[0], "end": 10}], [{**WEEK[0], "weekday": 7}], [{"weekday": 1}])

    for days in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            HoursVersion.objects.create(hours=one, dasar="x", days=days, berlaku=span(ON))


def test_a_holiday_that_is_set_after_the_day_touches_that_day_of_all_below(office: Office) -> None:
    said: dict[str, Any] = {
        "day": d("2026-11-18"),
        "kind": "libur",
        "name": "Pilkada",
        "letter": "SE 5/2026",
        "on": ON,
    }
    one = holidays.set_day(unit=office.dinas, by=office.user("admin"), **said)

    assert free_days(office.dinas.pk, d("2026-11-01"), d("2026-11-30")) == {
        d("2026-11-18"): ("libur", "Pilkada", "SE 5/2026")
    }
    assert touched("libur") == {
        (name, d("2026-11-18")) for name in ("Hadi Kepala", "Siti Seksi", "Sari Utami")
    }

    again = holidays.set_day(unit=office.dinas, by=office.user("admin"), **{**said, "kind": "cuti_bersama"})
    assert HolidayLetter.objects.get(pk=one.pk).digantikan is not None
    holidays.withdraw_day(letter=again, by=office.user("admin"), on=ON)
    assert free_days(office.dinas.pk, d("2026-11-01"), d("2026-11-30")) == {}
    with pytest.raises(CalendarRefused, match="sudah diganti"):
        holidays.withdraw_day(letter=again, by=office.user("admin"), on=ON)
    for who in ("pengelola", "kepala_unit", "sari"):
        with pytest.raises(CalendarRefused, match="admin BKPSDM"):
            holidays.set_day(unit=office.dinas, by=office.user(who), **said)


def test_ramadan_that_begins_a_day_later_replaces_what_was_set(office: Office) -> None:
    common: dict[str, Any] = {"government": office.government, "by": office.user("admin"), "on": ON}
    holidays.set_ramadan(first=d("2026-02-18"), last=d("2026-03-19"), letter="SE 3/2026", **common)
    holidays.set_ramadan(first=d("2026-02-19"), last=d("2026-03-19"), letter="SE 4/2026", **common)

    starts = schedule_frame([office.sari.pk], d("2026-02-18"), d("2026-02-19"))["start"].to_list()

    assert starts == [450, 480]
    with pytest.raises(CalendarRefused, match="45 hari"):
        holidays.set_ramadan(first=d("2026-01-01"), last=d("2026-03-19"), letter="SE 5/2026", **common)


def test_nobody_sends_oneself_home_nor_strangers(office: Office) -> None:
    said: dict[str, Any] = {
        "unit": office.dinas, "place": "wfh", "first": ON, "last": ON, "weekdays": "4", "on": ON,
        "letter": "SE 7/2026",
    }  # fmt: skip
    letter = places.set_place(people=[office.sari], by=office.user("pengelola"), **said)
    assert schedule_frame([office.sari.pk], ON, ON)["place"].item() == "wfh"

    with pytest.raises(CalendarRefused, match="tidak bekerja di unit ini"):
        places.set_place(people=[office.stranger], by=office.user("pengelola"), **said)
    with pytest.raises(CalendarRefused, match="tidak berwenang"):
        places.set_place(people=[], by=office.user("pengelola_lain"), **said)
    own = role(office.user("sari"), Role.PENGELOLA_KEPEGAWAIAN, office.dinas)
    with pytest.raises(CalendarRefused, match="orang lain"):
        places.set_place(people=[office.sari], by=own, **said)
    places.withdraw_place(letter=letter, by=office.user("admin"), on=ON)
    assert schedule_frame([office.sari.pk], ON, ON)["place"].item() == "kantor"


def test_an_apel_each_week_is_set_listed_and_cancelled(office: Office) -> None:
    apel = events.make_events(
        unit=office.dinas, kind="apel", name="Apel pagi", first=d("2026-11-09"), last=d("2026-11-23"),
        tap_from=420, tap_until=450, place="", letter="", units=[office.dinas], positions=[],
        exempt_shift=True, by=office.user("pengelola"), on=ON,
    )  # fmt: skip
    assert [one.day for one in apel] == [d("2026-11-09"), d("2026-11-16"), d("2026-11-23")]

    strangers = events.take_list(
        event=apel[0],
        nips=[office.sari.nip, office.stranger.nip, "1" * 18],
        by=office.user("pengelola"),
        on=ON,
    )
    events.take_list(
        event=apel[0], nips=[office.sari.nip, office.head.nip], by=office.user("pengelola"), on=ON
    )
    frame = event_frame([office.sari.pk, office.section.pk], d("2026-11-09"), d("2026-11-09"))
    listed = dict(frame.select("person", "listed").iter_rows())

    assert strangers == sorted([office.stranger.nip, "1" * 18])
    assert listed == {str(office.sari.pk): True, str(office.section.pk): False}
    with pytest.raises(CalendarRefused, match="tidak diubah"):
        events.take_list(event=apel[0], nips=["1" * 18], by=office.user("pengelola"), on=ON)
    assert apel[0].presences.filter(digantikan__isnull=True).count() == 2
    with pytest.raises(CalendarRefused, match="belum berlangsung"):
        events.take_list(event=apel[2], nips=[], by=office.user("pengelola"), on=ON)
    events.cancel_event(event=apel[0], reason="hujan lebat", by=office.user("pengelola"), on=ON)
    assert AttendanceEvent.objects.get(pk=apel[0].pk).cancelled_why == "hujan lebat"
    assert event_frame([office.sari.pk], d("2026-11-09"), d("2026-11-09")).is_empty()
    with pytest.raises(CalendarRefused, match="di bawahnya"):
        events.make_events(
            unit=office.dinas, kind="apel", name="Apel", first=ON, last=None, tap_from=420, tap_until=450,
            place="", letter="", units=[office.other], positions=[], exempt_shift=True,
            by=office.user("pengelola"), on=ON,
        )  # fmt: skip


def test_the_page_of_a_list_reads_nip_in_groups_and_tells_lines_without_one(
    office: Office, client: Client
) -> None:
    today = timezone.localdate()
    (apel,) = events.make_events(
        unit=office.dinas, kind="apel", name="Apel pagi", first=today, last=None, tap_from=420, tap_until=450,
        place="", letter="", units=[office.dinas], positions=[], exempt_shift=True, by=office.user("admin"),
        on=today,
    )  # fmt: skip
    client.force_login(office.user("admin"))
    nip = office.sari.nip

    def listed(text: str) -> str:
        said = {"nips": text}
        return client.post(f"/kehadiran/kegiatan/{apel.pk}/", said, follow=True).content.decode()

    answer = listed(
        f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}\nPak Budi\n{office.head.nip} {office.section.nip}"
    )
    assert "dilewati: Pak Budi" in answer
    there = {office.sari.pk, office.head.pk, office.section.pk}
    assert set(apel.presences.values_list("person", flat=True)) == there
    assert "tidak diubah" in listed("abc")
    assert set(apel.presences.filter(digantikan=None).values_list("person", flat=True)) == there


def test_who_moves_to_another_unit_is_judged_anew_on_days_that_were_judged(office: Office) -> None:
    UnitHistory.objects.filter(person=office.sari).update(berlaku=span(d("2019-03-01"), ON - 9 * DAY))
    assert touched("unit") == set()

    for ago in (5, 12):
        Day.objects.create(
            person=office.sari, date=ON - ago * DAY, kind="kerja", status="hadir", place="kantor", zone="WIB",
            missing_in=False, missing_out=False, **dict.fromkeys(NUMBERS, 0),
        )  # fmt: skip
    UnitHistory.objects.create(person=office.sari, unit=office.other, berlaku=span(ON - 9 * DAY))

    assert ("Sari Utami", ON - 5 * DAY) in touched("unit")
    assert ("Sari Utami", ON - 12 * DAY) not in touched("unit")
