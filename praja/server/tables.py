"""Making and changing the site's tables, by Django's migrations."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any


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
