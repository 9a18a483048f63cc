"""A file that is not taken is named where it can be, with what is taken and what its sender does."""

from __future__ import annotations

import io
import zipfile

import pytest

from praja.files.content import examine
from praja.files.errors import UploadRefused
from praja.files.models import StoredFile
from tests.unit.files.made import pdf, picture, workbook

Kind = StoredFile.Kind
SCANS = (Kind.PDF, Kind.JPEG, Kind.PNG)
SHEETS = (Kind.XLSX, Kind.CSV)
PHOTOS = (Kind.JPEG, Kind.PNG)
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
TAKES_SCANS = "Kirim PDF, foto JPEG, atau gambar PNG."
TAKES_SHEETS = "Kirim lembar kerja XLSX atau CSV."


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def why(data: bytes, kinds: tuple[StoredFile.Kind, ...]) -> str:
    with pytest.raises(UploadRefused) as caught:
        examine(data, kinds)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "kinds", "what", "taken", "how"),
    [
        (packed(word__document_xml=b"x"), SCANS, "dokumen Word", TAKES_SCANS, "simpan sebagai PDF"),
        (OLD + "WordDocument".encode("utf-16-le"), SCANS, "dokumen Word", TAKES_SCANS, "simpan sebagai PDF"),
        (b"{\\rtf1 surat}", SCANS, "dokumen Word", TAKES_SCANS, "simpan sebagai PDF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", SCANS, "foto HEIC dari iPhone", TAKES_SCANS, "Paling Kompatibel"),
        (picture("WEBP"), SCANS, "gambar jenis lain", TAKES_SCANS, "sebagai JPEG atau PNG"),
        (picture("BMP"), SCANS, "gambar jenis lain", TAKES_SCANS, "sebagai JPEG atau PNG"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", SCANS, "video", TAKES_SCANS, ""),
        (workbook(), SCANS, "lembar kerja", TAKES_SCANS, "simpan sebagai PDF"),
        (packed(surat_txt=b"x"), SCANS, "arsip (ZIP atau RAR)", TAKES_SCANS, "Keluarkan isinya"),
        (pdf(), PHOTOS, "PDF", "Kirim foto JPEG atau gambar PNG.", "Potret halamannya"),
        (OLD, SHEETS, "lembar kerja Excel lama (XLS)", TAKES_SHEETS, "simpan sebagai XLSX"),
        (packed(mimetype=b"x", content_xml=b"x"), SHEETS, "LibreOffice (ODS)", TAKES_SHEETS, "sebagai XLSX"),
        (packed(xl__workbook_bin=b"x"), SHEETS, "lembar kerja biner", TAKES_SHEETS, "sebagai XLSX"),
        (b"<html><table>", SHEETS, "halaman web", TAKES_SHEETS, "sebagai XLSX"),
        ("nip;nama\n".encode("utf-16"), SHEETS, "teks UTF-16", TAKES_SHEETS, "CSV UTF-8"),
        (picture(), SHEETS, "gambar", TAKES_SHEETS, "lembar kerja aslinya"),
        (pdf(), SHEETS, "PDF", TAKES_SHEETS, "lembar kerja aslinya"),
        (
            OLD + "EncryptedPackage".encode("utf-16-le"), SHEETS, "dikunci dengan kata sandi", TAKES_SHEETS,
            "hapus kata sandi",
        ),
    ],
)  # fmt: skip
def test_it_is_named_with_what_is_taken_and_what_to_do(
    data: bytes, kinds: tuple[StoredFile.Kind, ...], what: str, taken: str, how: str
) -> None:
    said = why(data, kinds)

    opening, _between, rest = said.partition(". Kirim ")
    assert opening.startswith("Jenis berkas ini tidak diterima di sini: ") and what in opening
    assert f"Kirim {rest}".startswith(taken)
    assert how in rest and (how or f"Kirim {rest}" == taken)


def test_what_nobody_knows_is_refused_with_what_is_taken() -> None:
    assert why(b"MZ\x90\0", SCANS) == f"Jenis berkas ini tidak diterima di sini. {TAKES_SCANS}"


def test_a_damaged_workbook_is_no_archive() -> None:
    assert "bukan buku kerja Excel yang utuh" in why(workbook()[:-40], SHEETS)
