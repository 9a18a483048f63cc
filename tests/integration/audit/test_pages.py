"""Pages of the trail: who sees which events, and what they say."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from praja.accounts.models import User
from praja.audit import perms, queries, sealer, words
from praja.audit.actions import record, record_bulk, viewed
from praja.audit.models import Event

SARI = uuid.UUID(int=7)
OTHER = uuid.UUID(int=8)
HERE, THERE = uuid.UUID(int=71), uuid.UUID(int=72)


def after_of(event: Event) -> dict[str, Any]:
    """Return what an event says there was afterwards."""
    assert isinstance(event.after, dict)
    return event.after


@pytest.fixture(autouse=True)
def only_these_hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what the upper apps registered: here only this app is looked at."""
    for hooks in (perms.visibility, perms.persons, words.names):
        monkeypatch.setattr(hooks, "_hooks", [])
    monkeypatch.setattr(words, "_KINDS", dict(words._KINDS))
    words.add("uji.dicatat", "mencatat SK")
    words.add("uji.diam", "memeriksa pengaduan", told=False)


@pytest.fixture
def auditor_sees_here(inspector: User) -> User:
    """Let the auditor read what concerns one unit."""
    perms.visibility.add(lambda user: Q(unit_id=HERE) if user.pk == inspector.pk else None)
    return inspector


@pytest.fixture
def sari_is_known(sari: User) -> User:
    """Tell that the account is Sari's."""
    perms.persons.add(lambda user: [SARI] if user.pk == sari.pk else [])
    return sari


@pytest.fixture
def names() -> Iterator[None]:
    """Tell names of people and units."""
    people, units = {SARI: "Sari Dewi"}, {HERE: "Kecamatan Banyumanik"}
    words.names.add(
        words.Names(
            "person",
            lambda ids: {one: people[one] for one in ids if one in people},
            lambda user, text: [one for one, name in people.items() if text.lower() in name.lower()],
        )
    )
    words.names.add(
        words.Names(
            "unit",
            lambda ids: {one: units[one] for one in ids if one in units},
            lambda user, text: [one for one, name in units.items() if text.lower() in name.lower()],
        )
    )
    yield


class TestWhoSees:
    def test_without_hooks_one_sees_what_one_did(self, sari: User, officer: User) -> None:
        own = record(kind="uji.dicatat", by=sari)
        record(kind="uji.dicatat", by=officer, person=SARI)

        assert list(queries.events_visible_to(sari)) == [own]

    def test_a_hook_opens_what_its_role_opens(self, officer: User, auditor_sees_here: User) -> None:
        here = record(kind="uji.dicatat", by=officer, unit=HERE)
        record(kind="uji.dicatat", by=officer, unit=THERE)
        record(kind="uji.dicatat", by=officer)

        assert list(queries.events_visible_to(auditor_sees_here)) == [here]

    def test_a_condition_that_was_forgotten_opens_nothing(self, sari: User, officer: User) -> None:
        record(kind="uji.dicatat", by=officer)
        perms.visibility.add(lambda user: Q())

        assert not queries.events_visible_to(sari).exists()
        assert not perms.can_read_trail(sari)

    def test_everything_must_be_said(self, sari: User, officer: User) -> None:
        record(kind="uji.dicatat", by=officer)
        perms.visibility.add(lambda user: perms.EVERYTHING)

        assert queries.events_visible_to(sari).count() == 1

    def test_a_disabled_account_sees_nothing(self, sari_is_known: User) -> None:
        perms.visibility.add(lambda user: perms.EVERYTHING)
        record(kind="uji.dicatat", by=sari_is_known, person=SARI)
        sari_is_known.is_active = False

        assert not queries.events_visible_to(sari_is_known).exists()
        assert not queries.events_about_self(sari_is_known).exists()

    @pytest.mark.parametrize("name", ["audit:list", "audit:detail", "audit:mine"])
    def test_a_stranger_is_sent_to_sign_in(self, client: Client, db: Any, name: str) -> None:
        given = [uuid.uuid4()] if name == "audit:detail" else []

        answer = client.get(reverse(name, args=given))

        assert answer.status_code == 302
        assert "/masuk" in answer["Location"]

    def test_the_trail_of_others_is_not_there_for_an_employee(
        self, client: Client, sari_is_known: User
    ) -> None:
        own = record(kind="uji.dicatat", by=sari_is_known, person=SARI)
        client.force_login(sari_is_known)

        assert client.get(reverse("audit:list")).status_code == 404
        assert client.get(reverse("audit:list"), {"ekspor": "csv"}).status_code == 404
        assert client.get(reverse("audit:detail", args=[own.pk])).status_code == 404

    def test_an_event_of_another_unit_looks_like_one_that_is_not_there(
        self, client: Client, officer: User, auditor_sees_here: User
    ) -> None:
        here = record(kind="uji.dicatat", by=officer, unit=HERE)
        there = record(kind="uji.dicatat", by=officer, unit=THERE)
        client.force_login(auditor_sees_here)

        assert client.get(reverse("audit:detail", args=[here.pk])).status_code == 200
        assert client.get(reverse("audit:detail", args=[there.pk])).status_code == 404
        assert client.get(reverse("audit:detail", args=[uuid.uuid4()])).status_code == 404

    @pytest.mark.parametrize("name", ["audit:list", "audit:detail", "audit:mine"])
    def test_nothing_is_posted(self, client: Client, auditor_sees_here: User, name: str) -> None:
        client.force_login(auditor_sees_here)

        assert (
            client.post(reverse(name, args=[uuid.uuid4()] if name == "audit:detail" else [])).status_code
            == 405
        )


class TestTrail:
    def test_a_row_tells_who_did_what_to_whom(
        self, client: Client, officer: User, auditor_sees_here: User, names: None
    ) -> None:
        record(kind="uji.dicatat", by=officer, unit=HERE, person=SARI, reason="SK terlambat")
        client.force_login(auditor_sees_here)

        page = client.get(reverse("audit:list")).content.decode()

        for said in ("Budi Santoso", "mencatat SK", "Sari Dewi", "Kecamatan Banyumanik", "SK terlambat"):
            assert said in page

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({}, {"a", "b"}),
            ({"siapa": "budi"}, {"a"}),
            ({"jenis": "uji.dicatat"}, {"a", "b"}),
            ({"jenis": "uji.diam"}, set()),
            ({"jenis": "tidak-ada"}, set()),
            ({"pegawai": "sari"}, {"a"}),
            ({"pegawai": str(SARI)}, {"a"}),
            ({"pegawai": "' OR 1=1 --"}, set()),
            ({"unit": "banyumanik"}, {"a", "b"}),
            ({"unit": str(THERE)}, set()),
            ({"dari": "bukan-tanggal"}, set()),
            ({"dari": "9999-12-31"}, set()),
            ({"sampai": "9999-12-31"}, {"a", "b", "lama"}),
            ({"dari": "0001-01-01"}, {"a", "b", "lama"}),
            ({"sampai": "0001-01-01"}, set()),
            ({"urut": "actor_id__password"}, {"a", "b"}),
            ({"siapa": "a\0b"}, set()),
            ({"user": "1", "as_of": "1"}, {"a", "b"}),
        ],
    )
    def test_filters(
        self,
        client: Client,
        officer: User,
        sari: User,
        auditor_sees_here: User,
        names: None,
        query: dict[str, str],
        found: set[str],
    ) -> None:
        record(kind="uji.dicatat", by=officer, unit=HERE, person=SARI, reason="a")
        record(kind="uji.dicatat", by=sari, unit=HERE, person=OTHER, reason="b")
        record(kind="uji.dicatat", by=officer, unit=THERE, person=SARI, reason="bukan-untuknya")
        Event.objects.create(
            at=timezone.now() - datetime.timedelta(days=40),
            kind="uji.dicatat",
            actor_name="x",
            unit_id=HERE,
            reason="lama",
        )
        client.force_login(auditor_sees_here)

        answer = client.get(reverse("audit:list"), query)

        assert answer.status_code == 200
        assert {row.subject.reason for row in answer.context["table"].rows} - {""} == found  # "": signed in

    def test_an_export_has_the_rows_of_the_page_is_told_and_is_safe_in_a_spreadsheet(
        self, client: Client, officer: User, auditor_sees_here: User, names: None
    ) -> None:
        officer.name = "=cmd|' /C calc'!A0"
        record(kind="uji.dicatat", by=officer, unit=HERE, person=SARI)
        record(kind="uji.dicatat", by=officer, unit=THERE)
        client.force_login(auditor_sees_here)

        answer = client.get(reverse("audit:list"), {"ekspor": "csv", "unit": "Banyumanik"})

        text = (b"".join(answer) if answer.streaming else answer.content).decode("utf-8-sig")  # type: ignore[arg-type]
        rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))
        assert len(rows) == 2
        assert "Sari Dewi" in rows[1]
        assert not any(cell.startswith("=") for cell in rows[1])
        told = Event.objects.get(kind="audit.list_exported")
        assert told.actor_id == auditor_sees_here.pk
        assert told.after == {
            "tabel": "jejak",
            "jenis": "csv",
            "saringan": {"unit": "Banyumanik"},
            "jumlah": 1,
            "sidik": hashlib.sha256(answer.content).hexdigest(),
        }

    def test_the_number_of_queries_does_not_grow_with_the_rows(
        self, client: Client, officer: User, auditor_sees_here: User, names: None
    ) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client.force_login(auditor_sees_here)
        counts = []
        for _ in range(2):
            for number in range(15):
                record(kind="uji.dicatat", by=officer, unit=HERE, person=uuid.UUID(int=number))
            sealer.seal()
            client.get(reverse("audit:list"))
            with CaptureQueriesContext(connection) as captured:
                client.get(reverse("audit:list"))
            counts.append(len(captured))

        assert counts[0] == counts[1]

    def test_names_are_shown_as_text(self, client: Client, officer: User, auditor_sees_here: User) -> None:
        officer.name = "<script>alert(1)</script>{{7*7}}%(x)s"
        event = record(kind="<b>uji", by=officer, unit=HERE, reason="<img src=x>", after={"<i>": "<script>"})
        client.force_login(auditor_sees_here)

        for url in (reverse("audit:list"), reverse("audit:detail", args=[event.pk])):
            page = client.get(url).content.decode()
            assert "<script>alert" not in page
            assert "<img src=x>" not in page
            assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}%(x)s" in page


class TestDetail:
    def page(self, client: Client, event: Event) -> str:
        return client.get(reverse("audit:detail", args=[event.pk])).content.decode()

    def test_it_tells_the_difference_and_the_seal(
        self, client: Client, officer: User, auditor_sees_here: User
    ) -> None:
        event = record(
            kind="uji.dicatat",
            by=officer,
            unit=HERE,
            before={"golongan": "III/a", "aktif": True, "sama": 1, "keluarga": [{"nama": "Ani"}]},
            after={
                "golongan": "III/b",
                "aktif": False,
                "sama": 1,
                "keluarga": [{"nama": "Ana"}],
                "tmt": "2026-10-01",
            },
        )
        client.force_login(auditor_sees_here)

        assert "belum disegel" in self.page(client, event)
        sealer.seal()
        page = self.page(client, event)

        assert "dari III/a menjadi <b>III/b</b>" in page
        assert "dari ya menjadi <b>tidak</b>" in page
        assert "dari Ani menjadi <b>Ana</b>" in page
        assert "<b>1 Oktober 2026</b>" in page
        assert "<dt>sama</dt>" not in page
        assert queries.state_of(event).hash in page
        assert "dijamin tanda tangan hari" in page

    def test_content_that_is_not_what_was_sealed_is_told(
        self, client: Client, officer: User, auditor_sees_here: User
    ) -> None:
        from django.db import connection

        event = record(kind="uji.dicatat", by=officer, unit=HERE)
        sealer.seal()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_unchanged")
            cursor.execute("UPDATE audit_event SET reason = 'lain'")
            cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER audit_event_unchanged")
        client.force_login(auditor_sees_here)

        assert "Isi kejadian ini bukan yang disegel" in self.page(client, event)


class TestOwn:
    def test_a_person_reads_who_looked_and_changed_and_why(
        self, client: Client, sari_is_known: User, officer: User
    ) -> None:
        words.parts["uji-riwayat"] = "riwayat jabatan"
        viewed(SARI, officer, "uji-riwayat")
        record(kind="uji.dicatat", by=officer, person=SARI, reason="SK terlambat")
        record(kind="uji.dicatat", by=sari_is_known, person=SARI)
        record(kind="uji.dicatat", by=None, person=SARI)
        record(kind="uji.diam", by=officer, person=SARI)
        record(kind="uji.dicatat", by=officer, person=OTHER, reason="bukan tentangnya")
        client.force_login(sari_is_known)

        page = client.get(reverse("audit:mine")).content.decode()

        assert "Budi Santoso melihat data ini: riwayat jabatan." in page
        assert "Budi Santoso mencatat SK." in page
        assert "Alasan: SK terlambat" in page
        assert "Anda mencatat SK." in page
        assert "Praja mencatat SK." in page
        assert "memeriksa pengaduan" not in page
        assert "bukan tentangnya" not in page
        assert "<table" not in page

    def test_an_account_of_nobody_in_the_records_sees_nobodys(
        self, client: Client, sari: User, officer: User
    ) -> None:
        record(kind="uji.dicatat", by=officer, person=None)
        record(kind="uji.dicatat", by=officer, person=SARI)
        client.force_login(sari)

        page = client.get(
            reverse("audit:mine"), {"user": str(officer.pk), "person": str(SARI)}
        ).content.decode()

        assert "Belum ada yang melihat atau mengubah data Anda" in page

    @pytest.mark.parametrize("page", ["2", "999", "-1", "abc", "1e9"])
    def test_any_page_can_be_asked_for(
        self, client: Client, sari_is_known: User, officer: User, page: str
    ) -> None:
        for _ in range(31):
            record(kind="uji.dicatat", by=officer, person=SARI)
        client.force_login(sari_is_known)

        assert client.get(reverse("audit:mine"), {"hal": page}).status_code == 200


class TestLooking:
    def test_looking_again_within_the_hour_is_told_once(
        self, sari: User, officer: User, inspector: User, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        with django_assert_num_queries(1):
            viewed(SARI, officer, "identitas")
        with django_assert_num_queries(1):
            viewed(SARI, officer, "identitas")
        viewed(SARI, officer, "keluarga")
        viewed(SARI, inspector, "identitas")
        viewed(OTHER, officer, "identitas")

        told = Event.objects.filter(kind="audit.viewed")
        assert told.count() == 4
        first = told.filter(person_id=SARI, actor_id=officer.pk).order_by("at").first()
        assert first is not None
        assert (first.actor_name, first.after, first.target_id) == (
            "Budi Santoso",
            {"bagian": "identitas"},
            str(SARI),
        )

    def test_looking_an_hour_later_is_told_again(self, officer: User) -> None:
        Event.objects.create(
            at=timezone.now() - datetime.timedelta(minutes=61),
            kind="audit.viewed",
            actor_id=officer.pk,
            actor_name="Budi Santoso",
            person_id=SARI,
            after={"bagian": "identitas"},
        )

        viewed(SARI, officer, "identitas")

        assert Event.objects.count() == 2

    def test_ones_own_record_and_nobody_are_not_told(self, sari: User) -> None:
        class Person:
            pk, account_id = SARI, sari.pk

        viewed(Person(), sari, "identitas")
        viewed(SARI, None, "identitas")

        assert not Event.objects.exists()


class TestBulk:
    def test_one_event_has_the_number_and_a_digest_that_recognises_the_rows(self, officer: User) -> None:
        rows = [{"nip": str(number), "tmt": datetime.date(2026, 10, 1)} for number in range(1000)]

        event = record_bulk(kind="uji.massal", by=officer, rows=iter(rows), after={"sk": "12"}, unit=HERE)

        assert event.after == {"sk": "12", "jumlah": 1000, "sidik": after_of(event)["sidik"]}
        again = record_bulk(kind="uji.massal", by=officer, rows=[dict(reversed(row.items())) for row in rows])
        assert after_of(again)["sidik"] == after_of(event)["sidik"]
        for other in (rows[:-1], list(reversed(rows)), [{**rows[0], "nip": "x"}, *rows[1:]]):
            told = record_bulk(kind="uji.massal", by=officer, rows=other)
            assert after_of(told)["sidik"] != after_of(event)["sidik"]
        assert Event.objects.count() == 5

    def test_each_person_concerned_reads_of_it_and_nobody_else(
        self, client: Client, sari_is_known: User, officer: User
    ) -> None:
        record_bulk(
            kind="uji.massal", by=officer, rows=[{"nip": "1"}], people=[SARI, SARI, OTHER], reason="SK 12"
        )
        record_bulk(kind="uji.massal", by=officer, rows=[{"nip": "2"}], people=[OTHER], reason="SK 13")
        client.force_login(sari_is_known)

        page = client.get(reverse("audit:mine")).content.decode()

        assert "Alasan: SK 12" in page
        assert "SK 13" not in page
        assert queries.events_about(SARI).count() == 1
        assert queries.events_about(OTHER).count() == 2

    def test_what_the_caller_says_besides_cannot_replace_them(self, officer: User) -> None:
        event = record_bulk(kind="uji.massal", by=officer, rows=[], after={"jumlah": 99})

        assert after_of(event)["jumlah"] == 0
