"""How it begins: the first administrator, languages, the second step, and what too many failures lead to."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as site

from praja.access.models import RoleHeld
from praja.accounts.actions import first_administrator_link
from tests.e2e.conftest import DESKTOP, PHONE, go_by
from tests.e2e.journeys.conftest import PHONE_AND_DESK, SENTENCE, look, sign_in


@PHONE_AND_DESK
def test_the_first_administrator_gives_a_role_and_the_link_is_dead(
    open_page: Any, transactional_db: None, size: Any
) -> None:
    page = open_page(size)
    link = first_administrator_link()
    page.goto(link)
    page.get_by_label("Nama Anda").fill("Wati Suryani")
    page.get_by_label("NIP atau nama akun").fill("wati")
    page.get_by_label("Kata sandi baru", exact=True).fill(SENTENCE)
    page.get_by_label("Kata sandi baru, sekali lagi").fill(SENTENCE)
    go_by(page.get_by_role("button", name="Buat akun"))
    page.get_by_text("Akun administrator sudah dibuat").wait_for()
    sign_in(page, "wati")
    look(page, "pertama-beranda")

    page.goto("/akun/daftar/baru/")
    page.get_by_label("Nama", exact=True).fill("Tuti Inspektorat")
    page.get_by_label("NIP atau nama akun").fill("tuti")
    go_by(page.get_by_role("button", name="Buat akun"))
    page.get_by_role("heading", level=1, name="Tuti Inspektorat").wait_for()
    page.goto("/peran/beri/")
    page.get_by_label("NIP atau nama akun").fill("tuti")
    page.get_by_label("Peran", exact=True).select_option("auditor")
    page.get_by_label("Dasar").fill("Surat tugas 700/12")
    go_by(page.get_by_role("button", name="Beri peran"))
    page.get_by_text("Peran sudah diberikan").wait_for()
    look(page, "pertama-peran")

    assert RoleHeld.objects.get(user__username="tuti").role == "auditor"
    assert page.request.get(link).status == 404
    assert first_administrator_link() is None


@PHONE_AND_DESK
def test_the_language_is_switched_and_stays_after_signing_in(
    open_page: Any, office: Any, account: Any, size: Any
) -> None:
    user = office.user("pengelola")
    user.set_password(SENTENCE)
    user.save()
    page = open_page(size)
    page.goto("/masuk/")

    go_by(page.get_by_role("button", name="English"))
    page.get_by_role("heading", level=1, name="Sign in").wait_for()
    look(page, "bahasa-masuk")
    sign_in(page, "pengelola")

    assert page.locator("html").get_attribute("lang") == "en"
    page.goto(f"/pegawai/{office.sari.pk}/")
    page.get_by_role("heading", name="Career", exact=True).wait_for()
    look(page, "bahasa-pegawai")
    for path in (
        "/",
        "/pegawai/",
        f"/pegawai/{office.sari.pk}/",
        "/usulan/",
        "/impor/",
        "/jatuh-tempo/",
        "/akun/",
    ):
        page.goto(path)
        said = page.locator("body").inner_text().lower()
        left = [
            word for word in (" yang ", " dan ", " untuk ", " atau ", " dari ", "pegawai") if word in said
        ]
        assert not left, f"{path} still says {left} in English: {said}"


def test_a_second_step_is_set_up_and_asked_for(
    open_page: Any, account: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter([1000]))
    sari = account("Sari Utami", username="199005172019032001")
    sari.set_password(SENTENCE)
    sari.save()
    page = open_page(PHONE)
    sign_in(page, sari.username)
    page.goto("/akun/langkah-kedua/")
    go_by(page.get_by_role("link", name="Nyalakan"))
    if page.get_by_label("Kata sandi", exact=True).count():
        page.get_by_label("Kata sandi", exact=True).fill(SENTENCE)
        go_by(page.get_by_role("button", name="Lanjutkan"))
    look(page, "langkah-kedua")
    secret = page.locator("code").inner_text()
    page.get_by_label("Kode enam angka dari aplikasi").fill(_code(secret, 1000))
    go_by(page.get_by_role("button", name="Nyalakan"))
    page.get_by_role("heading", name="Kode cadangan").wait_for()

    other = open_page(PHONE)
    sign_in(other, sari.username)
    other.get_by_role("heading", name="Langkah kedua").wait_for()
    assert "/masuk/" in other.request.get("/akun/").url
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter([1001]))
    _second_step(other, _code(secret, 5000))  # of another time
    other.locator(".wrong-list").wait_for()
    _second_step(other, _code(secret, 1001))
    other.get_by_role("heading", level=1, name="Tidak ada yang menunggu Anda").wait_for()

    third = open_page(PHONE)
    sign_in(third, sari.username)
    _second_step(third, _code(secret, 1001))  # used already
    third.locator(".wrong-list").wait_for()


def test_after_too_many_failures_one_is_told_how_long_to_wait(open_page: Any, account: Any) -> None:
    sari = account("Sari Utami", username="199005172019032001")
    sari.set_password(SENTENCE)
    sari.save()
    page = open_page(PHONE)
    page.goto("/masuk/")

    for _failure in range(site.AXES_FAILURE_LIMIT):
        page.locator("input[name=login]").fill(sari.username)
        page.locator("input[name=password]").fill("salah sekali")
        go_by(page.get_by_role("button", name="Masuk"))

    page.get_by_role("heading", name="Terlalu banyak percobaan masuk").wait_for()
    page.get_by_text("cobalah lagi setelah 15 menit").wait_for()
    look(page, "terkunci")
    other = open_page(DESKTOP)
    other.goto("/masuk/")
    other.locator("input[name=login]").fill(sari.username)
    other.locator("input[name=password]").fill(SENTENCE)
    go_by(other.get_by_role("button", name="Masuk"))
    other.get_by_role("heading", name="Terlalu banyak percobaan masuk").wait_for()


def _second_step(page: Any, code: str) -> None:
    page.get_by_label("Kode enam angka").fill(code)
    go_by(page.locator("main").get_by_role("button", name="Masuk"))


def _code(secret: str, counter: int) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, counter))
