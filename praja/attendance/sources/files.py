"""Files with taps: what they are is seen from their content; sheets are read by their columns."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import re
from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy, gettext_noop

from praja.attendance.sources.readers.attlog import read_attlog
from praja.attendance.sources.readers.fingerspot import read_answer
from praja.attendance.sources.readers.lines import Line, NotRead, Unread, kept, pin_of, text_of, time_of
from praja.files import disk, strange
from praja.files.models import StoredFile
from praja.people.imports.mapping import SheetMap, opened
from praja.people.imports.maps import mapped, table_of
from praja.sheet.errors import SheetRefused
from praja.sheet.grid import Book
from praja.sheet.names import NameBook, Role, Target, find_header, plain, plain_header
from praja.web.said import gettext as _

ATTLOG: Final = "attlog"
JSON: Final = "json"
SHEET: Final = "lembar"
MOST_SHEETS: Final = 40
PIN, TIME, DAY, DIRECTION = "pin", "waktu", "tanggal", "arah"
CLOCKS: Final = ("jam", "jam2", "jam3", "jam4")


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """What a column may be, and how it is headed."""

    key: str
    label: str | Promise
    headings: tuple[str, ...] = ()


FIELDS: Final[Mapping[str, Field]] = {
    one.key: one
    for one in (
        Field(
            PIN, gettext_lazy("PIN atau NIP"), ("PIN", "ID", "User ID", "No. ID", "AC-No.", "Emp No.", "NIP")
        ),
        Field(
            TIME,
            gettext_lazy("Tanggal dan jam"),
            ("Waktu", "Tanggal Jam", "Tanggal/Jam", "Date/Time", "DateTime", "Scan Date", "Tanggal Scan"),
        ),
        Field(DAY, gettext_lazy("Tanggal"), ("Date", "Tgl")),
        Field("jam", gettext_lazy("Jam"), ("Time", "Jam Masuk", "Scan Masuk", "Scan 1", "Masuk")),
        Field(
            "jam2", gettext_lazy("Jam kedua"), ("Jam Keluar", "Jam Pulang", "Scan Pulang", "Scan 2", "Pulang")
        ),
        Field("jam3", gettext_lazy("Jam ketiga"), ("Scan 3",)),
        Field("jam4", gettext_lazy("Jam keempat"), ("Scan 4",)),
        Field(DIRECTION, gettext_lazy("Masuk atau keluar"), ("Arah", "Status", "State", "In/Out", "I/O")),
    )
}
_WAYS: Final = {
    **dict.fromkeys(("in", "masuk", "cin", "checkin", "0", "datang"), "masuk"),
    **dict.fromkeys(("out", "keluar", "cout", "checkout", "1", "pulang"), "keluar"),
}
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]([0-5]\d))?", re.ASCII)
_TAP: Final = re.compile(r"\s*(?:[\w.-]{1,36}|[\d ]{1,36}) *\t\d{4}-\d\d-\d\d \d\d:\d\d", re.ASCII)
"""How a line of `attlog.dat` begins, also where the PIN has a space in it that nobody can read."""
_DAY: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(.*)", re.ASCII)


def form_of(data: bytes) -> str:
    """Return what kind of file it is: `attlog`, `json`, or `lembar` (CSV or XLSX)."""
    begun = text_of(data[:8192])
    if begun.lstrip()[:1] in ("[", "{"):
        return JSON
    if any(_TAP.match(line) for line in begun.split("\n")[:20]):
        return ATTLOG
    return SHEET


def no_list(data: bytes) -> str:
    """Return what a file is instead of a list of taps: a picture, a PDF and the like; nothing where it may be
    one.
    """
    what = strange.what_is(data)
    return "" if what in ("", strange.SHEET, strange.WIDE_TEXT) else translated(what)


def read_file(stored: StoredFile, form: str, sheets: list[SheetMap]) -> Iterator[Line | Unread]:
    """Yield the taps of a stored file, and its lines that are none.

    :raises SheetRefused: if it cannot be used as a whole
    """
    if form == SHEET:
        with opened(stored) as book:
            yield from _rows(book, sheets)
        return
    data = disk.read(stored.sha256)
    if data is None:
        raise SheetRefused(_("Isi berkas ini tidak ada lagi di peladen."), _("Unggah berkasnya sekali lagi."))
    if form == ATTLOG:
        yield from read_attlog(data)
        return
    try:
        yield from read_answer(data)
    except NotRead as error:
        raise SheetRefused(
            _("Berkas ini tidak terbaca: %(why)s.") % {"why": translated(str(error))},
            _("Kirim attlog.dat, XLSX, CSV, atau JSON Fingerspot."),
        ) from None


# --- sheets


@functools.cache
def _headings() -> NameBook:
    return NameBook(
        (heading, Target(one.key, Role.CARRIED))
        for one in FIELDS.values()
        for heading in (one.key, *one.headings)
    )


def recognise(book: Book) -> list[SheetMap]:
    """Return the sheet of a file that looks most like one of taps, with its columns.

    :raises SheetRefused: if no sheet has a heading
    """
    found: list[SheetMap] = []
    for name in book.sheets[:MOST_SHEETS]:
        grid = book.grid(name)
        header = find_header(grid.rows, _headings())
        if header is None or not header.has(PIN):
            header = plain_header(grid.rows)
        if header is not None:
            found.append(mapped(name, "orang", header, grid))
    if not found:
        raise SheetRefused(
            _("Berkas ini tidak berisi daftar tap: tidak ada judul kolom dengan data di bawahnya."),
            _("Ambil attlog.dat dari mesinnya, atau isi judul kolom pada satu baris dan data di bawahnya."),
        )
    return [max(found, key=lambda sheet: sum(bool(column.target) for column in sheet.columns))]


def wrong(sheets: list[SheetMap]) -> list[str]:
    """Return why nothing can be read so."""
    said: list[str] = []
    targets = [column.target for sheet in sheets for column in sheet.columns if column.target]
    for twice in sorted({one for one in targets if targets.count(one) > 1}):
        label = FIELDS[twice].label if twice in FIELDS else twice
        said.append(
            _("Dua kolom sama-sama dipilih sebagai “%(column)s”. Pilih salah satu.") % {"column": label}
        )
    if PIN not in targets:
        said.append(_("Belum ada kolom PIN. Pilih kolom yang berisi PIN mesin atau NIP."))
    if TIME not in targets and not (DAY in targets and any(one in targets for one in CLOCKS)):
        said.append(
            _("Belum ada kolom jam. Pilih satu kolom tanggal dan jam, atau kolom tanggal dan kolom jam.")
        )
    return said


def _rows(book: Book, sheets: list[SheetMap]) -> Iterator[Line | Unread]:
    for sheet in sheets:
        if sheet.name not in book.sheets:
            raise SheetRefused(
                _("Lembar %(sheet)s tidak ada di berkas ini.") % {"sheet": sheet.name},
                _("Unggah berkasnya sekali lagi."),
            )
        table = table_of(book, sheet, lambda name: Target(name, Role.CARRIED))
        texts = {
            target.name: column.cells.as_text().to_list()
            for column, target in zip(table.columns, table.targets, strict=True)
            if target is not None
        }
        numbers = table.sheet.row_numbers.to_list()
        names = list(texts)
        for number, *cells in zip(numbers, *texts.values(), strict=True):
            row = {name: (cell or "").strip() for name, cell in zip(names, cells, strict=True)}
            if any(row.values()):
                yield from _taps(number, row)


def _taps(number: int, row: Mapping[str, str]) -> Iterator[Line | Unread]:
    raw = kept("\t".join(row.values()))
    times = (
        [row[TIME]] if row.get(TIME) else [f"{row.get(DAY, '')} {row[one]}" for one in CLOCKS if row.get(one)]
    )
    if not times:
        return  # somebody who did not tap on that day
    way = _WAYS.get(plain(row.get(DIRECTION, "")), "") if len(times) == 1 else ""
    for text in times:
        try:
            yield Line(pin_of(row.get(PIN, "")), _time(text), way, "", "", raw)
        except NotRead as error:
            yield Unread(number, raw, str(error))


def _time(text: str) -> datetime.datetime:
    """Return a date and time as sheets have it: also the day first, and hours with a point."""
    found = _DAY.fullmatch(text.strip())
    if found is not None:
        text = f"{found[3]}-{found[2]}-{found[1]}{found[4]}"
    day, _sep, clock = " ".join(text.replace("T", " ").split()).partition(" ")
    clock = clock.removeprefix("00:00:00 ").rpartition(" ")[2]
    said = _CLOCK.fullmatch(clock)
    if said is None:
        raise NotRead(gettext_noop("jam tidak terbaca"))
    return time_of(f"{day} {int(said[1]):02}:{said[2]}:{said[3] or '00'}")
