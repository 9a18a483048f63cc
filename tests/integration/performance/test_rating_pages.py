"""The pages of rating: with and without script, what nobody else sees, and what is refused."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.attendance.days.judging import judge
from praja.performance.models import Closing, Feedback, Period, Rating, Recusal, Skp, UnitAchievement
from praja.performance.rating.shown import attended
from tests.integration.attendance.machines import device, tapped_before
from tests.integration.people.conftest import Office, person, position, unit
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import reached

HOSTILE = '<script>alert(1)</script>{{ 7|add:7 }}{% now "Y" %}'


@pytest.fixture
def section(office: Office, client: Client) -> Client:
    client.force_login(office.user("section"))
    return client


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_desk_leads_to_a_signed_rating_without_script(
    office: Office, section: Client, period: Period, skp: Skp
) -> None:
    desk = section.get(reverse("performance:rating_home"), follow=True)
    assert "Tandatangani 1 yang tanpa catatan" in text(desk) and "Sari Utami" in text(desk)
    page = reverse("performance:rate", args=[period.pk, skp.pk])
    shown = text(section.get(page))
    assert "Bantuan diterima oleh keluarga yang berhak" in shown and "Usulan: Sesuai ekspektasi" in shown
    assert "target" in shown and "95 %" in shown

    refused = section.post(page, {"result": "di_atas", "behaviour": "sesuai", "note": HOSTILE,
                                  "tandatangani": "ya"})  # fmt: skip
    assert refused.status_code == 422 and "berbeda dari usulan" in text(refused)
    assert "&lt;script&gt;" in refused.content.decode() and HOSTILE not in refused.content.decode()
    said = {"result": "di_atas", "behaviour": "sesuai", "result_reason": f"Melampaui harapan {HOSTILE}",
            "nilai-loyal": "di_atas", "contoh-loyal": "Berjaga saat banjir tiga malam",
            "tandatangani": "ya"}  # fmt: skip
    assert section.post(page, said).status_code == 302
    made = Rating.objects.get()
    assert (made.predicate, made.behaviour_ratings.get().value) == ("baik", "loyal")

    client = Client()
    client.force_login(office.user("sari"))
    own = client.get(reverse("performance:rating", args=[made.pk]))
    assert (
        "Melampaui harapan" in text(own) and "Siti Seksi" in text(own) and HOSTILE not in own.content.decode()
    )
    assert "Berjaga saat banjir" in text(own) and "Baik" in text(client.get(reverse("performance:ratings")))


def test_a_change_is_saved_at_once_and_the_predicate_follows(
    section: Client, period: Period, skp: Skp
) -> None:
    page = reverse("performance:rate", args=[period.pk, skp.pk])
    said = {"result": "di_bawah", "behaviour": "sesuai"}
    part = section.post(page, said, headers={"HX-Request": "true"})
    assert part.status_code == 200 and "Butuh perbaikan" in text(part) and "tersimpan" in text(part)
    assert "Tuliskan alasannya" in text(part) and "<html" not in part.content.decode()
    desk = section.post(page, said | {"dari": "meja"}, headers={"HX-Request": "true"})
    assert 'id="sebaran" hx-swap-oob="true"' in desk.content.decode()
    assert Rating.objects.get().signed_at is None
    assert "<mark>Butuh perbaikan" in section.get(page).content.decode()


def test_the_reckoning_opens_with_its_articles(section: Client, period: Period, skp: Skp) -> None:
    address = reverse("performance:rate_why", args=[period.pk, skp.pk])
    part = section.get(address, headers={"HX-Request": "true"})
    assert "PermenPANRB" in text(part) and "<html" not in part.content.decode()
    assert "105,56" in text(part) and "105,56" in text(section.get(address))


def test_all_that_is_clear_is_signed_by_one_press(
    office: Office, section: Client, period: Period, skp: Skp
) -> None:
    for number in range(3):
        more = plan(
            person(f"Orang {number}", office.dinas, office.staff_post), office.section, understood=True
        )
        reached(more, period)
    address = reverse("performance:rating_sign_together", args=[period.pk])
    alike = section.post(address)
    assert alike.status_code == 422 and "sama persis" in text(alike)
    assert section.post(address, {"sama": "ya"}).status_code == 302
    assert Rating.objects.filter(signed_at__isnull=False).count() == 4


def test_nobody_elses_pages_open(office: Office, period: Period, skp: Skp) -> None:
    mine = plan(office.section, office.head, understood=True)
    addresses = [
        reverse("performance:rating_desk", args=[period.pk]),
        reverse("performance:rate", args=[period.pk, skp.pk]),
        reverse("performance:rate_why", args=[period.pk, skp.pk]),
    ]
    for who in ("sari", "stranger", "auditor", "pengelola", "bendahara", "tapd", "admin_aplikasi"):
        client = Client()
        client.force_login(office.user(who))
        for address in addresses:
            assert client.get(address).status_code == 404, (who, address)
            assert client.post(address, {"result": "di_atas"}).status_code in (404, 405), (who, address)
    client = Client()
    client.force_login(office.user("section"))
    own = reverse("performance:rate", args=[period.pk, mine.pk])
    assert client.get(own).status_code == 404 and client.post(own, {"result": "di_atas"}).status_code == 404
    assert not Rating.objects.exists()


def test_drafts_and_feedback_of_others_are_not_shown(
    office: Office, section: Client, period: Period, skp: Skp
) -> None:
    Feedback.objects.create(
        skp=skp, value="loyal", role="rekan", text="Ramah pada tamu", by=office.user("head")
    )
    page = reverse("performance:rate", args=[period.pk, skp.pk])
    assert "Ramah pada tamu" in text(section.get(page))
    section.post(page, {"result": "di_bawah", "behaviour": "di_bawah", "note": "Rahasia dahulu"})
    draft = Rating.objects.get()
    for who in ("sari", "head", "admin"):
        client = Client()
        client.force_login(office.user(who))
        assert client.get(reverse("performance:rating", args=[draft.pk])).status_code == 404
        assert "Rahasia" not in text(client.get(reverse("performance:ratings")))


@pytest.mark.parametrize(
    "data",
    [
        {"rhk-x": "sesuai"},
        {"rhk-00000000-0000-0000-0000-000000000000": "sesuai", "result": "sesuai"},
        {"result": "\0", "behaviour": "sesuai"},
        {"result": ["sesuai", "di_atas"], "behaviour": "di_atas' OR 1=1"},
        {"skp": "1", "rater": "2", "signed_at": "2026-01-01", "predicate": "sangat_baik"},
    ],
)
def test_what_no_form_sends_changes_nothing(
    section: Client, period: Period, skp: Skp, data: dict[str, Any]
) -> None:
    answer = section.post(reverse("performance:rate", args=[period.pk, skp.pk]), data)
    assert answer.status_code in (302, 404, 422)
    for made in Rating.objects.all():
        assert made.signed_at is None and made.predicate in ("", "baik") and made.rhk_ratings.count() == 1


def test_a_conflict_is_declared_by_the_person_and_decided_by_the_officer(
    office: Office, section: Client, period: Period, skp: Skp
) -> None:
    sari = Client()
    sari.force_login(office.user("sari"))
    listed = sari.get(reverse("performance:ratings"))
    address = reverse("performance:rate_conflict", args=[period.pk, skp.pk])
    assert address in listed.content.decode()
    assert sari.post(address, {"reason": "kami bersaudara kandung"}).status_code == 302
    recusal = Recusal.objects.get()
    assert "Ada benturan kepentingan" in text(
        section.get(reverse("performance:rate", args=[period.pk, skp.pk]))
    )
    officer = Client()
    officer.force_login(office.user("pengelola"))
    assert "Menetapkan penilai bagi Sari Utami" in text(officer.get("/"))
    decide = reverse("performance:rate_conflict_decide", args=[recusal.pk])
    for who in ("sari", "section", "stranger", "auditor"):
        other = Client()
        other.force_login(office.user(who))
        assert other.get(decide).status_code == 404
    assert (
        officer.post(decide, {"substitute": office.stranger.pk, "reason": "Netral sekali"}).status_code == 422
    )
    assert (
        officer.post(decide, {"substitute": office.head.pk, "reason": "Atasan langsungnya"}).status_code
        == 302
    )
    recusal.refresh_from_db()
    assert recusal.substitute == office.head


def test_an_officer_sees_what_is_missing_closes_and_opens_again(
    office: Office, section: Client, period: Period, skp: Skp
) -> None:
    officer = Client()
    officer.force_login(office.user("admin"))
    home = officer.get(reverse("performance:closings"))
    assert "Triwulan III 2026" in text(home) and "belum ditutup" in text(home)
    address = reverse("performance:closing", args=[office.dinas.pk, period.pk])
    assert "1 orang belum dinilai" in text(officer.get(address)) and "Siti Seksi" in text(
        officer.get(address)
    )
    refused = officer.post(address)
    assert refused.status_code == 422 and "tuliskan mengapa" in text(refused)
    section.post(reverse("performance:rating_sign_together", args=[period.pk]))
    assert "siap ditutup" in text(officer.get(address))
    assert officer.post(address).status_code == 302
    made = Closing.objects.get()
    shown = officer.get(address)
    assert "sudah ditutup" in text(shown) and "Penutupan 1 oleh Admin BKPSDM" in text(shown)
    below = unit("kota.sosial.seksi", "Seksi Bantuan", "seksi", office.dinas, office.government)
    listed = officer.get(reverse("performance:closings")).context["units"]
    assert {one.pk for one, _, rows in listed if rows[0][2]} == {office.dinas.pk, below.pk}
    again = reverse("performance:closing_reopen", args=[made.pk])
    assert officer.post(again, {"reason": "Ada kekeliruan data"}).status_code == 302
    assert "Dibuka lagi" in text(officer.get(address))
    assert section.get(address).status_code == 404


def test_how_well_a_unit_did_is_said_from_above(office: Office, period: Period) -> None:
    address = reverse("performance:unit_achievement", args=[office.dinas.pk, period.pk])
    admin = Client()
    admin.force_login(office.user("admin"))
    assert "Belum ditetapkan" in text(admin.get(address))
    assert admin.post(address, {"predicate": "baik", "basis": "x"}).status_code == 422
    said = {"predicate": "baik", "basis": f"Capaian IKU 101% {HOSTILE}"}
    assert admin.post(address, said).status_code == 302
    assert admin.post(address, said | {"predicate": "istimewa"}).status_code == 302
    assert UnitAchievement.objects.count() == 2 and "Sebelumnya" in text(admin.get(address))
    assert HOSTILE not in admin.get(address).content.decode()
    for who, code in (("head", 404), ("kepala_unit", 404), ("auditor", 404)):
        other = Client()
        other.force_login(office.user(who))
        assert other.get(address).status_code == 200, who
        assert other.post(address, said).status_code == code, who
    for who in ("stranger", "bendahara", "tapd"):
        other = Client()
        other.force_login(office.user(who))
        assert other.get(address).status_code == 404, who


def test_who_works_below_reads_how_well_the_unit_did_and_not_its_neighbours(
    office: Office, period: Period
) -> None:
    below = unit("kota.sosial.seksi", "Seksi Bantuan", "seksi", office.dinas, office.government)
    post = position("kota.sosial.seksi.staf", "Pengolah", "pelaksana", below, office.section_post)
    wiwin = Client()
    account: Any = person("Wiwin", below, post).account
    wiwin.force_login(account)
    address = reverse("performance:unit_achievement", args=[office.dinas.pk, period.pk])
    page = wiwin.get(address)
    assert page.status_code == 200 and "Seksi Bantuan" not in text(page)
    assert wiwin.post(address, {"predicate": "baik", "basis": "Capaian IKU 101%"}).status_code == 404
    other = reverse("performance:unit_achievement", args=[office.other.pk, period.pk])
    assert wiwin.get(other).status_code == 404


def test_the_pages_take_the_same_queries_for_many(
    office: Office, section: Client, period: Period, skp: Skp, django_assert_max_num_queries: Any
) -> None:
    address = reverse("performance:rating_desk", args=[period.pk])
    section.get(address)
    with CaptureQueriesContext(connection) as few:
        section.get(address)
    for number in range(8):
        more = plan(person(f"Orang {number}", office.dinas, office.staff_post), office.section)
        reached(more, period)
    with django_assert_max_num_queries(len(few)):
        section.get(address)


def test_the_days_of_the_period_stand_beside_accountability(
    office: Office, today: Any, period: Period, skp: Skp, client: Any
) -> None:
    client.force_login(office.user("section"))
    address = reverse("performance:rate", args=[period.pk, skp.pk])
    assert "belum tercatat di Praja" in client.get(address).content.decode()
    tapped_before(device(office.dinas), office.sari)
    judge([office.sari.pk], period.days.lower, period.days.lower + datetime.timedelta(days=6))
    shown = client.get(address).content.decode()
    assert "Kehadiran pada periode ini" in shown and "belum tercatat di Praja" not in shown


def test_attendance_is_told_in_words() -> None:
    told = attended({"kehadiran": {"hari_alpa": 1, "tl_4": 2, "psw_1": 3}})
    assert told == [("Tanpa keterangan", 1), ("Terlambat (TL4)", 2), ("Pulang sebelum waktunya (PSW1)", 3)]


def test_evidence_is_one_tap_from_its_count(section: Client, period: Period, skp: Skp) -> None:
    page = section.get(reverse("performance:rate", args=[period.pk, skp.pk])).content.decode()
    month = (period.days.upper - datetime.timedelta(days=1)).strftime("%Y-%m")
    address = reverse("performance:month", args=[skp.pk, month])
    assert re.search(rf'<a href="{address}">\s*\d+ bukti', page)
