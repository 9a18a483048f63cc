"""From an uploaded sheet to what it says of whom: each cell read strictly, what cannot be read told."""

from __future__ import annotations

import dataclasses
import datetime

import polars as pl

from praja.payroll.facts.typed import as_text, read_column
from praja.payroll.sheets.columns import ORANG, Columns
from praja.people.imports.mapping import SheetMap
from praja.people.imports.maps import Problem, mapped, table_of
from praja.rules.schema import MOST_ROWS, Fact, Grain, Kind
from praja.sheet.cells import Column
from praja.sheet.errors import SheetRefused
from praja.sheet.grid import Book
from praja.sheet.layout import Table
from praja.sheet.names import Role as ColumnRole
from praja.sheet.names import Target, find_header, plain, plain_header
from praja.sheet.nip import read_nips, why_no_nip
from praja.sheet.problems import Jenis, Why
from praja.sheet.rows import check_nip_column, rows_of_people
from praja.sheet.why import why_unread
from praja.web.said import gettext as _

MOST_SHEETS = 40
MOST_TOLD = 5_000


@dataclasses.dataclass(slots=True)
class Row:
    """What one row says, or of finer grains all rows of one person; values in their one form as text."""

    part: str
    line: int
    key: str
    name: str = ""
    values: dict[str, str] = dataclasses.field(default_factory=dict)
    finer: dict[str, list[dict[str, str]]] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(slots=True)
class Read:
    """What a file says, what is wrong with it, and what else to tell."""

    rows: list[Row]
    problems: list[Problem]
    notices: list[str]
    count: int = 0
    bad: set[tuple[str, str]] = dataclasses.field(default_factory=set)
    """Of whom something is wrong, by part and key: what their rows say is not taken."""


# --- which column is which


def recognise(book: Book, columns: Columns) -> list[SheetMap]:
    """Return what the sheets and columns of a file are, as far as their headings say.

    :raises SheetRefused: if no sheet has a heading with whom its rows speak of
    """
    found: list[SheetMap] = []
    for name in book.sheets[:MOST_SHEETS]:
        grid = book.grid(name)
        named = next((part for part in columns.parts if plain(part) == plain(name)), None)
        tried = [named] if named else [columns.main]
        for part in tried:
            header = find_header(grid.rows, columns.book(part))
            if header is None or not header.has(columns.key_of(part)):
                header = plain_header(grid.rows)
            if header is not None:
                found.append(mapped(name, part, header, grid))
    people = [sheet for sheet in found if sheet.grain == columns.main]
    for extra in sorted(people, key=_score)[:-1]:
        extra.grain = ""
    if not found:
        raise SheetRefused(
            _("Berkas ini kosong: tidak ada baris judul kolom dengan data di bawahnya."),
            _("Isi judul kolom pada satu baris, data di bawahnya; atau mulai dari templat."),
        )
    return found


def _score(sheet: SheetMap) -> int:
    return sum(bool(column.target) for column in sheet.columns)


def wrong(sheets: list[SheetMap], columns: Columns) -> list[str]:
    """Return why nothing can be read so."""
    said: list[str] = []
    used = [sheet for sheet in sheets if sheet.grain in columns.parts]
    if not used:
        said.append(_("Tidak ada lembar yang dibaca. Pakai templat, atau beri lembarnya kolom NIP."))
    for sheet in used:
        targets = [column.target for column in sheet.columns if column.target]
        twice = sorted({one for one in targets if targets.count(one) > 1})
        if twice:
            said.append(
                _("Pada lembar %(sheet)s dua kolom sama-sama dipilih sebagai “%(column)s”. Pilih salah satu.")
                % {"sheet": sheet.name, "column": twice[0]}
            )
        key = columns.key_of(sheet.grain)
        if key not in targets:
            said.append(
                _("Pada lembar %(sheet)s belum ada kolom %(key)s, sehingga tidak diketahui milik siapa.")
                % {"sheet": sheet.name, "key": key.upper().replace("_", " ")}
            )
    return said


# --- reading


def read(book: Book, sheets: list[SheetMap], columns: Columns, on: datetime.date) -> Read:
    """Return what a file says, read as the mapping says.

    :raises SheetRefused: if it cannot be used as a whole
    """
    found = Read([], [], list(book.notices))
    people: dict[tuple[str, str], Row] = {}
    parts = list(columns.parts)
    used = sorted(
        (sheet for sheet in sheets if sheet.grain in columns.parts), key=lambda one: parts.index(one.grain)
    )
    for sheet in used:
        if sheet.name not in book.sheets:
            raise SheetRefused(
                _("Lembar %(sheet)s tidak ada di berkas ini.") % {"sheet": sheet.name},
                _("Unggah berkasnya sekali lagi."),
            )
        rows = _Sheet(book, sheet, columns, found, on).rows()
        if sheet.grain in set(Grain) - {Grain.ORANG}:
            _gather(sheet, rows, people, found)
            continue
        for row in rows:
            people.setdefault((row.part, row.key), row)
            found.rows.append(row)
    found.rows += [row for row in people.values() if row.line < 0]
    for row in found.rows:
        row.line = abs(row.line)
    return found


def _gather(sheet: SheetMap, rows: list[Row], people: dict[tuple[str, str], Row], found: Read) -> None:
    """Put finer rows under their person; whoever stands only here gets a row, with a negative line."""
    most = MOST_ROWS[Grain(sheet.grain)]
    for row in rows:
        own = people.setdefault((ORANG, row.key), Row(ORANG, -row.line, row.key, row.name))
        mine = own.finer.setdefault(sheet.grain, [])
        mine.append(row.values)
        if len(mine) == most + 1:
            found.bad.add((ORANG, row.key))
            found.problems.append(
                Problem(
                    sheet.name, row.line, row.key, sheet.grain, str(len(mine)),
                    _("Lebih dari %(most)s baris untuk orang ini.") % {"most": most},
                    _("Periksa apakah baris tersalin dua kali atau berasal dari bulan lain."),
                )
            )  # fmt: skip


class _Sheet:
    """One sheet while it is read."""

    def __init__(self, book: Book, sheet: SheetMap, columns: Columns, found: Read, on: datetime.date) -> None:
        self.sheet, self.columns, self.found, self.on = sheet, columns, found, on
        self.facts, self.key = columns.parts[sheet.grain], columns.key_of(sheet.grain)
        self.since_1904 = book.since_1904
        self.table = table_of(book, sheet, self._target)

    def _target(self, name: str) -> Target:
        fact = self.facts.get(name)
        return Target(name, ColumnRole.CARRIED if fact is None else ColumnRole.FACT, fact)

    def rows(self) -> list[Row]:
        """Return the rows that name somebody for certain; what is wrong with the others is told."""
        table = self.table
        shifted = table.sheet.shifted
        if self.key == "nip":
            check_nip_column(table)
            keep, remarks = rows_of_people(table)
            self.found.notices.extend(remarks)
        else:
            keep = _filled(table)
        columns = [
            (dataclasses.replace(column, cells=column.cells.keep(keep)), target)
            for column, target in zip(table.columns, table.targets, strict=True)
            if target is not None
        ]
        lines = table.sheet.row_numbers.filter(keep).to_list()
        moved = {table.sheet.row_numbers[at] for at in shifted}
        keys = self._keys(columns, lines)
        names = next(
            (c.cells.as_text().to_list() for c, t in columns if t.name == "nama"), [None] * len(lines)
        )
        values = self._values(columns, keys, lines)
        rows = []
        self.found.count += len(lines)
        for at, (key, line) in enumerate(zip(keys, lines, strict=True)):
            if key is None:
                continue
            if line in moved:
                self._problem(
                    line, key, "", "",
                    Why(
                        Jenis.BARIS_BERGESER,
                        _("Baris ini mempunyai lebih banyak sel daripada judul kolom."),
                        _("Apit isi yang memuat pemisah dengan tanda kutip, atau simpan sebagai .xlsx."),
                    ),
                )  # fmt: skip
                continue
            said = {name: text for name, texts in values.items() if (text := texts[at]) is not None}
            rows.append(Row(self.sheet.grain, line, key, names[at] or "", said))
        return rows

    def _keys(self, columns: list[tuple[Column, Target]], lines: list[int]) -> list[str | None]:
        column = next(column for column, target in columns if target.name == self.key)
        if self.key != "nip":
            codes = [text if text else None for text in column.cells.as_text().to_list()]
            for at in [at for at, code in enumerate(codes) if code is None]:
                self._problem(
                    lines[at], "", column.label, "",
                    Why(
                        Jenis.PILIHAN_SALAH,
                        _("Kodenya kosong, sehingga tidak diketahui milik siapa baris ini."),
                        _("Isi kodenya seperti pada templat, atau hapus barisnya."),
                    ),
                )  # fmt: skip
            return codes
        nips = read_nips(column, on=self.on).values
        for at in nips.is_null().arg_true():
            self._problem(
                lines[at], "", column.label, str(column.cells.cell(at)), why_no_nip(column.cells.cell(at))
            )
        found: list[str | None] = nips.to_list()
        return found

    def _values(
        self, columns: list[tuple[Column, Target]], keys: list[str | None], lines: list[int]
    ) -> dict[str, list[str | None]]:
        """Return what the columns say in one form; a cell that cannot be read takes its row with it."""
        found: dict[str, list[str | None]] = {}
        for column, target in columns:
            if target.fact is None:
                continue
            reading = read_column(column, target.fact, since_1904=self.since_1904)
            for at in reading.bad.arg_true():
                key = keys[at]
                if key is not None:
                    cell = column.cells.cell(at)
                    self._problem(
                        lines[at], key, column.label, str(cell), why_unread(cell, column, target.fact)
                    )
            found[target.name] = _texts(reading.values, target.fact)
        return found

    def _problem(self, line: int, key: str, column: str, value: str, why: Why) -> None:
        if key:
            part = ORANG if self.key == "nip" else self.sheet.grain
            self.found.bad.add((part, key))
        self.found.problems.append(
            Problem(self.sheet.name, line, key, column, value, why.why, why.what_to_do)
        )


def _filled(table: Table) -> pl.Series:
    anything = pl.repeat(False, table.sheet.height, dtype=pl.Boolean, eager=True)
    for column in table.columns:
        anything = anything | column.cells.filled()
    return anything


def _texts(values: pl.Series, fact: Fact) -> list[str | None]:
    """Return typed values as they are kept; bounds are told when the sheet is compared."""
    if fact.kind is Kind.PILIHAN:
        found: list[str | None] = values.to_list()
        return found
    return [None if value is None else as_text(value) for value in values.to_list()]
