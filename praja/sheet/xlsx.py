"""XLSX and XLSM, read by calamine.

Calamine says nothing of errors and formulas, and lays a sheet out as a full rectangle up to its farthest
cell. So the XML of a sheet is searched first: how far its cells reach, which hold an error, and which hold a
formula whose result is missing or, as the workbook says (`fullCalcOnLoad`), stale. Such a result is often
a plain 0, put there by the program that wrote the file.
"""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from praja.sheet.archive import check_extent, read_parts
from praja.sheet.cells import Flaw
from praja.sheet.errors import SheetRefused, refusing
from praja.sheet.grid import MOST_CELLS, Grid
from praja.sheet.said import said as _

_REFERENCE = re.compile(rb"""([A-Z]{1,3})(\d{1,7})""")
_USUAL_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
_ANY_REFERENCE = re.compile(rb"""[\s"'/]r\s*=\s*["']([^"']*)""")
_COUNTS = re.compile(rb"""\b(?:uniqueCount|count)\s*=\s*["'][^"']*["']""")
_FORMULA_CELL = re.compile(rb"<(?:\w+:)?c\b([^>/]*)>\s*<(?:\w+:)?f\b(.*?)</(?:\w+:)?c\s*>", re.DOTALL)
_ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\b([^>/]*?\bt\s*=\s*["']e["'][^>/]*)>(.*?)</(?:\w+:)?c\s*>""", re.DOTALL
)
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>/]*>([^<]*)<")
_STRING_RESULT = re.compile(rb"""\bt\s*=\s*["']str["']""")


def _broken() -> SheetRefused:
    return SheetRefused(
        "Berkas Excel ini rusak atau susunannya tidak dikenal.",
        "Buka dengan Excel atau LibreOffice, simpan sebagai .xlsx baru, lalu coba lagi.",
    )


def _parsing() -> contextlib.AbstractContextManager[None]:
    return refusing(_broken, CalamineError, OSError, ValueError)


class XlsxBook:
    """The sheets of an XLSX file."""

    def __init__(self, path: Path) -> None:
        self._parts = read_parts(path, _is_wanted)
        if "xl/workbook.bin" in self._parts:
            raise SheetRefused(
                "Ini berkas Excel biner (.xlsb), yang tidak didukung.", "Simpan sebagai .xlsx."
            )
        for data in self._parts.values():
            _check_xml(data)
        main = self._parts.get(_workbook_part(self._parts))
        if main is None:
            raise _broken()
        self.since_1904 = re.search(rb"""date1904\s*=\s*["'](1|true)["']""", main) is not None
        self._stale = re.search(rb"""fullCalcOnLoad\s*=\s*["'](1|true)["']""", main) is not None
        with _parsing():
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(_pack(self._parts)))
            sheets = [m for m in self._book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
        hidden = [m.name for m in sheets if m.visible != SheetVisibleEnum.Visible]
        self.sheets = tuple(m.name for m in sheets if m.visible == SheetVisibleEnum.Visible)
        unread = _("Lembar tersembunyi tidak dibaca: %(names)s.") % {"names": ", ".join(hidden)}
        self.notices: tuple[str, ...] = (unread,) if hidden else ()
        self._files = _sheet_files(self._parts)

    def grid(self, sheet: str) -> Grid:
        """Return the rows of a sheet from A1 on."""
        data = self._files.get(sheet)
        if data is None:
            raise _broken()
        rows, columns = extent(data)
        check_extent(sheet, rows, columns, MOST_CELLS)
        flaws = dict(_flaws(data, self._stale))
        with _parsing():
            found = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        return Grid(found, flaws)


def _is_wanted(name: str) -> bool:
    lower = name.lower()
    return (
        lower in ("[content_types].xml", "_rels/.rels", "xl/workbook.bin")
        or lower.startswith("xl/")
        and lower.endswith((".xml", ".rels"))
        and not lower.startswith(
            ("xl/drawings/", "xl/charts/", "xl/theme/", "xl/comments", "xl/printersettings/")
        )
    )


def _check_xml(data: bytes) -> None:
    """Refuse what no spreadsheet writes and what could mislead a search: entities, other encodings."""
    start = data[:200].lstrip(b"\xef\xbb\xbf \r\n\t")
    if start[:1] != b"<" or b"\0" in start or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _broken()
    declared = re.match(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w-]+)""", start)
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii"):
        raise _broken()


def _pack(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            # The parser reserves as much memory as the list of texts says it needs.
            archive.writestr(
                name, _without_counts(data) if name.lower().endswith("sharedstrings.xml") else data
            )
    return target.getvalue()


def _without_counts(data: bytes) -> bytes:
    at = data.find(b"sst")
    end = data.find(b">", at)
    return data[:at] + _COUNTS.sub(b"", data[at:end]) + data[end:] if 0 <= at < end else data


def _workbook_part(parts: dict[str, bytes]) -> str:
    for name in parts:
        if name.lower() == "xl/workbook.xml":
            return name
    return ""


def _sheet_files(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return the XML of each sheet by the sheet's name."""
    by_lower = {name.lower(): data for name, data in parts.items()}
    try:
        rels = ElementTree.fromstring(by_lower["xl/_rels/workbook.xml.rels"])
        book = ElementTree.fromstring(by_lower["xl/workbook.xml"])
    except (KeyError, ElementTree.ParseError) as error:
        raise _broken() from error
    targets = {rel.get("Id", ""): rel.get("Target", "") for rel in rels}
    files = {}
    for sheet in book.iter():
        if not sheet.tag.endswith("}sheet"):
            continue
        link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        target = targets.get(link, "").replace("\\", "/")
        full = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if (data := by_lower.get(full.lower())) is not None:
            files[sheet.get("name", "")] = data
    return files


def extent(data: bytes) -> tuple[int, int]:
    """Return the last row and column that a sheet's XML names.

    :raises SheetRefused: when a reference is none that a spreadsheet writes: the parser would believe it
    """
    cells = data.count(b"<c ") + data.count(b":c ") + data.count(b"<c\n") + data.count(b"<c\t")
    references = _USUAL_CELL.findall(data)
    if len(references) != cells:
        references = [_reference(text) for text in _ANY_REFERENCE.findall(data)]
    columns = max((column_number(letters) for letters in {letters for letters, _ in references}), default=1)
    rows = max((int(row) for row in {row for _, row in references}), default=1)
    return rows, columns


def _reference(text: bytes) -> tuple[bytes, bytes]:
    """Return the letters and the row of a cell reference, or no letters for that of a row."""
    if text.isdigit() and len(text) <= 7:
        return b"A", text
    found = _REFERENCE.fullmatch(text)
    if found is None:
        raise _broken()
    return found[1], found[2]


def column_number(letters: bytes) -> int:
    """Return the number of a column: A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _flaws(data: bytes, stale: bool) -> Iterator[tuple[tuple[int, int], tuple[Flaw, str]]]:
    # A search for a few fixed bytes costs a tenth of a pattern on the many sheets that have neither.
    if b"<f" in data or b":f" in data:
        for attributes, inside in _FORMULA_CELL.findall(data):
            value = _VALUE.search(inside)
            if stale or not (value and value[1]) and _STRING_RESULT.search(attributes) is None:
                formula = re.match(rb"[^>]*>([^<]*)", inside)
                text = formula[1].decode("utf-8", "replace") if formula and formula[1] else ""
                yield _position(attributes), (Flaw.RUMUS, f"={text}")
    if b'"e"' in data or b"'e'" in data:
        for attributes, inside in _ERROR_CELL.findall(data):
            value = _VALUE.search(inside)
            yield (
                _position(attributes),
                (Flaw.GALAT, value[1].decode("utf-8", "replace") if value else "#GALAT!"),
            )


def _position(attributes: bytes) -> tuple[int, int]:
    found = _ANY_REFERENCE.search(attributes)
    if found is None:
        raise _broken()
    letters, row = _reference(found[1])
    return int(row) - 1, column_number(letters) - 1
