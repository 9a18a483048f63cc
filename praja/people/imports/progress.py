"""How far a job is, told while its transaction runs, so that whoever waits can see it."""

from __future__ import annotations

import logging
import time
from types import TracebackType
from typing import Any

from django.db import DatabaseError, connections

from praja.people.models import PeopleImport

LOG = logging.getLogger(__name__)
EVERY = 1.0


class Progress:
    """Tells through a connection of its own: what the job's transaction writes nobody sees before its end.

    It never waits, and never disturbs the work: what cannot be told is left untold.
    """

    def __init__(self, people_import: PeopleImport) -> None:
        """Begin for one import and its present attempt."""
        self._id, self._attempt = people_import.pk, people_import.attempt
        self._connection: Any = None
        self._last = 0.0
        self._rows = 0
        self._done = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()

    def of(self, rows: int) -> None:
        """Say how much there is to do."""
        self._rows, self._last = rows, 0.0
        self.say(0)

    def say(self, done: int | None) -> None:
        """Say how much is done, at most once a second; none: still at it."""
        self._done = self._done if done is None else done
        if time.monotonic() - self._last < EVERY:
            return
        self._last = time.monotonic()
        try:
            if self._connection is None:
                self._connection = connections.create_connection("default")
                with self._connection.cursor() as cursor:
                    cursor.execute("SET lock_timeout = '200ms'")
            with self._connection.cursor() as cursor:
                cursor.execute(
                    """UPDATE people_peopleimport SET rows = %s, done = %s, progress_at = now()
                       WHERE id = %s AND attempt = %s""",
                    [self._rows, self._done, self._id, self._attempt],
                )
        except DatabaseError:
            LOG.info("The progress of import %s could not be told.", self._id)
            if self._connection is not None:
                self._connection.close()
                self._connection = None
