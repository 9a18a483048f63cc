"""Which sheet of a file is what, and which of its columns: recognised, then corrected by an officer."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.utils.translation import gettext as _

from praja.files import disk
from praja.files.models import StoredFile
from praja.people.imports.columns import GRAINS, ORANG, Grain, Kolom, grain_named, headings_of, target
from praja.people.imports.masked import without_nik
from praja.sheet.cells import letter_of
from praja.sheet.errors import SheetRefused
from praja.sheet.grid import Book, Grid
from praja.sheet.names import Header, NameBook, Role, Target, find_header, header_text, plain, plain_header
from praja.sheet.sipd import GAJI, RECOGNISED_FROM
from praja.sheet.source import check_file, open_book

MOST_SHEETS: Final = 40
LAYOUTS: Final = ("praja", "sipd", "simgaji", "siasn", "lain")
_SIPD: Final = frozenset(plain(column.header) for column in GAJI)
_SIMGAJI: Final = frozenset(
    plain(one)
    for one in (
        "NIP",
        "GLRDEPAN",
        "KDJENKEL",
        "TGLLHR",
        "KDPANGKAT",
        "MKGOLT",
        "BLGOLT",
        "KDSTAPEG",
        "KDSATKER",
        "KDSKPD",
        "TMTCAPEG",
        "TMTKGB",
        "NMKEL",
        "KDHUBKEL",
        "TATSKS",
        "KDTUNJANG",
        "TMTGAJI",
        "GAPOK",
        "MASKER",
        "NOMORSKEP",
        "TGLSKEP",
    )
)
_SIASN: Final = frozenset(
    plain(one)
    for one in (
        "PNS ID",
        "NIP Baru",
        "Gol Akhir Nama",
        "TMT Golongan",
        "MK Tahun",
        "MK Bulan",
        "Jabatan Nama",
        "Unor Nama",
        "Status CPNS PNS",
        "TMT CPNS",
        "Kedudukan Hukum Nama",
    )
)


@dataclasses.dataclass(slots=True)
class ColumnMap:
    """A column of the file: its place from 0, its heading, what it is (a target, or nothing), examples."""

    place: int
    heading: str
    target: str = ""
    samples: tuple[str, ...] = ()

    @property
    def letter(self) -> str:
        """The letter that a spreadsheet gives it."""
        return letter_of(self.place)


@dataclasses.dataclass(slots=True)
class SheetMap:
    """A sheet of the file: which grain it is (none: left out), the rows of its heading, its columns."""

    name: str
    grain: str
    first: int
    last: int
    columns: list[ColumnMap]

    @property
    def of(self) -> Grain | None:
        """The grain, as a value."""
        return GRAINS.get(self.grain)


@dataclasses.dataclass(slots=True)
class Mapping:
    """How a file is read.

    :ivar on: the day of the list, from which on holds what comes without a TMT
    :ivar unit: where new people work for whom the file names no unit
    :ivar units: units as the file names them → ours, where an officer had to say it
    """

    layout: str
    sheets: list[SheetMap]
    on: datetime.date | None = None
    unit: uuid.UUID | None = None
    units: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def signature(self) -> str:
        """The set of headings, by which the mapping is found again for the next file."""
        said = sorted(
            f"{plain(sheet.name) if len(self.sheets) > 1 else ''}|{place}|{plain(column.heading)}"
            for sheet in self.sheets
            for place, column in enumerate(sheet.columns)
        )
        return hashlib.sha256("\n".join(said).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Return it as the import keeps it."""
        return {
            "layout": self.layout,
            "signature": self.signature,
            "on": self.on and self.on.isoformat(),
            "unit": self.unit and str(self.unit),
            "units": self.units,
            "sheets": [dataclasses.asdict(sheet) for sheet in self.sheets],
        }

    @classmethod
    def from_json(cls, kept: Any) -> Mapping:
        """Return a mapping that an import kept."""
        return cls(
            kept["layout"],
            [
                SheetMap(
                    one["name"],
                    one["grain"],
                    one["first"],
                    one["last"],
                    [
                        ColumnMap(c["place"], c["heading"], c["target"], tuple(c["samples"]))
                        for c in one["columns"]
                    ],
                )
                for one in kept["sheets"]
            ],
            datetime.date.fromisoformat(kept["on"]) if kept.get("on") else None,
            uuid.UUID(kept["unit"]) if kept.get("unit") else None,
            dict(kept.get("units", {})),
        )

    def problems(self) -> list[str]:
        """Return why nothing can be read so."""
        said = []
        used = [sheet for sheet in self.sheets if sheet.grain]
        if not used:
            said.append(_("Tidak ada lembar yang dibaca. Pilih isi sedikitnya satu lembar."))
        for sheet in used:
            targets = [column.target for column in sheet.columns if column.target]
            for name in sorted({one for one in targets if targets.count(one) > 1}):
                found = target(name)
                label = found[1].label if found else name
                said.append(
                    _(
                        "Pada lembar %(sheet)s dua kolom sama-sama dipilih sebagai "
                        "“%(column)s”. Pilih salah satu."
                    )
                    % {"sheet": sheet.name, "column": label}
                )
            if f"{sheet.grain}.nip" not in targets:
                said.append(
                    _("Pada lembar %(sheet)s belum ada kolom NIP. Pilih kolom yang berisi NIP.")
                    % {"sheet": sheet.name}
                )
        grains = [sheet.grain for sheet in used]
        for grain in sorted({one for one in grains if grains.count(one) > 1}):
            said.append(
                _("Dua lembar sama-sama dipilih sebagai “%(grain)s”. Pilih salah satu.")
                % {"grain": GRAINS[grain].label}
            )
        return said

    def unreadable(self) -> list[tuple[SheetMap, Grain, list[Kolom]]]:
        """Return what cannot be taken from a sheet because a column that it needs is not there.

        Nothing else of the sheet suffers from it.
        """
        found = []
        for sheet in self.sheets:
            if sheet.of is None:
                continue
            chosen = {column.target for column in sheet.columns if column.target}
            of_grain: dict[str, Grain] = {}
            for name in chosen:
                known = target(name)
                if known is not None:
                    of_grain[known[0].key] = known[0]
            for grain in of_grain.values():
                if grain is ORANG:
                    continue
                wide = sheet.of is not grain
                missing = [
                    column
                    for column in grain.columns
                    if column.needed
                    and f"{grain.key}.{column.key}" not in chosen
                    and not (wide and (column.field == "mulai" or grain.key == "kgb"))
                    and not (grain.key == "kgb" and column.field == "golongan")
                ]
                if missing:
                    found.append((sheet, grain, missing))
        return found

    def adopt(self, earlier: Mapping) -> None:
        """Take what an officer chose for an earlier file with the same headings."""
        chosen = {
            (plain(sheet.name) if len(earlier.sheets) > 1 else "", column.place): (sheet.grain, column.target)
            for sheet in earlier.sheets
            for column in sheet.columns
        }
        for sheet in self.sheets:
            for column in sheet.columns:
                found = chosen.get((plain(sheet.name) if len(self.sheets) > 1 else "", column.place))
                if found is not None:
                    sheet.grain, column.target = found
        self.unit, self.units = earlier.unit, dict(earlier.units)


# --- opening


@contextmanager
def opened(stored: StoredFile) -> Iterator[Book]:
    """Open an uploaded file as a workbook.

    :raises SheetRefused: if it cannot be used as a whole
    """
    data = disk.read(stored.sha256)
    if data is None:
        raise SheetRefused(_("Isi berkas ini tidak ada lagi di peladen."), _("Unggah berkasnya sekali lagi."))
    with TemporaryDirectory(prefix="praja-impor-") as folder:
        suffix = ".csv" if stored.kind == StoredFile.Kind.CSV else ".xlsx"
        path = Path(folder) / f"berkas{suffix}"
        path.write_bytes(data)
        yield open_book(path, check_file(path), _book_of(None))


def recognise(book: Book) -> Mapping:
    """Return what the sheets and columns of a file are, as far as their headings say.

    :raises SheetRefused: if no sheet has a heading
    """
    sheets = []
    for name in book.sheets[:MOST_SHEETS]:
        found = _sheet(name, book.grid(name), only=len(book.sheets) == 1)
        if found is not None:
            sheets.append(found)
    if not sheets:
        raise SheetRefused(
            _("Berkas ini kosong: tidak ada baris judul kolom dengan data di bawahnya."),
            _("Isi judul kolom pada satu baris, data di bawahnya; atau mulai dari templat."),
        )
    _one_sheet_a_grain(sheets)
    headings = {plain(column.heading) for sheet in sheets if sheet.grain for column in sheet.columns}
    layout = _layout(headings)
    if layout == "sipd":
        # SIPD names posts and amounts in its own way; the day on which they began is not in it.
        for sheet in sheets:
            for column in sheet.columns:
                if column.target.startswith(("jabatan.", "kgb.")):
                    column.target = ""
    return Mapping(layout, sheets)


def _layout(headings: set[str]) -> str:
    if len(headings & _SIPD) >= RECOGNISED_FROM:
        return "sipd"
    if len(headings & _SIASN) >= 4:
        return "siasn"
    if len(headings & _SIMGAJI) >= 4:
        return "simgaji"
    ours = {plain(column.key) for grain in GRAINS.values() for column in grain.columns} | {"nip"}
    return "praja" if len(headings & ours) * 4 >= len(headings) * 3 else "lain"


def _one_sheet_a_grain(sheets: Sequence[SheetMap]) -> None:
    best: dict[str, SheetMap] = {}
    for sheet in sheets:
        if not sheet.grain:
            continue
        other = best.get(sheet.grain)
        if other is None or _score(sheet) > _score(other):
            if other is not None:
                other.grain = ""
            best[sheet.grain] = sheet
        else:
            sheet.grain = ""


def _score(sheet: SheetMap) -> int:
    return sum(bool(column.target) for column in sheet.columns)


def _sheet(name: str, grid: Grid, *, only: bool) -> SheetMap | None:
    if not any(value not in ("", None) for row in grid.rows for value in row):
        return None
    named = grain_named(name)
    tried = [named] if named else list(GRAINS.values())
    best: tuple[tuple[bool, int, bool], Grain, Header] | None = None
    for grain in tried:
        header = find_header(grid.rows, _book_of(grain))
        if header is None:
            continue
        rank = (header.has("nip"), header.score, grain is ORANG)
        if best is None or rank > best[0]:
            best = (rank, grain, header)
    if best is None or (not best[0][0] and best[0][1] < 2):
        header = plain_header(grid.rows)
        if header is None:
            return None
        return _mapped(name, "orang" if only else "", header, grid)
    return _mapped(name, best[1].key if best[0][0] or named or only else "", best[2], grid)


def _mapped(name: str, grain: str, header: Header, grid: Grid) -> SheetMap:
    columns = []
    taken: set[str] = set()
    below = grid.rows[header.last + 1 : header.last + 40]
    for place, (title, found) in enumerate(zip(header.titles, header.targets, strict=True)):
        samples = [
            without_nik(header_text(row[place]))[:60]
            for row in below
            if place < len(row) and row[place] not in ("", None)
        ]
        if not title and not samples:
            continue
        goes = ""
        if found is not None and found.role is Role.CARRIED:
            goes = f"{grain or 'orang'}.nip" if found.name == "nip" else found.name
            if goes in taken:
                goes = ""
            taken.add(goes)
        columns.append(ColumnMap(place, without_nik(title)[:200], goes, tuple(samples[:2])))
    return SheetMap(name, grain, header.first, header.last, columns)


_BOOKS: dict[str, NameBook] = {}


def _book_of(grain: Grain | None) -> NameBook:
    key = grain.key if grain else ""
    if key not in _BOOKS:
        grains = [grain] if grain else list(GRAINS.values())
        pairs = [(heading, name) for one in grains for heading, name in headings_of(one)]
        _BOOKS[key] = NameBook(
            (heading, Target("nip" if name.endswith(".nip") else name, Role.CARRIED))
            for heading, name in pairs
        )
    return _BOOKS[key]


def again(sheet: SheetMap) -> None:
    """Recognise the columns of a sheet anew, after another grain was chosen for it."""
    grain = sheet.of
    if grain is None:
        return
    book, taken = _book_of(grain), set()
    for column in sheet.columns:
        found = book.find(column.heading)
        column.target = ""
        if found is not None and found.role is Role.CARRIED:
            name = f"{grain.key}.nip" if found.name == "nip" else found.name
            if name not in taken:
                column.target = name
                taken.add(name)
