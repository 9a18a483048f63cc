"""What is written in the trail stays: refused by right to the site, by trigger to the owner of the tables."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from praja.accounts.models import User
from praja.audit import sealer
from praja.audit.actions import record, viewed
from praja.audit.models import DailyHead, Event, Seal

TABLES = ("audit_event", "audit_eventperson", "audit_seal", "audit_dailyhead")
CHANGES = {
    "audit_event": "UPDATE audit_event SET reason = 'lain'",
    "audit_eventperson": "UPDATE audit_eventperson SET person_id = gen_random_uuid()",
    "audit_seal": "UPDATE audit_seal SET hash = ''",
    "audit_dailyhead": "UPDATE audit_dailyhead SET position = 0",
}


def refused(statement: str) -> str:
    with pytest.raises(ProgrammingError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(caught.value)


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_even_the_owner_changes_nothing(table: str) -> None:
    assert "Jejak audit hanya dapat ditambah: UPDATE" in refused(CHANGES[table])
    assert "Jejak audit hanya dapat ditambah: DELETE" in refused(f"DELETE FROM {table}")
    assert "Jejak audit hanya dapat ditambah: DELETE" in refused(f"DELETE FROM {table} WHERE false")


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_even_the_owner_does_not_empty_it(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_not_emptied")  # tests switch it off

    assert "Jejak audit hanya dapat ditambah: TRUNCATE" in refused(f"TRUNCATE {table} CASCADE")


def test_the_orm_is_refused_as_well(sari: User) -> None:
    event = record(kind="uji.satu", by=sari)
    event.reason = "lain"

    with pytest.raises(ProgrammingError), transaction.atomic():
        event.save()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Event.objects.filter(pk=event.pk).delete()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Event.objects.bulk_create(
            [event], update_conflicts=True, update_fields=["reason"], unique_fields=["id"]
        )

    assert Event.objects.get(pk=event.pk).reason == ""


@pytest.mark.parametrize("table", TABLES)
def test_the_site_has_no_right_to_change_it(
    table: str, as_app: Callable[[], AbstractContextManager[Any]]
) -> None:
    with as_app():
        for statement in (CHANGES[table], f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            assert "permission denied" in refused(statement)
        assert "must be owner" in refused(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        assert "must be owner" in refused(f"DROP TABLE {table} CASCADE")


def test_the_site_can_add_look_and_seal(
    sari: User, officer: User, as_app: Callable[[], AbstractContextManager[Any]]
) -> None:
    with as_app():
        record(kind="uji.satu", by=sari)
        viewed("00000000-0000-0000-0000-000000000007", officer, "identitas")
        sealed = sealer.seal()

    assert sealed == 2
    assert Seal.objects.count() == 2
    assert DailyHead.objects.get().position == 2
