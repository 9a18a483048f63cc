"""Making and changing the site's tables, by Django's migrations."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any, Final

CHANGING: Final = 0x7072616A61
"""The number of the database's lock that whoever changes the tables holds."""


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one process at a time change the tables: whoever comes second waits, and finds nothing left to do.

    The lock is held by a transaction beside the one that works, so that a PgBouncer between may pool
    transactions. Who waits asks again and again: a statement that waits would itself stand in the way of an
    index that is made beside the work of others.
    """
    from django.db import connection

    beside = connection.copy()
    try:
        while not _taken(beside):
            time.sleep(0.2)
        yield
    finally:
        beside.rollback()
        beside.close()


def _taken(beside: Any) -> bool:
    """Begin a transaction that holds the lock, unless another holds it."""
    beside.set_autocommit(False)
    with beside.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [CHANGING])
        (taken,) = cursor.fetchone()
    if not taken:
        beside.rollback()
    return bool(taken)


def migrate() -> None:
    """Bring the tables of Django's connection, which is the owner's, to this version."""
    from django.core.management import call_command

    with few_models() if _is_empty() else contextlib.nullcontext():
        call_command("migrate", interactive=False, verbosity=0)


def _is_empty() -> bool:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return not MigrationRecorder(connection).has_table()


@contextlib.contextmanager
def few_models() -> Iterator[None]:
    """Let each step of a migration make anew only the model that it changes, which takes a tenth of the time.

    Django makes all models anew that are related to it, however far: with us that is every model, hundreds of
    times. Only what a migration does with rows needs them to know each other, and here there are no rows.
    """
    from django.db.migrations.state import ProjectState

    state: Any = ProjectState
    usual = state._find_reload_model
    state._find_reload_model = lambda _, app, model, delay=False: {(app, model)}
    try:
        yield
    finally:
        state._find_reload_model = usual
