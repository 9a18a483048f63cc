"""What a file is that is not taken: in a word, and how its sender makes of it what is."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection
from typing import Final

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_noop

from praja.files.models import StoredFile
from praja.sheet.archive import BROKEN
from praja.sheet.source import is_compound, is_locked

Kind = StoredFile.Kind

PICTURES: Final = {Kind.JPEG, Kind.PNG}
SHEETS: Final = {Kind.XLSX, Kind.CSV}
MOST_NAMES: Final = 5_000

HEIC: Final = gettext_noop("foto HEIC dari iPhone")
PICTURE: Final = gettext_noop("gambar")
OTHER_PICTURE: Final = gettext_noop("gambar jenis lain")
PDF: Final = gettext_noop("PDF")
WORD: Final = gettext_noop("dokumen Word")
SHEET: Final = gettext_noop("lembar kerja")
OLD_SHEET: Final = gettext_noop("lembar kerja Excel lama (XLS)")
OTHER_SHEET: Final = gettext_noop("lembar kerja LibreOffice (ODS)")
BINARY_SHEET: Final = gettext_noop("lembar kerja biner (XLSB)")
LOCKED: Final = gettext_noop("berkas Office yang dikunci dengan kata sandi")
ARCHIVE: Final = gettext_noop("arsip (ZIP atau RAR)")
PAGE: Final = gettext_noop("halaman web")
VIDEO: Final = gettext_noop("video")
WIDE_TEXT: Final = gettext_noop("teks UTF-16")

_STARTS: Final = (
    (b"\xff\xd8\xff", PICTURE),
    (b"\x89PNG", PICTURE),
    (b"GIF8", OTHER_PICTURE),
    (b"II*\0", OTHER_PICTURE),
    (b"MM\0*", OTHER_PICTURE),
    (b"%PDF", PDF),
    (b"\xd0\xcf\x11\xe0", OLD_SHEET),
    (b"{\\rtf", WORD),
    (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
    (b"\xff\xfe", WIDE_TEXT),
    (b"\xfe\xff", WIDE_TEXT),
)
_PAGE: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|table|meta|style|\?xml)", re.IGNORECASE
)
_NAMED: Final = {
    Kind.PDF: gettext_noop("PDF"),
    Kind.JPEG: gettext_noop("foto JPEG"),
    Kind.PNG: gettext_noop("gambar PNG"),
    Kind.XLSX: gettext_noop("lembar kerja XLSX"),
    Kind.CSV: gettext_noop("CSV"),
    Kind.JSONL: gettext_noop("JSON Lines"),
}


def what_is(data: bytes) -> str:
    """Return what a file seems to be, by its bytes, as a text still to be translated; nothing where that is
    not known, as of plain text. What may be a whole workbook is a sheet; whether it is one is not looked at.
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(data)
    if is_compound(data):
        if is_locked(data):
            return LOCKED
        return WORD if "WordDocument".encode("utf-16-le") in data else OLD_SHEET
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        if brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1"):
            return HEIC
        return OTHER_PICTURE if brand in (b"avif", b"avis") else VIDEO
    if (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or (data[:2] == b"BM" and data[6:10] == b"\0\0\0\0"):
        return OTHER_PICTURE
    if _PAGE.match(data):
        return PAGE
    return next((what for start, what in _STARTS if data.startswith(start)), "")


def accepted(kinds: Collection[Kind]) -> str:
    """Return the kinds that are taken, as words of a sentence."""
    *before, last = [translated(_NAMED[Kind(kind)]) for kind in kinds]
    if not before:
        return last
    comma = "," if len(before) > 1 else ""
    return f"{', '.join(before)}{comma} {translated('atau')} {last}"


def refusal(data: bytes, kinds: Collection[Kind]) -> str:
    """Return why a file is not taken here: what it is where that is known, what is taken, what to do."""
    what = what_is(data)
    told = translated("Jenis berkas ini tidak diterima di sini: %(what)s. Kirim %(kinds)s.")
    if not what:
        told = translated("Jenis berkas ini tidak diterima di sini. Kirim %(kinds)s.")
    said = told % {"what": translated(what) if what else "", "kinds": accepted(kinds)}
    return " ".join(filter(None, (said, _how(what, set(kinds)))))


def _packed(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {entry.filename.lower() for entry in archive.infolist()[:MOST_NAMES]}
            kind = b""
            if "mimetype" in names:
                with archive.open("mimetype") as said:
                    kind = said.read(80)
    except (*BROKEN, KeyError, OSError):
        return SHEET
    if "xl/workbook.bin" in names:
        return BINARY_SHEET
    if any(name.startswith("word/") for name in names) or b"opendocument.text" in kind:
        return WORD
    if "content.xml" in names:
        return OTHER_SHEET
    return SHEET if "[content_types].xml" in names or any(one.startswith("xl/") for one in names) else ARCHIVE


def _how(what: str, kinds: set[Kind]) -> str:
    """Return what its sender does, nothing where that goes without saying."""
    if what == LOCKED:
        return translated("Buka dengan kata sandinya, hapus kata sandi itu, lalu simpan ulang.")
    if what == ARCHIVE:
        return translated("Keluarkan isinya, lalu kirim berkas yang di dalamnya.")
    if kinds <= SHEETS:
        return _into_sheet(what)
    if what == HEIC:
        return translated(
            "Pada iPhone, buka Pengaturan, Kamera, Format, pilih Paling Kompatibel, lalu potret ulang; atau "
            "kirim tangkapan layarnya."
        )
    if what == OTHER_PICTURE:
        return translated("Simpan ulang gambarnya sebagai JPEG atau PNG.")
    if Kind.PDF in kinds and what in (WORD, SHEET, OLD_SHEET, OTHER_SHEET, BINARY_SHEET, PAGE):
        return translated("Buka, cetak atau simpan sebagai PDF, lalu kirim hasilnya.")
    if kinds <= PICTURES and what == PDF:
        return translated("Potret halamannya, atau simpan sebagai gambar.")
    return ""


def _into_sheet(what: str) -> str:
    if what in (OLD_SHEET, OTHER_SHEET, BINARY_SHEET, PAGE):
        return translated("Buka dengan Excel atau LibreOffice, lalu simpan sebagai XLSX.")
    if what == WIDE_TEXT:
        return translated("Buka dengan Excel, lalu simpan sebagai XLSX atau CSV UTF-8.")
    if what in (PDF, PICTURE, OTHER_PICTURE, HEIC, WORD):
        return translated("Isinya tidak dapat dibaca sebagai daftar; minta lembar kerja aslinya.")
    return ""
