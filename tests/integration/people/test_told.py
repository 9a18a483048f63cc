"""People are told: who took a list with them away, what changed in their record, what comes next."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from praja.audit.models import Event
from praja.audit.queries import events_about
from praja.people.actions import correct_sk, record_sk, record_sk_for_many, withdraw_sk
from praja.people.due.queries import refresh
from praja.web.models import Notice
from tests.integration.people.conftest import TODAY, Office

START = datetime.date(2026, 9, 1)


def home(client: Client, office: Office, name: str) -> str:
    """Return what somebody's home page says."""
    client.force_login(office.user(name), backend="praja.accounts.backends.NipOrEmail")
    return client.get(reverse("web:home")).content.decode()


def a_raise(office: Office) -> Any:
    """Record a raise of Sari's."""
    return record_sk(
        kind="kgb",
        person=office.sari,
        start=START,
        content={"golongan": "III/a", "mkg_years": 7, "gaji_pokok": 3_057_300},
        sk_number="822/7",
        by=office.user("pengelola"),
        on=TODAY,
        because="Terlambat",
    )


@pytest.mark.parametrize("page", ["people:list", "people:due"])
def test_who_is_in_a_list_that_was_taken_away_may_see_it(office: Office, client: Client, page: str) -> None:
    refresh(TODAY)
    client.force_login(office.user("pengelola"), backend="praja.accounts.backends.NipOrEmail")
    client.get(reverse(page), {"cari": "Sari"})
    assert not Event.objects.filter(kind="people.list_exported").exists()

    b"".join(client.get(reverse(page), {"cari": "Sari", "ekspor": "csv", "hal": "2"}))  # type: ignore[arg-type]

    event = Event.objects.get(kind="people.list_exported")
    assert event.after is not None
    assert (event.after["jenis"], event.after["saringan"]) == ("csv", {"cari": "Sari"})
    assert events_about(office.sari.pk).filter(pk=event.pk).exists()
    assert not events_about(office.stranger.pk).filter(pk=event.pk).exists()
    assert events_about(office.head.pk).filter(pk=event.pk).exists() == (page == "people:due")


def test_home_tells_what_others_changed_in_ones_record(office: Office, client: Client) -> None:
    client.force_login(office.user("pengelola"), backend="praja.accounts.backends.NipOrEmail")
    client.get(reverse("people:detail", args=[office.sari.pk]))
    assert "Data Anda" not in home(client, office, "sari")

    a_raise(office)

    told = home(client, office, "sari")
    assert "Rina Pengelola mencatat SK." in told and "melihat data ini" not in told
    assert "Rina Pengelola mencatat SK." not in home(client, office, "stranger")


def test_home_tells_what_is_next(office: Office, client: Client) -> None:
    refresh(TODAY)

    own = home(client, office, "sari")
    assert "Karier Anda" in own and "Pensiun" in own and "SK yang perlu disiapkan" not in own
    officer = home(client, office, "pengelola")
    assert "Karier Anda" not in officer


def test_the_person_is_told_of_an_sk_in_the_site_and_by_e_mail(
    office: Office, django_capture_on_commit_callbacks: Any
) -> None:
    account = office.user("sari")
    account.email = "sari@contoh.go.id"
    account.save()
    with django_capture_on_commit_callbacks(execute=True):
        row = a_raise(office)
        row = correct_sk(
            row=row, start=START, content={"golongan": "III/a", "mkg_years": 7, "gaji_pokok": 3_057_300},
            sk_number="822/8", reason="Salah ketik", by=office.user("pengelola"), on=TODAY,
        )  # fmt: skip
        withdraw_sk(row=row, reason="Bukan miliknya", by=office.user("pengelola"), on=TODAY)

    titles = list(Notice.objects.filter(user=account).order_by("at").values_list("title", flat=True))
    assert titles == [
        "SK dicatat dalam data Anda: Kenaikan gaji berkala",
        "Catatan SK Anda diperbaiki: Kenaikan gaji berkala",
        "Catatan SK Anda ditarik: Kenaikan gaji berkala",
    ]
    assert [letter.to for letter in mail.outbox] == [["sari@contoh.go.id"]] * 3
    assert not Notice.objects.exclude(user=account).exists()


def test_a_punishment_is_not_named_outside_the_site(office: Office) -> None:
    record_sk(
        kind="disiplin", person=office.sari, start=START, last=datetime.date(2026, 12, 31),
        content={"level": "ringan", "kind": "teguran lisan", "violation": ""},
        sk_number="862/1", by=office.user("pengelola"), on=TODAY,
    )  # fmt: skip

    assert Notice.objects.get().title == "SK dicatat dalam data Anda"


def test_each_of_many_is_told(office: Office) -> None:
    people = [office.sari, office.section]
    record_sk_for_many(
        kind="kgb", people=people, start=START, sk_number="9", by=office.user("pengelola"), on=TODAY,
        contents={one.pk: {"golongan": "III/a", "mkg_years": 7, "gaji_pokok": 3_057_300} for one in people},
    )  # fmt: skip

    assert {notice.user for notice in Notice.objects.all()} == {office.user("sari"), office.user("section")}
