"""Tables as files: CSV and XLSX that a spreadsheet opens without executing anything."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import re
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from praja.web import shell

SORT, PAGE, EXPORT = "urut", "hal", "ekspor"
"""What an address says of how a table looks, not of what is in it."""
MOST_TOLD = 100
"""Letters of what an address narrows a list by."""

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMATS = tuple(_TYPES)

EXACT = 10**15
"""A spreadsheet keeps 15 digits; a longer number, such as a NIP, is written as text."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def export_response(
    request: HttpRequest,
    kind: str,
    name: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    people: Collection[uuid.UUID] = (),
    about: Any = None,
    unit: uuid.UUID | None = None,
) -> HttpResponse:
    """Return rows as a file to be saved, after it was told that they are taken away (`shell.exports`).

    :param kind: one of `FORMATS`
    :param people: the ids of those whom the rows are about
    :param about: the record whose list it is, with the unit that it belongs to
    """
    stem = re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-") or "tabel"
    filename = f"{stem}-{timezone.localdate():%Y%m%d}.{kind}"
    number = 0

    def counted() -> Iterator[Sequence[Any]]:
        nonlocal number
        for row in rows:
            number += 1
            yield row

    content = csv_bytes(heads, counted()) if kind == "csv" else xlsx_bytes(heads, counted())
    taken = shell.Taken(
        by=request.user,
        app=request.resolver_match.app_name if request.resolver_match else "web",
        name=name,
        kind=kind,
        rows=number,
        digest=hashlib.sha256(content).hexdigest(),
        asked={
            key: str(value)[:MOST_TOLD]
            for key, value in request.GET.items()
            if value and key not in (SORT, PAGE, EXPORT)
        },
        people=people,
        about=about,
        unit=unit,
    )
    for listener in shell.exports:
        listener.tell(taken)
    return handed_out(content, filename, _TYPES[kind])


def handed_out(content: bytes, name: str, media: str = "application/pdf") -> HttpResponse:
    """Return a file that was made for one person, to be saved: no browser shows it or keeps it for others.

    :param name: made by us; letters, digits, dots and hyphens
    """
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as CSV with semicolons, as an Indonesian spreadsheet expects, and a byte order mark."""
    from praja.sheet.safe import safe_text  # brings the libraries of sheets along, which few requests need

    def cell(value: Any) -> str:
        return safe_text(_CONTROL.sub("", value)) if isinstance(value, str) else _csv_cell(value)

    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([cell(head) for head in heads])
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return "\ufeff".encode() + text.getvalue().encode()


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime.datetime):
        return f"{_local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def xlsx_bytes(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as a workbook; texts stay texts, whatever they begin with."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    bold = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "dd-mm-yyyy"})
    moment = book.add_format({"num_format": "dd-mm-yyyy hh:mm"})
    number = book.add_format({"num_format": "#,##0"})
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("Daftar")
    sheet.freeze_panes(1, 0)
    for place, head in enumerate(heads):
        sheet.set_column(place, place, max(12, min(40, len(head) + 4)))
        sheet.write_string(0, place, _CONTROL.sub("", head), bold)
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, Decimal | int) and -EXACT < value < EXACT:
                whole = value == value.to_integral_value() if isinstance(value, Decimal) else True
                sheet.write_number(line, place, value, number if whole else None)
            elif isinstance(value, datetime.datetime):
                sheet.write_datetime(line, place, _local(value).replace(tzinfo=None), moment)
            elif isinstance(value, datetime.date) and value.year >= 1900:
                sheet.write_datetime(line, place, value, day)
            else:
                sheet.write_string(line, place, _CONTROL.sub("", str(value))[:32_767], text)
    book.close()
    return file.getvalue()


def _local(value: datetime.datetime) -> datetime.datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value
