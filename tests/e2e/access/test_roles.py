"""Roles in a browser: given, explained, taken away."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from praja.access.actions import grant_first
from praja.access.enums import Role
from praja.organization.models import Unit, UnitVersion
from praja.organization.queries import today
from tests.e2e.conftest import DESKTOP, PHONE, assert_accessible, assert_fits, go_by, login, shot


@pytest.mark.parametrize(
    "size", [PHONE, pytest.param(DESKTOP, marks=pytest.mark.slow)], ids=["ponsel", "meja"]
)
def test_a_role_is_given_explained_and_taken_away(open_page: Any, account: Any, size: Any) -> None:
    wati = account("Wati", username="wati")
    for role in (Role.ADMIN_APLIKASI, Role.ADMIN_BKPSDM):
        grant_first(user=wati, role=role, on=today())
    account("Sari", username="sari")
    kota = Unit.objects.create(code="semarang")
    UnitVersion.objects.create(
        unit=kota,
        name="Kota Semarang",
        kind="pemerintah_kota",
        berlaku=(datetime.date(2015, 1, 1), None),
    )
    page = open_page(size)
    login(page, wati)

    page.goto("/peran/")
    _look(page, "daftar")
    go_by(page.get_by_role("link", name="Beri peran"))
    page.get_by_label("NIP atau nama akun").fill("sari")
    page.get_by_label("Peran", exact=True).select_option("auditor")
    page.locator("#id_unit").select_option(label="Kota Semarang")
    page.get_by_label("Dasar").fill("SK 7/2026")
    _look(page, "beri")
    go_by(page.get_by_role("button", name="Beri peran"))
    page.get_by_text("Peran sudah diberikan").wait_for()
    _look(page, "satu")
    role = page.url

    page.goto("/peran/mengapa/")
    page.get_by_label("Siapa? NIP atau nama akun").fill("sari")
    page.get_by_label("Terhadap apa?").select_option("unit")
    page.get_by_label("Yang mana?").fill("Kota Semarang")
    go_by(page.get_by_role("button", name="Jelaskan"))
    page.get_by_text("Memegang peran Auditor untuk Kota Semarang").wait_for()
    _look(page, "mengapa")

    page.goto(role)
    page.get_by_label("Alasan").fill("Tugas selesai")
    go_by(page.get_by_role("button", name="Cabut peran"))
    page.get_by_text("Peran sudah dicabut").wait_for()
    page.get_by_text("Tugas selesai").wait_for()


def _look(page: Any, name: str) -> None:
    shot(page, f"peran-{name}-{page.viewport_size['width']}")
    assert_accessible(page)
    assert_fits(page)
