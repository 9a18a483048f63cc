"""Somebody reads on a phone how they were rated, opens why, confirms, answers and takes the forms away."""

from __future__ import annotations

import re
from typing import Any

import pytest

from praja.performance.models import Delivery, ProcessAnswer
from praja.performance.rating.actions.ratings import Said, sign
from tests.e2e.conftest import PHONE, assert_accessible_now, assert_fits, go_by, login, shot
from tests.integration.people.conftest import TODAY, Office, office
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import quarter, reached

__all__ = ["office"]

pytestmark = pytest.mark.usefixtures("today")


def test_a_report_is_read_confirmed_answered_and_printed(open_page: Any, office: Office) -> None:
    period = quarter(office.government)
    skp = plan(office.sari, office.section, understood=True)
    reached(skp, period, "110")
    rater: Any = office.user("section")
    said = Said(
        result="di_atas", behaviour="sesuai", note="Bagikan cara Anda kepada rekan.",
        values={"loyal": ("di_atas", "Berjaga saat banjir tiga malam")},
    )  # fmt: skip
    sign(skp=skp, period=period, said=said, by=rater, on=TODAY)
    page = open_page(PHONE)
    login(page, office.user("sari"))

    page.goto("/")
    go_by(page.get_by_role("link", name=re.compile("1 hasil penilaian belum Anda baca")))
    go_by(page.get_by_role("link", name=re.compile("Triwulan III 2026")))
    assert page.inner_text("p.total") == "Baik"
    assert_accessible_now(page)
    assert_fits(page)
    shot(page, "kinerja-laporan")

    # Why opens in place, down to the formula with the person's numbers and its article.
    page.get_by_text("Bantuan diterima oleh keluarga yang berhak").click()
    page.get_by_text("PermenPANRB 6/2022").first.wait_for()
    assert_accessible_now(page)
    assert_fits(page)
    shot(page, "kinerja-laporan-mengapa")

    page.get_by_label("Tanggapan Anda").fill("Sudah jelas, terima kasih.")
    go_by(page.get_by_role("button", name="Saya sudah membaca"))
    assert "bukan persetujuan" in page.inner_text("main")
    assert Delivery.objects.get().acknowledged_at is not None

    go_by(page.get_by_role("link", name=re.compile("Tiga pertanyaan")))
    for question, answer in (("tahu sejak awal", "4 · Setuju"), ("Umpan balik", "2 · Tidak setuju"),
                             ("dijelaskan kepada", "5 · Sangat setuju")):  # fmt: skip
        group = page.get_by_role("group", name=re.compile(question))
        group.get_by_text(answer, exact=True).click()
    assert_accessible_now(page)
    assert_fits(page)
    shot(page, "kinerja-tiga-pertanyaan")
    go_by(page.get_by_role("button", name="Kirim tanpa nama"))
    assert "tanpa nama Anda" in page.inner_text("main") and ProcessAnswer.objects.get().helped == 2
    assert not page.get_by_role("link", name=re.compile("Tiga pertanyaan")).count()

    for name in ("Evaluasi kinerja pegawai", "Dokumen evaluasi kinerja pegawai"):
        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile(f"^{name}")).click()
        with open(download.value.path(), "rb") as file:
            assert file.read(5) == b"%PDF-"
        assert download.value.suggested_filename.endswith(f"{office.sari.nip}.pdf")
