"""The pages of rosters and of the calendar: by form without script, by sheet, and in few queries."""

from __future__ import annotations

import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.attendance.calendar.queries import schedule_frame
from praja.attendance.models import AttendanceEvent, EventPresence, HoursAssignment, PlaceLetter, Roster
from praja.attendance.roster.actions.shifts import set_shift
from praja.attendance.sources.actions import take
from praja.organization.queries import today as today_at
from tests.integration.attendance.machines import device, pin, taps
from tests.integration.people.conftest import Office, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def month() -> datetime.date:
    return (today_at().replace(day=1) + datetime.timedelta(days=32)).replace(day=1)


@pytest.fixture
def head(client: Client, office: Office, month: datetime.date) -> Client:
    for code, start, end in (("P", 420, 840), ("M", 1260, 420)):
        set_shift(
            unit=office.dinas, code=code, name=f"Sif {code}", start=start, end=end, since=today_at(),
            terms={}, by=office.user("kepala_unit"), on=today_at(),
        )  # fmt: skip
    client.force_login(office.user("kepala_unit"))
    return client


def at(office: Office, month: datetime.date, name: str = "roster") -> str:
    return reverse(f"attendance:{name}", args=[office.dinas.pk, f"{month:%Y-%m}"])


def codes(office: Office) -> dict[str, str]:
    return Roster.objects.get().draft[str(office.sari.pk)]


def test_a_line_is_written_without_script_and_what_was_typed_stays_when_refused(
    head: Client, office: Office, month: datetime.date
) -> None:
    line = f"b-{office.sari.pk}"

    saved = head.post(at(office, month), {"revisi": "0", line: "p m - L"})
    stale = head.post(at(office, month), {"revisi": "0", line: "M M"})

    assert saved.status_code == 302
    assert codes(office) == {"1": "P", "2": "M", "4": "L"}
    assert stale.status_code == 400
    assert 'value="M M"' in stale.content.decode()
    assert head.post(at(office, month, "roster_publish"), {"revisi": "1", "despite": ""}).status_code == 302
    assert schedule_frame([office.sari.pk], month, month)["shift"].item() == "P"


def test_more_codes_than_the_month_has_days_are_not_cut_off(
    head: Client, office: Office, month: datetime.date
) -> None:
    line = f"b-{office.sari.pk}"

    answer = head.post(at(office, month), {"revisi": "0", line: "P " * 32})

    assert answer.status_code == 400
    assert "berisi 32 kode, padahal bulan ini" in answer.content.decode()
    assert "P " * 31 in answer.content.decode() and not Roster.objects.exists()


def test_letters_that_nobody_sees_are_refused_and_stay(
    head: Client, office: Office, month: datetime.date
) -> None:
    line = f"b-{office.sari.pk}"

    for text in ("P\0", "P \x07", "\u202eP"):
        answer = head.post(at(office, month), {"revisi": "0", line: text})
        assert answer.status_code == 400 and f'name="{line}"' in answer.content.decode(), text
    assert not Roster.objects.exists()


def test_a_pattern_fills_people_each_some_days_later(
    head: Client, office: Office, month: datetime.date
) -> None:
    said = {
        "revisi": "0", "pattern": "P M L", "since": month.replace(day=3).isoformat(), "step": "1",
        "people": [str(office.head.pk), str(office.sari.pk)],
    }  # fmt: skip

    assert head.post(at(office, month, "roster_pattern"), said).status_code == 302
    draft = Roster.objects.get().draft
    assert [draft[str(office.head.pk)].get(str(day)) for day in range(2, 7)] == [None, "P", "M", "L", "P"]
    assert [draft[str(office.sari.pk)].get(str(day)) for day in range(2, 7)] == [None, "M", "L", "P", "M"]


def test_the_sheet_that_was_taken_away_comes_back(head: Client, office: Office, month: datetime.date) -> None:
    head.post(at(office, month), {"revisi": "0", f"b-{office.sari.pk}": "P L"})
    taken = head.get(at(office, month, "roster_sheet"))
    book = openpyxl.load_workbook(io.BytesIO(taken.content))
    sheet = book.active
    row = next(row for row in sheet.iter_rows() if row[0].value == office.sari.nip)
    row[4].value = "M"
    sheet.append(["1" * 18, "Orang Asing", "P", "P"])
    out = io.BytesIO()
    book.save(out)

    back = head.post(
        at(office, month, "roster_sheet"),
        {"revisi": "1", "file": SimpleUploadedFile("jadwal.xlsx", out.getvalue())},
        follow=True,
    )

    assert codes(office) == {"1": "P", "2": "L", "3": "M"}
    assert "Orang Asing" in back.content.decode()
    pasted = head.post(at(office, month, "roster_sheet"), {"revisi": "2", "pasted": "Sari Utami\tM\tM"})
    assert pasted.status_code == 302
    assert codes(office) == {"1": "M", "2": "M"}


def test_the_grid_takes_as_many_queries_for_few_as_for_many(
    head: Client, office: Office, month: datetime.date, django_assert_max_num_queries: Any
) -> None:
    head.post(at(office, month), {"revisi": "0", f"b-{office.sari.pk}": "P M"})
    head.get(at(office, month))
    with CaptureQueriesContext(connection) as few:
        head.get(at(office, month))
    for number in range(4):
        person(f"Rekan {number}", office.dinas, office.staff_post, account=False)
    with django_assert_max_num_queries(len(few)):
        head.get(at(office, month))


def test_an_admin_makes_and_gives_hours_by_form(client: Client, office: Office) -> None:
    client.force_login(office.user("admin"))
    page = client.get(reverse("attendance:hours_new"), {"pola": "6"})
    form = page.context["form"]
    said = {
        bound.html_name: value
        for bound in form
        if (value := form[bound.name].value()) is not None and value is not False
    }

    made = client.post(reverse("attendance:hours_new"), {**said, "start": "2026-01-01"})
    assert made.status_code == 302, made.context["form"].errors
    client.post(
        made["Location"],
        {"unit": str(office.dinas.pk), "start": "2026-11-02", "letter": "SK 800/1/2026", "nip": ""},
    )

    assert HoursAssignment.objects.get().unit == office.dinas
    saturday = datetime.date(2026, 11, 7)
    day = schedule_frame([office.sari.pk], saturday, saturday).row(0, named=True)
    assert (day["kind"], day["start"], day["end"], day["net_minutes"]) == ("kerja", 450, 780, 330)
    assert "Semua jam kerja" in client.get(made["Location"]).content.decode()


def test_officers_set_a_holiday_a_place_and_an_apel_by_form(client: Client, office: Office) -> None:
    client.force_login(office.user("admin"))
    client.post(
        reverse("attendance:holiday_set"),
        {"unit": str(office.dinas.pk), "day": "2026-11-18", "kind": "libur", "name": "Pilkada",
         "letter": "SE 5/2026"},
    )  # fmt: skip
    client.force_login(office.user("sari"))
    year = client.get(reverse("attendance:holidays"), {"tahun": "2026"}).content.decode()
    assert "Pilkada" in year
    assert "Cabut" not in year

    client.force_login(office.user("pengelola"))
    client.post(
        reverse("attendance:place_set"),
        {"unit": str(office.dinas.pk), "nips": office.sari.nip, "place": "wfh", "first": "2026-11-16",
         "last": "2026-11-20", "weekdays": ["4"], "letter": "SE 7/2026"},
    )  # fmt: skip
    assert list(PlaceLetter.objects.get().people.all()) == [office.sari]
    made = client.post(
        reverse("attendance:event_new"),
        {"unit": str(office.dinas.pk), "kind": "apel", "name": "Apel pagi", "first": "2026-11-16",
         "tap_from": "07.00", "tap_until": "07:30", "units": [str(office.dinas.pk)], "exempt_shift": "on"},
    )  # fmt: skip
    event = AttendanceEvent.objects.get()
    assert (event.tap_from, event.tap_until) == (420, 450)
    listed = client.post(made["Location"], {"nips": f"{office.sari.nip}\n{office.stranger.nip}"}, follow=True)
    assert list(EventPresence.objects.values_list("person", flat=True)) == [office.sari.pk]
    assert office.stranger.nip in listed.content.decode()
    machine = device(office.dinas)
    pin("7", office.head, at=machine)
    pin("8", office.section, at=machine)
    take(machine, taps("7 2026-11-16 07:30:59", "8 2026-11-16 07:31:00"), how="unggah")
    shown = client.get(made["Location"]).context["present"]
    assert [(one.name, tapped, listed) for one, tapped, listed in shown] == [
        ("Hadi Kepala", True, False),
        ("Sari Utami", False, True),
    ]
