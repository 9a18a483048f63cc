"""Statements that every page asks, planned by the database once a connection instead of once a page.

Django binds values on our side, so that each statement is a new one to the database. Where it is long,
planning it takes several times as long as running it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from psycopg import Cursor

Row = TypeVar("Row", bound=models.Model)


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


def rows_of(model: type[Row], condition: str, values: Mapping[str, Any], along: str = "") -> list[Row]:
    """Return the rows of a table that fulfil a condition, for what each page asks.

    To write such a statement from a query set takes longer than all else that answers it. What a field makes
    of its column when Django reads it (as that of an encrypted one does) is not made here.

    :param condition: what follows WHERE; the table is `t`, and the one that comes along is `a`
    :param along: a foreign key of the model whose rows come along
    """
    statement, names, names_along = _selection(model, along)
    with prepared_cursor() as cursor:
        cursor.execute(f"{statement} WHERE {condition}", values)
        found = cursor.fetchall()
    width = len(names)
    rows = [model.from_db("default", names, one[:width]) for one in found]
    if along:
        key: Any = model._meta.get_field(along)
        for row, one in zip(rows, found, strict=True):
            named = getattr(row, key.attname) is not None
            other = key.related_model.from_db("default", names_along, one[width:]) if named else None
            setattr(row, along, other)
    return rows


@cache
def _selection(model: type[models.Model], along: str) -> tuple[str, list[str], list[str]]:
    fields = model._meta.concrete_fields
    columns = [f't."{field.column}"' for field in fields]
    names, names_along, joined = [field.attname for field in fields], [], ""
    if along:
        key: Any = model._meta.get_field(along)
        other = key.related_model._meta
        columns += [f'a."{field.column}"' for field in other.concrete_fields]
        names_along = [field.attname for field in other.concrete_fields]
        joined = f'LEFT JOIN "{other.db_table}" a ON a."{other.pk.column}" = t."{key.column}"'
    return f'SELECT {", ".join(columns)} FROM "{model._meta.db_table}" t {joined}', names, names_along
