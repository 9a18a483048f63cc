"""One-time codes, the first administrator, forgotten passwords."""

from __future__ import annotations

import re
import threading

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test import Client
from django.utils import timezone

from praja.access.actions import grant
from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.access.queries import has_role
from praja.accounts import actions, codes, mail
from praja.accounts.actions import AccountRefused
from praja.accounts.models import OneTimeCode, User
from praja.audit.models import Event
from praja.jobs.testing import run_all
from praja.organization.queries import today
from praja.web.models import Notice
from tests.integration.accounts.conftest import FRESH, PASSWORD, is_in, sign_in


def use(client, username, code, password=FRESH):
    return client.post(
        "/akun/kode/", {"username": username, "code": code, "password1": password, "password2": password}
    )


def test_sari_sets_her_password_with_a_code_and_signs_in(client, sari, admin):
    phone = Client()
    sign_in(phone, sari.username)
    code = actions.make_code(user=sari, by=admin)

    answer = use(client, sari.username, f" {code[:5].lower()}-{code[5:]} ")

    assert answer["Location"] == "/masuk/"
    assert not is_in(client) and not is_in(phone)
    sign_in(client, sari.username, FRESH)
    assert is_in(client)


def test_a_code_is_ten_signs_and_stored_nowhere(sari, admin):
    code = actions.make_code(user=sari, by=admin)

    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{10}", code)
    assert len({codes.new_code() for _ in range(500)}) == 500
    stored = repr([row.__dict__ for row in (*OneTimeCode.objects.all(), *Event.objects.all())])
    assert code not in stored


def test_a_code_works_once(client, sari, admin):
    code = actions.make_code(user=sari, by=admin)
    use(client, sari.username, code)

    again = use(client, sari.username, code, "kalimat lain yang panjang")

    assert again.status_code == 200
    sari.refresh_from_db()
    assert sari.check_password(FRESH)


def test_a_code_dies_after_five_wrong_tries(client, sari, admin):
    code = actions.make_code(user=sari, by=admin)
    for _ in range(5):
        use(client, sari.username, "AAAAAAAAAA")

    assert use(client, sari.username, code).status_code == 200
    sari.refresh_from_db()
    assert sari.check_password(PASSWORD)
    assert Event.objects.filter(kind="accounts.code_failed").count() == 5


def test_a_code_dies_after_a_day_and_with_the_next_code(client, sari, admin):
    old = actions.make_code(user=sari, by=admin)
    new = actions.make_code(user=sari, by=admin)

    assert use(client, sari.username, old).status_code == 200
    OneTimeCode.objects.update(expires_at=timezone.now())
    assert use(client, sari.username, new).status_code == 200


@pytest.mark.parametrize(
    "code", ["", " ", "0", "null", "[]", "%", "' or 1=1", "\x00", "A" * 500, "２３４５６７８９ＡＢ"]
)
def test_odd_codes_are_wrong_codes(client, sari, admin, code):
    actions.make_code(user=sari, by=admin)

    assert use(client, sari.username, code).status_code == 200
    sari.refresh_from_db()
    assert sari.check_password(PASSWORD)


def test_a_code_is_for_one_account(client, sari, budi, admin):
    code = actions.make_code(user=sari, by=admin)

    assert use(client, budi.username, code).status_code == 200
    budi.refresh_from_db()
    assert budi.check_password(PASSWORD)


def test_a_password_like_the_name_leaves_the_code_good(client, sari, admin):
    code = actions.make_code(user=sari, by=admin)

    assert "terlalu mirip" in use(client, sari.username, code, sari.username).content.decode()
    assert use(client, sari.username, code).status_code == 302


def test_the_owner_is_told_of_a_code_and_of_the_second_step(sari, admin, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        actions.make_code(user=sari, by=admin)
        actions.turn_off_second_step(user=sari, by=admin, reason="Telepon hilang")

    told = {notice.title for notice in Notice.objects.filter(user=sari)}
    assert {one.split(";")[0] for one in told} == {
        "Administrator membuat kode masuk untuk akun Anda",
        "Administrator mematikan langkah kedua akun Anda",
    }
    assert {one.subject for one in outbox.outbox} == told
    assert [one.to for one in outbox.outbox] == [["sari@contoh.go.id"]] * 2


def test_a_disabled_account_gets_and_uses_no_code(client, sari, admin):
    code = actions.make_code(user=sari, by=admin)
    actions.disable(user=sari, by=admin, reason="x")

    assert use(client, sari.username, code).status_code == 200
    with pytest.raises(AccountRefused):
        actions.make_code(user=sari, by=admin)


def test_unknown_accounts_and_wrong_codes_are_answered_alike(hashing, client, sari, admin):
    actions.make_code(user=sari, by=admin)
    pages = []

    def ask(name):
        page = use(Client(), name, "AAAAAAAAAA").content.decode()
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page).replace(name, ""))

    known, unknown = hashing(lambda: ask(sari.username)), hashing(lambda: ask("197001011990031001"))

    assert pages[0] == pages[1]
    assert known == unknown > 0


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_a_code_at_once_one_succeeds(sari, admin):
    code = actions.make_code(user=sari, by=admin)
    begin = threading.Barrier(2)
    done = []

    def run(password):
        begin.wait()
        try:
            actions.use_code(username=sari.username, code=code, password=password)
            done.append(password)
        except AccountRefused:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(word,)) for word in (FRESH, "kalimat lain yang panjang")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(done) == 1
    sari.refresh_from_db()
    assert sari.check_password(done[0])


# --- who may make a code


def test_a_technician_makes_no_code_for_an_account_that_opens_data(sari, technician, admin):
    grant(user=sari, role=Role.AUDITOR, unit=None, start=today(), reason="SK 1", by=admin)

    with pytest.raises(AccountRefused):
        actions.make_code(user=sari, by=technician)
    with pytest.raises(AccountRefused):
        actions.turn_off_second_step(user=sari, by=technician, reason="x")


def test_a_technician_makes_a_code_for_an_account_of_nobody(budi, technician):
    assert actions.make_code(user=budi, by=technician)


def test_nobody_makes_a_code_for_themselves_or_as_a_stranger(sari, budi, admin):
    for by in (budi, sari):
        with pytest.raises(AccountRefused):
            actions.make_code(user=sari, by=by)
    with pytest.raises(AccountRefused):
        actions.make_code(user=admin, by=admin)


def test_the_page_shows_the_code_once(client, sari, admin):
    client.force_login(admin)

    page = client.post(f"/akun/{sari.number}/kode/").content.decode()
    code = re.search(r"[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}", page)

    assert code is not None
    assert code[0] not in client.get(f"/akun/{sari.number}/").content.decode()
    assert use(Client(), sari.username, code[0]).status_code == 302


# --- the first administrator


def first(client, path, **change):
    form = {"name": "Wati", "username": "wati", "password1": FRESH, "password2": FRESH} | change
    return client.post(path, form)


def test_the_first_start_gives_one_link_to_one_administrator(client, db):
    path = actions.first_administrator_link()

    assert client.get(path).status_code == 200
    assert first(client, path)["Location"] == "/masuk/"

    wati = User.objects.get()
    assert has_role(wati, Role.ADMIN_APLIKASI) and has_role(wati, Role.ADMIN_BKPSDM)
    assert set(RoleHeld.objects.values_list("unit", flat=True)) == {None}
    sign_in(client, "wati", FRESH)
    assert is_in(client)
    assert client.get(path).status_code == 404
    assert first(client, path, username="lagi").status_code == 404
    assert actions.first_administrator_link() is None


def test_a_second_start_kills_the_first_link(client, db):
    old, new = actions.first_administrator_link(), actions.first_administrator_link()

    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


def test_a_link_dies_once_somebody_administers(client, db):
    path = actions.first_administrator_link()
    first(client, path)
    OneTimeCode.objects.update(used_at=None)

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "..", "a" * 300, "' or 1=1 --", "%00"])
def test_guessed_links_lead_nowhere(client, token):
    actions.first_administrator_link()

    assert client.get(f"/akun/pertama/{token}/").status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"username": "a b"},
        {"username": ""},
        {"password2": "lain"},
        {"password1": "pendek", "password2": "pendek"},
        {"username": "wati-kota", "password1": "wati-kota-1", "password2": "wati-kota-1"},
    ],
)
def test_a_bad_form_leaves_the_link_good(client, db, change):
    path = actions.first_administrator_link()

    assert first(client, path, **change).status_code == 200
    assert not User.objects.exists()
    assert client.get(path).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_the_first_link_at_once_one_becomes_administrator(db):
    token = actions.first_administrator_link().rstrip("/").split("/")[-1]
    begin = threading.Barrier(2)
    made = []

    def run(name):
        begin.wait()
        try:
            made.append(
                actions.create_first_administrator(token=token, name=name, username=name, password=FRESH)
            )
        except AccountRefused:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(name,)) for name in ("satu", "dua")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(made) == User.objects.count() == 1


# --- forgotten passwords


@pytest.fixture
def with_mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    outbox.outbox = []


def forgot(client, email, **more):
    return client.post("/akun/lupa/", {"email": email}, **more)


def test_a_link_by_email_sets_a_new_password_once(client, sari, with_mail):
    forgot(client, " SARI@contoh.go.id ")
    run_all()
    (letter,) = outbox.outbox
    path = re.search(r"http://testserver(/\S+)", letter.body)[1]

    form = client.get(path)["Location"]
    client.post(form, {"password1": FRESH, "password2": FRESH})

    assert letter.to == ["sari@contoh.go.id"] and "Sari" in letter.body
    sign_in(client, sari.username, FRESH)
    assert is_in(client)
    again = Client().get(path)
    assert again.status_code == 200 and "sudah dipakai atau kedaluwarsa" in again.content.decode()
    assert Event.objects.filter(kind="accounts.password_reset").count() == 1


def test_unknown_disabled_and_known_addresses_get_one_answer(client, sari, budi, with_mail):
    User.objects.create_user("x1", None, name="X", email="mati@contoh.go.id", is_active=False)

    answers = [forgot(client, email) for email in ("sari@contoh.go.id", "tidak@ada.id", "mati@contoh.go.id")]
    run_all()

    assert {(one.status_code, one["Location"]) for one in answers} == {(302, "/akun/lupa/terkirim/")}
    assert [one.to for one in outbox.outbox] == [["sari@contoh.go.id"]]


@pytest.mark.parametrize("header", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST", "HTTP_X_HOST", "HTTP_FORWARDED"])
def test_a_forged_host_never_gets_into_the_letter(client, sari, with_mail, settings, header):
    settings.ALLOWED_HOSTS = ["testserver"]

    forgot(client, "sari@contoh.go.id", **{header: "jahat.example"})
    run_all()

    assert "jahat.example" not in "".join(one.body for one in outbox.outbox)


@pytest.mark.parametrize(
    "host", ["jahat.example", "testserver.jahat.example", "testserver@jahat.example", "testserver:x"]
)
def test_a_forged_host_is_refused(client, sari, with_mail, settings, host):
    settings.ALLOWED_HOSTS = ["testserver"]

    assert forgot(client, "sari@contoh.go.id", HTTP_HOST=host).status_code == 400


def test_the_settings_answer_to_no_host_by_accident():
    from praja.config import settings as shipped

    assert "*" not in shipped.ALLOWED_HOSTS
    assert not getattr(shipped, "USE_X_FORWARDED_HOST", False)


@pytest.mark.parametrize(
    "email",
    [
        "sari@contoh.go.id\nBcc: semua@contoh.go.id",
        "sari@contoh.go.id,x@y.id",
        "-oQ/tmp@x",
        "a" * 400 + "@b.id",
        "",
    ],
)
def test_odd_addresses_are_refused(client, sari, with_mail, email):
    forgot(client, email)
    run_all()

    assert len(outbox.outbox) == 0


def test_a_name_is_never_a_template(client, sari, with_mail):
    User.objects.filter(pk=sari.pk).update(
        name="{tautan} {{7*7}} {% include 'x' %} {nama.__class__} %(akun)s\nBcc: x"
    )
    forgot(client, "sari@contoh.go.id")
    run_all()

    (letter,) = outbox.outbox
    assert "Yth. {tautan} {{7*7}} {% include 'x' %} {nama.__class__} %(akun)s" in letter.body
    assert letter.bcc == []


def test_a_text_is_filled_once_and_misses_no_place():
    assert mail.filled("{a} {b}", {"a": "{b}", "b": "x"}) == "{b} x"
    with pytest.raises(KeyError):
        mail.filled("{c}", {})


def test_too_many_requests_are_slowed(client, sari, with_mail):
    statuses = [forgot(client, "sari@contoh.go.id").status_code for _ in range(5)]

    assert statuses[:3] == [302] * 3
    assert 429 in statuses


def test_without_mail_no_page_promises_a_letter(client, db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

    page = client.get("/akun/lupa/").content.decode()

    assert "tidak mengirim surel" in page and 'name="email"' not in page
    assert "Minta tautan lewat surel" not in client.get("/masuk/").content.decode()
