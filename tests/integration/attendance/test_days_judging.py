"""Days of people judged from what the database holds, and judged anew when something changes."""

from __future__ import annotations

import datetime
from typing import Any

import polars as pl
import pytest
from django.utils import timezone

from praja.attendance.calendar.queries import schedule_frame
from praja.attendance.days.judging import judge, judge_ended, judge_touched, rectangles
from praja.attendance.days.tasks import judge_missing
from praja.attendance.models import Correction, Day, DutyOrder, DutyPerson, TouchedDay
from praja.attendance.sources.actions import take
from praja.attendance.touched import touch
from tests.integration.attendance.machines import device, pin, tapped_before, taps
from tests.integration.people.conftest import Office

MONDAY = datetime.date(2026, 10, 5)
TUESDAY = MONDAY + datetime.timedelta(days=1)
SUNDAY = MONDAY - datetime.timedelta(days=1)
LATER = datetime.datetime(2026, 10, 20, 2, tzinfo=datetime.UTC)


@pytest.fixture
def machine(office: Office) -> Any:
    made = device(office.dinas)
    pin("1", office.sari, at=made)
    pin("2", office.section, at=made)
    tapped_before(made, office.sari, office.section, office.head, office.stranger)
    return made


def day(office: Office, on: datetime.date = MONDAY) -> Day:
    return Day.objects.get(person=office.sari, date=on)


def test_taps_are_judged_and_each_step_is_told(office: Office, machine: Any) -> None:
    take(machine, taps("1 2026-10-05 07:41:59", "1 2026-10-05 15:58:00"), how="unggah")

    assert judge_touched(LATER) and not TouchedDay.objects.exists()

    found = day(office)
    assert (found.status, found.codes, found.late, found.early) == ("hadir", ["TL1", "PSW1"], 11, 2)
    assert [(one.what, one.text) for one in found.story] == [
        ("jam", "Bekerja 07.30 sampai 16.00"),
        ("datang", "Datang 07.41"),
        ("terlambat", "Terlambat 11 menit, TL1 (1 sampai 30 menit)"),
        ("pulang", "Pulang 15.58"),
        ("cepat", "Pulang 2 menit sebelum waktunya, PSW1 (1 sampai 30 menit)"),
        ("hasil", "Hadir"),
    ]
    assert "900-4700" in found.story[2].detail and "Perpres 21/2023" in found.story[0].detail
    assert {found.in_tap, found.out_tap} == set(
        office.sari.taps.filter(local__date=MONDAY).values_list("pk", flat=True)
    )


def test_only_what_changed_is_written_and_a_day_judged_twice_is_the_same(
    office: Office, machine: Any
) -> None:
    take(machine, taps("1 2026-10-05 07:20:00", "1 2026-10-05 16:02:00"), how="unggah")
    people = [office.sari.pk, office.section.pk, office.head.pk]
    assert judge(people, MONDAY, MONDAY + datetime.timedelta(days=6), LATER) == 21
    before = list(Day.objects.order_by("pk").values())

    assert judge(people, MONDAY, MONDAY + datetime.timedelta(days=6), LATER) == 0
    assert judge([office.sari.pk], MONDAY, MONDAY, LATER) == 0
    assert list(Day.objects.order_by("pk").values()) == before

    take(machine, taps("1 2026-10-06 07:31:00"), how="unggah")
    judge_touched(LATER)
    assert [one["date"] for one in before if one not in Day.objects.values()] == [TUESDAY]
    assert day(office, TUESDAY).codes == ["TL1", "PSW4"]


def test_duty_permission_and_corrections_count_before_taps(office: Office, machine: Any) -> None:
    by = office.user("section")
    order = DutyOrder.objects.create(
        unit=office.dinas, number="094/7", subject="Rapat", place="Jakarta", by=by,
        days=(MONDAY, TUESDAY + datetime.timedelta(days=1)), half="",
    )  # fmt: skip
    DutyPerson.objects.create(order=order, person=office.sari)
    said = {"person": office.sari, "by": office.user("sari"), "reason": "Mesin mati sejak pagi",
            "state": "diterima", "decided_by": by, "decided_at": timezone.now()}  # fmt: skip
    wednesday, thursday = (MONDAY + datetime.timedelta(days=step) for step in (2, 3))
    Correction.objects.create(kind="keduanya", date=wednesday, until=wednesday, in_minute=449, out_minute=962,
                              **said)  # fmt: skip
    Correction.objects.create(kind="izin", date=thursday, until=thursday, **said)

    judge([office.sari.pk], SUNDAY, thursday, LATER)

    rows = list(Day.objects.order_by("date").values_list("status", "codes", "excuse_ref"))
    assert [row[0] for row in rows] == ["lepas", "dinas_luar", "dinas_luar", "hadir", "izin"]
    assert rows[1][2] == order.pk and day(office, wednesday).in_fix
    assert day(office, wednesday).story[1].detail == "menurut koreksi yang diterima"


def test_nobody_is_absent_before_their_first_tap(office: Office) -> None:
    assert judge_ended(datetime.datetime(2026, 10, 5, 17, 30, tzinfo=datetime.UTC)) == 0
    touch([(office.sari.pk, MONDAY)], "tap")
    judge_touched(LATER)
    assert {one.status for one in Day.objects.all()} <= {"lepas", "libur", "cuti_bersama"}

    take(device(office.dinas), taps("7 2026-10-06 07:20:00"), how="unggah")
    judge([office.sari.pk], MONDAY, TUESDAY, LATER)
    assert not Day.objects.filter(date=MONDAY).exists()


def test_who_did_not_tap_is_judged_when_the_day_is_over(office: Office, machine: Any) -> None:
    judge_ended(datetime.datetime(2026, 10, 5, 3, tzinfo=datetime.UTC), back=0)
    assert day(office).status == "belum"
    judge_ended(datetime.datetime(2026, 10, 5, 17, 30, tzinfo=datetime.UTC), back=1)
    assert day(office).status == "alpa" and day(office).short == 450
    judge([office.sari.pk], MONDAY, MONDAY + datetime.timedelta(days=60), LATER)
    assert Day.objects.order_by("-date").first().date == LATER.date()  # type: ignore[union-attr]


def test_days_between_late_taps_are_judged_however_long_nobody_tapped(office: Office) -> None:
    made = device(office.dinas)
    pin("7", office.sari, at=made)
    first = timezone.localdate() - datetime.timedelta(days=60)
    last = first + datetime.timedelta(days=40)
    take(made, taps(f"7 {first} 07:20:00", f"7 {last} 07:20:00"), how="adms")
    judge_touched()
    between = Day.objects.filter(person=office.sari, date__gt=first, date__lt=last)
    assert between.count() < 10

    judge_missing()

    assert between.count() == 39
    worked = schedule_frame([office.sari.pk], first, last).filter(pl.col("kind") == "kerja")["date"].to_list()
    assert set(between.filter(status="alpa").values_list("date", flat=True)) == {*worked} - {first, last}


def test_rectangles_hold_all_pairs_and_few_others(office: Office) -> None:
    scattered = {(office.sari.pk, MONDAY), (office.head.pk, MONDAY + datetime.timedelta(days=300))}
    found = list(rectangles(scattered))
    assert sum(len(people) * ((end - start).days + 1) for people, start, end in found) == 2
    month = {(one, MONDAY + datetime.timedelta(days=d)) for one in (office.sari.pk, office.head.pk)
             for d in range(20)}  # fmt: skip
    assert len(list(rectangles(month))) == 1 and not list(rectangles(set()))


def test_judging_takes_the_same_queries_for_many(
    office: Office, machine: Any, django_assert_max_num_queries: Any
) -> None:
    people = [office.sari.pk, office.section.pk, office.head.pk, office.stranger.pk]
    touch([(one, MONDAY) for one in people], "tap")
    with django_assert_max_num_queries(32):
        judge_touched(LATER)
    assert Day.objects.filter(date=MONDAY).count() == 4
