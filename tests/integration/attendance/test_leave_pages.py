"""The pages of leave: what colleagues learn, the calendar of telephones, the form, sheets of balances."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from praja.attendance.leave import team
from praja.attendance.leave.paper import form_of
from praja.attendance.leave.rights import balances
from praja.attendance.leave.views import own
from praja.attendance.models import LeaveCalendar, LeaveOpening
from tests.integration.attendance.leaves import approved
from tests.integration.people.conftest import person
from tests.integration.performance.objected import PDF

D = datetime.date
FIRST, LAST = D(2026, 12, 7), D(2026, 12, 9)


def unit_of(office, user, today):
    return next(one for one in team.units_for(user, today) if one.unit_id == office.dinas.pk)


def test_colleagues_see_who_is_away_and_never_why(office, today):
    other = person("Rekan Seunit", office.dinas, office.staff_post)
    approved(office.sari, FIRST, LAST, kind="cuti_sakit", because="gugur_kandungan")

    def kinds(user):
        return [
            (one.name, one.kind)
            for one in team.team_month(user, unit_of(office, user, today), FIRST, today).away
        ]

    assert kinds(other.account) == [("Sari Utami", "")]
    assert kinds(office.user("section")) == [("Sari Utami", "Cuti sakit")]
    assert kinds(office.user("pengelola")) == [("Sari Utami", "Cuti sakit")]
    assert [one.unit_id for one in team.units_for(other.account, today)] == [office.dinas.pk]
    client = Client()
    client.force_login(other.account)
    page = client.get(reverse("attendance:leave_calendar"), {"bulan": "2026-12"}).content.decode()
    assert "Sari Utami" in page and "sakit" not in page.lower().replace("cuti sakit ", "")
    assert client.get(reverse("attendance:leave_calendar"), {"unit": office.other.pk}).status_code == 404


def test_half_days_are_refused_in_the_form_with_what_to_ask_for_instead(office, client, monkeypatch):
    client.force_login(office.user("sari"))
    instead = f'href="{reverse("attendance:correction_new")}"'

    whole = client.get(reverse("attendance:leave_new")).content.decode()
    monkeypatch.setattr(own, "half_days_allowed", lambda *_asked: True)
    halves = client.get(reverse("attendance:leave_new")).content.decode()

    assert instead in whole and 'name="half"' not in whole
    assert instead not in halves and 'name="half"' in halves


def test_what_letter_is_still_awaited_is_told_until_one_is_there(office, client):
    made = approved(office.sari, FIRST, LAST, kind="cuti_sakit", state="diajukan")
    client.force_login(office.user("sari"))
    address = reverse("attendance:leave_request", args=[made.pk])

    before = client.get(address).content.decode()
    pdf = SimpleUploadedFile("surat.pdf", PDF, "application/pdf")
    client.post(reverse("attendance:leave_letter_add", args=[made.pk]), {"letter": pdf})
    after = client.get(address).content.decode()

    assert "Masih ditunggu" in before and "Surat keterangan dokter" in before
    assert "Masih ditunggu" not in after and "surat.pdf" in after


def test_who_stands_in_reads_when_and_not_what_or_why(office, client):
    other = person("Rekan Seunit", office.dinas, office.staff_post)
    made = approved(office.sari, FIRST, LAST, kind="cuti_sakit", because="gugur_kandungan", substitute=other)
    address = reverse("attendance:leave_request", args=[made.pk])

    client.force_login(other.account)
    page = client.get(address).content.decode()
    client.force_login(office.user("head"))
    above = client.get(address).content.decode()

    assert "7 Desember 2026" in page and "Bersedia menggantikan?" in page
    assert not any(word in page for word in ("Cuti sakit", "Gugur", "Keperluan keluarga", "formulir.pdf"))
    assert "Cuti sakit" in above and "Gugur" not in above


def test_the_calendar_of_a_telephone_ends_with_its_address(office, today):
    approved(office.sari, FIRST, LAST, kind="cuti_sakit")
    approved(office.stranger, FIRST, LAST)
    secret = team.FEEDS.make(by=office.user("section"), on=today)

    text = Client().get(reverse("attendance:leave_ics", args=[secret])).content.decode()

    assert "SUMMARY:Cuti: Sari Utami" in text and "DTEND;VALUE=DATE:20261210" in text
    assert "sakit" not in text and "Wayan" not in text and office.sari.nip not in text
    assert secret not in str(LeaveCalendar.objects.values_list())
    team.FEEDS.revoke(by=office.user("section"), on=today)
    assert Client().get(reverse("attendance:leave_ics", args=[secret])).status_code == 404


def test_the_official_form_is_made_whatever_people_write(office):
    made = approved(
        office.sari, FIRST, LAST, because="lain", address='#read("/etc/passwd") [*] $x$ @y', phone=""
    )

    assert form_of(made).startswith(b"%PDF")


def test_a_sheet_of_opening_balances_is_taken_whole_or_not_at_all(office, client):
    client.force_login(office.user("pengelola"))
    address = reverse("attendance:leave_openings")
    head = "NIP;Sisa tahun lalu;Sisa dua tahun lalu;Sudah diambil\n"

    def upload(*rows):
        sheet = SimpleUploadedFile("saldo.csv", (head + "\n".join(rows) + "\n").encode(), "text/csv")
        return client.post(address, {"year": "2026", "sheet": sheet})

    good = f"{office.sari.nip};4,5;0;2"
    for bad in (
        f"{office.stranger.nip};1;1;0",
        f"{office.section.nip};25;0;0",
        f"{office.section.nip};1,3;0;0",
    ):
        answer = upload(good, bad)
        assert answer.status_code == 422 and "Baris 3" in answer.content.decode()
    assert not LeaveOpening.objects.exists()
    assert upload(good, f"{office.section.nip};12;12;0").status_code == 302
    assert upload(f"{office.sari.nip};6;0;0").status_code == 302
    rows = LeaveOpening.objects.filter(person=office.sari).order_by("tercatat")
    assert [(float(one.left_last), one.digantikan is None) for one in rows] == [(4.5, False), (6.0, True)]


@pytest.mark.parametrize("name", ["leave_balances", "leave_register", "leave_calendar"])
def test_many_people_cost_no_more_queries(office, client, name, django_assert_max_num_queries):
    client.force_login(office.user("pengelola"))
    approved(office.sari, FIRST, LAST)
    address = reverse(f"attendance:{name}")
    client.get(address, {"unit": office.dinas.pk})
    for number in range(12):
        somebody = person(f"Orang {number}", office.dinas, office.staff_post)
        approved(somebody, FIRST, LAST)

    with django_assert_max_num_queries(45):
        answer = client.get(address, {"unit": office.dinas.pk, "bulan": "2026-12"})

    assert answer.status_code == 200 and "Orang 11" in answer.content.decode()


def test_balances_of_a_unit_are_those_of_each(office, today):
    people = [office.sari.pk, office.section.pk]
    approved(office.sari, FIRST, LAST)
    whole = balances(people, office.government, today, told=False)
    assert [whole[one].left for one in people] == [9, 12]
