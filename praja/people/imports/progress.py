"""How far the job of an import is."""

from __future__ import annotations

from praja.jobs import progress
from praja.people.models import PeopleImport


class Progress(progress.Progress):
    """Tells of rows: how many there are, and how many are done."""

    def __init__(self, people_import: PeopleImport) -> None:
        """Begin for one import and its present attempt."""
        super().__init__(people_import)
        self._rows = 0
        self._done = 0

    def of(self, rows: int) -> None:
        """Say how much there is to do."""
        self._rows, self._done = rows, 0
        self.tell(now=True, rows=rows, done=0)

    def say(self, done: int | None) -> None:
        """Say how much is done, at most once a second; none: still at it."""
        self._done = self._done if done is None else done
        self.tell(rows=self._rows, done=self._done)
