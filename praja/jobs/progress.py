"""How far a job is, told while its transaction runs, so that whoever waits can see it."""

from __future__ import annotations

import logging
import time
from types import TracebackType
from typing import Any, Self

from django.db import DatabaseError, connections, models
from psycopg import sql

LOG = logging.getLogger(__name__)
EVERY = 1.0


class Progress:
    """Tells through a connection of its own: what the job's transaction writes nobody sees before its end.

    It never waits, and never disturbs the work: what cannot be told is left untold. The row that it writes to
    has the columns `attempt` and `progress_at`.
    """

    def __init__(self, subject: models.Model) -> None:
        """Begin for one row and its present attempt."""
        self._subject: Any = subject
        self._connection: Any = None
        self._last = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()

    def tell(self, *, now: bool = False, **columns: int) -> None:
        """Write numbers into columns of the row, at most once a second.

        :param now: even if something was told just before
        """
        if not now and time.monotonic() - self._last < EVERY:
            return
        self._last = time.monotonic()
        table = sql.Identifier(self._subject._meta.db_table)
        told = [
            sql.SQL("{} = {}").format(sql.Identifier(name), sql.Literal(n)) for name, n in columns.items()
        ]
        command = sql.SQL("UPDATE {} SET {} WHERE id = %s AND attempt = %s").format(
            table, sql.SQL(", ").join([*told, sql.SQL("progress_at = now()")])
        )
        try:
            if self._connection is None:
                self._connection = connections.create_connection("default")
                with self._connection.cursor() as cursor:
                    cursor.execute("SET lock_timeout = '200ms'")
            with self._connection.cursor() as cursor:
                cursor.execute(command, [self._subject.pk, self._subject.attempt])
        except DatabaseError:
            LOG.info("The progress of %s could not be told.", self._subject)
            if self._connection is not None:
                self._connection.close()
                self._connection = None
