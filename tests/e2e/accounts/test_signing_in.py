"""Signing in, in a browser: the first administrator, a one-time code, the second step, sessions."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp

from praja.access.actions import grant_first
from praja.access.enums import Role
from praja.accounts.actions import first_administrator_link, make_code
from praja.organization.queries import today
from tests.e2e.conftest import DESKTOP, PHONE, assert_accessible, assert_fits, go_by, login, shot

SENTENCE = "payung biru di teras"


@pytest.fixture
def administrator(account: Any) -> Any:
    made = account("Wati", username="wati")
    for role in (Role.ADMIN_APLIKASI, Role.ADMIN_BKPSDM):
        grant_first(user=made, role=role, on=today())
    return made


def look(page: Any, name: str) -> None:
    """Check a page as those see it who cannot, and keep a picture of it."""
    shot(page, f"akun-{name}-{page.viewport_size['width']}")
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize(
    "size", [PHONE, pytest.param(DESKTOP, marks=pytest.mark.slow)], ids=["ponsel", "meja"]
)
def test_the_first_administrator_begins(open_page: Any, transactional_db: None, size: Any) -> None:
    page = open_page(size)
    page.goto(first_administrator_link())
    look(page, "pertama")

    page.get_by_label("Nama Anda").fill("Wati")
    page.get_by_label("NIP atau nama akun").fill("wati")
    page.get_by_label("Kata sandi baru", exact=True).fill(SENTENCE)
    page.get_by_label("Kata sandi baru, sekali lagi").fill(SENTENCE)
    go_by(page.get_by_role("button", name="Buat akun"))
    page.get_by_text("Akun administrator sudah dibuat").wait_for()
    look(page, "masuk")
    page.get_by_label("NIP atau surel").fill("wati")
    page.get_by_label("Kata sandi", exact=True).fill(SENTENCE)
    go_by(page.get_by_role("button", name="Masuk"))
    assert not page.url.endswith("/masuk/")

    page.goto("/akun/daftar/")
    page.get_by_role("link", name="Wati").first.wait_for()
    look(page, "daftar")


def test_signing_in_works_without_script(open_page: Any, account: Any) -> None:
    user = account("Sari", username="199001012015022001")
    user.set_password(SENTENCE)
    user.save()
    page = open_page(PHONE, script=False)

    page.goto("/akun/")
    page.get_by_label("NIP atau surel").fill("199001012015022001")
    page.get_by_label("Kata sandi", exact=True).fill("salah sekali")
    go_by(page.get_by_role("button", name="Masuk"))
    page.get_by_text("tidak cocok").first.wait_for()
    assert page.get_by_label("NIP atau surel").input_value() == "199001012015022001"
    page.get_by_label("Kata sandi", exact=True).fill(SENTENCE)
    go_by(page.get_by_role("button", name="Masuk"))

    page.get_by_role("heading", name="Akun saya").wait_for()
    assert page.url.endswith("/akun/")


@pytest.mark.parametrize(
    "size", [PHONE, pytest.param(DESKTOP, marks=pytest.mark.slow)], ids=["ponsel", "meja"]
)
def test_an_officer_hands_over_a_code(open_page: Any, account: Any, administrator: Any, size: Any) -> None:
    sari = account("Sari", username="199001012015022001")
    desk = open_page(DESKTOP)
    login(desk, administrator)
    desk.goto(f"/akun/{sari.number}/")
    look(desk, "orang")
    go_by(desk.get_by_role("button", name="Buat kode"))
    desk.get_by_text("hanya tampil sekali").wait_for()
    look(desk, "kode-dibuat")
    code = re.search(r"[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}", desk.content())
    assert code is not None

    page = open_page(size)
    page.goto("/akun/kode/")
    look(page, "kode")
    page.get_by_label("NIP atau nama akun").fill("199001012015022001")
    page.get_by_label("Kode sekali pakai").fill(code[0].lower())
    page.get_by_label("Kata sandi baru", exact=True).fill(SENTENCE)
    page.get_by_label("Kata sandi baru, sekali lagi").fill(SENTENCE)
    go_by(page.get_by_role("button", name="Tetapkan kata sandi"))
    page.get_by_text("Kata sandi sudah ditetapkan").wait_for()


@pytest.mark.slow
def test_the_second_step_is_turned_on_and_asked_for(
    open_page: Any, account: Any, administrator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter([1000]))
    sari = account("Sari", username="199001012015022001")
    page = open_page(PHONE)
    code = make_code(user=sari, by=administrator)
    page.goto("/akun/kode/")
    page.get_by_label("NIP atau nama akun").fill(sari.username)
    page.get_by_label("Kode sekali pakai").fill(code)
    page.get_by_label("Kata sandi baru", exact=True).fill(SENTENCE)
    page.get_by_label("Kata sandi baru, sekali lagi").fill(SENTENCE)
    go_by(page.get_by_role("button", name="Tetapkan kata sandi"))
    page.get_by_label("NIP atau surel").fill(sari.username)
    page.get_by_label("Kata sandi", exact=True).fill(SENTENCE)
    go_by(page.get_by_role("button", name="Masuk"))
    assert not page.url.endswith("/masuk/")
    for path, name in (("/akun/", "saya"), ("/akun/sesi/", "sesi"), ("/akun/sandi/", "sandi")):
        page.goto(path)
        look(page, name)

    page.goto("/akun/langkah-kedua/")
    look(page, "langkah-kedua")
    go_by(page.get_by_role("link", name="Nyalakan"))
    look(page, "pastikan")
    page.get_by_label("Kata sandi", exact=True).fill(SENTENCE)
    go_by(page.get_by_role("button", name="Lanjutkan"))
    secret = page.locator("code").inner_text()
    look(page, "nyalakan")
    page.get_by_label("Kode enam angka dari aplikasi").fill(
        totp.format_hotp_value(totp.hotp_value(secret, 1000))
    )
    go_by(page.get_by_role("button", name="Nyalakan"))
    page.get_by_role("heading", name="Kode cadangan").wait_for()
    look(page, "cadangan")

    other = open_page(DESKTOP)
    other.goto("/masuk/")
    other.get_by_label("NIP atau surel").fill(sari.username)
    other.get_by_label("Kata sandi", exact=True).fill(SENTENCE)
    go_by(other.get_by_role("button", name="Masuk"))
    other.get_by_role("heading", name="Langkah kedua").wait_for()
    look(other, "kode-kedua")


@pytest.mark.parametrize("path", ["/akun/lupa/", "/akun/lupa/terkirim/", "/akun/lupa/1-x-y/", "/keluar/"])
def test_pages_on_the_way_are_readable_by_all(open_page: Any, account: Any, path: str) -> None:
    page = open_page(PHONE)
    if path == "/keluar/":
        login(page, account("Sari", username="199001012015022001"))

    page.goto(path)

    look(page, path.strip("/").replace("/", "-"))
