"""From a file of predicates to what its rows say: of whom, when, and three codes; nothing is guessed."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from praja.people.imports.mapping import SheetMap
from praja.people.imports.maps import Problem, mapped, table_of
from praja.performance.bkn.fields import NAME, NEEDED, NIP, TAKEN, book
from praja.sheet.errors import SheetRefused
from praja.sheet.grid import Book
from praja.sheet.names import Role, Target, find_header, plain_header
from praja.sheet.nip import read_nips, why_no_nip
from praja.sheet.rows import check_nip_column, rows_of_people
from praja.sheet.safe import safe_text
from praja.web.said import gettext as _

MOST_SHEETS: Final = 40
MOST_ROWS: Final = 50_000
MOST_KEYS: Final = 80
PART: Final = "orang"


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """What a row says of somebody."""

    sheet: str
    line: int
    nip: str
    name: str
    values: dict[str, str]
    """Field → what stands there; what is empty is left out."""


@dataclasses.dataclass(slots=True)
class Read:
    """What a file says, and what is wrong with it."""

    rows: list[Row]
    problems: list[Problem]
    notices: list[str]
    count: int = 0


# --- JSON


def is_json(data: bytes) -> bool:
    """Tell whether a file is JSON by how it begins."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{")


def table_from_json(data: bytes) -> bytes:
    """Return the rows of SIASN as a table in CSV, each field a column: a list, or `{"data": [...]}`.

    Of parts within a row, as the paths of documents, nothing is taken.

    :raises SheetRefused: if it is no such list
    """
    refused = SheetRefused(
        _("Berkas JSON ini tidak berisi daftar baris SIASN."),
        _("Kirim daftar objek, atau objek dengan “data” yang berisi daftar itu."),
    )
    try:
        said = json.loads(data.decode("utf-8-sig"), parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise refused from None
    if isinstance(said, dict):
        said = said.get("data", said.get("rows", [said]))
    rows = [said] if isinstance(said, dict) else said
    if not isinstance(rows, list) or not rows or not all(isinstance(one, dict) for one in rows):
        raise refused
    if len(rows) > MOST_ROWS:
        raise SheetRefused(_("Berkas ini lebih dari 50.000 baris."), _("Bagi menjadi beberapa berkas."))
    keys: dict[str, None] = {}
    for one in rows:
        keys.update(dict.fromkeys(key for key, value in one.items() if _is_cell(value)))
    names = list(keys)[:MOST_KEYS]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([_cell(name) for name in names])
    for one in rows:
        writer.writerow([_cell(one.get(name)) if _is_cell(one.get(name)) else "" for name in names])
    return "\ufeff".encode() + text.getvalue().encode("utf-8", "replace")


def _is_cell(value: Any) -> bool:
    return value is None or isinstance(value, str | bool)


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return safe_text(re.sub(r"[\x00-\x1f]+", " ", text).strip()[:2000])


# --- which column is which


def recognise(found: Book) -> list[SheetMap]:
    """Return the sheet of a file that looks most like one of predicates, with its columns.

    :raises SheetRefused: if no sheet has a heading
    """
    best: SheetMap | None = None
    for name in found.sheets[:MOST_SHEETS]:
        grid = found.grid(name)
        header = find_header(grid.rows, book())
        if header is None or not header.has(NIP):
            header = plain_header(grid.rows)
        if header is None:
            continue
        sheet = mapped(name, PART, header, grid)
        if best is None or _score(sheet) > _score(best):
            best = sheet
    if best is None:
        raise SheetRefused(
            _("Berkas ini kosong: tidak ada baris judul kolom dengan data di bawahnya."),
            _("Isi judul kolom pada satu baris, data di bawahnya; atau mulai dari templat."),
        )
    return [best]


def _score(sheet: SheetMap) -> int:
    return sum(bool(column.target) for column in sheet.columns)


def wrong(sheets: list[SheetMap]) -> list[str]:
    """Return why nothing can be read so."""
    said: list[str] = []
    for sheet in sheets:
        targets = [column.target for column in sheet.columns if column.target]
        for twice in sorted({one for one in targets if targets.count(one) > 1}):
            said.append(
                _("Dua kolom sama-sama dipilih sebagai “%(column)s”. Pilih salah satu.")
                % {"column": TAKEN[twice].label if twice in TAKEN else twice}
            )
        missing = [str(TAKEN[name].label) for name in NEEDED if name not in targets]
        if missing:
            said.append(_("Belum ada kolom: %(columns)s.") % {"columns": ", ".join(missing)})
    return said


# --- reading


def read(found: Book, sheets: list[SheetMap], on: datetime.date) -> Read:
    """Return what a file says, read as the mapping says.

    :raises SheetRefused: if it cannot be used as a whole
    """
    answer = Read([], [], list(found.notices))
    for sheet in sheets:
        if sheet.name not in found.sheets:
            raise SheetRefused(
                _("Lembar %(sheet)s tidak ada di berkas ini.") % {"sheet": sheet.name},
                _("Unggah berkasnya sekali lagi."),
            )
        answer.rows += _rows(found, sheet, answer, on)
    return answer


def _rows(found: Book, sheet: SheetMap, answer: Read, on: datetime.date) -> Iterator[Row]:
    table = table_of(found, sheet, lambda name: Target(name, Role.CARRIED))
    check_nip_column(table)
    keep, remarks = rows_of_people(table)
    answer.notices += remarks
    columns = {
        target.name: dataclasses.replace(column, cells=column.cells.keep(keep))
        for column, target in zip(table.columns, table.targets, strict=True)
        if target is not None and target.name in TAKEN
    }
    lines = table.sheet.row_numbers.filter(keep).to_list()
    if len(lines) > MOST_ROWS:
        raise SheetRefused(_("Berkas ini lebih dari 50.000 baris."), _("Bagi menjadi beberapa berkas."))
    shifted = {table.sheet.row_numbers[at] for at in table.sheet.shifted}
    nips = read_nips(columns[NIP], on=on).values.to_list()
    texts = {name: column.cells.as_text().to_list() for name, column in columns.items()}
    flaws = {
        name: column.cells.flaw.to_list()
        for name, column in columns.items()
        if name != NIP and column.cells.flaw is not None
    }
    answer.count += len(lines)
    for at, (line, nip) in enumerate(zip(lines, nips, strict=True)):
        key = nip or ""
        if nip is None:
            cell = columns[NIP].cells.cell(at)
            why = why_no_nip(cell)
            _tell(answer, sheet, line, key, columns[NIP].label, str(cell), why.why, why.what_to_do)
            continue
        if line in shifted:
            _tell(
                answer, sheet, line, key, "", "",
                _("Baris ini mempunyai lebih banyak sel daripada judul kolom."),
                _("Apit isi yang memuat pemisah dengan tanda kutip, atau simpan sebagai .xlsx."),
            )  # fmt: skip
            continue
        broken = next((name for name, marks in flaws.items() if marks[at]), None)
        if broken is not None:
            column = columns[broken]
            _tell(
                answer, sheet, line, key, column.label, str(column.cells.cell(at)),
                _("Sel ini berisi rumus atau galat, bukan nilai."),
                _("Salin kolomnya lalu tempel sebagai nilai (Paste Values)."),
            )  # fmt: skip
            continue
        values = {name: text for name, cells in texts.items() if name != NIP and (text := cells[at])}
        yield Row(sheet.name, line, key, values.get(NAME, ""), values)


def _tell(
    answer: Read, sheet: SheetMap, line: int, key: str, column: str, value: str, why: str, what_to_do: str
) -> None:
    answer.problems.append(Problem(sheet.name, line, key, column, value, why, what_to_do))
