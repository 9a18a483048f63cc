"""Work that somebody asks for and waits for: done by one job at a time, asked for anew if it went silent.

Its row counts in `attempt` how often it was asked for, and holds in `progress_at` the last sign of life
(`praja.jobs.progress`). A job that comes late, or twice, finds that its attempt is not wanted any more.
"""

from __future__ import annotations

import datetime
import hashlib

from django.db import connection
from django.utils import timezone

SILENT = datetime.timedelta(minutes=2)
"""Without a sign of life for this long, work may be asked for again."""


def alone(key: str) -> None:
    """Wait until no other transaction holds this key, and hold it until the end of the present one."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def is_silent(progress_at: datetime.datetime | None) -> bool:
    """Whether work that was asked for has given no sign of life for a while."""
    return progress_at is None or timezone.now() - progress_at > SILENT


def reconnect() -> None:
    """Let the next query open a connection anew, if the present one was lost in the middle of the work."""
    if not connection.in_atomic_block and (connection.connection is None or not connection.is_usable()):
        connection.close()
