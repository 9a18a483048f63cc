"""Making, disabling and listing accounts."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from praja.accounts import actions
from praja.accounts.actions import AccountRefused, NewAccount
from praja.accounts.models import User
from praja.audit.models import Event


def test_the_list_shows_names_and_no_other_personal_data(client, sari, technician):
    client.force_login(technician)

    page = client.get("/akun/daftar/").content.decode()

    assert "Sari" in page and sari.username in page
    assert "sari@contoh.go.id" not in page


def test_the_list_is_narrowed(client, sari, budi, technician):
    actions.disable(user=budi, by=technician, reason="x")
    client.force_login(technician)

    assert "Budi" not in client.get("/akun/daftar/", {"akun": "sari"}).content.decode()
    page = client.get("/akun/daftar/", {"keadaan": "nonaktif"}).content.decode()
    assert "Budi" in page and ">Sari<" not in page


@pytest.mark.parametrize(
    "query", ["?urut=password", "?urut=-email", "?akun=%00", "?keadaan=x", "?password__startswith=p"]
)
def test_bad_parameters_do_no_harm(client, technician, query):
    client.force_login(technician)

    assert client.get(f"/akun/daftar/{query}").status_code in (200, 400)


def test_the_list_takes_a_constant_number_of_queries(client, technician):
    client.force_login(technician)
    client.get("/akun/daftar/")
    with CaptureQueriesContext(connection) as few:
        client.get("/akun/daftar/")
    actions.create_accounts(accounts=[NewAccount(f"a{n:03}", f"Nama {n}") for n in range(40)], by=technician)

    with CaptureQueriesContext(connection) as many:
        client.get("/akun/daftar/")

    assert len(many) == len(few)


def test_an_account_is_made_on_the_page_and_opens_nothing(client, technician):
    client.force_login(technician)

    answer = client.post(
        "/akun/daftar/baru/",
        {
            "name": "Tono",
            "username": "tono",
            "email": "",
            "is_active": "1",
            "password": "x",
            "is_superuser": "1",
        },
    )

    tono = User.objects.get(username="tono")
    assert answer["Location"] == f"/akun/{tono.number}/"
    assert not tono.has_usable_password()


@pytest.mark.parametrize(
    ("username", "email"),
    [
        ("199005172019032001", ""),
        ("baru", "SARI@contoh.go.id"),
        ("A B", ""),
        ("<b>", ""),
        ("x@y.id", ""),
        ("", ""),
    ],
)
def test_taken_and_odd_names_are_refused(client, sari, technician, username, email):
    client.force_login(technician)

    answer = client.post("/akun/daftar/baru/", {"name": "Tono", "username": username, "email": email})

    assert answer.status_code == 200
    assert User.objects.count() == 2


def test_a_name_with_markup_is_shown_as_text(client, technician):
    evil = User.objects.create_user("evil", None, name="<script>alert(1)</script>")
    client.force_login(technician)

    for path in ("/akun/daftar/", f"/akun/{evil.number}/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_many_accounts_are_made_in_one_write_and_one_event(sari, technician):
    wanted = [NewAccount(f"u{n:04}", f"Nama {n}", f"u{n}@contoh.go.id") for n in range(300)]
    wanted += [NewAccount(sari.username, "Sari lain"), NewAccount("kembar", "Kembar", "sari@contoh.go.id")]

    with CaptureQueriesContext(connection) as queries:
        made = actions.create_accounts(accounts=wanted, by=technician)

    assert len(queries) < 10
    assert len(made) == 302
    assert made[sari.username] == sari and made["kembar"].email is None
    event = Event.objects.get(kind="accounts.created_many")
    assert event.after["banyak"] == 301 and len(event.after["sha256"]) == 64


def test_nobody_disables_themselves_or_the_last_administrator(sari, technician, budi):
    with pytest.raises(AccountRefused, match="sendiri"):
        actions.disable(user=technician, by=technician, reason="x")
    with pytest.raises(AccountRefused, match="Hanya admin"):
        actions.disable(user=technician, by=budi, reason="x")
    with pytest.raises(AccountRefused, match="Alasan"):
        actions.disable(user=sari, by=technician, reason=" ")


def test_disabling_needs_a_reason_on_the_page(client, sari, technician):
    client.force_login(technician)

    assert client.post(f"/akun/{sari.number}/nonaktifkan/", {"reason": ""}).status_code == 422
    client.post(f"/akun/{sari.number}/nonaktifkan/", {"reason": "Pensiun"})

    sari.refresh_from_db()
    assert not sari.is_active
    assert Event.objects.get(kind="accounts.disabled").reason == "Pensiun"


@pytest.mark.parametrize("verb", ["nonaktifkan", "aktifkan", "langkah-kedua", "kode"])
def test_nothing_is_changed_by_a_get(client, sari, technician, verb):
    client.force_login(technician)

    assert client.get(f"/akun/{sari.number}/{verb}/").status_code == 405


def test_an_account_cannot_be_found_by_counting(client, sari, technician):
    client.force_login(technician)

    assert client.get(f"/akun/{sari.pk}/").status_code == 404
    assert client.get("/akun/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_the_search_finds_accounts_only_for_an_admin_aplikasi(client, sari, budi, technician):
    from praja.web.shell import searches

    (source,) = [one for one in searches if one.key == "accounts"]

    assert [found.title for found in source.find(technician, "sari")] == ["Sari"]
    assert source.find(budi, "sari") == []


def test_every_night_what_has_no_use_is_deleted(client, sari, budi, admin):
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from praja.accounts.models import OneTimeCode
    from praja.accounts.tasks import KEPT, tidy
    from tests.integration.accounts.conftest import is_in, sign_in

    sign_in(client, sari.username)
    old = type(client)()
    sign_in(old, budi.username)
    Session.objects.filter(session_key=old.session.session_key).update(expire_date=timezone.now())
    actions.make_code(user=sari, by=admin)
    actions.make_code(user=budi, by=admin)
    OneTimeCode.objects.filter(user=budi).update(expires_at=timezone.now() - 2 * KEPT)

    tidy.func(0)

    assert is_in(client)
    assert Session.objects.count() == 1
    assert [one.user for one in UserSession.objects.all()] == [sari]
    assert [one.user for one in OneTimeCode.objects.all()] == [sari]
