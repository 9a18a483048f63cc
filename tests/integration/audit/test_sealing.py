"""Chaining what was committed, and signing days."""

from __future__ import annotations

import datetime
import threading
import uuid
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from praja.accounts.models import User
from praja.audit import keys, queries, sealer
from praja.audit.actions import record
from praja.audit.models import DailyHead, Event, Seal
from praja.audit.verify import START, canonical, head_message, link

ID = uuid.UUID("3f0e3c1e-8f7e-4a52-9a53-9f1d0e6b1c11")


def make(count: int, by: User) -> list[Event]:
    return [record(kind="uji.satu", by=by, reason=f"ke-{number}") for number in range(count)]


def test_every_event_gets_the_next_place_and_hashes_the_one_before(sari: User) -> None:
    make(3, sari)

    assert sealer.seal() == 3
    make(2, sari)
    assert sealer.seal() == 2
    assert sealer.seal() == 0

    previous = START
    seals = list(Seal.objects.order_by("position").select_related("event"))
    for seal in seals:
        previous = link(previous, sealer.content_of(seal.event))
        assert bytes(seal.hash) == previous
    assert [seal.position for seal in seals] == [1, 2, 3, 4, 5]
    assert [seal.event.reason for seal in seals] == ["ke-0", "ke-1", "ke-2", "ke-0", "ke-1"]


@pytest.mark.django_db
def test_the_content_is_spelt_as_documented() -> None:
    event = Event(
        id=ID,
        at=datetime.datetime(2026, 11, 22, 10, 13, 51, 5, datetime.timezone(datetime.timedelta(hours=7))),
        actor_id=7,
        actor_name="Sari “Dewi”\n",
        kind="people.sk_recorded",
        target_kind="people.person",
        target_id="1",
        person_id=ID,
        on=datetime.date(2026, 11, 22),
        before={"b": [1, None], "a": "é"},
        address="2001:db8::1",
    )

    assert canonical(sealer.content_of(event)).decode() == (
        '{"actor_id":7,"actor_name":"Sari “Dewi”\\n","address":"2001:db8::1","after":null,'
        '"at":"2026-11-22T03:13:51.000005Z","before":{"a":"é","b":[1,null]},"id":"' + str(ID) + '",'
        '"kind":"people.sk_recorded","on":"2026-11-22","person_id":"'
        + str(ID)
        + '","reason":"","request_id":"",'
        '"target_id":"1","target_kind":"people.person","unit_id":null}'
    )


def test_every_column_is_hashed() -> None:
    assert {field.attname for field in Event._meta.concrete_fields} == set(sealer.COLUMNS)


def test_what_is_read_back_hashes_as_what_was_written(sari: User) -> None:
    event = record(
        kind="uji.satu",
        by=sari,
        after={
            "besar": 2**53 + 1,
            "pecahan": 0.1,
            "hari": datetime.date(2026, 1, 2),
            3: {"z", "a"},
            "nul": "a\0b\ud800",
        },
    )

    event.refresh_from_db()

    assert event.after == {
        "besar": 9007199254740993,
        "pecahan": "0.1",
        "hari": "2026-01-02",
        "3": ["a", "z"],
        "nul": "a\ufffdb?",
    }
    sealer.seal()
    again = Event.objects.get(pk=event.pk)
    assert link(START, sealer.content_of(again)) == bytes(Seal.objects.get().hash)


@pytest.mark.django_db(transaction=True)
def test_an_event_that_was_committed_late_is_sealed_late_not_never() -> None:
    wrote, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                record(kind="uji.lambat", by=None)
                wrote.set()
                assert may_commit.wait(20)
        finally:
            connections.close_all()

    writer = threading.Thread(target=slow)
    writer.start()
    try:
        assert wrote.wait(20)
        record(kind="uji.cepat", by=None)

        assert sealer.seal() == 1  # it neither waits for the slow one nor passes it over for good
    finally:
        may_commit.set()
        writer.join()
    assert sealer.seal() == 1

    kinds = Seal.objects.order_by("position").values_list("event__kind", flat=True)
    assert list(kinds) == ["uji.cepat", "uji.lambat"]
    first, second = (seal.event for seal in Seal.objects.order_by("position").select_related("event"))
    assert second.at < first.at


@pytest.mark.django_db(transaction=True)
def test_two_sealers_do_not_chain_the_same_events() -> None:
    record(kind="uji.satu", by=None)
    begun, may_end, counts = threading.Event(), threading.Event(), []

    def other() -> None:
        try:
            with transaction.atomic():
                counts.append(sealer.seal())
                begun.set()
                assert may_end.wait(20)
        finally:
            connections.close_all()

    thread = threading.Thread(target=other)
    thread.start()
    try:
        assert begun.wait(20)
        assert sealer.seal() == 0
    finally:
        may_end.set()
        thread.join()
    assert counts == [1]
    assert Seal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_not_kept_is_not_sealed() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(kind="uji.satu", by=None)
        raise ZeroDivisionError

    assert sealer.seal() == 0


def insert_at(at: datetime.datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_event (id, at, actor_name, kind, target_kind, target_id, reason, request_id) "
            "VALUES (gen_random_uuid(), %s, 'Praja', 'uji.lama', '', '', '', '')",
            [at],
        )


def test_an_event_older_than_the_frequent_runs_look_is_sealed_when_the_day_is_signed(sari: User) -> None:
    make(1, sari)
    sealer.seal()
    insert_at(timezone.now() - datetime.timedelta(days=9))

    assert sealer.seal() == 0
    assert queries.oldest_unsealed() is not None

    with pytest.MonkeyPatch.context() as patch:
        tomorrow = timezone.now() + datetime.timedelta(days=1)
        patch.setattr(timezone, "now", lambda: tomorrow)
        assert sealer.seal() == 1
    assert queries.oldest_unsealed() is None


def test_a_day_is_signed_once_and_the_signature_holds(sari: User) -> None:
    make(2, sari)

    sealer.seal_all()
    make(1, sari)
    sealer.seal_all()

    head = DailyHead.objects.get()
    key = keys.signing_key()
    message = head_message(head.day.isoformat(), head.position, bytes(head.hash).hex(), head.key_id)
    key.private.public_key().verify(bytes(head.signature), message)
    assert head.day == timezone.localdate() - datetime.timedelta(days=1)
    assert (head.position, head.key_id) == (2, key.id)


def test_a_day_is_not_signed_before_all_is_sealed(sari: User) -> None:
    make(3, sari)

    sealer.seal(limit=2)
    assert not DailyHead.objects.exists()
    sealer.seal_all()

    assert DailyHead.objects.get().position == 3


def test_the_chain_goes_on_while_the_key_is_missing(sari: User, own_keys: Any, caplog: Any) -> None:
    keys.signing_key()
    next(own_keys.glob("*.pem")).unlink()
    make(1, sari)

    assert sealer.seal() == 1

    assert not DailyHead.objects.exists()
    assert "praja audit kunci ganti --hilang" in caplog.text


def test_sealing_takes_a_constant_number_of_queries(sari: User, django_assert_max_num_queries: Any) -> None:
    make(30, sari)

    with django_assert_max_num_queries(10):
        sealer.seal()


class TestKeys:
    def test_only_the_owner_can_read_them(self, own_keys: Any) -> None:
        keys.signing_key()

        assert own_keys.stat().st_mode & 0o077 == 0
        assert {path.stat().st_mode & 0o777 for path in own_keys.iterdir()} == {0o600}

    def test_the_same_key_signs_until_it_is_replaced(self, own_keys: Any) -> None:
        first = keys.signing_key()
        assert keys.signing_key().id == first.id

        new = keys.rotate()

        assert keys.signing_key().id == keys.active_id() == new.id != first.id
        assert new.by == first.id
        assert [key.id for key in keys.public_keys()] == [first.id, new.id]
        assert not (own_keys / f"{first.id}.pem").exists()

    def test_a_lost_key_is_replaced_only_when_it_is_said_to_be_lost(self, own_keys: Any) -> None:
        old = keys.signing_key()
        (own_keys / f"{old.id}.pem").unlink()

        with pytest.raises(keys.KeyMissing):
            keys.rotate()
        new = keys.rotate(lost=True)

        assert (new.by, new.signature) == ("", "")
        assert keys.signing_key().id == new.id
