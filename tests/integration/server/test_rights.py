"""What the site's role may do in the database, asked from the database."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from praja.server import rights

pytestmark = pytest.mark.django_db


def _refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as error:
        assert "permission denied" in str(error) or "must be owner" in str(error)
        return True
    return False


@pytest.mark.parametrize("table", rights.ADD_AND_READ)
@pytest.mark.parametrize("statement", ["UPDATE {} SET hash = hash", "DELETE FROM {}", "TRUNCATE {}"])
def test_audit_is_only_added_to(as_app, table, statement):
    statement = statement.format(table).replace("audit_event SET hash = hash", "audit_event SET reason = ''")
    statement = statement.replace(
        "audit_eventperson SET hash = hash", "audit_eventperson SET person_id = NULL"
    )

    with as_app():
        assert _refused(statement)
        assert not _refused(f"SELECT * FROM {table}")


@pytest.mark.parametrize("table", rights.FORMER)
@pytest.mark.parametrize("right", ["INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER"])
def test_what_stood_before_is_only_read_and_a_right_too_many_is_told(as_app, table, right):
    with as_app():
        assert rights.excess(connection.connection) == []
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT {right} ON {table} TO praja_app")

    with as_app():
        (told,) = rights.excess(connection.connection)

    assert f"boleh {right} pada {table}, padahal catatan lama" in told


def test_owns_and_makes_nothing(as_app):
    with as_app():
        assert _refused("CREATE TABLE mine (a int)")
        assert _refused("ALTER TABLE accounts_user ADD COLUMN mine int")
        assert _refused("DROP TABLE people_person CASCADE")
        assert _refused("DELETE FROM django_migrations")
        assert rights.excess(connection.connection) == []


def test_may_write_every_other_table(as_app):
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))

    with as_app():
        for table in sorted(tables - set(rights.ADD_AND_READ) - set(rights.READ)):
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE"):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT has_table_privilege(%s, %s)", [f'public."{table}"', right])
                    assert cursor.fetchone() == (True,), f"{right} on {table}"


def test_owner_is_seen_to_have_too_much():
    connection.ensure_connection()

    sentences = rights.excess(connection.connection)

    assert any("memiliki" in sentence for sentence in sentences)
    assert any("UPDATE pada audit_event" in sentence for sentence in sentences)


def test_the_owner_is_refused_as_site_role():
    with pytest.raises(rights.RightsError, match="pemilik tabel"):
        rights.give(connection.connection, "praja_owner")


def test_a_role_that_is_not_there_is_named_with_what_makes_it():
    with pytest.raises(rights.RightsError, match="CREATE ROLE bukan_siapa_siapa LOGIN"):
        rights.give(connection.connection, "bukan_siapa_siapa")
