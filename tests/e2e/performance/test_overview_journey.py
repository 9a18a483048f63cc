"""A person opens their own year and the head of the unit its overview, both on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from praja.performance.models import Goal
from tests.e2e.conftest import PHONE, assert_accessible_now, assert_fits, go_by, login, shot
from tests.integration.people.conftest import Office, office, person
from tests.integration.performance.plans import YEAR, plan
from tests.integration.performance.rated import quarter, reached

__all__ = ["office"]

pytestmark = pytest.mark.usefixtures("today")


def test_a_year_and_a_unit_on_a_phone(open_page: Any, office: Office) -> None:
    period = quarter(office.government)
    Goal.objects.create(unit=office.dinas, year=YEAR, kind="sasaran", text="Warga miskin berkurang")
    sari = plan(office.sari, office.section, understood=True)
    reached(sari, period, "95")
    for name in ("Bagus Hartono", "Dewi Anggraini"):
        plan(person(name, office.dinas, office.staff_post), office.section)

    phone = open_page(PHONE)
    login(phone, office.user("sari"))
    phone.goto(f"/kinerja/tahun-saya/{YEAR}/")
    assert "1 dari 1 indikator Anda sesuai rencana" in phone.inner_text("h1")
    assert "Berita acara" in phone.inner_text("main") and "belum dinilai" in phone.inner_text("main")
    assert_fits(phone)
    assert_accessible_now(phone)
    shot(phone, "kinerja-tahun-saya")
    go_by(phone.locator(".months").get_by_role("link", name=re.compile("September")))
    assert f"September {YEAR}" in phone.inner_text("h1")

    head = open_page(PHONE)
    login(head, office.user("kepala_unit"))
    head.goto("/kinerja/ringkasan/")
    head.goto(f"/kinerja/ringkasan/{office.dinas.pk}/{YEAR}/")
    assert "Dinas Sosial" in head.inner_text("h1")
    # Each part comes after the page, at an address of its own.
    head.get_by_text("Warga miskin berkurang").wait_for()
    head.get_by_text("Belum ada angka untuk digambar.").first.wait_for()
    head.get_by_text("Tidak ada unit di bawahnya untuk dibandingkan.").wait_for()
    assert_fits(head)
    assert_accessible_now(head)
    shot(head, "kinerja-ringkasan-unit")
    line = head.get_by_role("link", name=re.compile("SKP belum dinyatakan dipahami"))
    number = int(line.locator("b").inner_text())
    go_by(line)
    assert head.locator("tbody tr").count() == number == 4
    with head.expect_download() as saved:
        head.get_by_role("link", name="Unduh CSV").click()
    assert saved.value.suggested_filename.startswith("kinerja-pegawai")
    assert_fits(head)
