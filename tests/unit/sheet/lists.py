"""Small lists for the tests: invented people, a handful of facts, and files of every format made by code."""

from __future__ import annotations

import csv
import datetime
import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from praja.rules.schema import Fact, Grain, Kind, Place
from praja.sheet import SheetList, read_list

OCTOBER = datetime.date(2026, 10, 1)


def fact(name: str, kind: Kind, unit: str = "rupiah", **more: Any) -> Fact:
    """Return a fact with a title of its own."""
    low, high = more.pop("low", None), more.pop("high", None)
    return Fact(
        name=name,
        title=more.pop("title", name.replace("_", " ").capitalize()),
        label_en=name,
        kind=kind,
        unit=unit,
        grain=more.pop("grain", Grain.ORANG),
        place=Place("fakta.yaml", 1),
        low=None if low is None else Fraction(low),
        high=None if high is None else Fraction(high),
        **more,
    )


FACTS = {
    made.name: made
    for made in (
        fact("status_asn", Kind.PILIHAN, choices=("cpns", "pns", "pppk", "pppk_paruh_waktu")),
        fact(
            "golongan",
            Kind.PILIHAN,
            title="Golongan ruang",
            choices=("III/a", "III/b", "III/c", "III/d", "IV/a", "IX", "tidak_ada"),
        ),
        fact("mkg", Kind.ANGKA, "tahun", title="Masa kerja golongan", low=0, high=60),
        fact("eselon", Kind.PILIHAN, choices=("II.b", "III.a", "tidak_ada"), default="tidak_ada"),
        fact("jenis_jabatan", Kind.PILIHAN, choices=("struktural", "fungsional", "pelaksana")),
        fact("pasangan_ditunjang", Kind.YA, "ya", title="Ada suami/istri yang ditunjang"),
        fact("jumlah_anak_ditunjang", Kind.ANGKA, "orang", low=0, high=20),
        fact("tmt_golongan", Kind.TANGGAL, "tanggal", title="TMT golongan"),
        fact("sewa_rumah", Kind.RUPIAH, "rupiah/bulan", low=0, high=20_000_000, default="Rp0"),
        fact("pagu_tpp", Kind.RUPIAH, "rupiah/bulan", title="Pagu TPP", low=0, high=200_000_000),
        fact("capaian_kinerja", Kind.ANGKA, "persen", decimals=4, low=0, high=2),
        fact("indeks", Kind.ANGKA, "angka", decimals=3, low=0, high=5),
        fact("kuasa_zakat", Kind.YA, "ya", default="tidak"),
        fact("harga_beras_natura", Kind.RUPIAH, low=0, high=5_000_000, default="Rp0"),
        fact("tanggal_lahir_anak", Kind.TANGGAL, "tanggal", grain=Grain.ANAK),
        fact("anak_sekolah", Kind.YA, "ya", grain=Grain.ANAK),
        fact("tanggal", Kind.TANGGAL, "tanggal", grain=Grain.HARI),
        fact("menit_telat", Kind.ANGKA, "menit", grain=Grain.HARI, low=0, high=600),
    )
}

SARI = "198503152010012001"
BUDI = "197911022005011002"
ANI = "199207172019032003"
WATI = "199001012022212004"

HEADER = ["NIP", "Nama", "Unit", "Golongan ruang", "MKG", "Pagu TPP", "TMT golongan", "Sewa rumah"]
ROWS: list[list[Any]] = [
    [SARI, "Sari Dewi, S.E.", "Kecamatan Banyumanik", "III/c", "14", "3750000", "01-04-2024", ""],
    [BUDI, "Budi Santoso", "Kecamatan Banyumanik", "IV/a", "20", "4250000", "01-10-2023", "150000"],
    [ANI, "Ani Lestari", "Dinas Kesehatan", "III/a", "6", "2500000", "15-03-2025", ""],
]
"""Three people of whom nothing is wrong."""


def read(path: Path, **more: Any) -> SheetList:
    """Read a list with the facts of the tests."""
    return read_list(path, facts=more.pop("facts", FACTS), on=more.pop("on", OCTOBER), **more)


def write_csv(
    path: Path, rows: Iterable[Sequence[Any]], *, delimiter: str = ";", encoding: str = "utf-8"
) -> Path:
    """Write rows as CSV."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter).writerows(rows)
    path.write_bytes(target.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Any]], **options: Any) -> Path:
    """Write sheets as XLSX: text as text, dates with a date format, `=…` as text too."""
    book = xlsxwriter.Workbook(
        str(path),
        {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False, **options},
    )
    date = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, (datetime.date, datetime.datetime)):
                    sheet.write_datetime(r, c, value, date)
                elif value is not None and value != "":
                    sheet.write(r, c, value)
    book.close()
    return path


def people(sheet: SheetList, *names: str) -> pl.DataFrame:
    """Return the rows of some people without their row numbers, to compare them with another reading."""
    return sheet.frames["orang"].drop("_baris").filter(pl.col("nip").is_in(list(names)))


def only_problem(sheet: SheetList) -> dict[str, Any]:
    """Return the one problem of a list; there must be no other."""
    found = sheet.problems.to_dicts()
    assert len(found) == 1, found
    return found[0]


def value_of(sheet: SheetList, nip: str, column: str, grain: str = "orang") -> Any:
    """Return one value of one person."""
    return sheet.frames[grain].filter(pl.col("nip") == nip)[column].item()


# --- ODS and XLS, in the few parts of these formats that the tests need

_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
    'office:version="1.3"><office:body><office:spreadsheet>'
)
_ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"


def ods_cell(value: Any) -> str:
    """Return the XML of one cell; text that begins with `<` is taken as XML."""
    match value:
        case str() if value.startswith("<"):
            return value
        case None | "":
            return "<table:table-cell/>"
        case bool():
            return (
                f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(value).lower()}"/>'
            )
        case int() | float():
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        case datetime.date():
            return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
        case _:
            return (
                '<table:table-cell office:value-type="string"><text:p>'
                f"{escape(str(value))}</text:p></table:table-cell>"
            )


def write_ods(path: Path, rows: Iterable[Sequence[Any]], *, name: str = "orang", tail: str = "") -> Path:
    """Write rows as ODS; `tail` is XML behind the last row."""
    body = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'{_ODS_HEAD}<table:table table:name="{name}">{body}{tail}</table:table>{_ODS_TAIL}',
        )
    return path


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _xls_cell(r: int, c: int, value: Any) -> bytes:
    where = struct.pack("<HHH", r, c, 0)
    match value:
        case ("galat", int() as code):
            return _record(0x0205, where + bytes([code, 1]))
        case ("rumus", None):
            return _record(0x0006, where + b"\x03\0\0\0\0\0\xff\xff" + struct.pack("<HIH", 0, 0, 0))
        case ("rumus", float() as result):
            return _record(0x0006, where + struct.pack("<dHIH", result, 1, 0, 0))
        case int() | float():
            return _record(0x0203, where + struct.pack("<d", value))
        case _:
            text = str(value)
            return _record(0x0204, where + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))


def write_xls(path: Path, rows: Sequence[Sequence[Any]], *, since_1904: bool = False) -> Path:
    """Write rows as the XLS of Excel 97: text, numbers, ("galat", code), ("rumus", stale result or None)."""
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    name = b"orang"
    head = _record(0x0809, bof) + _record(0x0022, struct.pack("<H", since_1904))
    bound_length = 4 + 8 + len(name)
    offset = len(head) + bound_length + 4
    bound = _record(0x0085, struct.pack("<IBBBB", offset, 0, 0, len(name), 0) + name)
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    width = max(map(len, rows))
    sheet += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None and value != "":
                sheet += _xls_cell(r, c, value)
    stream = head + bound + _record(0x000A, b"") + sheet + _record(0x000A, b"")
    path.write_bytes(_compound(stream))
    return path


def _compound(stream: bytes) -> bytes:
    """Return a compound file with one stream, `Workbook`."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    end, fat_mark = 0xFFFFFFFE, 0xFFFFFFFD
    # Sector 0 is the allocation table, 1 the directory, the stream follows.
    table = [fat_mark, end, *range(3, 2 + sectors), end]
    assert len(table) <= 128, "one allocation sector is enough for a test"
    fat = struct.pack("<128I", *table, *([0xFFFFFFFF] * (128 - len(table))))

    def entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
        encoded = (name + "\0").encode("utf-16-le")
        return (
            encoded.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(encoded), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + b"\0" * 36
            + struct.pack("<III", start, size, 0)
        )

    directory = (
        entry("Root Entry", 5, end, 0, 1) + entry("Workbook", 2, 2, len(stream), 0xFFFFFFFF) + b"\0" * 256
    )
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + b"\0" * 6
        + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
        + struct.pack("<109I", 0, *([0xFFFFFFFF] * 108))
    )
    return header + fat + directory + stream
