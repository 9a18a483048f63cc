"""The structure in a browser: browsed on a phone without script, changed by the officer, seen as of a day."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from praja.access.actions import grant_first
from praja.access.enums import Role
from praja.demo.house import build_structures
from praja.organization.queries import today
from tests.e2e.conftest import DESKTOP, PHONE, assert_accessible, assert_fits, go_by, login, shot


@pytest.mark.parametrize("script", [True, False], ids=["skrip", "tanpa-skrip"])
def test_the_tree_is_browsed_on_a_phone(open_page: Any, account: Any, script: bool) -> None:
    build_structures(by=None, on=today(), large=False)
    page = open_page(PHONE, script=script)
    login(page, account("Sari"))

    page.goto("/organisasi/")
    go_by(page.get_by_role("link", name="Pemerintah Kota Semarang"))
    page.locator("summary", has_text="Kecamatan Banyumanik").click()
    go_by(page.get_by_role("link", name="Kelurahan Jabungan"))
    page.get_by_role("heading", level=1, name="Kelurahan Jabungan").wait_for()
    go_by(page.get_by_role("link", name="Lurah Jabungan").first)
    page.get_by_role("heading", level=1, name="Lurah Jabungan").wait_for()

    assert page.get_by_role("link", name="Ubah jabatan").count() == 0
    assert_fits(page)


@pytest.mark.parametrize(
    "size", [PHONE, pytest.param(DESKTOP, marks=pytest.mark.slow)], ids=["ponsel", "meja"]
)
def test_every_page_is_accessible_and_fits(open_page: Any, account: Any, size: Any) -> None:
    units = build_structures(by=None, on=today(), large=False)
    officer = account("Wati")
    grant_first(user=officer, role=Role.ADMIN_BKPSDM, on=today())
    page = open_page(size)
    login(page, officer)
    unit = f"/organisasi/{units['semarang.banyumanik'].pk}/"

    pages = {
        "awal": "/organisasi/",
        "unit": unit,
        "dahulu": f"{unit}?per=2018-01-01",
        "bagan": f"{unit}bagan/",
        "peta": f"{unit}peta-jabatan/",
        "lowong": f"{unit}lowong/",
        "ubah": f"{unit}ubah/",
        "gabung": f"{unit}gabung/",
        "jabatan-baru": f"{unit}jabatan-baru/",
    }
    for name, path in pages.items():
        page.goto(path)
        assert_fits(page)
        assert_accessible(page)
        shot(page, f"organisasi-{size['width']}-{name}")


def test_a_new_name_is_shown_before_it_is_saved_and_the_old_day_keeps_the_old_one(
    open_page: Any, account: Any
) -> None:
    units = build_structures(by=None, on=today(), large=False)
    officer = account("Wati")
    grant_first(user=officer, role=Role.ADMIN_BKPSDM, on=today())
    page = open_page(DESKTOP)
    login(page, officer)
    start = today().replace(day=1)
    before = start - datetime.timedelta(days=1)

    page.goto(f"/organisasi/{units['sawahlunto.talawi'].pk}/")
    go_by(page.get_by_role("link", name="Ubah unit"))
    page.locator("#id_name").fill("Kecamatan Talawi Raya")
    page.locator("#id_start").fill(start.isoformat())
    page.locator("#id_dasar").fill("Perda 1/2026")
    go_by(page.get_by_role("button", name="Lihat akibatnya"))
    page.get_by_text("nama: Kecamatan Talawi → Kecamatan Talawi Raya").wait_for()
    go_by(page.get_by_role("button", name="Simpan"))
    page.get_by_role("heading", level=1, name="Kecamatan Talawi Raya").wait_for()

    page.locator("summary", has_text="Keadaan per").click()
    page.get_by_label("Keadaan per tanggal").fill(before.isoformat())
    go_by(page.get_by_role("button", name="Lihat", exact=True))
    page.get_by_role("link", name="Lihat hari ini").wait_for()

    assert page.get_by_role("heading", level=1).inner_text() == "Kecamatan Talawi"
