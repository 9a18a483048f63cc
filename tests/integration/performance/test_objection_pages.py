"""The pages of objections: written on a phone, handled by the others, and what is shown of hostile texts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from praja.performance.models import Delivery, Objection, Period, Rating, Skp
from praja.performance.objection.actions import filing
from praja.performance.rating.actions.ratings import Said, sign
from praja.web.models import Notice
from tests.integration.people.conftest import Office, person
from tests.integration.performance.objected import HOSTILE, PDF, filed, won
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import quarter, reached

WORSE = Said("di_bawah", "sesuai", "Datanya belum lengkap saat saya menilai")


@pytest.fixture
def rating(office: Office, today: Any, period: Period, skp: Skp) -> Rating:
    return sign(skp=skp, period=period, said=WORSE, by=office.user("section"), on=today)


@pytest.fixture
def at(office: Office) -> Any:
    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(office.user(name))
        return client

    return signed_in


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_from_the_draft_to_the_decision_without_script(office: Office, rating: Rating, at: Any) -> None:
    sari, section, head = at("sari"), at("section"), at("head")
    new = reverse("performance:objection_new", args=[rating.pk])
    page = sari.get(new)
    assert "Paling lambat" in text(page) and "14 hari" in text(page) and "PP 30/2019" in text(page)
    assert "Bantuan diterima oleh keluarga" in text(page) and "data-phone" in page.content.decode()

    rhk = rating.rhk_ratings.get().rhk_id
    said = {f"hasil-{rhk}": f"Sudah tercapai {HOSTILE}", "proses": "Tidak ditanya", "text": HOSTILE,
            "wanted": f"Sesuai ekspektasi {HOSTILE}", "wanted_predicate": "baik",
            "bukti": SimpleUploadedFile('"><svg onload=alert(1)>.pdf', PDF)}  # fmt: skip
    forged = {"state": "diputus", "number": "9", "deadline": "2099-01-01", "by": "1", "skp": "1"}
    answer = sari.post(new, said | forged, headers={"X-Praja-Luring": "1"})
    made = Objection.objects.get()
    assert (made.state, made.number, made.by, made.skp) == ("disusun", None, office.user("sari"), rating.skp)
    address = reverse("performance:objection", args=[made.pk])
    assert answer.json() == {"url": address}
    refused = sari.post(new, said | {"tautan": "javascript:alert(1)"}, headers={"X-Praja-Luring": "1"})
    assert refused.status_code == 400 and "Tautan bukti" in refused.json()["errors"][0]
    again = sari.post(new, said | {"tautan": "javascript:alert(1)", "proses": "Yang baru diketik"})
    assert again.status_code == 422 and "Yang baru diketik" in text(again)
    shown = sari.get(address).content.decode()
    assert HOSTILE not in shown and "&lt;script&gt;" in shown and "<svg onload" not in shown
    assert "{{ 7|add:7 }}" in shown and "Ajukan keberatan" in shown
    for other in (section, head, at("admin")):
        assert other.get(address).status_code == 404

    assert sari.post(reverse("performance:objection_file", args=[made.pk])).status_code == 302
    file = reverse("performance:objection_evidence", args=[made.evidence.get().pk])
    assert head.get(file).status_code == 200 and at("stranger").get(file).status_code == 404
    assert "menunggu penjelasan Anda" in text(section.get(reverse("performance:objections")))
    assert "menunggu keputusan Anda" in text(head.get(reverse("performance:objections")))
    assert "Putuskan keberatan Sari Utami" in text(head.get(reverse("web:home")))
    assert "Jelaskan penilaian Sari Utami" in text(section.get(reverse("web:home")))

    page = head.get(reverse("performance:objection_decide", args=[made.pk]))
    assert "Mintalah dahulu" in text(page)
    ask = {"question": "Mengapa di bawah ekspektasi?", "until": "2099-01-01"}
    assert head.post(reverse("performance:objection_ask", args=[made.pk]), ask).status_code == 422
    assert (
        section.post(
            reverse("performance:objection_explain", args=[made.pk]), {"text": f"Terlambat {HOSTILE}"}
        ).status_code
        == 302
    )
    decide = reverse("performance:objection_decide", args=[made.pk])
    verdict = {"outcome": "diterima", "result": "sesuai", "behaviour": "sesuai", "reasons": ""}
    wrong = head.post(decide, verdict)
    assert wrong.status_code == 422
    assert section.post(decide, verdict).status_code == 404 and sari.post(decide, verdict).status_code == 404
    assert head.post(decide, verdict | {"reasons": f"Buktinya lengkap {HOSTILE}"}).status_code == 302
    shown = sari.get(address)
    assert "semula Butuh perbaikan, menjadi Baik" in text(shown) and HOSTILE not in shown.content.decode()
    after = Rating.objects.get(digantikan=None)
    assert "Keputusan atas keberatan" in text(sari.get(reverse("performance:rating", args=[after.pk])))
    title = Notice.objects.filter(user=office.user("sari"), title__contains="sudah diputus").get().title
    assert "<" not in title


def test_after_the_deadline_the_page_says_so_and_what_was_typed_stays(
    office: Office, today: Any, rating: Rating, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from praja.performance.objection import clock

    new = reverse("performance:objection_new", args=[rating.pk])
    sari = at("sari")
    long_ago = timezone.localdate().replace(year=2020, day=1)
    monkeypatch.setattr(clock.law, "objection_deadline", lambda delivered, on, pack: long_ago)
    page = text(sari.get(new))
    assert "sudah lewat: penilaian ini tetap" in page and "Uraian keberatan" not in page
    assert sari.post(new, {"text": "Saya terlambat mengetik ini"}).status_code == 302
    made = Objection.objects.get()
    refused = sari.post(reverse("performance:objection_file", args=[made.pk]))
    assert refused.status_code == 422 and "Saya terlambat mengetik ini" in text(refused)
    assert "Saya terlambat mengetik ini" in text(sari.get(new))
    late = text(sari.get(reverse("performance:objection", args=[made.pk])))
    assert "Bicarakan harapan Anda" in late and "Masih kurang" not in late and "Hapus konsep" in late


def test_the_register_is_exported_with_a_fixed_number_of_queries(
    office: Office, today: Any, period: Period, rating: Rating, at: Any
) -> None:
    won(office, filed(office, rating))
    pengelola, url = at("pengelola"), reverse("performance:objection_register")

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert pengelola.get(address).status_code == 200
        return len(captured)

    queries(f"{url}?keadaan=semua")
    before, home = queries(f"{url}?keadaan=semua"), queries(reverse("web:home"))
    for name in ("Dewi", "Citra", "Bagus"):
        who = person(name, office.dinas, office.staff_post)
        skp = plan(who, office.section, understood=True)
        reached(skp, period)
        given = sign(skp=skp, period=period, said=WORSE, by=office.user("section"), on=today)
        office.users[name] = who.account  # type: ignore[assignment]
        filed(office, given, by=name)
    assert queries(f"{url}?keadaan=semua") == before and queries(reverse("web:home")) == home
    page = text(pengelola.get(url))
    assert "3 keberatan belum diputus" in page
    rows = pengelola.get(f"{url}?keadaan=semua&ekspor=csv").content.decode()
    assert rows.count("Butuh perbaikan") == 4 and "Diterima" in rows
    assert at("kepala_unit").get(url).status_code == 404


def test_no_page_asks_more_for_more_objections(
    office: Office, today: Any, period: Period, rating: Rating, at: Any
) -> None:
    made = filed(office, rating)
    head = at("head")

    def queries(name: str, *args: Any) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert head.get(reverse(name, args=args)).status_code == 200
        return len(captured)

    queries("performance:objections")
    before = queries("performance:objections"), queries("performance:objection", made.pk)
    other = quarter(office.government, 2)
    given = Rating.objects.create(
        skp=rating.skp, period=other, rater=office.section, rater_name="Siti", by=office.user("section"),
        result="sesuai", behaviour="sesuai", predicate="baik", proposed_result="sesuai",
        proposed_behaviour="sesuai", signed_at=rating.signed_at, basis=rating.basis,
    )  # fmt: skip
    Delivery.objects.create(rating=given, delivered_at=rating.signed_at)  # type: ignore[misc]
    draft = filing.save_draft(
        rating=given,
        said=filing.Said("Uraian yang jelas", "Dinilai lebih baik", "", [filing.Ground("proses", "Tergesa")]),
        by=office.user("sari"),
        on=today,
    )
    filing.file(objection=draft, by=office.user("sari"), on=today)
    assert (queries("performance:objections"), queries("performance:objection", made.pk)) == before
