"""The zip archive behind an XLSX or ODS file, opened so that it cannot harm.

Sizes are checked before anything is inflated, and nothing but what was inflated and measured here is ever
handed to a parser: an archive that lies about its sizes only gets its lie cut off.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from praja.sheet.errors import SheetRefused

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError)
"""What `zipfile` raises of an archive that is damaged, locked, or packed in a way that it does not know."""

MOST_ENTRIES = 2_000
"""Files inside the archive. A workbook has one for each sheet, picture and style part."""

MOST_INFLATED = 512 * 1024**2
"""Bytes of all parts together, inflated. 12,000 people × 60 columns take 27 MB."""

SUSPICIOUS_FROM = 8 * 1024**2
"""A part smaller than this, inflated, cannot hurt, however well it was packed."""

MOST_RATIO = 200
"""How many times a larger part may grow when inflated. Sheets grow 5 to 60 times, bombs about 1,000."""

_BOMB = (
    "Berkas ini kecil, tetapi isinya mengembang luar biasa besar ({detail}), seperti berkas perusak "
    "(zip bomb). "
    "Praja tidak membukanya."
)
_BOMB_ADVICE = (
    "Minta berkas asli dari pengirimnya. Bila berkas ini memang milik Anda: salin hanya baris dan kolom yang "
    "berisi ke lembar kerja baru, lalu simpan."
)


def _broken() -> SheetRefused:
    return SheetRefused(
        "Berkas rusak atau tidak lengkap: isinya tidak dapat dibuka.", "Unduh atau salin ulang berkasnya."
    )


def read_parts(path: Path, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """Return the wanted parts of an archive, inflated.

    :raises SheetRefused: when the archive is broken, locked, or larger than any honest list
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_sizes(entries)
            if any(entry.header_offset < 0 for entry in entries):
                raise zipfile.BadZipFile("a part before the beginning of the archive")
            return {entry.filename: archive.read(entry) for entry in entries if wanted(entry.filename)}
    except BROKEN as error:
        raise _broken() from error


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise SheetRefused(_BOMB.format(detail=f"{len(entries)} bagian"), _BOMB_ADVICE)
    total = sum(entry.file_size for entry in entries)
    if total > MOST_INFLATED:
        raise SheetRefused(_BOMB.format(detail=f"{total // 1024**2} MB"), _BOMB_ADVICE)
    names = set()
    for entry in entries:
        if entry.file_size > SUSPICIOUS_FROM and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            times = entry.file_size // max(entry.compress_size, 1)
            raise SheetRefused(_BOMB.format(detail=f"{times} kali lipat"), _BOMB_ADVICE)
        if entry.flag_bits & 1:
            raise SheetRefused(
                "Berkas ini dikunci dengan kata sandi.", "Buka, hapus kata sandinya, lalu simpan."
            )
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or entry.filename in names:
            raise _broken()
        names.add(entry.filename)


def check_extent(sheet: str, rows: int, columns: int, most: int) -> None:
    """Refuse a sheet whose cells reach so far that its empty middle alone would fill the memory."""
    if rows * columns > most:
        raise SheetRefused(
            f"Lembar {sheet!r} membentang sampai baris {rows} dan kolom ke-{columns}: lebih dari "
            f"{most:,} sel.".replace(",", "."),
            "Hapus baris dan kolom kosong di bawah dan di kanan data (pilih, klik kanan, Hapus), lalu "
            "simpan. "
            "Untuk data sebanyak ini gunakan Parquet.",
        )
