"""One's own month, and who of one's people is there today."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from praja.attendance.days.recap import LABELS, Recap
from praja.attendance.days_pages import team
from praja.attendance.days_pages.meaning import meaning_of
from praja.attendance.models import Day
from praja.people.models import Person
from tests.integration.attendance.days_made import day as made
from tests.integration.people.conftest import Office, person

MONDAY = datetime.date(2026, 11, 23)
TEN = datetime.datetime(2026, 11, 23, 3, 0, tzinfo=datetime.UTC)
"""10.00 WIB."""


def day(who: Person, date: datetime.date = MONDAY, **more: Any) -> Day:
    """Make a judged day, by default of Monday."""
    return made(who, date, **more)


@pytest.fixture
def at_ten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let it be Monday at ten."""
    for name in ("praja.web.shell.day_of", "praja.attendance.days_pages.team.day_of",
                 "praja.attendance.days_pages.month.day_of"):  # fmt: skip
        monkeypatch.setattr(name, lambda user: MONDAY)
    monkeypatch.setattr(timezone, "now", lambda: TEN)
    yield


def states(client: Any, **asked: Any) -> dict[str, str]:
    groups = client.get(reverse("attendance:today"), asked).context["groups"]
    return {one.person.name: one.state for _label, _look, people in groups for one in people}


def test_the_people_of_today_are_told_by_what_they_are_now(office: Office, client: Any, at_ten: None) -> None:
    names = ("Absen", "Telat", "Tepat", "Cuti", "Dinas", "Malam", "Pulang", "Tanpa", "Libur")
    people = {name: person(name, office.dinas, office.staff_post) for name in names}
    day(people["Absen"])
    day(people["Telat"], in_minute=471, late=21, late_band=1)
    day(people["Tepat"], in_minute=441)
    day(people["Cuti"], status="cuti", excuse="cuti_tahunan")
    day(people["Dinas"], status="dinas_luar", excuse="dinas_luar")
    day(people["Malam"], start=1200, end=1920)
    day(people["Pulang"], start=0, end=480, in_minute=1, out_minute=481)
    day(people["Libur"], kind="lepas", start=None, end=None)
    client.force_login(office.user("section"))

    assert states(client) == {
        "Sari Utami": "tidak_tahu", "Absen": "belum_datang", "Telat": "terlambat", "Tepat": "hadir",
        "Cuti": "tidak_masuk", "Dinas": "dinas", "Malam": "belum_mulai", "Pulang": "pulang",
        "Tanpa": "tidak_tahu", "Libur": "libur",
    }  # fmt: skip
    page = client.get(reverse("attendance:today")).content.decode()
    assert page.index("Belum datang") < page.index("Datang terlambat") < page.index("Sudah pulang")
    assert "07.51, terlambat 21 menit" in page


def test_an_hour_counts_where_one_works(office: Office, client: Any, at_ten: None) -> None:
    day(office.sari, zone="WIT", start=600)  # 12.00 there
    client.force_login(office.user("section"))
    assert states(client) == {"Sari Utami": "belum_datang"}

    Day.objects.update(zone="WIB", start=610)
    assert states(client) == {"Sari Utami": "belum_mulai"}


def test_who_works_through_the_night_is_there_in_the_morning(
    office: Office, client: Any, at_ten: None
) -> None:
    night: dict[str, Any] = {
        "start": 1260,
        "end": 2100,
        "date": MONDAY - datetime.timedelta(days=1),
    }  # 21.00 to 11.00
    day(office.sari, **night, in_minute=1255)
    day(office.sari, kind="lepas", start=None, end=None)
    client.force_login(office.user("section"))

    assert states(client) == {"Sari Utami": "hadir"}
    assert "20.55" in client.get(reverse("attendance:today")).content.decode()
    Day.objects.filter(in_minute=1255).update(end=2030)  # over at 09.50
    assert states(client) == {"Sari Utami": "libur"}


def test_of_many_people_one_unit_at_a_time(
    office: Office, client: Any, at_ten: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team, "AT_ONCE", 2)
    day(office.stranger)
    client.force_login(office.user("admin"))

    page = client.get(reverse("attendance:today"))
    assert page.context["many"] and not page.context["groups"]
    assert states(client, unit=str(office.other.pk)) == {"Wayan Lain": "belum_datang"}
    client.force_login(office.user("pengelola"))
    assert client.get(reverse("attendance:today"), {"unit": str(office.other.pk)}).context["chosen"] is None


def test_it_takes_as_many_queries_for_sixty_as_for_one(office: Office, client: Any, at_ten: None) -> None:
    day(office.sari)
    client.force_login(office.user("section"))
    client.get(reverse("attendance:today"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("attendance:today"))
    for number in range(5):
        day(person(f"Pegawai {number}", office.dinas, office.staff_post), in_minute=440 + number)
    with CaptureQueriesContext(connection) as many:
        assert len(states(client)) == 6

    assert len(few) == len(many)


# --- one's own month


def test_a_month_tells_each_day_and_what_one_can_do(office: Office, client: Any, at_ten: None) -> None:
    day(office.sari, in_minute=471, late=21, late_band=1, codes=["TL1"])
    friday = MONDAY - datetime.timedelta(days=3)
    day(office.sari, friday, status="alpa", codes=["TK"], missing_in=True, missing_out=True)
    day(office.sari, MONDAY - datetime.timedelta(days=1), kind="libur", status="libur", why="Hari Minggu")
    client.force_login(office.user("sari"))

    answer = client.get(reverse("attendance:month_now"), follow=True)
    page = answer.content.decode()

    assert answer.redirect_chain[-1][0] == reverse("attendance:month", args=["2026-11"])
    assert "Datang 07.51. Terlambat 21 menit. Pulang mulai 16.00." in page
    assert f"?tanggal={friday:%Y-%m-%d}" in page and "?tanggal=2026-11-22" not in page
    assert page.index('id="h-2026-11-23"') < page.index('id="h-2026-11-20"')
    assert [one.mark for one in answer.context["squares"] if one and one.day] == ["TK", "L", "TL1"]
    assert answer.context["squares"][:6] == [None] * 6, "The first of November 2026 is a Sunday."


def test_a_month_takes_as_many_queries_with_many_days_as_with_one(
    office: Office, client: Any, at_ten: None
) -> None:
    day(office.sari)
    client.force_login(office.user("sari"))
    url = reverse("attendance:month", args=["2026-11"])
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for step in range(1, 15):
        day(
            office.sari, MONDAY - datetime.timedelta(days=step), status="hadir", in_minute=440, out_minute=970
        )
    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(one) == len(many)


def test_nobody_looks_ahead_or_at_a_month_that_is_none(office: Office, client: Any, at_ten: None) -> None:
    client.force_login(office.user("sari"))

    for month in ("2026-12", "2026-13", "x", "1800-01"):
        assert client.get(reverse("attendance:month", args=[month])).status_code == 404


# --- what it means for pay


def test_the_meaning_is_that_of_the_ladder_by_which_pay_is_computed(office: Office) -> None:
    events: list[dict[str, Any]] = [
        {"jenis_kejadian": "terlambat", "menit": 21, "menit_diganti": 0, "tanggal": "2026-11-23", "tap": 7},
        {"jenis_kejadian": "terlambat", "menit": 45, "menit_diganti": 0, "tanggal": "2026-11-24", "tap": 8},
        {"jenis_kejadian": "alpa", "tanggal": "2026-11-20"},
    ]

    found = meaning_of(Recap({"tl_1": 1, "tl_2": 1, "hari_alpa": 1}, events), office.government, MONDAY)

    assert found is not None
    # Kepmendagri 900-4700/2020: 0,5 % for TL1, 1 % for TL2, 3 % a day.
    assert found.percent == "4,5%"
    assert sorted(one.percent for one in found.lines) == ["1,5%", "3%"]
    assert "900-4700/2020" in found.article


def test_a_month_without_faults_costs_nothing(office: Office) -> None:
    found = meaning_of(Recap(dict.fromkeys(LABELS, 0) | {"hari_masuk": 20}, []), office.government, MONDAY)

    assert found is not None and (found.percent, found.lines) == ("0%", [])
