"""Reading all that was recorded of one person in one query, although it stands in fifteen tables.

Asked one by one, the tables take a third of the time of a person's page. So each gives its rows as JSON, and
objects are made of them here, the same that Django would have read.
"""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateRange

from praja.files.models import StoredFile
from praja.people.models import FamilyMember

Convert = Callable[[Any], Any] | None


def rows_of(
    person_id: uuid.UUID, tables: Sequence[type[models.Model]]
) -> dict[type[models.Model], list[Any]]:
    """Return the rows of a person in several tables, in one query; records that were withdrawn are left out.

    Files, and members of the family where rows are about one, are read with them.

    :param tables: histories, records, the family, or what was recorded of it before; histories come newest
        first, as known today or once
    """
    found: dict[type[models.Model], list[Any]] = {table: [] for table in tables}
    if not tables:
        return found
    sql = " UNION ALL ".join(_select(table, place) for place, table in enumerate(tables))
    with connection.cursor() as cursor:
        cursor.execute(sql, [person_id] * len(tables))
        told = sorted(cursor.fetchall(), key=lambda one: one[:2])
    for place, _order, row, file, member in told:
        table = tables[place]
        made = _made(table, row)
        if _has(table, "file"):
            made.file = _made(StoredFile, file) if file else None
        if _has(table, "member"):
            made.member = _made(FamilyMember, member)
        found[table].append(made)
    return found


@cache
def _has(table: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in table._meta.concrete_fields)


_FAMILY = "t.relation DESC, t.birth_date, t.name"
_RECORDS = "t.dated DESC, t.id DESC"
_HISTORIES = "lower(t.berlaku) DESC, t.tercatat DESC"
_FORMER = "t.digantikan DESC"


@cache
def _select(table: type[models.Model], place: int) -> str:
    ways = {"berlaku": _HISTORIES, "dated": _RECORDS, "digantikan": _FORMER}
    order = next((way for name, way in ways.items() if _has(table, name)), _FAMILY)
    file = ("to_jsonb(f)", "LEFT JOIN files_storedfile f ON f.id = t.file_id")
    member = ("to_jsonb(m)", "LEFT JOIN people_familymember m ON m.id = t.member_id")
    joined = [part for name, part in (("file", file), ("member", member)) if _has(table, name)]
    columns = [
        file[0] if _has(table, "file") else "NULL::jsonb",
        member[0] if _has(table, "member") else "NULL::jsonb",
    ]
    known = " AND t.withdrawn_at IS NULL" if _has(table, "dated") else ""
    return (
        f"SELECT {place}, row_number() OVER (ORDER BY {order}), to_jsonb(t), {', '.join(columns)}"
        f" FROM {table._meta.db_table} t {' '.join(join for _column, join in joined)}"
        f" WHERE t.person_id = %s{known}"
    )


# --- what JSON says, as Django reads it


def _made(table: type[models.Model], told: Any) -> Any:
    said = json.loads(told) if isinstance(told, str) else told
    names, fields = _fields(table)
    values = [
        value if convert is None or value is None else convert(value)
        for value, convert in ((said[column], convert) for column, convert in fields)
    ]
    return table.from_db(connection.alias, names, values)


def said_on(table: type[models.Model], said: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield by attribute what a row said, of those columns that were kept."""
    for field in table._meta.concrete_fields:
        column = str(field.column)
        if column in said:
            value, convert = said[column], _conversion(field)
            yield field.attname, value if convert is None or value is None else convert(value)


@cache
def _fields(table: type[models.Model]) -> tuple[list[str], list[tuple[str, Convert]]]:
    fields = table._meta.concrete_fields
    return [one.attname for one in fields], [(str(one.column), _conversion(one)) for one in fields]


_AS_JSON_HAS_IT = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.JSONField,
)


@cache
def _conversion(field: Any) -> Convert:
    """Return how a value of a field is made from that of JSON; none where they are the same."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.DateTimeField):
        return datetime.datetime.fromisoformat
    if isinstance(field, models.DateField):
        return datetime.date.fromisoformat
    if isinstance(field, models.UUIDField):
        return uuid.UUID
    if isinstance(field, DateRangeField):
        return _range
    if isinstance(field, _AS_JSON_HAS_IT):
        return None
    raise TypeError(f"{field} cannot be read from JSON yet: tell how in praja.people.reading.")


def _range(text: str) -> DateRange:
    """Return a range of days, which PostgreSQL writes as `[2020-01-01,2021-01-01)`."""
    if text == "empty":
        return DateRange(empty=True)
    start, end = (datetime.date.fromisoformat(day) if day else None for day in text[1:-1].split(","))
    return DateRange(start, end, text[0] + text[-1])
