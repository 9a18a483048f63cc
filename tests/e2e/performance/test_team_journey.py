"""A member of the assessment team looks at a rating on a phone, the chair decides, the rater rates anew."""

from __future__ import annotations

import datetime
from typing import Any

from praja.performance.models import Minutes, Rating, Review
from tests.e2e.conftest import PHONE, assert_accessible_now, assert_fits, go_by, login, shot
from tests.integration.people.conftest import Office, office
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import quarter, reached
from tests.integration.performance.teams import account, brought, say, team_of_three

__all__ = ["office"]


def test_a_rating_is_judged_sent_back_and_given_anew_on_a_phone(
    open_page: Any, office: Office, today: datetime.date
) -> None:
    period = quarter(office.government)
    skp = plan(office.sari, office.section, understood=True)
    reached(skp, period)
    team = team_of_three(office, today)
    review = brought(office, skp, period, today)
    say("kembali", text="Laporan September belum memuat Kecamatan Timur")(review, team.member, today)
    page = open_page(PHONE)

    # The chair: the queue, the four stages on one page, another figure with its reason, and the decision.
    login(page, account(team.chair))
    page.goto("/kinerja/tim-penilai/")
    assert page.inner_text("h1") == "1 perkara menunggu pendapat Anda"
    assert_fits(page)
    shot(page, "kinerja-tim-antrean")
    go_by(page.get_by_role("link", name="Sari Utami"))
    for stage in ("1 · Indikator dan target", "2 · Data", "3 · Analisis dan penilaian", "4 · Putusan"):
        page.get_by_role("heading", name=stage).wait_for()
    page.get_by_text("Mengapa usulannya demikian?").click()
    page.get_by_text("PermenPANRB 6/2022").first.wait_for()
    figure = page.get_by_label("Capaian menurut Anda (%)")
    assert figure.is_hidden()
    page.get_by_role("group", name="Menurut Anda").get_by_text("Angka lain").click()
    figure.fill("98,5")
    page.get_by_label("Mengapa?", exact=True).fill("Kecamatan Timur belum ikut dihitung")
    page.get_by_role("group", name="Pendapat Anda").get_by_text("Dikembalikan").click()
    page.get_by_label("Alasan").fill("Hitung lagi dengan Kecamatan Timur")
    go_by(page.get_by_role("button", name="Simpan pendapat saya"))
    assert "2 dari 3 anggota berpendapat" in page.inner_text("main")
    assert_fits(page)
    assert_accessible_now(page)
    shot(page, "kinerja-tim-perkara")
    page.get_by_label("Pertimbangannya").fill("Lengkapi data Kecamatan Timur, lalu nilai lagi")
    go_by(page.get_by_role("button", name="Catat putusan"))
    assert page.inner_text("h1") == "Penilaian Sari Utami dikembalikan"
    go_by(page.get_by_role("link", name="Antrean tim"))
    go_by(page.get_by_role("link", name="Buat berita acara 1 putusan"))
    page.get_by_label("Tempat").fill("Ruang rapat BKPSDM")
    shot(page, "kinerja-tim-berita-acara")
    go_by(page.get_by_role("button", name="Tandatangani"))
    with page.expect_download() as taken:
        page.get_by_role("link", name="Nomor 1, sidang").click()
    assert taken.value.suggested_filename.startswith("berita-acara-1-")
    assert Minutes.objects.get().cases.get() == review

    # The rater is told, sees the team's note beside, and gives the rating anew; it comes to the team again.
    login(page, office.user("section"))
    page.goto("/")
    go_by(page.get_by_role("link", name="Menilai lagi Sari Utami").first)
    assert "Lengkapi data Kecamatan Timur" in page.inner_text("main")
    shot(page, "kinerja-tim-dikembalikan")
    page.get_by_role("group", name="Rating hasil kerja seluruhnya").get_by_text("Sesuai").click()
    page.get_by_label("Catatan atau rekomendasi bagi pegawai").fill("Dinilai lagi sesuai catatan tim penilai")
    go_by(page.get_by_role("button", name="Tandatangani"))
    rating = Rating.objects.get(digantikan__isnull=True)
    assert (rating.number, Review.objects.get(rating=rating).why) == (2, ["dinilai_ulang"])

    # The person reads what the team found, and not who said what.
    login(page, office.user("sari"))
    page.goto(f"/kinerja/tim-penilai/perkara/{review.pk}/")
    text = page.inner_text("main")
    assert "98,50%" in text and "Kartika Ketua" not in text and "Ayu Anggota" not in text
    assert_fits(page)
    shot(page, "kinerja-tim-bagi-pegawai")
