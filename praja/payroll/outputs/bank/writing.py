"""Writing a bank's list in its form. What does not fit is refused with a name; nothing is cut that pays."""

from __future__ import annotations

import csv
import datetime
import io
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from praja.payroll.outputs.bank.shape import (
    CUT,
    FIXED,
    MONEY,
    SEPARATORS,
    TITLES,
    VALUES,
    BankColumn,
    BankFormat,
    Form,
    Transfer,
)
from praja.sheet.safe import safe_text
from praja.sheet.write import WorkbookFile

ENDINGS: Final = {Form.XLSX: "xlsx", Form.CSV: "csv", Form.LEBAR_TETAP: "txt"}
MEDIA: Final = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.CSV: "text/csv",
    Form.LEBAR_TETAP: "text/plain",
}
Cover = Sequence[tuple[str, str | int]]
"""What the covering sheet of a workbook says: labels with texts and rupiah."""


class TransferRefused(Exception):
    """Rows that do not fit the form of the bank; nothing was written."""


def write_transfers(form: BankFormat, transfers: Sequence[Transfer], cover: Cover = ()) -> bytes:
    """Return the file; lines end as Windows has them.

    :param cover: of the covering sheet; only a workbook has one
    :raises TransferRefused: if a payment is not above zero, an account has no number, or something
        that a bank must read whole is wider than its column
    """
    for row, one in enumerate(transfers, start=1):
        who = {"row": str(row), "name": one.name, "amount": str(one.amount)}
        if one.amount <= 0:
            raise TransferRefused(
                _("Baris %(row)s, %(name)s: jumlah %(amount)s tidak di atas nol. Keluarkan dari daftar bank.")
                % who
            )
        if not one.number.strip():
            raise TransferRefused(
                _("Baris %(row)s, %(name)s: nomor rekening belum ada. Isi pada data pegawai.") % who
            )
    match form.form:
        case Form.XLSX:
            return _workbook(form, transfers, cover)
        case Form.CSV:
            return _encoded(form, _separated(form, transfers))
        case Form.LEBAR_TETAP:
            return _encoded(form, _fixed(form, transfers))


def control_total(transfers: Iterable[Transfer]) -> tuple[int, int]:
    """Return how many rows there are and how much they come to."""
    amounts = [one.amount for one in transfers]
    return len(amounts), sum(amounts)


def cells(form: BankFormat, one: Transfer, row: int) -> list[str]:
    """Return the row of a payment as text, before it is filled to a width."""
    return [_text(form, column, one, row) for column in form.columns]


def _value(column: BankColumn, one: Transfer, row: int) -> str | int | datetime.date:
    if column.value == FIXED:
        return column.text
    return row if column.value == "urut" else VALUES[column.value](one)


def _text(form: BankFormat, column: BankColumn, one: Transfer, row: int) -> str:
    value = _value(column, one, row)
    if isinstance(value, datetime.date):
        return value.strftime(form.dates)
    if isinstance(value, int):
        return f"{value}.00" if form.decimals and column.value in MONEY else str(value)
    line = " ".join(value.split()) if column.value != FIXED else value
    return _without_marks(line) if form.encoding == "ascii" else line


def _without_marks(text: str) -> str:
    """Return a text in plain letters; a letter that has no plain form stays, and is refused when written."""
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


def _encoded(form: BankFormat, text: str) -> bytes:
    try:
        return text.encode(form.encoding)
    except UnicodeEncodeError as error:
        said = text[error.start]
        raise TransferRefused(
            _("Huruf “%(letter)s” tidak ada dalam ASCII. Pilih UTF-8, atau perbaiki namanya.")
            % {"letter": said}
        ) from error


def _separated(form: BankFormat, transfers: Sequence[Transfer]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=SEPARATORS[form.separator], lineterminator="\r\n")
    if form.headings:
        writer.writerow([safe_text(column.title) for column in form.columns])
    for row, one in enumerate(transfers, start=1):
        writer.writerow([safe_text(cell) for cell in cells(form, one, row)])
    return out.getvalue()


def _fixed(form: BankFormat, transfers: Sequence[Transfer]) -> str:
    lines: list[str] = []
    if form.headings:
        lines.append("".join(column.title[: column.width].ljust(column.width) for column in form.columns))
    for row, one in enumerate(transfers, start=1):
        filled = zip(form.columns, cells(form, one, row), strict=True)
        lines.append("".join(_filled(column, text, one, row) for column, text in filled))
    return "".join(f"{line}\r\n" for line in lines)


def _filled(column: BankColumn, text: str, one: Transfer, row: int) -> str:
    if column.value in CUT:
        text = text[: column.width]
    if len(text) > column.width:
        raise TransferRefused(
            _(
                "Baris %(row)s, %(name)s: %(title)s “%(text)s” lebih dari %(width)s karakter. "
                "Lebarkan kolomnya pada bentuk berkas bank ini."
            )
            % {
                "row": row,
                "name": one.name,
                "title": TITLES[column.value],
                "text": text,
                "width": column.width,
            }
        )
    fill = "0" if column.zeros else " "
    return text.rjust(column.width, fill) if column.right else text.ljust(column.width)


def _workbook(form: BankFormat, transfers: Sequence[Transfer], cover: Cover) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bank.xlsx"
        with WorkbookFile(path) as book:
            bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
            total = book.add_format({"bold": True, "num_format": "#,##0", "top": 1})
            if cover:
                sheet = book.add_worksheet("Surat Pengantar")
                sheet.set_column(0, 0, 28)
                sheet.set_column(1, 1, 60)
                for at, (label, value) in enumerate(cover):
                    sheet.write_string(at, 0, label, bold)
                    if isinstance(value, int):
                        sheet.write_number(at, 1, value, money)
                    else:
                        sheet.write_string(at, 1, safe_text(value))
            sheet = book.add_worksheet("Lampiran Detail")
            sheet.set_column(0, len(form.columns) - 1, 20)
            first = 0
            if form.headings:
                sheet.freeze_panes(1, 0)
                sheet.write_row(0, 0, [safe_text(column.title) for column in form.columns], bold)
                first = 1
            for row, one in enumerate(transfers, start=1):
                for at, column in enumerate(form.columns):
                    held = _value(column, one, row)
                    if isinstance(held, int):
                        style = money if column.value in MONEY else None
                        sheet.write_number(first + row - 1, at, held, style)
                    else:
                        sheet.write_string(first + row - 1, at, safe_text(_text(form, column, one, row)))
            if form.headings:
                for at, column in enumerate(form.columns):
                    if column.value in MONEY:
                        amounts = (VALUES[column.value](one) for one in transfers)
                        summed = sum(amount for amount in amounts if isinstance(amount, int))
                        sheet.write_number(first + len(transfers), at, summed, total)
        return path.read_bytes()
