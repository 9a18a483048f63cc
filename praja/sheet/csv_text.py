"""CSV and other text tables: the encoding and the delimiter are found out, and said when they are unusual."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import itertools
from collections.abc import Iterator
from pathlib import Path

from praja.sheet.errors import SheetRefused
from praja.sheet.grid import Grid
from praja.sheet.names import HEADER_WITHIN, NameBook, find_header

MOST_BYTES = 512 * 1024**2
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _no_text() -> SheetRefused:
    return SheetRefused(
        "Berkas ini bukan teks CSV yang dapat dibaca.",
        "Simpan daftar sebagai .xlsx, atau sebagai 'CSV UTF-8' dari Excel, lalu coba lagi.",
    )


class CsvBook:
    """A text table as a file with one sheet."""

    since_1904 = False

    def __init__(self, path: Path, book: NameBook) -> None:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise SheetRefused("Berkas CSV ini terlalu besar.", "Gunakan Parquet untuk data sebanyak ini.")
        text, remark = decode(data)
        self.notices = (remark,) if remark else ()
        self.sheets = (path.stem,)
        self._rows = _parse(text, book)

    def grid(self, sheet: str) -> Grid:
        """Return the rows of the file; a row is a record, as a spreadsheet would number it."""
        return Grid(self._rows)


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file, and a remark when its encoding had to be guessed.

    :raises SheetRefused: when the bytes are no text
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return _checked(data.decode(encoding)), ""
            except UnicodeDecodeError as error:
                raise _no_text() from error
    head = data[:4096]
    if head.count(0) * 5 > len(head):
        # Text without a mark, in two bytes a character: every other byte of Latin text is zero.
        even, odd = head[0::2].count(0), head[1::2].count(0)
        encoding = "utf-16-le" if odd > even else "utf-16-be"
        try:
            return _checked(data.decode(encoding)), "Berkas dibaca sebagai UTF-16 tanpa penanda."
        except UnicodeDecodeError as error:
            raise _no_text() from error
    try:
        return _checked(data.decode("utf-8")), ""
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return _checked(text), (
        "Berkas tidak berkode UTF-8; dibaca sebagai Windows-1252 (Latin-1). Periksa nama yang berhuruf "
        "khusus, atau simpan ulang sebagai 'CSV UTF-8'."
    )


def _checked(text: str) -> str:
    strange = sum(c < " " and c not in "\t\r\n\f\v" for c in text[:20_000])
    if "\0" in text or strange > len(text[:20_000]) // 100:
        raise _no_text()
    return text


def _parse(text: str, book: NameBook) -> list[list[str]]:
    """Return the records, split by the delimiter under which most headers are recognised."""
    first_line, _, rest = text.partition("\n")
    declared = first_line.strip().strip('"').lower()
    if declared.startswith("sep=") and len(declared) == 5:
        return [[], *_split(rest, declared[4])]
    best, best_score = ";", (False, 0, 0)
    for delimiter in ";,\t|":
        rows: list[list[str]] = []
        with contextlib.suppress(csv.Error):
            # A quotation mark that looks misplaced under this delimiter is judged when all is read.
            rows.extend(itertools.islice(_reader(text, delimiter, strict=False), HEADER_WITHIN))
        header = find_header(rows, book)
        score = (
            header is not None and header.has("nip"),
            header.score if header else 0,
            max((len(row) for row in rows), default=0),
        )
        if score > best_score:
            best, best_score = delimiter, score
    return _split(text, best)


def _reader(text: str, delimiter: str, *, strict: bool) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)


def _split(text: str, delimiter: str) -> list[list[str]]:
    """Return the records.

    Quotation marks are taken strictly: one that is never closed, or closed in the middle of a cell, would
    otherwise swallow the rows of other people.
    """
    rows: list[list[str]] = []
    try:
        rows.extend(_reader(text, delimiter, strict=True))
    except csv.Error as error:
        raise SheetRefused(
            f'Berkas CSV tidak dapat dibaca dengan pasti: tanda kutip (") pada baris {len(rows) + 1} tidak '
            "berpasangan, atau selnya terlalu panjang.",
            "Perbaiki tanda kutip pada baris itu, atau simpan ulang daftar dari Excel sebagai 'CSV UTF-8'.",
        ) from error
    return rows
