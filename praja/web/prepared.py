"""Statements that every page asks, planned by the database once a connection instead of once a page.

Django binds values on our side, so that each statement is a new one to the database. Where it is long,
planning it takes several times as long as running it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

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


def rows_of(
    model: type[Row],
    condition: str,
    values: Mapping[str, Any],
    along: str | tuple[str, ...] = (),
    more: tuple[tuple[str, str], ...] = (),
) -> list[Row]:
    """Return the rows of a table that fulfil a condition, for what each page asks.

    To write such a statement from a query set takes longer than all else that answers it.

    :param condition: what follows WHERE; the table is `t`, what comes along is called by its path
    :param along: foreign keys whose rows come along, as paths: `unit`, `unit__government`
    :param more: what else is read of each row, as the name of an attribute and an expression
    """
    made = _selection(model, (along,) if isinstance(along, str) else along, more)
    with prepared_cursor() as cursor:
        cursor.execute(f"{made.statement} WHERE {condition}", values)
        found = cursor.fetchall()
    shared: dict[tuple[str, Any], models.Model] = {}
    return [made.row(one, shared) for one in found]


class _Part(NamedTuple):
    """A table of a statement: where its columns begin, and by which key of which table it comes along."""

    path: str
    model: type[models.Model]
    names: list[str]
    start: int
    converters: list[tuple[int, Callable[[Any], Any]]]
    before: str
    key: Any

    def read(self, values: Sequence[Any]) -> models.Model:
        own = list(values[self.start : self.start + len(self.names)])
        for place, convert in self.converters:
            own[place] = convert(own[place])
        return self.model.from_db("default", self.names, own)


class _Selection(NamedTuple):
    statement: str
    parts: list[_Part]
    more: list[tuple[str, int]]

    def row(self, values: Sequence[Any], shared: dict[tuple[str, Any], models.Model]) -> Any:
        """Return a row with those that come along: none where a key is empty.

        :param shared: what came along with earlier rows, which rows of the same key share
        """
        whole = self.parts[0].read(values)
        read: dict[str, models.Model | None] = {"t": whole}
        for part in self.parts[1:]:
            if (before := read[part.before]) is None:
                read[part.path] = None
                continue
            other, key = None, getattr(before, part.key.attname)
            if key is not None and (other := shared.get((part.path, key))) is None:
                other = shared[part.path, key] = part.read(values)
            setattr(before, part.key.name, other)
            read[part.path] = other
        for name, place in self.more:
            setattr(whole, name, values[place])
        return whole


@cache
def _selection(
    model: type[models.Model], along: tuple[str, ...], more: tuple[tuple[str, str], ...]
) -> _Selection:
    parts = {"t": _part("t", model, 0, "", None)}
    columns, joined = _columns(model, "t"), ""
    for path in along:
        before, words = "t", path.split("__")
        for depth, name in enumerate(words, 1):
            here = "__".join(words[:depth])
            if here not in parts:
                key: Any = parts[before].model._meta.get_field(name)
                other = key.related_model
                table, pk = other._meta.db_table, other._meta.pk.column
                joined += f' LEFT JOIN "{table}" "{here}" ON "{here}"."{pk}" = "{before}"."{key.column}"'
                parts[here] = _part(here, other, len(columns), before, key)
                columns += _columns(other, here)
            before = here
    places = [(name, len(columns) + number) for number, (name, _) in enumerate(more)]
    columns += [expression for _, expression in more]
    statement = f'SELECT {", ".join(columns)} FROM "{model._meta.db_table}" t{joined}'
    return _Selection(statement, list(parts.values()), places)


def _columns(model: type[models.Model], alias: str) -> list[str]:
    return [f'"{alias}"."{field.column}"' for field in model._meta.concrete_fields]


def _part(path: str, model: type[models.Model], start: int, before: str, key: Any) -> _Part:
    fields = model._meta.concrete_fields
    converters = [
        (place, _converter(field, convert))
        for place, field in enumerate(fields)
        for convert in field.get_db_converters(connection)
    ]
    return _Part(path, model, [field.attname for field in fields], start, converters, before, key)


def _converter(field: Any, convert: Callable[..., Any]) -> Callable[[Any], Any]:
    expression = field.cached_col
    return lambda value: convert(value, expression, connection)
