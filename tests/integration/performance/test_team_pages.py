"""The pages of the assessment team: who sees what of a case, what is refused, and what nobody else opens."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.performance.models import (
    AssessmentTeam,
    IndicatorJudgement,
    Minutes,
    Opinion,
    Period,
    Review,
    ReviewRecusal,
    Skp,
    TeamMember,
)
from praja.performance.team.actions import reviews
from praja.performance.team.actions.reviews import Judged
from tests.integration.people.conftest import Office, person
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import reached
from tests.integration.performance.teams import (
    WHY,
    Team,
    account,
    appoint,
    brought,
    form_team,
    indicator,
    say,
    signed,
    team_of_three,
)

HOSTILE = '<script>alert(1)</script>{{ 7|add:7 }}{% now "Y" %}#eval(1)'
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def on(today: datetime.date) -> datetime.date:
    """The day of the pages."""
    return today


@pytest.fixture
def team(office: Office, on: datetime.date) -> Team:
    return team_of_three(office, on)


@pytest.fixture
def review(office: Office, on: datetime.date, period: Period, skp: Skp, team: Team) -> Review:
    return brought(office, skp, period, on)


def signed_in(who: Any) -> Client:
    client = Client()
    client.force_login(who)
    return client


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def of(name: str, pk: Any) -> str:
    return reverse(f"performance:{name}", args=[pk])


def test_a_member_judges_without_script_and_nothing_typed_is_lost(
    office: Office, review: Review, team: Team, on: datetime.date
) -> None:
    client, page = signed_in(account(team.member)), of("review", review.pk)
    key = indicator(review).pk
    shown = text(client.get(page))
    for said in ("1 · Indikator dan target", "90 %", "Berita acara", "105,56%",
                 "Ia mengerjakan bagian rekannya", "berbeda dari usulan", "belum berpendapat"):  # fmt: skip
        assert said in shown, said

    typed = {
        f"i-{key}": "lain",
        f"c-{key}": "98,x",
        f"a-{key}": HOSTILE,
        "pendapat": "kembali",
        "alasan": HOSTILE,
    }
    refused = client.post(page, typed)
    assert refused.status_code == 422 and "Tulis angka saja" in text(refused)
    body = refused.content.decode()
    assert 'value="98,x"' in body and "&lt;script&gt;" in body and HOSTILE not in body
    assert client.post(page, typed | {f"c-{key}": "98,5"}).status_code == 302
    assert IndicatorJudgement.objects.get().achievement == Decimal("98.50")
    other = signed_in(account(team.chair)).get(page)
    assert HOSTILE not in other.content.decode() and "98,50%" in text(other) and "Ayu Anggota" in text(other)
    why = client.get(of("review_why", review.pk), headers={"HX-Request": "true"})
    assert "PermenPANRB" in text(why) and "<html" not in why.content.decode()
    assert "PermenPANRB" in text(client.get(of("review_why", review.pk)))


def test_the_chair_decides_signs_minutes_and_hands_them_out(
    office: Office, review: Review, team: Team, on: datetime.date
) -> None:
    for member in (team.chair, team.secretary):
        say("kembali", text="Kecamatan Timur belum ikut")(review, member, on)
    chair = signed_in(account(team.chair))
    decide = of("review_decide", review.pk)
    assert "Catat putusan" in text(chair.get(of("review", review.pk)))
    assert "Catat putusan" not in text(signed_in(account(team.secretary)).get(of("review", review.pk)))
    wrong = chair.post(decide, {"decision": "kukuh", "reason": "Alasan yang tertulis panjang"})
    assert wrong.status_code == 422 and "suara terbanyak" in text(wrong)
    assert "Alasan yang tertulis panjang" in wrong.content.decode()
    assert (
        chair.post(decide, {"decision": "kembali", "reason": "Lengkapi Kecamatan Timur"}).status_code == 302
    )

    page = of("assessment_minutes", team.team.pk)
    said = {"session": on.isoformat(), "place": HOSTILE, "present": [one.pk for one in team.all],
            "cases": [review.pk]}  # fmt: skip
    assert chair.post(page, said | {"cases": []}).status_code == 422
    assert chair.post(page, said).status_code == 302
    made = Minutes.objects.get()
    paper = chair.get(of("minutes", made.pk))
    assert paper["Content-Type"] == "application/pdf" and paper["Cache-Control"] == "private, no-store"
    assert paper.content.startswith(b"%PDF") and made.place == HOSTILE
    assert made.content["perkara"][0]["pertimbangan"] == "Lengkapi Kecamatan Timur"
    for who in ("sari", "section", "pengelola", "stranger", "head"):
        assert signed_in(office.user(who)).get(of("minutes", made.pk)).status_code == 404, who


def test_nobody_else_opens_a_case_and_its_sides_read_the_outcome_without_names(
    office: Office, review: Review, team: Team, on: datetime.date
) -> None:
    one = indicator(review)
    say("kembali", judged={one.pk: Judged(False, Decimal(88), "Dua laporan tercatat ganda")})(
        review, team.member, on
    )
    page = of("review", review.pk)
    for who in (
        "sari",
        "head",
        "stranger",
        "pengelola_lain",
        "bendahara",
        "tapd",
        "kepala_unit",
        "admin_aplikasi",
    ):
        client = signed_in(office.user(who))
        for name in ("review", "review_why", "review_recuse", "review_decide"):
            address = of(name, review.pk)
            assert client.get(address).status_code in (404, 405), (who, name)
            assert client.post(address, {"pendapat": "kukuh", "decision": "kukuh"}).status_code in (404, 405)
        for name in ("assessment_team", "assessment_rule", "assessment_member", "assessment_minutes",
                     "assessment_end"):  # fmt: skip
            assert client.get(of(name, team.team.pk)).status_code == 404, (who, name)
    rater = signed_in(office.user("section"))
    before = text(rater.get(page))
    assert "Ayu Anggota" not in before and "88%" not in before and "Belum diputus" in before
    assert rater.post(page, {"pendapat": "kukuh"}).status_code == 404
    assert "Ayu Anggota" in text(signed_in(office.user("auditor")).get(page))
    assert "Ayu Anggota" not in text(signed_in(office.user("pengelola")).get(page))

    say("kembali")(review, team.chair, on)
    reviews.decide(
        review=review, decision="kembali", text="Lengkapi datanya dahulu", by=account(team.chair), on=on
    )

    for who in ("sari", "section"):
        shown = text(signed_in(office.user(who)).get(page))
        assert "88%" in shown and "Dua laporan tercatat ganda" in shown and "Lengkapi datanya" in shown, who
        assert not any(name in shown for name in ("Ayu Anggota", "Kartika Ketua", "Seno Sekretaris")), who
    own = text(signed_in(office.user("sari")).get(of("rating", review.rating_id)))
    assert "Dikembalikan kepada penilai" in own and "Lengkapi datanya dahulu" in own
    rate = text(rater.get(reverse("performance:rate", args=[review.period_id, review.skp_id])))
    assert "Dikembalikan tim penilai" in rate and "Lengkapi datanya dahulu" in rate
    assert "Menilai lagi Sari Utami" in text(rater.get("/"))
    assert not Opinion.objects.filter(member__person=office.section).exists()


def test_a_member_who_must_stay_out_reads_nothing_of_what_others_say(
    office: Office, on: datetime.date, period: Period, skp: Skp, team: Team
) -> None:
    own = appoint(team.team, office.sari, office, on)
    rated = appoint(team.team, office.section, office, on)
    review = brought(office, skp, period, on)
    say("kembali", text="Rahasia musyawarah tim")(review, team.member, on)
    page = of("review", review.pk)

    assert signed_in(account(own)).get(page).status_code == 404
    assert signed_in(account(own)).post(page, {"pendapat": "kukuh"}).status_code == 404
    shown = text(signed_in(account(rated)).get(page))
    assert "Anda yang menilai pegawai ini" in shown and "Rahasia musyawarah" not in shown
    assert signed_in(account(rated)).post(page, {"pendapat": "kukuh"}).status_code == 422
    team_page = text(signed_in(account(own)).get(of("assessment_team", team.team.pk)))
    assert "Tidak ada perkara yang menunggu" in team_page
    third = signed_in(account(team.secretary))
    assert third.post(of("review_recuse", review.pk), {"reason": "Saya ipar pegawai ini"}).status_code == 302
    after = text(third.get(page))
    assert "sudah menyatakan benturan" in after and "Rahasia musyawarah" not in after
    assert third.get(of("review_why", review.pk)).status_code == 404 and ReviewRecusal.objects.count() == 1


def test_the_officer_forms_a_team_by_its_pages(office: Office, on: datetime.date) -> None:
    admin = signed_in(office.user("admin"))
    said = {
        "unit": office.dinas.pk, "sk_number": f"800/1 {HOSTILE}", "sk_date": on.isoformat(),
        "start": on.isoformat(), "last": f"{on.year + 1}-12-31", "purpose": "Memeriksa penilaian",
        "flagged": "on", "sample": "100",
    }  # fmt: skip
    page = reverse("performance:assessment_new")
    for wrong, sentence in (
        ({"sample": "101"}, "100"),
        ({"last": "2020-01-01"}, "mendahului"),
        ({"last": "9999-12-31"}, "terlalu jauh di masa depan"),
        ({"sk_date": "2999-01-01"}, "masa depan"),
        ({"unit": office.user("admin").pk}, ""),
        ({"file": SimpleUploadedFile("a.svg", b"<svg onload=alert(1)>")}, "Jenis berkas ini tidak diterima"),
    ):
        answer = admin.post(page, said | wrong)
        assert answer.status_code == 422 and sentence in text(answer), wrong
    assert not AssessmentTeam.objects.exists()
    assert admin.post(page, said | {"file": SimpleUploadedFile("sk.pdf", PDF)}).status_code == 302
    team = AssessmentTeam.objects.get()
    assert (team.sample, team.departing) == (100, False)
    assert admin.get(of("assessment_decree", team.pk)).status_code == 200
    member = of("assessment_member", team.pk)
    assert (
        admin.post(member, {"person": "123", "office": "ketua", "start": on.isoformat()}).status_code == 422
    )
    asked = {"person": office.stranger.nip, "office": "ketua", "start": on.isoformat()}
    assert admin.post(member, asked | {"ended_by": office.user("admin").pk}).status_code == 302
    assert admin.post(member, asked).status_code == 422
    shown = admin.get(of("assessment_team", team.pk))
    assert "Wayan Lain" in text(shown) and HOSTILE not in shown.content.decode()
    assert "semua penilaian yang lain" in text(shown)
    assert admin.post(of("assessment_rule", team.pk), {"purpose": "Lain", "sample": "0"}).status_code == 422
    assert admin.post(of("assessment_rule", team.pk), {"purpose": "Lain", "sample": "5"}).status_code == 302
    end = of("assessment_member_end", TeamMember.objects.get().pk)
    assert admin.post(end, {"reason": "x"}).status_code == 422
    assert admin.post(end, {"reason": "Pindah tugas ke provinsi"}).status_code == 302
    assert admin.post(of("assessment_end", team.pk), {"reason": "SK dicabut wali kota"}).status_code == 302
    assert "tidak bertugas" in text(admin.get(reverse("performance:assessment_home")))
    for name, pk in (("assessment_fill", team.pk), ("review_decide", team.pk)):
        assert admin.get(of(name, pk)).status_code == 405


def test_a_rating_is_sent_by_the_page_and_others_do_not_see_the_way(
    office: Office, on: datetime.date, period: Period, skp: Skp
) -> None:
    form_team(office, on, unit=office.other)
    rating = signed(office, skp, period, on)
    rater = signed_in(office.user("section"))
    way = of("rating_to_team", rating.pk)
    assert way in rater.get(of("rating", rating.pk)).content.decode()
    assert way not in signed_in(office.user("sari")).get(of("rating", rating.pk)).content.decode()
    refused = rater.post(way, {"reason": "Mohon diperiksa datanya"})
    assert refused.status_code == 422 and "Belum ada tim penilai" in text(refused)
    form_team(office, on)
    assert rater.post(way, {"reason": "Mohon diperiksa datanya"}).status_code == 302
    assert Review.objects.get().why == ["penilai"] and rater.post(way, {"reason": WHY}).status_code == 422
    assert signed_in(office.user("sari")).post(way, {"reason": WHY}).status_code == 404


def test_the_pages_ask_the_same_however_many_cases_and_indicators(
    office: Office, on: datetime.date, period: Period, team: Team
) -> None:
    client, counts = signed_in(account(team.member)), []
    for number in (1, 3):
        for one in range(number):
            lines = [(f"Hasil {row}", [{"text": f"Indikator {row}"}]) for row in range(number)]
            skp = plan(
                person(f"Orang {number}{one}", office.dinas, office.staff_post), office.section, lines=lines
            )
            reached(skp, period)
            review = Review.objects.get(rating=signed(office, skp, period, on))
        say(judged={})(review, team.chair, on)
        found = []
        for page in (of("assessment_team", team.team.pk), of("review", review.pk)):
            client.get(page)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(page).status_code == 200
            found.append(len(asked))
        counts.append(found)
    assert counts[0] == counts[1], counts
