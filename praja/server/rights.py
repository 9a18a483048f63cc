"""What the site's role may do: everything with rows, nothing with tables, and the audit only add to and read.

Given anew after each migration, so that a new table is never forgotten and an old right never stays.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

ADD_AND_READ = ("audit_event", "audit_eventperson", "audit_seal", "audit_dailyhead")
"""Tables whose rows are never changed or removed."""
FORMER = ("people_formerperson", "people_formermember")
"""Tables that only the triggers of other tables write: what stood there before."""
READ = ("django_migrations", *FORMER)
"""Tables that only migrations and triggers write."""


class RightsError(Exception):
    """The rights cannot be given; the text says why, and what to do."""


def give(connection: psycopg.Connection[Any], app: str) -> None:
    """Give the site's role its rights, as the owner of the tables, in one transaction.

    :param app: the site's role, which must exist and own nothing
    """
    _refuse_unfit(connection, app)
    role = sql.Identifier(app)
    with connection.transaction():
        for command in (
            "REVOKE ALL ON SCHEMA public FROM PUBLIC, {role}",
            "GRANT USAGE ON SCHEMA public TO {role}",
            "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {role}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {role}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {role}",
        ):
            connection.execute(sql.SQL(command).format(role=role))  # type: ignore[arg-type]
        for tables, kept in ((ADD_AND_READ, "SELECT, INSERT"), (READ, "SELECT")):
            for table in tables:
                name = sql.Identifier("public", table)
                if connection.execute("SELECT to_regclass(%s)", [f"public.{table}"]).fetchone() == (None,):
                    continue
                connection.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(name, role))
                connection.execute(
                    sql.SQL("GRANT " + kept + " ON {} TO {}").format(name, role)  # type: ignore[operator]
                )


def _refuse_unfit(connection: psycopg.Connection[Any], app: str) -> None:
    row = connection.execute(
        """SELECT rolname = current_user, rolsuper, rolbypassrls, pg_has_role(rolname, current_user, 'MEMBER')
             FROM pg_roles WHERE rolname = %s""",
        [app],
    ).fetchone()
    if row is None:
        raise RightsError(
            f"Peran {app} belum ada di peladen basis data. Buat sebagai administrator peladen itu:\n"
            f"  CREATE ROLE {app} LOGIN PASSWORD '…';"
        )
    same, strong, _, member = row
    if same:
        raise RightsError(
            f"Peran {app} adalah pemilik tabel. Situs harus memakai peran lain yang tidak memiliki apa pun: "
            "DATABASE_URL untuk peran situs, PRAJA_OWNER_DATABASE_URL untuk pemilik."
        )
    if strong or member:
        raise RightsError(
            f"Peran {app} dapat menjadi pemilik tabel, sehingga jejak audit dapat diubah. "
            f"Cabut: ALTER ROLE {app} NOSUPERUSER; dan REVOKE keanggotaannya pada peran pemilik."
        )


def excess(connection: psycopg.Connection[Any]) -> list[str]:
    """Return what the connected role may do beyond its rights, as sentences; none is as it should be."""
    found: list[str] = []
    row = connection.execute(
        "SELECT current_user, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert row is not None
    role, strong, makes_roles = row
    if strong:
        found.append(f"Peran {role} adalah superuser.")
    elif makes_roles:
        found.append(f"Peran {role} boleh membuat peran.")
    owned = connection.execute(
        """SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace
            AND pg_has_role(current_user, relowner, 'MEMBER')"""
    ).fetchone()
    if owned and owned[0]:
        found.append(f"Peran {role} memiliki {owned[0]} tabel atau indeks, atau dapat menjadi pemiliknya.")
    makes = connection.execute("SELECT has_schema_privilege(current_user, 'public', 'CREATE')").fetchone()
    if makes and makes[0]:
        found.append(f"Peran {role} boleh membuat tabel.")
    for table in (*ADD_AND_READ, *FORMER):
        if connection.execute("SELECT to_regclass(%s)", [f"public.{table}"]).fetchone() == (None,):
            continue
        former = table in FORMER
        for right in (*(("INSERT",) if former else ()), "UPDATE", "DELETE", "TRUNCATE", "TRIGGER"):
            may = connection.execute(
                "SELECT has_table_privilege(current_user, %s, %s) OR "
                "(%s = 'UPDATE' AND has_any_column_privilege(current_user, %s, 'UPDATE'))",
                [f"public.{table}", right, right, f"public.{table}"],
            ).fetchone()
            if may and may[0]:
                why = (
                    "catatan lama hanya ditulis oleh basis data"
                    if former
                    else "jejak audit hanya boleh ditambah"
                )
                found.append(f"Peran {role} boleh {right} pada {table}, padahal {why}.")
    return found
