"""From a path to an open file: what it is by name and by content, and whether it may be read at all."""

from __future__ import annotations

import enum
import os
import re
import stat
import zipfile
from pathlib import Path

from praja.sheet.archive import BROKEN
from praja.sheet.csv_text import CsvBook
from praja.sheet.errors import SheetRefused
from praja.sheet.grid import Book
from praja.sheet.names import NameBook
from praja.sheet.ods import OdsBook
from praja.sheet.xls import XlsBook
from praja.sheet.xlsx import XlsxBook


class Format(enum.Enum):
    """The formats of a list, named as a message names them."""

    CSV = "CSV"
    XLSX = "XLSX"
    XLS = "XLS"
    ODS = "ODS"
    PARQUET = "Parquet"


_BY_SUFFIX = {
    ".csv": Format.CSV,
    ".txt": Format.CSV,
    ".tsv": Format.CSV,
    ".xlsx": Format.XLSX,
    ".xlsm": Format.XLSX,
    ".xls": Format.XLS,
    ".ods": Format.ODS,
    ".parquet": Format.PARQUET,
    ".pq": Format.PARQUET,
}
_FORMATS = "CSV, XLSX, XLS, ODS, atau Parquet"


def check_file(path: Path) -> Format:
    """Return the format of a file whose name and content agree.

    :raises SheetRefused: for what is no readable file, is empty, or is something else than its name says
    """
    try:
        found = os.stat(path)
        if stat.S_ISDIR(found.st_mode):
            raise SheetRefused(
                f"{path} adalah folder, bukan berkas.",
                f"Sebutkan berkas daftarnya ({_FORMATS}) di dalam folder itu.",
            )
        if not stat.S_ISREG(found.st_mode):
            raise SheetRefused(f"{path} bukan berkas biasa.", f"Sebutkan berkas daftarnya: {_FORMATS}.")
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError as error:
        raise SheetRefused(f"Berkas {path} tidak ditemukan.", "Periksa nama dan foldernya.") from error
    except PermissionError as error:
        raise SheetRefused(
            f"Berkas {path} tidak boleh dibaca oleh pengguna ini.",
            "Minta izin baca kepada pemilik berkas, atau salin berkas ke folder Anda sendiri.",
        ) from error
    except (OSError, ValueError) as error:
        raise SheetRefused(
            f"Berkas {path} tidak dapat dibuka: {error}.", "Periksa nama dan letak berkasnya."
        ) from error
    suffix = path.suffix.lower()
    if suffix == ".xlsb":
        raise SheetRefused(
            "Berkas Excel biner (.xlsb) tidak didukung.", "Buka dengan Excel, simpan sebagai .xlsx."
        )
    if suffix not in _BY_SUFFIX:
        raise SheetRefused(f"Jenis berkas {suffix or 'tanpa akhiran'} tidak dikenal.", f"Gunakan {_FORMATS}.")
    if not re.sub(rb"^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)", b"", head).strip(b" \t\r\n\0"):
        raise SheetRefused(
            f"Berkas {path.name} kosong.", "Periksa apakah penyimpanan atau unduhan sudah selesai."
        )
    expected = _BY_SUFFIX[suffix]
    _check_content(path, expected, head)
    return expected


def _check_content(path: Path, expected: Format, head: bytes) -> None:
    actual = _content(path, head)
    if actual == expected.value:
        return
    if actual == "HTML":
        raise SheetRefused(
            f"{path.name} sebenarnya halaman web (HTML) yang diberi nama {path.suffix}.",
            "Buka dengan Excel, pilih Simpan Sebagai, jenis Buku Kerja Excel (.xlsx), lalu coba lagi.",
        )
    if actual == "terkunci":
        raise SheetRefused(
            f"{path.name} dikunci dengan kata sandi.", "Buka dengan Excel, hapus kata sandinya, lalu simpan."
        )
    suffix = next((s for s, f in _BY_SUFFIX.items() if f.value == actual), None)
    advice = (
        f"Ganti akhiran namanya menjadi {suffix}, lalu coba lagi."
        if suffix and suffix != ".csv"
        else f"Simpan daftar sebagai {_FORMATS}."
    )
    raise SheetRefused(f"Isi {path.name} adalah {actual}, tidak cocok dengan akhiran {path.suffix}.", advice)


COMPOUND_START = 4 * 1024**2
"""Within so many bytes an old office file says whether it is locked."""


def is_compound(start: bytes) -> bool:
    """Whether a file that begins so is from Excel 2003 or before, or a locked one of any age."""
    return start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def is_locked(start: bytes) -> bool:
    """Whether an old office file, or what looks like one, holds a workbook locked with a password."""
    return "EncryptedPackage".encode("utf-16-le") in start


def _content(path: Path, head: bytes) -> str:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _content_of_zip(path)
    if is_compound(head):
        with path.open("rb") as file:
            return "terkunci" if is_locked(file.read(COMPOUND_START)) else Format.XLS.value
    if head.startswith(b"PAR1"):
        return Format.PARQUET.value
    for mark, name in (
        (b"%PDF", "PDF"),
        (b"\x89PNG", "gambar"),
        (b"\xff\xd8\xff", "gambar"),
        (b"\x1f\x8b", "gzip"),
    ):
        if head.startswith(mark):
            return name
    text = head[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if (
        text.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<style"))
        or b"<table" in text
    ):
        return "HTML"
    if text.startswith(b"<?xml"):
        return "XML"
    return Format.CSV.value


def _content_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [entry.filename.lower() for entry in archive.infolist()[:5000]]
    except (*BROKEN, OSError):
        # A damaged archive is refused by the reader, in words that fit.
        return {".ods": Format.ODS.value}.get(path.suffix.lower(), Format.XLSX.value)
    if any(name.startswith("xl/") for name in names):
        return Format.XLSX.value
    if "content.xml" in names:
        return Format.ODS.value
    if any(name.startswith("word/") for name in names):
        return "dokumen Word"
    return "arsip ZIP"


def open_book(path: Path, found: Format, names: NameBook) -> Book:
    """Return the sheets of a file that is no Parquet."""
    match found:
        case Format.CSV:
            return CsvBook(path, names)
        case Format.XLSX:
            return XlsxBook(path)
        case Format.XLS:
            return XlsBook(path)
        case Format.ODS:
            return OdsBook(path)
        case Format.PARQUET:
            raise AssertionError("Parquet is read by columns")
