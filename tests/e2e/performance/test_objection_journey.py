"""An objection on phones: written without a connection, filed, answered, decided, and read by the person."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from praja.performance.models import Objection, Rating
from praja.performance.rating.actions.ratings import Said, sign
from tests.e2e.conftest import (
    DESKTOP,
    PATIENCE,
    PHONE,
    assert_accessible_now,
    assert_fits,
    go_by,
    login,
    shot,
)
from tests.integration.people.conftest import TODAY, Office, office
from tests.integration.performance.objected import PDF
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import quarter, reached

__all__ = ["office"]

pytestmark = pytest.mark.usefixtures("today")
WORSE = Said("di_bawah", "sesuai", "Datanya belum lengkap saat saya menilai")


def look(page: Any, name: str) -> None:
    assert_fits(page)
    shot(page, f"kinerja-keberatan-{name}")


def test_an_objection_is_written_filed_answered_and_won(
    office: Office, open_page: Any, tmp_path: Path
) -> None:
    period = quarter(office.government)
    skp = plan(office.sari, office.section, understood=True)
    reached(skp, period)
    rating = sign(skp=skp, period=period, said=WORSE, by=office.user("section"), on=TODAY)
    paper = tmp_path / "berita acara <b>.pdf"
    paper.write_bytes(PDF)

    sari = open_page(PHONE)
    login(sari, office.user("sari"))
    sari.goto(f"/kinerja/hasil/{rating.pk}/")
    go_by(sari.get_by_role("link", name=re.compile("Ajukan keberatan")))
    sari.get_by_text("Paling lambat").wait_for()
    sari.wait_for_load_state("networkidle")
    sari.context.set_offline(True)
    sari.wait_for_function("navigator.onLine === false")
    sari.get_by_label(re.compile("Hasil kerja “Bantuan diterima")).fill("Berita acaranya ada sejak Agustus.")
    sari.get_by_label("Uraian keberatan").fill("Semua bantuan tersalur sebelum akhir September.")
    sari.get_by_label("Apa yang Anda minta?").fill("Hasil kerja dinilai sesuai ekspektasi.")
    sari.get_by_role("button", name="Simpan dan periksa").click()
    sari.get_by_text("Belum terkirim, disimpan di ponsel ini.").wait_for()
    assert not Objection.objects.exists()
    with sari.expect_event("load", timeout=2 * PATIENCE):
        sari.context.set_offline(False)
    sari.get_by_role("heading", name="Sudah benar sebelum diajukan?").wait_for()
    go_by(sari.get_by_role("link", name="Ubah"))
    sari.get_by_label("Foto atau PDF").set_input_files(paper)
    look(sari, "tulis")
    assert_accessible_now(sari)
    go_by(sari.get_by_role("button", name="Simpan dan periksa"))
    sari.get_by_role("link", name=re.compile("berita acara")).wait_for()
    look(sari, "periksa")
    sari.get_by_role("button", name="Ajukan keberatan").click()
    go_by(sari.locator("dialog [value=ya]"))
    sari.get_by_text("Keberatan diajukan kepada atasan penilai.").wait_for()
    look(sari, "diajukan")
    made = Objection.objects.get()
    assert made.number == 1 and made.evidence.count() == 1

    siti = open_page(PHONE)
    login(siti, office.user("section"))
    siti.goto("/")
    go_by(siti.get_by_role("link", name=re.compile("Jelaskan penilaian Sari Utami")).first)
    go_by(siti.get_by_role("link", name="Jelaskan", exact=True))
    siti.get_by_label("Penjelasan Anda").fill("Berita acaranya baru sampai kepada saya kemarin.")
    look(siti, "jelaskan")
    go_by(siti.get_by_role("button", name="Simpan penjelasan"))
    siti.get_by_text("Penjelasan tercatat.").wait_for()

    hadi = open_page(PHONE, dark=True)
    login(hadi, office.user("head"))
    hadi.goto("/kinerja/keberatan/")
    look(hadi, "antrean")
    go_by(hadi.get_by_role("link", name=re.compile("Sari Utami")))
    look(hadi, "atasan")
    go_by(hadi.get_by_role("link", name="Putuskan"))
    hadi.get_by_label("Diterima", exact=True).check()
    hadi.get_by_label("Hasil kerja menjadi").select_option("sesuai")
    hadi.get_by_label("Pertimbangan").fill("Berita acaranya lengkap sebelum periode berakhir.")
    look(hadi, "putuskan")
    assert_accessible_now(hadi)  # in the dark; the others are walked by the rows of who may what
    go_by(hadi.get_by_role("button", name="Simpan keputusan"))
    hadi.get_by_text("semula Butuh perbaikan, menjadi Baik").wait_for()

    sari.goto(f"/kinerja/keberatan/{made.pk}/")
    sari.get_by_text("semula Butuh perbaikan, menjadi Baik").wait_for()
    look(sari, "diputus")
    assert Rating.objects.get(digantikan=None).predicate == "baik"

    officer = open_page(DESKTOP)
    login(officer, office.user("admin"))
    officer.goto("/kinerja/keberatan/daftar/?keadaan=semua")
    officer.get_by_text("Diterima").first.wait_for()
    look(officer, "daftar")
