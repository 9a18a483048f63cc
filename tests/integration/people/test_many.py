"""One SK for many people does for each of them what it would do for that person alone."""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.access.enums import Role
from praja.audit.actions import digest_of
from praja.audit.context import RequestContext, begin, end
from praja.audit.models import Event
from praja.people.actions import PersonRefused, preview_sk_for_many, record_sk, record_sk_for_many
from praja.people.actions.many import MOST_PEOPLE
from praja.people.kinds import KINDS, SkKind
from praja.people.models import (
    BankAccountHistory,
    CltnHistory,
    GolonganHistory,
    JabatanHistory,
    KgbHistory,
    Person,
    StatusHistory,
    StudyHistory,
    UnitHistory,
)
from praja.people.words import as_recorded
from praja.temporal.actions import span
from tests.integration.people.conftest import TODAY, Office, person, role

D = datetime.date


def days(chance: random.Random, most: int) -> list[Any]:
    """Return spans that follow one another, some with gaps, the last one with or without an end."""
    firsts = sorted(
        chance.sample([D(year, month, 1) for year in range(2016, 2029) for month in (1, 4, 10)], k=most)
    )
    found = []
    for first, after in itertools.zip_longest(firsts, firsts[1:]):
        gap = chance.random() < 0.3
        end = after if after is None or not gap else first + datetime.timedelta(days=chance.randint(1, 60))
        found.append(
            span(first, end if end is not None or chance.random() < 0.7 else first.replace(year=2030))
        )
    return found


def somebody(office: Office, chance: random.Random, number: int) -> Person:
    """Make a person with histories of any kind, many of which contradict each other."""
    made = person(f"Orang {number}", office.dinas, account=chance.random() < 0.5)
    for model in (UnitHistory, StatusHistory, GolonganHistory):
        model.objects.filter(person=made).delete()
    sk: dict[str, Any] = {"person": made, "sk_number": f"800/{number}"}
    for one in days(chance, chance.choice((1, 1, 2))):
        UnitHistory.objects.create(
            unit=chance.choice((office.dinas, office.dinas, office.other)), berlaku=one, **sk
        )
    for one in days(chance, chance.randint(0, 2)):
        StatusHistory.objects.create(status=chance.choice(("cpns", "pns", "pns", "pppk")), berlaku=one, **sk)
    for one in days(chance, chance.randint(0, 3)):
        grade = chance.choice(("II/c", "III/a", "III/b", "IX"))
        GolonganHistory.objects.create(golongan=grade, mkg_years=chance.randint(0, 9), berlaku=one, **sk)
    for one in days(chance, chance.randint(0, 2)):
        KgbHistory.objects.create(golongan="III/a", mkg_years=2, gaji_pokok=2_900_000, berlaku=one, **sk)
    for one in days(chance, chance.randint(0, 2)):
        post = chance.choice((office.head_post, office.section_post, office.staff_post))
        JabatanHistory.objects.create(position=post, how="definitif", berlaku=one, **sk)
    if chance.random() < 0.3:
        JabatanHistory.objects.create(
            position=office.other_post, how="plt", berlaku=span(D(2026, 1, 1), D(2027, 1, 1)), **sk
        )
    for one in days(chance, chance.randint(0, 1)):
        CltnHistory.objects.create(berlaku=span(one.lower, one.upper or D(2031, 1, 1)), **sk)
        StudyHistory.objects.create(program="Gizi", school="Undip", level="s2", berlaku=one, **sk)
    for one in days(chance, chance.randint(0, 1)):
        BankAccountHistory.objects.create(bank="Bank Jateng", number="0030071", holder="X", berlaku=one, **sk)
    return made


def an_sk(office: Office, chance: random.Random, kind: SkKind) -> dict[str, Any]:
    """Return an SK of a kind, often one that some of them cannot have."""
    contents: dict[str, dict[str, Any]] = {
        "status": {
            "status": chance.choice(("pns", "pppk")),
            "contract_end": chance.choice((None, None, D(2027, 12, 31))),
        },
        "golongan": {"golongan": chance.choice(("II/d", "III/b", "IX")), "mkg_years": 4, "mkg_months": 0},
        "kgb": {"golongan": "III/a", "mkg_years": 6, "gaji_pokok": chance.choice((3_000_000, 3_000_000, 0))},
        "jabatan": {
            "position": chance.choice((office.section_post, office.staff_post, office.other_post)),
            "how": chance.choice(("definitif", "plt")),
        },
        "unit": {"unit": chance.choice((office.dinas, office.other))},
        "rekening": {"bank": "BPR", "number": "0101", "holder": "X"},
        "tugas-belajar": {"program": "Hukum", "school": "Unnes", "level": "s2"},
        "cltn": {},
    }
    start = chance.choice((D(2017, 4, 1), D(2023, 1, 1), D(2024, 4, 15), D(2026, 12, 1), D(2030, 12, 1)))
    last = start + datetime.timedelta(days=chance.choice((40, 400)))
    return {
        "start": start,
        "last": last if kind.ends == "wajib" or (kind.ends == "boleh" and chance.random() < 0.6) else None,
        "content": contents[kind.key],
        "sk_number": chance.choice(("823/7", "823/7", "823/7", " ")) if kind.sk_needed else "",
        "sk_date": chance.choice((None, D(2022, 1, 3))),
        "on": TODAY,
    }  # fmt: skip


def rows_of(kind: SkKind, one: Person) -> list[Any]:
    """Return all rows of a history, the superseded ones too, in words without numbers of their own."""
    rows: Any = kind.model._default_manager.filter(person=one).select_related("pengganti")
    return sorted(
        repr((as_recorded(row), row.digantikan is None, row.pengganti and as_recorded(row.pengganti)))
        for row in rows
    )


@contextmanager
def undone() -> Iterator[None]:
    """Do something, and take it back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("seed", range(3))
def test_each_of_many_is_refused_or_recorded_as_if_alone(office: Office, seed: int) -> None:
    chance = random.Random(seed)
    people = [somebody(office, chance, number) for number in range(14)]
    met = set()
    for key in ("status", "golongan", "kgb", "jabatan", "unit", "rekening", "tugas-belajar", "cltn"):
        kind, by = KINDS[key], office.user(chance.choice(("admin", "admin", "pengelola")))
        said = an_sk(office, chance, kind)
        alone: dict[Any, Any] = {}
        because: dict[str, Any] = {"because": chance.choice(("", "Menurut putusan"))}
        for one in people:
            with undone():
                try:
                    record_sk(kind=kind, person=one, by=by, **because, **said)
                    alone[one.pk] = rows_of(kind, one)
                except PersonRefused as error:
                    alone[one.pk] = str(error)

        content = said.pop("content")
        everyone = {"kind": kind, "contents": {one.pk: content for one in people}, "by": by, **said}
        looked = preview_sk_for_many(people=people, **everyone)
        good = [one.person for one in looked if one.possible]
        together: dict[Any, Any] = {one.person.pk: " ".join(one.preview.problems) for one in looked}
        with undone():
            try:
                if good:
                    record_sk_for_many(people=good, **because, **everyone)
                together |= {one.pk: rows_of(kind, one) for one in good}
            except PersonRefused as error:
                together |= {one.person.pk: str(error) for one in looked if one.preview.off_table}

        assert together == alone, key
        met |= {type(outcome) for outcome in alone.values()}
    assert met == {str, list}, "some are refused, some are not"


def test_the_queries_do_not_grow_with_the_people(office: Office) -> None:
    sk: dict[str, Any] = {
        "kind": "unit",
        "start": TODAY,
        "sk_number": "824/1",
        "by": office.user("admin"),
        "on": TODAY,
    }
    counted = []
    for number in (2, 30):
        people = [person(f"Orang {number} {place}", office.dinas) for place in range(number)]
        for one in people:
            UserSession.objects.create(user=one.account, ip="127.0.0.1", session_key=f"{one.nip}")
        token = begin(RequestContext(id=str(number)))  # what is asked often is read once
        with CaptureQueriesContext(connection) as queries:
            rows = record_sk_for_many(
                people=people, contents={one.pk: {"unit": office.other} for one in people}, **sk
            )
        end(token)
        counted.append(len(queries))
        assert len(rows) == number and not UserSession.objects.exists()
    assert counted[0] == counted[1] <= 40

    events = Event.objects.filter(kind="people.sk_recorded_for_many").order_by("at")
    digest = digest_of({"person": str(row.person_id), **as_recorded(row)} for row in rows)
    assert [((one.after or {})["jumlah"], one.person_id) for one in events] == [(2, None), (30, None)]
    assert (events[1].after or {})["sidik"] == digest[1]
    assert Event.objects.filter(kind="accounts.many_sessions_ended").count() == 2
    first = UnitHistory.objects.get(person=people[0], digantikan__isnull=False)
    assert first.pengganti is not None and first.pengganti.sampai == TODAY - datetime.timedelta(days=1)


def test_the_preview_names_whose_roles_are_to_be_looked_at(office: Office, client: Client) -> None:
    role(office.user("sari"), Role.BENDAHARA, office.dinas)
    client.force_login(office.user("admin"), backend="praja.accounts.backends.NipOrEmail")

    page = client.post(
        reverse("people:many", args=["unit"]),
        {
            "people": f"{office.sari.nip}\n{office.section.nip}",
            "unit": str(office.other.pk),
            "start": "2026-12-01",
            "sk_number": "824/1",
            "langkah": "lihat",
        },
    )

    assert [(one.person, one.roles) for one in page.context["page"]] == [
        (office.sari, ["Bendahara (pembuat daftar), Dinas Sosial"]),
        (office.section, ()),
    ]
    text = page.content.decode()
    assert "1 orang yang pindah masih memegang peran" in text
    assert "Sari Utami: Bendahara (pembuat daftar), Dinas Sosial" in text


def test_more_than_a_page_may_be_asked_for_but_not_any_number(office: Office) -> None:
    assert MOST_PEOPLE >= 12_000
    crowd = [Person() for _ in range(MOST_PEOPLE + 1)]

    with pytest.raises(PersonRefused, match="20.000"):
        record_sk_for_many(
            kind="unit",
            people=crowd,
            start=TODAY,
            contents={},
            by=office.user("admin"),
            on=TODAY,
            sk_number="1",
        )
