"""Closing a month: what is open, what is frozen, what moved since, opening again; and the year's absence."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from praja.attendance.days.absence import absences, warn
from praja.attendance.days.actions import DayRefused
from praja.attendance.days.actions.closings import close, reopen
from praja.attendance.days.actions.corrections import ask
from praja.attendance.days.closing import moved, moved_count, readiness
from praja.attendance.days.judging import judge, judge_touched
from praja.attendance.models import AbsenceWarning, ClosedMonth, Closing, Day
from praja.attendance.sources.actions import take
from praja.attendance.sources.actions.pins import forget
from praja.audit.models import Event
from praja.people.models import UnitHistory
from praja.temporal.actions import span
from praja.web.models import Notice
from tests.integration.attendance.machines import device, pin, tapped_before, taps
from tests.integration.people.conftest import Office, person

OCTOBER = datetime.date(2026, 10, 1)
END = datetime.date(2026, 10, 31)
WHY = "Mesin di aula mati dua hari"


@pytest.fixture
def machine(office: Office) -> Any:
    """A machine at which Sari tapped on each workday of October but two, late once and early once."""
    made = device(office.dinas)
    pin("1", office.sari, at=made)
    tapped_before(made, office.sari, office.section, office.head)
    lines = []
    for number in range(1, 31):
        day = datetime.date(2026, 10, number)
        if day.weekday() < 5 and number not in (7, 8):
            came = "07:45" if number == 2 else "07:20"
            went = "15:20" if number == 5 else "16:40"
            lines += [f"1 {day} {came}:00", f"1 {day} {went}:00"]
    take(made, taps(*lines), how="unggah")
    judge([office.sari.pk, office.section.pk, office.head.pk], OCTOBER, END)
    return made


def closed(office: Office, today: Any, by: str = "pengelola", **more: Any) -> Closing:
    return close(unit=office.dinas, month=OCTOBER, by=office.user(by), on=today, **more)


def test_a_month_is_closed_by_the_names_of_the_law_and_nothing_of_it_changes(
    office: Office, today: Any, machine: Any
) -> None:
    made = closed(office, today)

    row = made.rows.get(person=office.sari)
    known = {"hari_kerja": 22, "hari_masuk": 20, "hari_alpa": 2, "tl_1": 1, "psw_2": 1, "menit_kurang": 55,
             "menit_terlambat": 15, "tl_4": 0, "hari_sakit": 0, "apel_absen": 0}  # fmt: skip
    assert {name: row.facts[name] for name in known} == known
    assert [(one["tanggal"], one["jenis_kejadian"], one.get("menit")) for one in row.rows] == [
        ("2026-10-02", "terlambat", 15), ("2026-10-05", "pulang_cepat", 40),
        ("2026-10-07", "alpa", None), ("2026-10-08", "alpa", None),
    ]  # fmt: skip
    assert row.rows[0]["tap"] == Day.objects.get(person=office.sari, date="2026-10-02").in_tap
    assert (Event.objects.get(kind="attendance.month_closed").after or {})["jumlah"] == 3
    for write in (
        lambda: ClosedMonth.objects.update(facts={}),
        lambda: ClosedMonth.objects.all().delete(),
        lambda: Closing.objects.update(undecided_reason="x"),
        lambda: Closing.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    with pytest.raises(DayRefused, match="sudah ditutup"):
        closed(office, today, "admin")


def test_who_records_a_duty_in_a_closed_month_is_told_that_pay_reads_the_closing(
    office: Office, today: Any, machine: Any, client: Any
) -> None:
    closed(office, today)
    client.force_login(office.user("pengelola"))
    said = {"number": "094/7", "subject": "Rapat", "place": "Jakarta", "people": [office.sari.pk]}

    def recorded(day: datetime.date) -> str:
        dates = {"start": day.isoformat(), "end": day.isoformat()}
        answer = client.post(reverse("attendance:duty_new"), said | dates, follow=True)
        return str(answer.content.decode())

    assert "Bulan itu sudah ditutup (1 orang)" in recorded(datetime.date(2026, 10, 7))
    assert "sudah ditutup" not in recorded(datetime.date(2026, 11, 3))


def test_what_is_open_is_told_and_closed_only_with_a_reason(office: Office, today: Any, machine: Any) -> None:
    late = person("Baru", office.dinas, office.staff_post)
    one = ask(person=office.sari, kind="izin", date=datetime.date(2026, 10, 7), text=WHY,
              by=office.user("sari"), on=today)  # fmt: skip
    ready = readiness(office.dinas, OCTOBER, today)
    assert (ready.people, ready.unjudged, ready.waiting) == (4, 31, [(office.sari.name, one.pk)])
    with pytest.raises(DayRefused, match="32 hal masih terbuka"):
        closed(office, today)
    made = closed(office, today, undecided_reason=WHY)
    assert made.undecided == 32 and not made.rows.filter(person=late).exists()
    assert readiness(office.government, OCTOBER, today).closed == 3


@pytest.mark.parametrize(
    "who", ["sari", "section", "head", "pengelola_lain", "auditor", "kepala_unit", "tapd"]
)
def test_others_close_nothing(office: Office, today: Any, machine: Any, who: str) -> None:
    with pytest.raises(DayRefused, match="Hanya pengelola"):
        closed(office, today, who)
    with pytest.raises(DayRefused, match="belum berakhir"):
        close(unit=office.dinas, month=today.replace(day=1), by=office.user("admin"), on=today)


def test_a_late_tap_moves_the_day_and_not_the_closing_until_another_opens_it(
    office: Office, today: Any, machine: Any
) -> None:
    first = closed(office, today)
    assert not moved(first)
    take(machine, taps("1 2026-10-07 07:20:00", "1 2026-10-07 16:40:00"), how="unggah")
    judge_touched()

    [one] = moved(first)
    assert (one.person, one.days) == (office.sari.pk, [datetime.date(2026, 10, 7)])
    assert ("hari_alpa", 2, 1) in one.changes
    assert ClosedMonth.objects.get(person=office.sari).facts["hari_alpa"] == 2

    with pytest.raises(DayRefused, match="pengelola lain"):
        reopen(closing=first, text=WHY, by=office.user("pengelola"), on=today)
    reopen(closing=first, text=WHY, by=office.user("admin"), on=today)
    again = closed(office, today)
    assert again.number == 2 and not moved(again)
    assert again.rows.get(person=office.sari).facts["hari_alpa"] == 1
    rows = ClosedMonth.objects.filter(person=office.sari).order_by("tercatat")
    assert [row.digantikan is None for row in rows] == [False, True]


def test_days_that_are_taken_away_after_closing_are_told(office: Office, today: Any, machine: Any) -> None:
    first = closed(office, today)
    before = moved_count(office.dinas, OCTOBER, today)
    row = UnitHistory.objects.known().get(person=office.sari)
    until = datetime.date(2026, 10, 8)
    now = timezone.now()
    UnitHistory.objects.filter(pk=row.pk).update(digantikan=now)
    UnitHistory.objects.create(
        person=office.sari, unit=row.unit, berlaku=span(row.berlaku.lower, until), tercatat=now
    )
    judge_touched()

    assert Day.objects.filter(person=office.sari, date__range=(OCTOBER, END)).count() == 7
    [one] = moved(first)
    assert (one.person, one.days) == (
        office.sari.pk, [until + datetime.timedelta(days=number) for number in range(24)]
    )  # fmt: skip
    assert ("hari_alpa", 2, 1) in one.changes
    assert (before, moved_count(office.dinas, OCTOBER, today)) == (0, 1)

    Day.objects.filter(person=office.sari).delete()  # as if they had never been there
    [one] = moved(first)
    assert len(one.days) == 31 and ("hari_kerja", 22, 0) in one.changes
    assert moved_count(office.dinas, OCTOBER, today) == 1
    reopen(closing=first, text=WHY, by=office.user("admin"), on=today)
    again = closed(office, today, undecided_reason=WHY)
    assert not again.rows.filter(person=office.sari).exists() and not moved(again)


def test_absence_that_goes_with_a_pin_is_told_and_pay_sees_it(
    office: Office, today: Any, machine: Any
) -> None:
    other = person("Baru", office.dinas, office.staff_post)
    known = pin("2", other, at=machine)
    take(machine, taps("2 2026-10-01 07:20:00", "2 2026-10-01 16:40:00"), how="unggah")
    judge([other.pk], OCTOBER, END)
    first = closed(office, today)
    assert first.rows.get(person=other).facts["hari_alpa"] == 21
    forget(known=known, by=office.user("pengelola"), on=today)
    judge_touched()
    judge([other.pk], OCTOBER, END)

    assert not Day.objects.filter(person=other, status="alpa").exists()
    [one] = moved(first)
    assert one.person == other.pk and ("hari_alpa", 21, 0) in one.changes and len(one.days) == 22
    assert moved_count(office.dinas, OCTOBER, today) == 1


def test_closing_takes_the_same_queries_for_many(
    office: Office, today: Any, machine: Any, django_assert_max_num_queries: Any
) -> None:
    def walk() -> Closing:
        readiness(office.dinas, OCTOBER, today)
        made = closed(office, today, undecided_reason=WHY)
        moved(made)
        return made

    with CaptureQueriesContext(connection) as few:
        made = walk()
    reopen(closing=made, text=WHY, by=office.user("admin"), on=today)
    more = [person(f"Orang {number}", office.dinas, office.staff_post).pk for number in range(5)]
    judge(more, OCTOBER, END)
    # Two more or less are the database driver's own, and what the request has read before.
    with django_assert_max_num_queries(len(few) + 2):
        assert walk().rows.count() == 8


def test_pages_show_the_month_and_close_it(office: Office, today: Any, machine: Any, client: Any) -> None:
    client.force_login(office.user("pengelola"))
    here = {"unit": office.dinas.pk, "month": "2026-10"}
    recap = client.get(reverse("attendance:recap", kwargs=here), {"urut": "-hari_alpa"}).content.decode()
    assert recap.index("Siti Seksi") < recap.index("Sari Utami")
    sheet = client.get(reverse("attendance:recap", kwargs=here), {"ekspor": "csv"})
    assert b"Sari Utami" in b"".join(sheet.streaming_content if sheet.streaming else [sheet.content])
    client.post(reverse("attendance:closing", kwargs=here))
    page = client.get(reverse("attendance:closing", kwargs=here)).content.decode()
    assert "sudah ditutup" in page and "Buka lagi</a>" not in page
    month = reverse("attendance:recap_person", args=[office.sari.pk, "2026-10"])
    assert "Pulang 40 menit sebelum waktunya" in client.get(month).content.decode()
    assert client.get(reverse("attendance:recap", kwargs={**here, "month": "2027-10"})).status_code == 404


# --- the year


def absent(office: Office, *days: datetime.date, minutes: int = 0) -> None:
    common = {"person": office.sari, "kind": "kerja", "place": "kantor", "zone": "WIB", "net": 450,
              "missing_in": False, "missing_out": False, "early": 0, "forgiven": 0, "worked": 0, "breaks": 0,
              "short": 0, "late_band": 0, "early_band": 0}  # fmt: skip
    Day.objects.bulk_create(Day(date=day, status="alpa", late=0, **common) for day in days)
    if minutes:
        Day.objects.create(date=datetime.date(2026, 9, 3), status="hadir", late=minutes, **common)


def test_minutes_make_days_and_steps_are_named_with_their_article(office: Office, today: Any) -> None:
    absent(office, *(datetime.date(2026, 9, day) for day in (1, 2, 8)), minutes=1349)

    [one] = absences(today)

    assert (one.alpa, one.minutes, one.days, one.in_row) == (3, 1349, 5, 2)
    assert (
        one.step is not None and one.step.sanction == "teguran_tertulis" and "PP 94/2021" in one.step.article
    )
    assert one.left == 2 and one.near is None


def test_people_are_warned_before_a_step_and_once(office: Office, today: Any) -> None:
    absent(office, *(datetime.date(2026, 9, day) for day in (1, 8)))
    assert (warn(today), warn(today)) == (1, 0)
    assert AbsenceWarning.objects.get().sanction == "teguran_lisan"
    told = set(Notice.objects.values_list("user__username", flat=True))
    assert told == {office.user(who).username for who in ("sari", "section", "pengelola")}


def test_days_in_a_row_go_over_weekends_and_are_warned_of_earlier(office: Office, today: Any) -> None:
    row = [datetime.date(2026, 9, day) for day in (1, 2, 3, 4, 7, 8, 9)]
    absent(office, *row)
    [one] = absences(today)
    assert one.in_row == 7 and one.near is not None and one.near.consecutive and one.near.days_from == 10
    absent(office, *(datetime.date(2026, 9, day) for day in (10, 11, 14)))
    [one] = absences(today)
    assert one.step is not None and one.step.consecutive and one.near is None
