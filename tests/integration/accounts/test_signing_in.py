"""Signing in and out."""

from __future__ import annotations

import pytest
from django.test import Client

from praja.accounts import actions
from praja.accounts.models import User
from praja.audit.models import Event
from tests.integration.accounts.conftest import PASSWORD, is_in, sign_in


@pytest.mark.parametrize(
    "login", ["199005172019032001", "  199005172019032001 ", "sari@contoh.go.id", "SARI@Contoh.go.id"]
)
def test_sari_signs_in_by_nip_or_email(client, sari, login):
    answer = sign_in(client, login)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_in(client)


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("199005172019032001", "salah sekali"),
        ("199005172019032001", PASSWORD.upper()),
        ("199005172019032001", f" {PASSWORD}"),
        ("19900517201903200", PASSWORD),
        ("tidak@ada.id", PASSWORD),
        ("x' or 1=1 --", PASSWORD),
        ("\x00", PASSWORD),
        ("a" * 5000, PASSWORD),
        ("sari", "p" * 100_000),
        ("%", PASSWORD),
        ("", ""),
    ],
)
def test_others_do_not(client, sari, login, password):
    answer = sign_in(client, login, password)

    assert answer.status_code == 200
    assert not is_in(client)


def test_the_refusal_is_the_same_for_an_unknown_account_and_a_wrong_password(client, sari):
    unknown = sign_in(client, "197001011990031001", "salah sekali").content.decode()
    wrong = sign_in(client, sari.username, "salah sekali").content.decode()

    def told(page, login):
        import re

        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page).replace(login, "")

    assert told(unknown, "197001011990031001") == told(wrong, sari.username)
    assert "tidak cocok" in wrong


def test_an_account_without_a_password_cannot_sign_in(client, db):
    User.objects.create_user("197001011990031001", None, name="Tanpa sandi")

    for password in ("", "!", "None"):
        sign_in(client, "197001011990031001", password)
        assert not is_in(client)


def test_the_work_of_the_answer_does_not_tell_whether_an_account_exists(hashing, client, sari):
    User.objects.create_user("197001011990031001", None, name="Tanpa sandi")

    logins = (sari.username, "tidak-ada", "197001011990031001")
    work = {one: hashing(lambda one=one: sign_in(Client(), one, "salah sekali")) for one in logins}

    assert len(set(work.values())) == 1 and min(work.values()) > 0, work


def test_a_session_ends_with_signing_out_and_cannot_be_used_again(client, sari):
    sign_in(client, sari.username)
    stolen = client.cookies.copy()

    client.post("/keluar/")

    thief = Client()
    thief.cookies = stolen
    assert not is_in(client)
    assert not is_in(thief)


def test_signing_out_needs_a_post(client, sari):
    sign_in(client, sari.username)

    page = client.get("/keluar/")

    assert page.status_code == 200
    assert is_in(client)


def test_the_session_gets_a_new_key_with_signing_in(client, sari):
    client.get("/masuk/")
    session = client.session
    session["x"] = 1
    session.save()
    planted = session.session_key

    sign_in(client, sari.username)

    assert client.session.session_key != planted


@pytest.mark.parametrize(
    "next_",
    [
        "https://jahat.example/",
        "//jahat.example/",
        "///jahat.example",
        "\\\\jahat.example",
        "/\\jahat.example",
        "http:///jahat.example",
        "javascript:alert(1)",
        "https://testserver@jahat.example/",
        "https://testserver.jahat.example/",
        "/%0d%0aSet-Cookie:x=1",
        "\thttps://jahat.example",
    ],
)
def test_next_never_leaves_the_site(client, sari, next_):
    answer = client.post("/masuk/", {"login": sari.username, "password": PASSWORD, "next": next_})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/") and not answer["Location"].startswith(("//", "/\\"))
    assert "\r" not in answer["Location"] and "x" not in answer.cookies


def test_next_leads_back_to_where_one_wanted_to_go(client, sari):
    to_sign_in = client.get("/akun/sesi/")["Location"]

    answer = client.post(to_sign_in, {"login": sari.username, "password": PASSWORD, "next": "/akun/sesi/"})

    assert to_sign_in == "/masuk/?next=/akun/sesi/"
    assert answer["Location"] == "/akun/sesi/"


def test_a_part_of_a_page_asked_for_after_the_session_ended_moves_the_whole_page(client, db):
    answer = client.get("/akun/sesi/", headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/masuk/")


def test_forms_want_their_token(sari):
    strict = Client(enforce_csrf_checks=True)

    assert sign_in(strict, sari.username).status_code == 403
    for path in ("/keluar/", "/akun/kode/", "/akun/lupa/"):
        assert strict.post(path, {}).status_code == 403


@pytest.mark.parametrize(
    "path", ["/signup/", "/akun/signup/", "/accounts/signup/", "/akun/email/", "/akun/login/code/"]
)
def test_nobody_signs_up(client, path):
    assert client.get(path).status_code == 404
    assert (
        client.post(path, {"username": "saya", "password1": PASSWORD, "password2": PASSWORD}).status_code
        == 404
    )


def test_every_page_keeps_out_of_caches_and_frames(client, sari):
    sign_in(client, sari.username)

    answer = client.get("/akun/")

    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "DENY"
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


# --- too many failures


def fail(client, login, times=8, **more):
    return [sign_in(client, login, "salah sekali", **more) for _ in range(times)][-1]


def test_after_eight_failures_one_must_wait_and_is_told_how_long(client, sari):
    last = fail(client, sari.username)

    right = sign_in(client, sari.username)

    assert last.status_code == right.status_code == 429
    assert "setelah 15 menit" in right.content.decode()
    assert right["Retry-After"] == "900"
    assert not is_in(client)


def test_an_unknown_account_is_locked_out_alike(client, sari):
    assert fail(client, "197001011990031001").content.decode().count("15 menit") == 1


def test_the_lock_is_for_one_name_at_one_address(client, sari, budi):
    fail(client, sari.username)

    assert sign_in(client, budi.username).status_code == 302
    assert sign_in(Client(REMOTE_ADDR="10.0.0.9"), sari.username).status_code == 302


def test_another_spelling_of_a_name_does_not_escape_the_lock(client, sari):
    for login in ("sari@contoh.go.id", "SARI@contoh.go.id", " sari@contoh.go.id", "sari@Contoh.go.id") * 2:
        sign_in(client, login, "salah sekali")

    assert sign_in(client, "sari@contoh.go.id").status_code == 429


def test_a_forged_address_does_not_escape_the_lock(client, sari):
    for number in range(8):
        sign_in(client, sari.username, "salah sekali", headers={"X-Forwarded-For": f"10.0.0.{number}"})

    assert sign_in(client, sari.username, headers={"X-Forwarded-For": "10.9.9.9"}).status_code == 429


def test_one_may_try_again_after_the_wait(client, sari, monkeypatch):
    from axes.models import AccessAttempt
    from django.utils import timezone

    fail(client, sari.username)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timezone.timedelta(minutes=16))

    assert sign_in(client, sari.username).status_code == 302


# --- when a session ends


def test_a_disabled_account_is_out_at_once(client, sari, admin):
    sign_in(client, sari.username)

    actions.disable(user=sari, by=admin, reason="Pindah instansi")

    assert not is_in(client)
    assert sign_in(client, sari.username).status_code == 200
    assert not is_in(client)
    actions.enable(user=sari, by=admin, reason="Kembali")
    assert not is_in(client)
    sign_in(client, sari.username)
    assert is_in(client)


def test_ended_sessions_are_over_and_new_ones_begin(client, sari, admin):
    sign_in(client, sari.username)

    actions.end_sessions(user=sari, by=admin, reason="Mutasi")

    assert not is_in(client)
    sign_in(client, sari.username)
    assert is_in(client)


def test_a_session_that_only_the_mark_ends_is_over_too(client, sari):
    from django.utils import timezone

    sign_in(client, sari.username)
    User.objects.filter(pk=sari.pk).update(sessions_end=timezone.now())

    assert not is_in(client)


def test_changing_the_password_ends_the_other_sessions(client, sari):
    phone = Client()
    sign_in(phone, sari.username)
    sign_in(client, sari.username)

    answer = client.post(
        "/akun/sandi/",
        {"oldpassword": PASSWORD, "password1": "teras baru di payung", "password2": "teras baru di payung"},
    )

    assert answer["Location"] == "/akun/"
    assert is_in(client)
    assert not is_in(phone)


@pytest.mark.parametrize(
    ("old", "one", "two", "words"),
    [
        ("salah", "teras baru di payung", "teras baru di payung", "yang sekarang tidak cocok"),
        (PASSWORD, "teras baru di payung", "teras baru di paying", "Kedua kata sandi berbeda"),
        (PASSWORD, "pendek", "pendek", "10"),
        (PASSWORD, "password1234", "password1234", "umum"),
        (PASSWORD, "199005172019032001", "199005172019032001", "NIP"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused(client, sari, old, one, two, words):
    sign_in(client, sari.username)

    page = client.post(
        "/akun/sandi/", {"oldpassword": old, "password1": one, "password2": two}
    ).content.decode()

    sari.refresh_from_db()
    assert words in page
    assert sari.check_password(PASSWORD)


def test_one_sees_and_ends_ones_sessions(client, sari):
    phone = Client(headers={"User-Agent": "Telepon Sari"})
    sign_in(phone, sari.username)
    sign_in(client, sari.username)

    page = client.get("/akun/sesi/").content.decode()
    from allauth.usersessions.models import UserSession

    there = UserSession.objects.get(user_agent="Telepon Sari")
    client.post("/akun/sesi/", {"session": there.pk})

    assert "Telepon Sari" in page
    assert not is_in(phone)
    assert is_in(client)


def test_one_cannot_end_the_session_of_another(client, sari, budi):
    from allauth.usersessions.models import UserSession

    sign_in(Client(), budi.username)
    sign_in(client, sari.username)
    his = UserSession.objects.get(user=budi)

    assert client.post("/akun/sesi/", {"session": his.pk}).status_code == 404
    assert UserSession.objects.filter(pk=his.pk).exists()
    for wrong in ("", "x", "-1", "9" * 40, "²"):
        assert client.post("/akun/sesi/", {"session": wrong}).status_code == 404


# --- what the audit says


def test_the_audit_tells_of_signing_in_failing_and_locking_out_but_never_a_password(client, sari):
    sign_in(client, sari.username, "rahasia-salah")
    sign_in(client, "rahasia-di-kolom-nama", "rahasia-salah")
    sign_in(client, sari.username)
    client.post("/keluar/")
    fail(client, sari.username)

    kinds = list(Event.objects.order_by("at").values_list("kind", flat=True))
    assert kinds.count("accounts.sign_in_failed") == 2 + 8
    assert kinds.count("accounts.signed_in") == kinds.count("accounts.signed_out") == 1
    assert kinds.count("accounts.locked_out") == 1
    for event in Event.objects.all():
        assert "rahasia" not in repr([getattr(event, field.attname) for field in Event._meta.fields])
    from axes.models import AccessAttempt

    kept = repr([one.__dict__ for one in AccessAttempt.objects.all()])
    assert "rahasia" not in kept and sari.username not in kept
