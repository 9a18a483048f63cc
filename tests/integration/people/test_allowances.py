"""Allowances that must end, and basic salaries that the law's table has otherwise."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse

from praja.audit.models import Event
from praja.people.actions import (
    PersonRefused,
    change_family_member,
    correct_sk,
    preview_sk,
    record_sk,
)
from praja.people.due import words
from praja.people.due.queries import Kind, refresh
from praja.people.models import ChangeProposal, DependantHistory, DueItem, FamilyMember, KgbHistory
from praja.temporal.actions import span
from tests.integration.people.conftest import TODAY, Office

D = datetime.date
TABLE = 3_057_300
"""Basic salary of III/a with 6 years since 2024 (PP 5/2024)."""


@pytest.fixture
def husband(office: Office) -> FamilyMember:
    return supported(office, "suami", "Bambang", D(2020, 1, 1), married_on=D(2019, 12, 1))


def supported(office: Office, relation: str, name: str, since: D, **more: Any) -> FamilyMember:
    made = FamilyMember.objects.create(person=office.sari, relation=relation, name=name, **more)
    DependantHistory.objects.create(person=office.sari, member=made, berlaku=span(since))
    return made


def change(office: Office, member: FamilyMember, **more: Any) -> None:
    end = more.pop("end_allowance", False)
    change_family_member(
        member=member, changes=more, reason="Akta", end_allowance=end, by=office.user("pengelola"), on=TODAY
    )


def known(member: FamilyMember) -> list[tuple[D, D | None]]:
    rows = DependantHistory.objects.known().filter(member=member)
    return [(row.mulai, row.sampai) for row in rows.order_by("berlaku")]


def due(office: Office) -> DueItem | None:
    refresh(TODAY)
    return DueItem.objects.filter(person=office.sari, kind=Kind.HENTI).select_related("member").first()


@pytest.mark.parametrize("reason", ["divorced_on", "died_on"])
@pytest.mark.parametrize(
    ("happened", "last"), [(D(2026, 3, 5), D(2026, 3, 31)), (D(2026, 2, 1), D(2026, 2, 28))]
)
def test_it_ends_with_the_month_in_one_step(
    office: Office, husband: FamilyMember, reason: str, happened: D, last: D
) -> None:
    change(office, husband, **{reason: happened}, end_allowance=True)

    assert known(husband) == [(D(2020, 1, 1), last)]
    told = Event.objects.get(kind="people.sk_corrected")
    assert told.person_id == office.sari.pk and told.reason == "Akta"
    assert due(office) is None


def test_what_was_not_ended_is_due_since_its_month(office: Office, husband: FamilyMember) -> None:
    change(office, husband, divorced_on=D(2026, 3, 5))

    assert known(husband) == [(D(2020, 1, 1), None)]
    item = due(office)
    assert item is not None and item.day == D(2026, 4, 1) and item.member == husband
    assert item.get_kind_display() == "Tunjangan keluarga perlu dihentikan"
    assert words.reckoned(item) == "Bambang bercerai 5 Maret 2026; tunjangannya berhenti sejak April 2026."
    assert "PP 51/1992" in words.source(item) and words.state(item, TODAY)[1] == "bad"


@pytest.mark.parametrize(
    ("more", "day"),
    [
        ({"married_on": D(2026, 8, 17)}, D(2026, 9, 1)),
        ({"died_on": D(2026, 8, 17)}, D(2026, 9, 1)),
        ({"works_as_asn": True}, D(2026, 11, 1)),
    ],
)
def test_a_child_that_marries_dies_or_earns(office: Office, more: dict[str, Any], day: D) -> None:
    child = supported(office, "anak_kandung", "Putri", D(2010, 1, 1), birth_date=D(2008, 5, 1))

    change(office, child, **more)

    item = due(office)
    assert item is not None and item.day == day and "Putri" in words.reckoned(item)
    assert not DueItem.objects.filter(kind=Kind.ANAK).exists()


def test_a_spouse_who_is_asn_too_does_not_end_it(office: Office, husband: FamilyMember) -> None:
    change(office, husband, works_as_asn=True)

    assert due(office) is None


def test_an_allowance_cannot_be_recorded_past_its_reason(office: Office, husband: FamilyMember) -> None:
    DependantHistory.objects.all().delete()
    change(office, husband, divorced_on=D(2026, 3, 5))
    husband.refresh_from_db()

    def record(last: D) -> Any:
        return record_sk(
            kind="tanggungan", person=office.sari, start=D(2020, 1, 1), last=last,
            content={"member": husband}, by=office.user("pengelola"), on=TODAY,
        )  # fmt: skip

    with pytest.raises(PersonRefused, match="berhenti sejak April 2026"):
        record(D(2026, 4, 1))
    assert record(D(2026, 3, 31)).sampai == D(2026, 3, 31)


def test_the_page_asks_before_it_saves(client: Any, office: Office, husband: FamilyMember) -> None:
    client.force_login(office.user("pengelola"))
    url = reverse("people:change_member", args=[office.sari.pk, husband.pk])
    data = {
        "relation": "suami", "name": "Bambang", "married_on": "2019-12-01", "divorced_on": "2026-03-05",
        "reason": "Akta cerai",
    }  # fmt: skip

    page = client.post(url, data).content.decode()
    assert "Tunjangannya harus berhenti" in page and "berhenti sejak April 2026" in page
    husband.refresh_from_db()
    assert husband.divorced_on is None

    assert client.post(url, data | {"langkah": "hentikan"}).status_code == 302
    husband.refresh_from_db()
    assert husband.divorced_on == D(2026, 3, 5) and known(husband) == [(D(2020, 1, 1), D(2026, 3, 31))]


@pytest.mark.parametrize(("step", "last"), [("hentikan", D(2026, 3, 31)), ("", None)])
def test_a_proposal_that_ends_it_is_accepted_with_the_end_in_one_step(
    client: Any, office: Office, husband: FamilyMember, step: str, last: D | None
) -> None:
    proposal = ChangeProposal.objects.create(
        person=office.sari,
        subject="keluarga",
        content={"member": str(husband.pk), "relation": "suami", "divorced_on": "2026-03-05"},
        made_by=office.user("sari"),
    )
    client.force_login(office.user("pengelola"))
    page = client.get(reverse("people:proposal", args=[proposal.pk])).content.decode()
    assert "Tunjangannya harus berhenti" in page and "berhenti sejak April 2026" in page

    assert client.post(reverse("people:accept", args=[proposal.pk]), {"langkah": step}).status_code == 302

    husband.refresh_from_db()
    assert husband.divorced_on == D(2026, 3, 5) and known(husband) == [(D(2020, 1, 1), last)]


# --- the table of the law


def raise_of(office: Office, amount: int) -> dict[str, Any]:
    return {
        "kind": "kgb", "person": office.sari, "start": D(2025, 3, 1), "sk_number": "822/6",
        "content": {"golongan": "III/a", "mkg_years": 6, "gaji_pokok": amount},
        "by": office.user("pengelola"), "on": TODAY,
    }  # fmt: skip


def test_the_amount_of_the_table_is_shown_and_one_that_differs_needs_a_reason(office: Office) -> None:
    same = preview_sk(**raise_of(office, TABLE))
    other = preview_sk(**raise_of(office, TABLE + 100))

    assert "Gaji pokok menurut tabel: Rp3.057.300." in same.consequences and not same.off_table
    assert other.possible and "Rp3.057.300; di SK tertulis Rp3.057.400" in other.off_table
    assert other.off_table in other.notes

    with pytest.raises(PersonRefused, match="tulis mengapa berbeda"):
        record_sk(**raise_of(office, TABLE + 100))
    assert not KgbHistory.objects.exists()
    row = record_sk(**raise_of(office, TABLE + 100), because="SK memuat penyesuaian")
    assert Event.objects.get(kind="people.sk_recorded").reason == "SK memuat penyesuaian"
    assert KgbHistory.objects.get().gaji_pokok == TABLE + 100

    asked: dict[str, Any] = {"row": row, "start": row.mulai, "by": office.user("pengelola"), "on": TODAY}
    content = {"golongan": "III/a", "mkg_years": 6, "gaji_pokok": TABLE + 100}
    row = correct_sk(**asked, content=content, sk_number="822/7", reason="Nomor keliru")
    with pytest.raises(PersonRefused, match="tulis mengapa berbeda"):
        correct_sk(
            **asked | {"row": row},
            content=content | {"gaji_pokok": TABLE + 200},
            sk_number="822/7",
            reason="x",
        )


def test_the_page_asks_for_the_reason(client: Any, office: Office) -> None:
    client.force_login(office.user("pengelola"))
    url = reverse("people:record_sk", args=[office.sari.pk, "kgb"])
    data = {
        "golongan": "III/a", "mkg_years": "6", "gaji_pokok": str(TABLE + 100), "start": "2025-03-01",
        "sk_number": "822/7",
    }  # fmt: skip

    assert "Mengapa berbeda dari tabel" in client.post(url, data | {"langkah": "lihat"}).content.decode()
    again = client.post(url, data | {"langkah": "catat"})
    assert again.status_code == 200 and not KgbHistory.objects.exists()
    assert "Mengapa berbeda dari tabel" in again.content.decode()
    assert client.post(url, data | {"langkah": "catat", "because": "Begitu SK-nya"}).status_code == 302
    assert KgbHistory.objects.get().gaji_pokok == TABLE + 100

    right = client.post(url, data | {"gaji_pokok": str(TABLE), "langkah": "lihat"}).content.decode()
    assert "Mengapa berbeda dari tabel" not in right
