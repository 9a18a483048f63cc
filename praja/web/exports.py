"""Tables as files: CSV and XLSX that a spreadsheet opens without executing anything."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from django.http import HttpResponse
from django.utils import timezone

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMATS = tuple(_TYPES)

EXACT = 10**15
"""A spreadsheet keeps 15 digits; a longer number, such as a NIP, is written as text."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def export_response(
    kind: str, name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """Return rows as a file to be saved; `kind` is one of `FORMATS`."""
    stem = re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-") or "tabel"
    filename = f"{stem}-{timezone.localdate():%Y%m%d}.{kind}"
    content = csv_bytes(heads, rows) if kind == "csv" else xlsx_bytes(heads, rows)
    response = HttpResponse(content, content_type=_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
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
