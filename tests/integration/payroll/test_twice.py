"""The same person twice, an account for two, and an SK from before somebody was hired."""

from __future__ import annotations

import datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from praja.payroll.facts.known import Known
from praja.payroll.facts.twice import ACCOUNT, NAME, twice
from praja.people.actions.sk import preview_sk, record_sk
from praja.people.models import BankAccountHistory, GolonganHistory, Person
from tests.integration.payroll.facts_world import OCTOBER, account, ask, of
from tests.integration.people.conftest import TODAY, Office

HIRED = datetime.date(2019, 3, 1)


def looked(office: Office) -> dict[str, set[tuple[str, str]]]:
    """Return by what is shared who shares it: NIP of the one, NIP of the other."""
    people = ask(office).people["person_id"].to_list()
    asked = Known(office.government, office.dinas, OCTOBER, None)
    found: dict[str, set[tuple[str, str]]] = {NAME: set(), ACCOUNT: set()}
    for one in twice(asked, people):
        found[one.what] |= {(one.nip, nip) for _name, nip in one.others}
    return found


def test_nobody_is_told_twice_where_nothing_is_shared(office: Office) -> None:
    assert looked(office) == {NAME: set(), ACCOUNT: set()}


def test_the_same_name_and_birth_date_under_another_nip_is_told(office: Office) -> None:
    sari, other = office.sari, office.stranger
    Person.objects.filter(pk=other.pk).update(name=f"  {sari.name.upper()} ")

    assert looked(office)[NAME] == {(sari.nip, other.nip)}
    Person.objects.filter(pk=other.pk).update(birth_date=datetime.date(1991, 5, 17))
    assert looked(office)[NAME] == set()


def test_an_account_of_two_in_service_is_told_however_it_is_written(office: Office, client: Client) -> None:
    sari, other = office.sari, office.stranger
    account(sari)
    account(other)
    BankAccountHistory.objects.filter(person=other).update(number="001-234.5678")

    assert looked(office)[ACCOUNT] == {(sari.nip, other.nip)}
    client.force_login(office.user("bendahara"))
    page = client.get(reverse("payroll:missing", query={"bulan": "2026-10"})).content.decode()
    assert "Perlu dicocokkan" in page and other.nip in page
    client.force_login(office.user("pengelola"))
    page = client.get(reverse("payroll:missing", query={"bulan": "2026-10"})).content.decode()
    assert other.nip not in page
    BankAccountHistory.objects.filter(person=other).update(number="0012345679")
    assert looked(office)[ACCOUNT] == set()


def promotion(office: Office, start: datetime.date) -> dict[str, Any]:
    return {"kind": "golongan", "person": office.sari, "start": start, "sk_number": "823/1/2018",
            "content": {"golongan": "III/d", "mkg_years": 8, "mkg_months": 0},
            "by": office.user("pengelola"), "on": TODAY}  # fmt: skip


def test_a_promotion_from_before_birth_is_refused_in_a_sentence(office: Office) -> None:
    looked_at = preview_sk(**promotion(office, datetime.date(1989, 4, 1)))

    assert not looked_at.possible and any("lahir" in one for one in looked_at.problems)


def test_a_promotion_from_before_hiring_is_told_and_pays_nothing_before_or_after_it(office: Office) -> None:
    sari = office.sari
    first = GolonganHistory.objects.known().filter(person=sari).order_by("berlaku").first()
    assert first is not None and first.mulai == HIRED and first.golongan != "III/d"
    said = promotion(office, datetime.date(2018, 10, 1))

    assert any("Belum ada status" in note for note in preview_sk(**said).notes)
    record_sk(**said)

    assert sari.nip not in ask(office, period=datetime.date(2018, 12, 1)).people["nip"].to_list()
    for month in (HIRED, OCTOBER):
        assert of(ask(office, period=month), sari)["golongan"] == first.golongan
