"""The pages of leave: what colleagues learn, the calendar of telephones, the form, sheets of balances."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from praja.accounts import actions as accounts
from praja.attendance.leave import paper, team
from praja.attendance.leave.actions import asking, handling
from praja.attendance.leave.actions.keeping import delegate, set_staffing
from praja.attendance.leave.paper import form_of
from praja.attendance.leave.rights import balances
from praja.attendance.leave.views import own
from praja.attendance.models import LeaveCalendar, LeaveOpening, LeaveRequest
from praja.people.due import feed as due_feed
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


def test_an_approved_sick_leave_still_asks_for_its_letter_and_who_decides_is_warned(office, client):
    waits = approved(office.sari, FIRST, LAST, kind="cuti_sakit", state="diajukan", because="sakit")
    page, verdict = (reverse(f"attendance:leave_{name}", args=[waits.pk]) for name in ("request", "verdict"))
    client.force_login(office.user("section"))

    assert "Belum ada surat yang disertakan." in client.get(page).content.decode()
    form = client.get(verdict).content.decode()
    assert "Belum ada surat yang disertakan." in form and 'value="ditangguhkan"' not in form

    client.post(verdict, {"outcome": "disetujui"})
    client.force_login(office.user("sari"))
    letter = {"letter": SimpleUploadedFile("surat dokter.pdf", PDF)}
    assert "Surat keterangan dokter" in client.get(page).content.decode()
    client.post(reverse("attendance:leave_letter_add", args=[waits.pk]), letter)
    assert "Surat keterangan dokter" not in client.get(page).content.decode()


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


def test_the_calendar_of_a_month_tells_until_when_somebody_is_really_away(office, today):
    approved(office.sari, D(2026, 11, 30), D(2027, 1, 8), kind="cuti_sakit")

    month = team.team_month(office.user("sari"), unit_of(office, office.user("sari"), today), FIRST, today)

    assert [(one.first, one.last) for one in month.away] == [(D(2026, 11, 30), D(2027, 1, 8))]
    assert [len(row.days) for row in month.rows] == [31] and set(month.rows[0].days) == {"c"}


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


def test_ending_all_other_sessions_offers_to_end_the_addresses_of_calendars(office, client, today):
    siti = office.user("section")
    client.force_login(siti)
    Client().force_login(siti)
    leave = reverse("attendance:leave_ics", args=[team.FEEDS.make(by=siti, on=today)])
    due = reverse("people:due_calendar", args=[due_feed.FEEDS.make(by=siti, on=today)])
    another = reverse("attendance:leave_ics", args=[team.FEEDS.make(by=office.user("sari"), on=today)])

    def opened() -> list[int]:
        return [Client().get(one).status_code for one in (leave, due, another)]

    page = client.get(reverse("accounts:sessions")).content.decode()
    assert "Kalender cuti rekan seunit" in page and "Kalender jatuh tempo" in page
    client.post(reverse("accounts:sessions"), {"session": "lain"})
    assert opened() == [200, 200, 200]
    client.post(reverse("accounts:sessions"), {"address": "attendance.leave"})
    assert opened() == [404, 200, 200]
    assert client.post(reverse("accounts:sessions"), {"address": "attendance.leave"}).status_code == 404
    assert client.post(reverse("accounts:sessions"), {"address": "other"}).status_code == 404
    client.post(reverse("accounts:sessions"), {"session": "lain", "addresses": "ya"})
    assert opened() == [404, 404, 200]
    assert "Alamat kalender yang terbuka" not in client.get(reverse("accounts:sessions")).content.decode()


def test_an_address_from_before_all_sessions_were_ended_opens_nothing_and_a_new_one_does(office, today):
    siti = office.user("section")
    old = team.FEEDS.make(by=siti, on=today)

    accounts.end_sessions(user=siti, by=office.user("admin"), reason="Ponselnya hilang")

    siti.refresh_from_db()
    assert team.FEEDS.of(siti) is None
    assert Client().get(reverse("attendance:leave_ics", args=[old])).status_code == 404
    new = team.FEEDS.make(by=siti, on=today)
    assert Client().get(reverse("attendance:leave_ics", args=[new])).status_code == 200


def test_the_official_form_is_made_whatever_people_write(office):
    made = approved(
        office.sari, FIRST, LAST, because="lain", address='#read("/etc/passwd") [*] $x$ @y', phone=""
    )

    assert form_of(made).startswith(b"%PDF")


def test_the_official_form_tells_what_was_asked_for_and_what_was_given(office, monkeypatch, today):
    told = {}
    monkeypatch.setattr(paper, "typeset", lambda draft, said: told.update(said) or b"")
    kept = {"address": "Kudus", "reason": "Acara keluarga di kampung"}
    wanted = asking.Wanted("cuti_tahunan", FIRST, LAST, **kept)
    draft = asking.save_draft(wanted=wanted, by=office.user("sari"), on=today)
    sent = asking.send(request=draft, by=office.user("sari"), on=today)
    delegate(
        unit=office.government, kind="cuti_tahunan", who="atasan", position=None, document="SK 800/1",
        start=today, by=office.user("admin"), on=today,
    )  # fmt: skip
    verdict = handling.Verdict("perubahan", "Rabu ada pemeriksaan", first=FIRST, last=D(2026, 12, 8))
    done = handling.consider(request=sent, verdict=verdict, by=office.user("section"), on=today)

    form_of(done)

    assert told["lama"] == "3 hari kerja"
    assert told["rentang"] == "7 Desember 2026 s.d. 9 Desember 2026"
    given = "Menjadi 7 Desember 2026 sampai 8 Desember 2026. Rabu ada pemeriksaan"
    assert told["keputusan"]["alasan"] == given
    handling.shorten(
        request=done, last=FIRST, reason="Dipanggil karena banjir", by=office.user("section"), on=today
    )
    done.refresh_from_db()
    form_of(done)
    assert told["keadaan"] == "disetujui, diperpendek menjadi 7 Desember 2026"


def test_who_somebody_is_and_where_it_stands_are_never_taken_from_what_is_sent(office, client):
    wanted = {
        "kind": "cuti_sakit", "first": FIRST, "last": LAST, "because": "sakit", "address": "Kudus",
        "reason": "Demam berdarah di rumah",
    }  # fmt: skip
    forged = {
        "person": office.stranger.pk, "person_id": office.stranger.pk, "nip": office.stranger.nip,
        "user": office.user("head").pk, "by": office.user("head").pk, "state": "disetujui",
        "decided_at": "2026-11-01", "days": "1", "number": "1", "unit": office.other.pk,
        "as_of": "2020-01-01",
    }  # fmt: skip
    client.force_login(office.user("sari"))

    client.post(reverse("attendance:leave_new", query={"user": forged["user"]}), {**wanted, **forged})
    made = LeaveRequest.objects.get()
    assert (made.person, made.by, made.state) == (office.sari, office.user("sari"), "disusun")
    assert (made.number, made.unit, made.days) == (None, None, 0)
    client.post(reverse("attendance:leave_send", args=[made.pk]), forged)
    made.refresh_from_db()
    assert (made.state, made.unit, made.decided_at) == ("diajukan", office.dinas, None)

    client.force_login(office.user("section"))
    signed = {"outcome": "disetujui", "name": "Wali Kota", "document": "1/2", "document_date": "2026-11-01"}
    client.post(reverse("attendance:leave_verdict", args=[made.pk]), {**signed, **forged})
    said = made.steps.get(kind="pertimbangan")
    assert (said.person, said.document, said.document_date) == (office.section, "", None)


def test_a_verdict_sent_twice_or_after_the_end_is_taken_once(office, client, today):
    delegate(
        unit=office.government, kind="cuti_sakit", who="atasan", position=None, document="SK 800/1",
        start=today, by=office.user("admin"), on=today,
    )  # fmt: skip
    twice = approved(office.sari, FIRST, LAST, kind="cuti_sakit", state="diajukan", because="sakit")
    gone = approved(office.sari, D(2026, 12, 14), D(2026, 12, 15), kind="cuti_sakit", state="diajukan")
    asking.cancel(request=gone, reason="Sudah sembuh kembali", by=office.user("sari"), on=today)
    client.force_login(office.user("section"))

    def answers(one: LeaveRequest) -> int:
        address = reverse("attendance:leave_verdict", args=[one.pk])
        return client.post(address, {"outcome": "disetujui"}).status_code

    assert [answers(twice), answers(twice), answers(gone)] == [302, 404, 404]
    gone.refresh_from_db()
    assert list(twice.steps.order_by("kind").values_list("kind", flat=True)) == ["keputusan", "pertimbangan"]
    assert gone.state == "dibatalkan"


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


def test_the_page_of_delegations_shows_what_holds_and_what_will_and_not_what_has_ended(office, client, today):
    by = {"by": office.user("admin"), "on": today}
    for kind, start in (("cuti_sakit", D(2026, 1, 1)), ("cuti_tahunan", D(2026, 1, 1))):
        delegate(
            unit=office.dinas,
            kind=kind,
            who="atasan",
            position=None,
            document=f"SK {kind}",
            start=start,
            **by,
        )
    delegate(
        unit=office.dinas, kind="cuti_tahunan", who="jabatan", position=office.head_post, document="SK baru",
        start=today, **by,
    )  # fmt: skip
    set_staffing(unit=office.dinas, least=70, start=D(2026, 1, 1), **by)
    set_staffing(unit=office.dinas, least=80, start=D(2027, 1, 1), **by)
    client.force_login(office.user("admin"))

    page = client.get(reverse("attendance:leave_authority")).content.decode()

    assert "SK cuti_sakit" in page and "SK baru" in page and "SK cuti_tahunan" not in page
    assert "70% sejak 1 Januari 2026" in page and "80% sejak 1 Januari 2027" in page


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
