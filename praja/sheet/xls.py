"""XLS, the format of Excel 97 to 2003, still written by older pay applications; read by calamine, apart.

As with XLSX, calamine is silent about errors and formulas. The records of the file are therefore walked
first: they say which cells hold an error or a formula that must be calculated on opening, and since when
dates count.
"""

from __future__ import annotations

import datetime
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from praja.sheet.apart import run_apart
from praja.sheet.archive import check_extent
from praja.sheet.cells import Flaw
from praja.sheet.errors import SheetRefused
from praja.sheet.grid import MOST_CELLS, Grid

MOST_BYTES = 128 * 1024**2

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_BOF, _EOF, _FILEPASS, _DATEMODE, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0022, 0x0085
_BOOLERR = 0x0205
_FORMULAS = (0x0006, 0x0206, 0x0406)
_MANY_CELLS = (0x00BD, 0x00BE)
_ONE_CELL = (0x0201, 0x0203, 0x0204, 0x027E, 0x00FD, 0x00D6, _BOOLERR, *_FORMULAS)
_LAST_SECTOR = 0xFFFFFFFA


def _broken() -> SheetRefused:
    return SheetRefused(
        "Berkas XLS ini rusak atau susunannya tidak dikenal.",
        "Buka dengan Excel atau LibreOffice, simpan sebagai .xlsx, lalu coba lagi.",
    )


def _locked() -> SheetRefused:
    return SheetRefused("Berkas ini dikunci dengan kata sandi.", "Buka, hapus kata sandinya, lalu simpan.")


class XlsBook:
    """The sheets of an XLS file."""

    notices: tuple[str, ...] = ()

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise SheetRefused("Berkas XLS ini terlalu besar.", "Simpan sebagai .xlsx atau Parquet.")
        try:
            stream = _workbook_stream(data)
            self.since_1904, offsets = _globals(stream)
            scanned = [_scan(stream, offset) for offset in offsets]
        except (struct.error, IndexError, UnicodeDecodeError) as error:
            raise _broken() from error
        for number, (rows, columns, _) in enumerate(scanned, 1):
            check_extent(f"ke-{number}", rows, columns, MOST_CELLS)
        self._grids: dict[str, Grid] = {}
        for name, position, cells in _parse(data):
            flaws = scanned[position][2] if position < len(scanned) else {}
            self._grids[name] = _grid(cells, flaws)
        self.sheets = tuple(self._grids)

    def grid(self, sheet: str) -> Grid:
        """Return the rows of a sheet from A1 on."""
        return self._grids[sheet]


def _parse(data: bytes) -> list[tuple[str, int, list[list[Any]]]]:
    """Return the name, position and rows of every visible sheet, parsed by a process of its own."""
    printed = run_apart("xls", "python_calamine", data=data)
    if printed is None:
        raise _broken()
    try:
        sheets: list[tuple[str, int, list[list[Any]]]] = json.loads(printed)
    except ValueError as error:
        raise _broken() from error
    return sheets


def _grid(rows: list[list[Any]], flaws: dict[tuple[int, int], tuple[Flaw, str]]) -> Grid:
    """Return rows with their dates restored."""
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, list):
                kind, shown = value
                row[c] = datetime.date.fromisoformat(shown) if kind == "d" else shown
                if kind == "t":
                    flaws.setdefault((r, c), (Flaw.JAM, shown))
    return Grid(rows, flaws)


def _workbook_stream(data: bytes) -> bytes:
    """Return the stream of records out of the compound file that wraps it."""
    sector = 1 << struct.unpack_from("<H", data, 30)[0]
    if sector not in (512, 4096):
        raise _broken()
    tables, first_directory = struct.unpack_from("<II", data, 44)
    small_below, first_small, _, first_more, more = struct.unpack_from("<IIIII", data, 56)

    def read_sector(number: int) -> bytes:
        start = (number + 1) * sector
        if start >= len(data):
            raise _broken()
        return data[start : start + sector].ljust(sector, b"\0")

    allocation_sectors = list(struct.unpack_from("<109I", data, 76))
    for _ in range(min(more, len(data) // sector)):
        *numbers, first_more = struct.unpack(f"<{sector // 4}I", read_sector(first_more))
        allocation_sectors.extend(numbers)
    allocation: list[int] = []
    for number in allocation_sectors[:tables]:
        if number < _LAST_SECTOR:
            allocation.extend(struct.unpack(f"<{sector // 4}I", read_sector(number)))

    def chain(first: int, links: list[int]) -> Iterator[int]:
        seen = 0
        while first < _LAST_SECTOR:
            yield first
            seen += 1
            if seen > len(links) or first >= len(links):
                raise _broken()
            first = links[first]

    directory = b"".join(read_sector(number) for number in chain(first_directory, allocation))
    found: tuple[int, int] | None = None
    root = (0, 0)
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le")
        kind = directory[at + 66]
        start, size = struct.unpack_from("<II", directory, at + 116)
        if kind == 5:
            root = (start, size)
        elif name in ("EncryptedPackage", "EncryptionInfo"):
            raise _locked()
        elif kind == 2 and name.lower() in ("workbook", "book"):
            found = (start, size)
    if found is None:
        raise _broken()
    start, size = found
    if size >= small_below:
        return b"".join(read_sector(number) for number in chain(start, allocation))[:size]
    small_links: list[int] = []
    for number in chain(first_small, allocation):
        small_links.extend(struct.unpack(f"<{sector // 4}I", read_sector(number)))
    small = b"".join(read_sector(number) for number in chain(root[0], allocation))
    return b"".join(small[n * 64 : n * 64 + 64] for n in chain(start, small_links))[:size]


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _globals(stream: bytes) -> tuple[bool, list[int]]:
    """Return whether dates count from 1904, and where each sheet starts."""
    since_1904, offsets = False, []
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            raise _locked()
        if kind == _DATEMODE:
            since_1904 = body[:1] == b"\x01"
        if kind == _BOUNDSHEET:
            offsets.append(struct.unpack_from("<I", body)[0])
        if kind == _EOF:
            break
    return since_1904, offsets


def _scan(stream: bytes, at: int) -> tuple[int, int, dict[tuple[int, int], tuple[Flaw, str]]]:
    """Return how far the cells of a sheet reach, and which hold an error or a formula without a result."""
    rows = columns = depth = 0
    flaws: dict[tuple[int, int], tuple[Flaw, str]] = {}
    for kind, body in _records(stream, at):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        elif depth == 1 and kind in _ONE_CELL:
            row, column = struct.unpack_from("<HH", body)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if kind == _BOOLERR and body[7]:
                flaws[row, column] = Flaw.GALAT, _ERRORS.get(body[6], "#GALAT!")
            elif kind in _FORMULAS:
                if body[12:14] == b"\xff\xff" and body[6] == 2:
                    flaws[row, column] = Flaw.GALAT, _ERRORS.get(body[8], "#GALAT!")
                elif body[14] & 1 or body[12:14] == b"\xff\xff" and body[6] == 3:
                    # Calculated on every opening; or empty text, which is also what programs leave that
                    # cannot calculate.
                    flaws[row, column] = Flaw.RUMUS, "=…"
        elif depth == 1 and kind in _MANY_CELLS:
            row = struct.unpack_from("<H", body)[0]
            rows, columns = max(rows, row + 1), max(columns, struct.unpack("<H", body[-2:])[0] + 1)
    return rows, columns, flaws
