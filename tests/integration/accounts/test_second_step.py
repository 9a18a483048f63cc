"""The second step: codes of an app, backup codes."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from praja.accounts import actions
from praja.accounts.actions import AccountRefused
from praja.audit.models import Event
from tests.integration.accounts.conftest import PASSWORD, is_in, sign_in


def now(secret: str) -> str:
    """Return the code that the app on the phone shows."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def sure(client: Client, path: str) -> str:
    """Return a page that asks for the password once more."""
    asked = client.get(path)
    assert asked["Location"].startswith("/akun/pastikan/"), "it did not ask"
    client.post("/akun/pastikan/", {"password": PASSWORD, "next": path})
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def clock(monkeypatch):
    """A clock that tests move; whoever asks twice gets the same moment."""
    moment = [1_800_000_000.0]
    monkeypatch.setattr(totp.time, "time", lambda: moment[0])
    return moment


@pytest.fixture
def secret(client, sari, clock, django_capture_on_commit_callbacks):
    """Sari turns her second step on, then signs out; returns the secret on her phone."""
    sign_in(client, sari.username)
    page = sure(client, "/akun/langkah-kedua/nyalakan/")
    found = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/akun/langkah-kedua/nyalakan/", {"code": now(found)})
    assert answer.status_code == 302, answer.content.decode()
    client.post("/keluar/")
    clock[0] += 60
    return found


def test_the_password_alone_is_not_enough(client, sari, secret):
    answer = sign_in(client, sari.username)

    assert answer["Location"].startswith("/masuk/langkah-kedua/")
    assert not is_in(client)
    client.post("/masuk/langkah-kedua/", {"code": now(secret)})
    assert is_in(client)


def test_a_code_is_used_once(client, sari, secret):
    code = now(secret)
    thief = Client()
    for one in (client, thief):
        sign_in(one, sari.username)
        one.post("/masuk/langkah-kedua/", {"code": code})

    assert is_in(client)
    assert not is_in(thief)


def test_the_code_of_setting_it_up_does_not_sign_in(client, sari, secret, clock):
    clock[0] -= 60
    sign_in(client, sari.username)
    client.post("/masuk/langkah-kedua/", {"code": now(secret)})
    assert not is_in(client)

    clock[0] += 30
    client.post("/masuk/langkah-kedua/", {"code": now(secret)})
    assert is_in(client)


def test_that_a_code_was_used_is_kept_in_the_database(client, sari, secret):
    code = now(secret)
    thief = Client()
    for one in (client, thief):
        sign_in(one, sari.username)
        one.post("/masuk/langkah-kedua/", {"code": code})
        cache.clear()  # another process, or one that was started anew

    assert is_in(client)
    assert not is_in(thief)


@pytest.mark.parametrize(
    "code", ["", "000000", "0", "null", "[]", "-1", "１２３４５６", " ", "000000000000000000000"]
)
def test_wrong_codes_do_not_open(client, sari, secret, code):
    sign_in(client, sari.username)

    client.post("/masuk/langkah-kedua/", {"code": code})

    assert not is_in(client)


def test_guessing_is_stopped(client, sari, secret):
    sign_in(client, sari.username)
    for number in range(12):
        client.post("/masuk/langkah-kedua/", {"code": f"{number:06}"})

    client.post("/masuk/langkah-kedua/", {"code": now(secret)})

    assert not is_in(client)
    assert Event.objects.filter(kind="accounts.second_step_failed").exists()


def test_the_second_step_page_opens_nothing_by_itself(client, sari, secret):
    assert client.get("/masuk/langkah-kedua/")["Location"] == "/masuk/"
    assert client.post("/masuk/langkah-kedua/", {"code": now(secret)})["Location"] == "/masuk/"
    assert not is_in(client)


def test_the_secret_is_kept_encrypted(sari, secret):
    kept = repr(list(Authenticator.objects.values_list("data", flat=True)))

    assert secret not in kept


def test_a_backup_code_works_once(client, sari, secret):
    sign_in(client, sari.username)
    client.post("/masuk/langkah-kedua/", {"code": now(secret)})
    backup = re.search(r"<code>(\d{8})</code>", sure(client, "/akun/langkah-kedua/cadangan/"))[1]

    first, second = Client(), Client()
    for one in (first, second):
        sign_in(one, sari.username)
        one.post("/masuk/langkah-kedua/", {"code": backup})

    assert is_in(first)
    assert not is_in(second)


def test_turning_it_off_asks_for_the_password_again(client, sari, secret, clock, monkeypatch):
    sign_in(client, sari.username)
    client.post("/masuk/langkah-kedua/", {"code": now(secret)})
    clock[0] += 3600

    answer = client.post("/akun/langkah-kedua/matikan/", {})

    assert answer["Location"].startswith("/akun/pastikan/")
    assert Authenticator.objects.filter(user=sari, type="totp").exists()


def test_a_one_time_code_does_not_go_around_the_second_step(client, sari, secret, admin):
    code = actions.make_code(user=sari, by=admin)
    actions.use_code(username=sari.username, code=code, password="teras baru di payung")

    sign_in(client, sari.username, "teras baru di payung")

    assert not is_in(client)


def test_an_officer_turns_it_off_for_somebody_who_lost_the_phone(client, sari, secret, admin, budi):
    with pytest.raises(AccountRefused):
        actions.turn_off_second_step(user=sari, by=budi, reason="x")
    actions.turn_off_second_step(user=sari, by=admin, reason="Ponsel hilang")

    sign_in(client, sari.username, PASSWORD)

    assert is_in(client)
    assert Event.objects.filter(kind="accounts.second_step_off", reason="Ponsel hilang").exists()


def test_turning_it_on_is_an_event(sari, secret):
    assert Event.objects.filter(kind="accounts.second_step_on", target_id=str(sari.pk)).exists()
