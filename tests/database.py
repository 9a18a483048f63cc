"""The database of the tests: the one that `DATABASE_URL` names, or an embedded server of this run.

The server starts when the first test asks for the database; the processes of one run share it. Tables are
made once, in a template that every process copies. It forgets everything when the run ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from praja.config import embedded
from praja.server import postgres, tables

VARIABLE = "PRAJA_TEST_SERVER"
TEMPLATE = "praja_uji"
KEPT = (
    "audit_event", "audit_eventperson", "audit_seal", "audit_dailyhead", "people_formerperson",
    "people_formermember",
)  # fmt: skip
"""Tables that in production nobody can empty."""
MAKING = contextlib.ExitStack()
"""What holds while tables are made on a server that the shell named: empty ones (`tables.few_models`)."""
WRITTEN_BY_MIGRATING = frozenset({"django_content_type", "auth_permission", "django_site"})


def given() -> bool:
    """Return whether the shell names a server."""
    return bool(os.environ.get("DATABASE_URL", "").strip())


def begin_run() -> None:
    """Name, in the run's first process, the folder of a server that is not started yet."""
    _remove_left_behind()
    os.environ[VARIABLE] = tempfile.mkdtemp(prefix=f"praja-uji-{os.getpid()}-")
    if os.geteuid() == 0:
        Path(os.environ[VARIABLE]).chmod(0o711)  # root's server is run by another user


def end_run() -> None:
    """Stop the server of this run, if any test needed it, and remove it."""
    _remove(Path(os.environ.pop(VARIABLE)))


def _remove(folder: Path) -> None:
    with contextlib.suppress(postgres.ServerError):
        postgres.stop(folder / "postgres")
    shutil.rmtree(folder, ignore_errors=True)


def _remove_left_behind() -> None:
    """Remove servers of runs that were killed."""
    for folder in Path(tempfile.gettempdir()).glob("praja-uji-*"):
        try:
            os.kill(int(folder.name.split("-")[2]), 0)
        except ProcessLookupError:
            if folder.stat().st_uid == os.geteuid():
                _remove(folder)
        except (PermissionError, ValueError, IndexError):
            continue


def use_here() -> None:
    """Start the server unless another process of this run has, and let Django's connection lead to it."""
    from django.db import connection, connections

    folder = Path(os.environ[VARIABLE]) / "postgres"
    started = postgres.use(folder, durable=False)
    found = connections.settings["default"]
    found.update(USER=embedded.OWNER, HOST=str(started.place.socket), NAME=embedded.DATABASE)
    found["TEST"]["TEMPLATE"] = TEMPLATE
    if started.place.socket.parent != started.place.home:
        found["OPTIONS"]["requirepeer"] = postgres.owner_name(started.place)
    connection.settings_dict.update(found)
    with open(folder / "cetakan.kunci", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _make_template(started.place)


def _make_template(place: embedded.Place) -> None:
    with postgres.superuser(place) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
            return
        server.execute(f"ALTER ROLE {embedded.OWNER} CREATEDB")
        server.execute(f"GRANT SET ON PARAMETER session_replication_role TO {embedded.OWNER}")
        with new(server, f"{TEMPLATE}_baru"):
            tables.migrate()
            give_rights()
        server.execute(f"ALTER DATABASE {TEMPLATE}_baru RENAME TO {TEMPLATE}")


@contextlib.contextmanager
def new(server: Any, name: str) -> Iterator[None]:
    """Make an empty database, and let Django's connection lead to it."""
    from django.db import connection

    server.execute(f"DROP DATABASE IF EXISTS {name}")
    server.execute(f"CREATE DATABASE {name} OWNER {embedded.OWNER}")
    connection.close()
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def give_rights() -> None:
    """Give the site's role, in the connected database, the rights that it has in production."""
    from praja.server import site

    site.give_rights(embedded.APP)


@contextlib.contextmanager
def as_role(role: str) -> Iterator[Any]:
    """Let Django's connection have the rights of another role."""
    import psycopg
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(f"SET ROLE {role}")
        except Exception as error:
            if isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
                raise AssertionError(
                    f"The tests' role may not become {role}. On the server that DATABASE_URL names, run "
                    f"GRANT {role} TO {embedded.OWNER} WITH INHERIT FALSE; or run without DATABASE_URL."
                ) from error
            raise
    try:
        yield connection
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def let_kept_be_emptied() -> None:
    """Take away, in the test database only, what refuses TRUNCATE: tests with real transactions end by it."""
    from django.db import connection

    if not connection.settings_dict["NAME"].startswith("test_"):
        return  # no test of this run asked for a database, so none was made
    with connection.cursor() as cursor:
        for table in KEPT:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_not_emptied")


def empty() -> None:
    """Take away every row of the site, past all triggers, from the few tables that have any.

    Django would empty all tables and write anew what migrating writes: a quarter of what a test in a browser
    takes.
    """
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        tables = filled()
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")
    forget_jobs()


def forget_jobs() -> None:
    """Leave the queue empty: what a test with real transactions queues stays, and the next would do it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_events; DELETE FROM procrastinate_jobs")


def filled() -> list[str]:
    """Return the tables of the site that have rows, but for those that migrating fills."""
    from django.db import connection

    tables = sorted({*connection.introspection.django_table_names(only_existing=True, include_views=False)})
    asked = (
        f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})"
        for table in tables
        if table not in WRITTEN_BY_MIGRATING
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [table for (table,) in cursor.fetchall()]


def end_other_sessions() -> None:
    """End what sessions others have in the test database, which cannot be dropped while it is used: a browser
    that was closed while its page was asking leaves one for a moment. Autovacuum may be there too: dropping
    stops it, and only a superuser may end it here.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
