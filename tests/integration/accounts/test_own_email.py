"""One's own address, confirmed by a link or by a code; and where links in e-mail lead."""

from __future__ import annotations

import re

import pytest
from django.core import mail as outbox
from django.test import Client

from praja.accounts import actions, codes
from praja.accounts.models import User
from praja.audit.models import Event
from praja.jobs.testing import run_all
from tests.integration.accounts.conftest import PASSWORD, is_in, sign_in

URL = "/akun/surel/"


@pytest.fixture
def with_mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    outbox.outbox = []


@pytest.fixture
def without_mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


@pytest.fixture
def inside(client, sari):
    """Sari, who has just typed her password."""
    sign_in(client, sari.username)
    client.post("/akun/pastikan/", {"password": PASSWORD, "next": URL})
    return client


def letters_to(address):
    run_all()
    return [one for one in outbox.outbox if one.to == [address]]


def link_in(letter):
    return re.search(r"http://testserver(/\S+)", letter.body)[1]


def address_of(user):
    return User.objects.get(pk=user.pk).email


def test_a_link_confirms_an_address_once(inside, sari, with_mail):
    inside.post(URL, {"email": " Baru@contoh.go.id"})
    assert address_of(sari) == "sari@contoh.go.id"
    link = link_in(*letters_to("baru@contoh.go.id"))
    assert "baru@contoh.go.id" in inside.get(link).content.decode()
    assert address_of(sari) == "sari@contoh.go.id", "looking changes nothing"

    inside.post(link)

    assert address_of(sari) == "baru@contoh.go.id"
    (told,) = letters_to("sari@contoh.go.id")
    assert "baru saja diganti" in told.body
    event = Event.objects.get(kind="accounts.email_changed")
    assert (event.before, event.after, event.actor_id) == ("sari@contoh.go.id", "baru@contoh.go.id", sari.pk)
    actions.set_email(user=sari, email="lain@contoh.go.id", by=sari, reason="x")
    assert "kedaluwarsa" in inside.get(link).content.decode()
    inside.post(link)
    assert address_of(sari) == "lain@contoh.go.id"
    fresh = Client()
    sign_in(fresh, "lain@contoh.go.id")
    assert is_in(fresh)


def test_the_link_is_for_the_account_that_asked(inside, sari, budi, with_mail):
    inside.post(URL, {"email": "baru@contoh.go.id"})
    link = link_in(*letters_to("baru@contoh.go.id"))
    other = Client()
    assert other.post(link)["Location"].startswith("/masuk/")
    sign_in(other, budi.username)

    assert "untuk akun lain" in other.get(link).content.decode()
    other.post(link)

    assert address_of(budi) is None and address_of(sari) == "sari@contoh.go.id"
    assert codes.email_of(link.rsplit("/", 2)[1] + "x", sari) is None


def test_an_address_of_another_account_gets_no_letter_and_the_same_answer(inside, sari, budi, with_mail):
    User.objects.filter(pk=budi.pk).update(email="budi@contoh.go.id")

    free = inside.post(URL, {"email": "baru@contoh.go.id"})
    taken = inside.post(URL, {"email": "Budi@contoh.go.id"})

    assert (free.status_code, free["Location"]) == (taken.status_code, taken["Location"])
    assert len(letters_to("baru@contoh.go.id")) == 1 and letters_to("budi@contoh.go.id") == []
    link = link_in(outbox.outbox[0])
    User.objects.filter(pk=budi.pk).update(email="baru@contoh.go.id")
    inside.post(link)
    assert address_of(sari) == "sari@contoh.go.id"


def test_without_mail_a_code_of_the_officer_vouches_for_it(inside, sari, admin, without_mail):
    code = actions.make_code(user=sari, by=admin)

    wrong = inside.post(URL, {"email": "baru@contoh.go.id", "code": "22222-22222"})
    assert "Kode tidak cocok" in wrong.content.decode() and address_of(sari) == "sari@contoh.go.id"
    assert Event.objects.filter(kind="accounts.code_failed").exists()
    inside.post(URL, {"email": "baru@contoh.go.id", "code": code.lower()})
    inside.post(URL, {"email": "dua@contoh.go.id", "code": code})

    assert address_of(sari) == "baru@contoh.go.id"


def test_it_asks_for_the_password_again(client, sari, with_mail):
    client.force_login(sari)

    assert client.get(URL)["Location"].startswith("/akun/pastikan/")
    assert client.post(URL, {"email": "baru@contoh.go.id"})["Location"].startswith("/akun/pastikan/")
    assert letters_to("baru@contoh.go.id") == []
    client.post("/akun/pastikan/", {"password": PASSWORD, "next": URL})
    assert client.get(URL).status_code == 200


def test_nobody_is_flooded(inside, with_mail):
    answers = [inside.post(URL, {"email": "korban@contoh.go.id"}).status_code for _ in range(8)]

    assert answers[:6] == [302] * 6 and answers[6:] == [429, 429]


@pytest.mark.parametrize(
    ("hosts", "asked", "site"),
    [
        (["praja.contoh.go.id", "lama.contoh.go.id"], "lama.contoh.go.id", "http://praja.contoh.go.id/"),
        (["praja.contoh.go.id"], "praja.contoh.go.id:8443", "http://praja.contoh.go.id/"),
        (["praja.contoh.go.id", ".contoh.go.id"], "jahat.contoh.go.id", "http://praja.contoh.go.id/"),
        (["localhost"], "localhost:8000", "http://localhost:8000/"),
        (["*"], "jahat.example", None),
        ([".contoh.go.id"], "jahat.contoh.go.id", None),
    ],
)
def test_links_lead_to_the_name_that_the_site_gives_itself(sari, with_mail, settings, hosts, asked, site):
    settings.ALLOWED_HOSTS = hosts

    answer = Client().post("/akun/lupa/", {"email": "sari@contoh.go.id"}, HTTP_HOST=asked)

    assert answer.status_code == 302
    found = [re.search(r"https?://\S+?/", one.body)[0] for one in letters_to("sari@contoh.go.id")]
    assert found == ([site] if site else [])
