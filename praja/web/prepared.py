"""Statements that every page asks, planned by the database once a connection instead of once a page.

Django binds values on our side, so that each statement is a new one to the database. Where it is long,
planning it takes several times as long as running it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.db import connection
from psycopg import Cursor


@contextlib.contextmanager
def prepared_cursor() -> Iterator[Any]:
    """Yield a cursor whose statements are prepared when a connection asks them again.

    Values stand where the database can tell their type: `%(on)s::date`.
    """
    connection.ensure_connection()
    bound: Any = Cursor(connection.connection)
    with bound as cursor:
        counted = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
        yield counted(cursor)
