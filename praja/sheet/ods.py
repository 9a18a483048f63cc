"""ODS, read with the XML parser of the standard library.

An ODS cell or row can say "and so on, a million times", and to calamine an error looks like an empty cell; so
here repetition is counted before it is carried out, and errors and formulas are seen.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from xml.parsers import expat

from praja.sheet.archive import check_extent, read_parts
from praja.sheet.cells import Flaw
from praja.sheet.errors import SheetRefused
from praja.sheet.grid import MOST_CELLS, Grid

_MOST_REPEATED = 1_048_576


def _broken() -> SheetRefused:
    return SheetRefused(
        "Berkas ODS ini rusak atau susunannya tidak dikenal.",
        "Buka dengan LibreOffice, simpan ulang (boleh sebagai .xlsx), lalu coba lagi.",
    )


class OdsBook:
    """The sheets of an ODS file."""

    notices: tuple[str, ...] = ()

    def __init__(self, path: Path) -> None:
        parts = read_parts(path, lambda name: name in ("content.xml", "META-INF/manifest.xml"))
        if b"manifest:encryption-data" in parts.get("META-INF/manifest.xml", b""):
            raise SheetRefused(
                "Berkas ini dikunci dengan kata sandi.", "Buka, hapus kata sandinya, lalu simpan."
            )
        content = parts.get("content.xml")
        if content is None:
            raise _broken()
        reader = _Reader()
        self._grids = reader.read(content)
        self.sheets = tuple(self._grids)
        self.since_1904 = reader.since_1904

    def grid(self, sheet: str) -> Grid:
        """Return the rows of a sheet from A1 on."""
        return self._grids[sheet]


class _Reader:
    """Walks through content.xml once, collecting the cells of every sheet."""

    def __init__(self) -> None:
        self.grids: dict[str, Grid] = {}
        self.since_1904 = False
        self._hidden_styles: set[str] = set()
        self._hidden = False
        self._depth = 0
        self._style = ""
        self._reset("")

    def _reset(self, name: str) -> None:
        self._name = name
        self._rows: list[list[object]] = []
        self._flaws: dict[tuple[int, int], tuple[Flaw, str]] = {}
        self._blank_rows = 0
        self._row: list[object] = []
        self._row_flaws: dict[int, tuple[Flaw, str]] = {}
        self._blank_cells = 0
        self._repeat_row = 1
        self._widest = 1
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._paragraphs = 0
        self._in_text = 0
        self._in_note = 0

    def read(self, content: bytes) -> dict[str, Grid]:
        parser = expat.ParserCreate(namespace_separator=None)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise _broken() from error
        return self.grids

    def _refuse(self, *_: object) -> None:
        raise _broken()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag:
            case "table:table-cell" | "table:covered-table-cell":
                self._cell, self._text, self._paragraphs = attributes, [], 0
            case "table:table-row":
                self._row, self._row_flaws, self._blank_cells = [], {}, 0
                self._repeat_row = _repeated(attributes.get("table:number-rows-repeated"))
            case "text:p" if self._cell is not None and not self._in_note:
                self._in_text += 1
                if self._paragraphs:
                    self._text.append("\n")
                self._paragraphs += 1
            case "text:s" if self._in_text:
                self._text.append(" " * min(_repeated(attributes.get("text:c")), 100))
            case "text:tab" | "text:line-break" if self._in_text:
                self._text.append(" ")
            case "office:annotation":
                self._in_note += 1
            case "table:null-date":
                self.since_1904 = attributes.get("table:date-value", "").startswith("1904")
            case "style:style":
                self._style = attributes.get("style:name", "")
            case "style:table-properties" if attributes.get("table:display") == "false":
                self._hidden_styles.add(self._style)
            case "table:table":
                self._depth += 1
                if self._depth == 1:
                    self._reset(attributes.get("table:name", ""))
                    self._hidden = attributes.get("table:style-name", "") in self._hidden_styles

    def _characters(self, data: str) -> None:
        if self._in_text and not self._in_note:
            self._text.append(data)

    def _end(self, tag: str) -> None:
        match tag:
            case "text:p" if self._in_text and not self._in_note:
                self._in_text -= 1
            case "office:annotation":
                self._in_note -= 1
            case "table:table-cell" | "table:covered-table-cell" if self._cell is not None:
                self._end_cell(self._cell)
                self._cell = None
            case "table:table-row":
                self._end_row()
            case "table:table":
                self._depth -= 1
                if self._depth == 0 and not self._hidden:
                    self.grids[self._name] = Grid(self._rows, self._flaws)

    def _end_cell(self, attributes: dict[str, str]) -> None:
        repeat = _repeated(attributes.get("table:number-columns-repeated"))
        value, flaw = _value(attributes, "".join(self._text))
        if value == "" and flaw is None:
            self._blank_cells += repeat
            return
        check_extent(self._name, len(self._rows) + 1, len(self._row) + self._blank_cells + repeat, MOST_CELLS)
        self._row.extend([""] * self._blank_cells)
        self._blank_cells = 0
        if flaw is not None:
            for column in range(len(self._row), len(self._row) + repeat):
                self._row_flaws[column] = flaw
        self._row.extend([value] * repeat)

    def _end_row(self) -> None:
        if not self._row:
            self._blank_rows += self._repeat_row
            return
        self._widest = max(self._widest, len(self._row))
        rows = len(self._rows) + self._blank_rows + self._repeat_row
        check_extent(self._name, rows, self._widest, MOST_CELLS)
        self._rows.extend([] for _ in range(self._blank_rows))
        self._blank_rows = 0
        for _ in range(self._repeat_row):
            for column, flaw in self._row_flaws.items():
                self._flaws[len(self._rows), column] = flaw
            self._rows.append(self._row)


def _repeated(text: str | None) -> int:
    if text is None:
        return 1
    count = int(text)
    if not 0 <= count <= _MOST_REPEATED:
        raise _broken()
    return max(count, 1)


def _value(attributes: dict[str, str], text: str) -> tuple[object, tuple[Flaw, str] | None]:
    kind = attributes.get("office:value-type", "")
    formula = attributes.get("table:formula")
    if attributes.get("calcext:value-type") == "error" or (
        formula is not None and text.startswith(("#", "Err:"))
    ):
        return text, (Flaw.GALAT, text or "#GALAT!")
    if formula is not None and not kind:
        return "", (Flaw.RUMUS, f"={formula.removeprefix('of:=')}")
    match kind:
        case "float" | "percentage" | "currency":
            return float(attributes.get("office:value", "nan")), None
        case "boolean":
            return attributes.get("office:boolean-value") == "true", None
        case "date":
            return _date(attributes.get("office:date-value", "")), None
        case "time":
            return text, (Flaw.JAM, text)
        case _:
            return text.strip("\n"), None


def _date(text: str) -> object:
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment.date() if moment.time() == datetime.time() else moment
