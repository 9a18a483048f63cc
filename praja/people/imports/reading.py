"""From an uploaded sheet to records: each cell read strictly, what cannot be read told with its place."""

from __future__ import annotations

import dataclasses
import datetime
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import polars as pl

from praja.people.imports.columns import (
    NIP,
    ORANG,
    SELF,
    STATUS_GRAIN,
    STATUS_SIPD,
    Gaya,
    Grain,
    Jenis,
    Kolom,
    target,
)
from praja.people.imports.mapping import Mapping, SheetMap
from praja.people.imports.masked import last_digits, without_nik
from praja.people.nip import check_nik, clean_digits
from praja.rules.schema import Fact, Kind, Place
from praja.rules.schema import Grain as RuleGrain
from praja.sheet.cells import Column, clean_text
from praja.sheet.choices import read_truths, why_no_truth
from praja.sheet.dates import read_dates, why_no_date
from praja.sheet.errors import SheetRefused
from praja.sheet.grid import Book, below_header
from praja.sheet.layout import Table
from praja.sheet.names import Header, Role, Target, closest, plain
from praja.sheet.nip import read_nips, why_no_nip
from praja.sheet.numbers import read_numbers, why_flawed, why_no_number
from praja.sheet.problems import Jenis as Trouble
from praja.sheet.rows import check_nip_column, rows_of_people
from praja.sheet.said import joined
from praja.web.said import gettext as _
from praja.web.said import label

FLOAT_DIGITS = 10**15
MOST_TOLD = 20_000
_INVISIBLE = re.compile("[\x00\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that change how a text looks and not what it says: NUL, soft hyphens, direction of writing."""


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a cell or a row: where, what, why, and what to do."""

    sheet: str
    line: int | None
    column: str
    nip: str
    value: str
    why: str
    what_to_do: str
    only_look: bool = False
    """It is taken nevertheless; somebody should look."""


@dataclasses.dataclass(slots=True)
class Rec:
    """What a row says of one grain: its fields as the model holds them; only those that were filled."""

    grain: Grain
    sheet: str
    line: int
    values: dict[str, Any]
    wide: bool = False
    """From the sheet of people: the present state, maybe without a TMT."""


@dataclasses.dataclass(slots=True)
class Someone:
    """All that a file says of one NIP."""

    nip: str
    line: int = 0
    person: Rec | None = None
    records: dict[str, list[Rec]] = dataclasses.field(default_factory=lambda: defaultdict(list))
    problems: list[Problem] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(slots=True)
class Read:
    """What a file says: people by NIP, and what belongs to nobody for certain."""

    people: dict[str, Someone]
    loose: list[Problem]
    notices: list[str]
    rows: int
    columns: list[Problem] = dataclasses.field(default_factory=list)
    """What no row of a sheet can give, because a column is not there; told once."""


def read(
    book: Book, mapping: Mapping, *, on: datetime.date, tell: Callable[[int], None] = lambda rows: None
) -> Read:
    """Return what a file says, read as `mapping` says.

    :param tell: told how many rows are read
    :raises SheetRefused: if it cannot be used as a whole
    """
    found = Read({}, [], list(book.notices), 0)
    without: dict[str, set[str]] = defaultdict(set)
    for one, grain, _missing in mapping.unreadable():
        without[one.name].add(grain.key)
    found.columns += unreadable(mapping)
    sheets = sorted((one for one in mapping.sheets if one.grain), key=lambda one: one.grain != ORANG.key)
    for sheet in sheets:
        _Sheet(book, sheet, mapping, found, on, without[sheet.name]).read()
        tell(found.rows)
    return found


def unreadable(mapping: Mapping) -> list[Problem]:
    """Return what is told once of each sheet that cannot give a history, because a column is not there."""
    found = []
    for sheet, grain, missing in mapping.unreadable():
        names = ", ".join(column.key for column in missing)
        why = _(
            "Dari lembar %(sheet)s tidak diambil %(grain)s: "
            "kolom %(columns)s tidak ada atau belum dipasangkan."
        ) % {"sheet": sheet.name, "grain": label(grain.label), "columns": names}
        what_to_do = _(
            "Pasangkan kolomnya pada “Ubah pasangan kolom”, atau tambahkan kolom itu dan unggah lagi. "
            "Isi lembar yang lain tetap diambil."
        )
        found.append(Problem(sheet.name, None, names, "", "", why, what_to_do, True))
    return found


class _Sheet:
    """One sheet while it is read."""

    def __init__(
        self,
        book: Book,
        sheet: SheetMap,
        mapping: Mapping,
        found: Read,
        on: datetime.date,
        without: set[str],
    ) -> None:
        self.without = without
        grain = sheet.of
        assert grain is not None
        self.grain, self.mapping, self.found, self.on = grain, mapping, found, on
        self.name = sheet.name
        self.since_1904 = book.since_1904
        by_place = {column.place: column for column in sheet.columns}
        width = max(by_place, default=-1) + 1
        if sheet.name not in book.sheets:
            raise SheetRefused(
                _("Lembar %(sheet)s tidak ada di berkas ini.") % {"sheet": sheet.name},
                _("Periksa lagi pasangannya."),
            )
        grid = book.grid(sheet.name)
        titles, targets = [], []
        for place in range(width):
            column = by_place.get(place)
            titles.append(column.heading if column else "")
            name = (
                "nip" if column and column.target == f"{grain.key}.nip" else column.target if column else ""
            )
            targets.append(Target(name, Role.CARRIED) if name else None)
        below, kept = below_header(
            sheet.name, grid, Header(sheet.first, sheet.last, tuple(titles), tuple(targets))
        )
        self.table = Table(
            RuleGrain.ORANG,
            _("lembar %(sheet)s") % {"sheet": sheet.name},
            below.columns,
            tuple(targets[place] for place in kept),
            below,
            book.since_1904,
        )

    def read(self) -> None:
        """Read the sheet into what was found so far."""
        check_nip_column(self.table)
        keep, remarks = rows_of_people(self.table)
        self.found.notices += remarks
        numbers = self.table.sheet.row_numbers.filter(keep).to_list()
        if not numbers:
            if self.grain is ORANG:
                raise SheetRefused(
                    _("Pada lembar %(sheet)s ada judul kolom, tetapi tidak ada baris di bawahnya.")
                    % {"sheet": self.name},
                    _("Isi datanya di bawah judul kolom, lalu unggah lagi."),
                )
            return
        shifted = {
            place for place, row in enumerate(keep.arg_true().to_list()) if row in self.table.sheet.shifted
        }
        columns: dict[str, Column] = {}
        for column, goes in zip(self.table.columns, self.table.targets, strict=True):
            if goes is not None:
                columns[goes.name] = dataclasses.replace(column, cells=column.cells.keep(keep))
        people = self._people(columns.pop("nip"), numbers, shifted)
        self.found.rows += len(numbers)
        read: list[tuple[Grain, Kolom, list[Any]]] = []
        for name, column in columns.items():
            known = target(name)
            if known is not None:
                read.append((*known, self._values(known[1], known[0], column, people, numbers)))
        self._records(read, people, numbers)

    # --- whose row it is

    def _people(self, nip: Column, numbers: list[int], shifted: set[int]) -> list[Someone | None]:
        reading = read_nips(nip, on=self.on)
        people: list[Someone | None] = []
        for place, digits in enumerate(reading.values.to_list()):
            line = numbers[place]
            if place in shifted:
                self._loose(
                    line,
                    nip,
                    digits or "",
                    str(nip.cells.cell(place)),
                    _(
                        "Baris ini mempunyai lebih banyak sel daripada judul kolom, "
                        "sehingga isinya mungkin bergeser."
                    ),
                    _(
                        "Apit nama yang memuat tanda pemisah dengan tanda kutip, atau "
                        "simpan daftar sebagai .xlsx."
                    ),
                )
                people.append(None)
            elif digits is None:
                why = why_no_nip(nip.cells.cell(place))
                self._loose(line, nip, "", str(nip.cells.cell(place)), why.why, why.what_to_do)
                people.append(None)
            else:
                someone = self.found.people.get(digits)
                if someone is None:
                    someone = self.found.people[digits] = Someone(digits, line)
                people.append(someone)
        return people

    def _loose(self, line: int, column: Column, nip: str, value: str, why: str, what_to_do: str) -> None:
        self.found.loose.append(
            Problem(
                self.name, line, column.label, nip, without_nik(value)[:200], without_nik(why), what_to_do
            )
        )

    # --- cells

    def _values(
        self, kolom: Kolom, grain: Grain, column: Column, people: list[Someone | None], numbers: list[int]
    ) -> list[Any]:
        match kolom.jenis:
            case Jenis.TANGGAL:
                reading = read_dates(column, since_1904=self.since_1904)
                values, bad = reading.values.to_list(), reading.bad.arg_true().to_list()
                told = lambda place: why_no_date(column.cells.cell(place))  # noqa: E731
            case Jenis.BULAT | Jenis.RUPIAH:
                fact = _fact(kolom)
                column = _whole_years(column) if kolom.key.startswith("mkg") else column
                reading = read_numbers(column, fact)
                values, bad = reading.values.to_list(), reading.bad.arg_true().to_list()
                told = lambda place: why_no_number(column.cells.cell(place), column, fact)  # noqa: E731
            case Jenis.YA:
                reading = read_truths(column)
                values, bad = reading.values.to_list(), reading.bad.arg_true().to_list()
                told = lambda place: why_no_truth(column.cells.cell(place))  # noqa: E731
            case _:
                return self._texts(kolom, grain, column, people, numbers)
        for place in bad:
            why = told(place)
            self._problem(
                people[place], numbers[place], column, str(column.cells.cell(place)), why.why, why.what_to_do
            )
        return values

    def _texts(
        self, kolom: Kolom, grain: Grain, column: Column, people: list[Someone | None], numbers: list[int]
    ) -> list[Any]:
        values = clean_text(column.cells.as_text()).to_list()
        if column.cells.flaw is not None:
            for place in column.cells.flaw.is_not_null().arg_true().to_list():
                why = why_flawed(column.cells.cell(place))
                values[place] = None
                if why is not None:
                    self._problem(
                        people[place],
                        numbers[place],
                        column,
                        str(column.cells.cell(place)),
                        why.why,
                        why.what_to_do,
                    )
        if kolom.jenis in (Jenis.DIGIT, Jenis.NIK) and column.cells.number is not None:
            self._typed_as_numbers(kolom, column, values, people, numbers)
        known: dict[str, Any] = {}
        for place, text in enumerate(values):
            if text is None or text in ("-", "–", "—"):
                values[place] = None
                continue
            if text not in known:
                known[text] = self._one(kolom, grain, text)
            value = known[text]
            if isinstance(value, tuple):
                shown = last_digits(clean_digits(text)) if kolom.jenis is Jenis.NIK else text
                self._problem(people[place], numbers[place], column, shown, *value)
                value = None
            values[place] = value
        return values

    def _one(self, kolom: Kolom, grain: Grain, text: str) -> Any:
        """Return what a text stands for, or why it stands for nothing and what to do."""
        text = " ".join(_INVISIBLE.sub("", text).split())
        if kolom.jenis is Jenis.PILIHAN:
            key = plain(text)
            if grain is STATUS_GRAIN and self.mapping.layout == "sipd" and key in STATUS_SIPD:
                return STATUS_SIPD[key]
            if key in kolom.choices:
                return kolom.choices[key]
            near = closest(text, kolom.shown, most=2)
            hint = _(" Mungkin maksudnya %(near)s.") % {"near": joined(_(" atau "), near)} if near else ""
            return (
                _("“%(value)s” tidak dikenal sebagai %(column)s.") % {"value": text[:80], "column": kolom.key}
                + hint,
                _("Tulis salah satu dari: %(choices)s.") % {"choices": ", ".join(kolom.shown)},
            )
        if kolom.jenis is Jenis.NIK:
            digits = clean_digits(text)
            wrong = [one.text for one in check_nik(text) if one.weight == "salah"]
            return (
                (joined(" ", wrong), _("Periksa lagi pada KTP, dengan format sel Teks.")) if wrong else digits
            )
        if kolom.jenis is Jenis.DIGIT and kolom.key == "npwp":
            digits = clean_digits(text)
            if not re.fullmatch(r"\d{15,16}", digits):
                return (
                    _("NPWP terdiri dari 15 atau 16 angka; tertulis %(count)s.") % {"count": len(digits)},
                    _("Tulis NPWP sebagai teks, lengkap dengan nol di depannya."),
                )
            return digits
        if len(text) > kolom.longest:
            return (
                _("Isinya %(count)s huruf, paling panjang %(most)s.")
                % {"count": len(text), "most": kolom.longest},
                _("Persingkat, atau periksa apakah kolomnya tertukar."),
            )
        if grain is ORANG and kolom.field in ("name", "title_before", "title_after"):
            if re.search(r"[<>{}\x00-\x1f]", text) or not re.search(r"[^\W\d]", text):
                return (
                    _("“%(value)s” bukan nama atau gelar.") % {"value": text[:40]},
                    _("Periksa apakah kolomnya tertukar; nama tidak dapat berisi tanda < > { }."),
                )
            if foreign := [letter for letter in text if letter.isalpha() and not _is_latin(letter)]:
                return (
                    _("“%(value)s” memuat huruf yang bukan huruf Latin: %(letters)s.")
                    % {"value": text[:60], "letters": ", ".join(dict.fromkeys(foreign[:5]))},
                    _("Ketik ulang namanya; huruf abjad lain sering tampak sama, tetapi tidak dapat dicari."),
                )
        if kolom.field == "email" and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", text):
            return (
                _("“%(value)s” bukan alamat surel.") % {"value": text[:60]},
                _("Tulis misalnya nama@contoh.go.id, atau kosongkan."),
            )
        return text.lower() if kolom.field == "email" else text

    def _typed_as_numbers(
        self,
        kolom: Kolom,
        column: Column,
        values: list[Any],
        people: list[Someone | None],
        numbers: list[int],
    ) -> None:
        assert column.cells.number is not None
        for place in column.cells.number.is_not_null().arg_true().to_list():
            number = column.cells.number[place]
            if abs(number) >= FLOAT_DIGITS or number != int(number):
                values[place] = None
                self._problem(
                    people[place],
                    numbers[place],
                    column,
                    last_digits(str(column.cells.cell(place))),
                    _("Nomor ini tersimpan sebagai angka, sehingga angka terakhirnya hilang atau berubah."),
                    _("Ubah format kolomnya menjadi Teks, lalu isi lagi nomornya dari sumber asli."),
                )
            elif kolom.jenis is Jenis.DIGIT:
                self._problem(
                    people[place],
                    numbers[place],
                    column,
                    last_digits(str(column.cells.cell(place))),
                    _("Nomor ini tersimpan sebagai angka; nol di depannya, bila ada, sudah hilang."),
                    _("Periksa nomornya. Lain kali ubah format kolomnya menjadi Teks."),
                    only_look=True,
                )

    def _problem(
        self,
        someone: Someone | None,
        line: int,
        column: Column,
        value: str,
        why: str,
        what_to_do: str,
        *,
        only_look: bool = False,
    ) -> None:
        if someone is not None:
            someone.problems.append(
                Problem(
                    self.name,
                    line,
                    column.label,
                    someone.nip,
                    without_nik(value)[:200],
                    without_nik(why),
                    what_to_do,
                    only_look,
                )
            )

    # --- rows

    def _records(
        self, read: list[tuple[Grain, Kolom, list[Any]]], people: list[Someone | None], numbers: list[int]
    ) -> None:
        by_grain: dict[str, list[tuple[str, list[Any]]]] = defaultdict(list)
        grains = {grain.key: grain for grain, _kolom, _values in read} | {self.grain.key: self.grain}
        for grain, kolom, values in read:
            by_grain[grain.key].append((kolom.field, values))
        for key, grain in grains.items():
            if key in self.without:
                continue
            fields = by_grain[key]
            wide = grain is not self.grain
            for place, someone in enumerate(people):
                if someone is None:
                    continue
                filled = {field: values[place] for field, values in fields if values[place] is not None}
                if not filled and (wide or grain is not ORANG):
                    continue
                if grain.gaya is Gaya.ANGGOTA and filled.get("relation") == SELF:
                    continue
                record = Rec(grain, self.name, numbers[place], filled, wide)
                if grain is not ORANG:
                    someone.records[key].append(record)
                elif someone.person is None:
                    someone.person, someone.line = record, numbers[place]
                else:
                    self._twice(someone, someone.person, record)
        if self.grain is ORANG and self.grain.key not in by_grain:
            for place, someone in enumerate(people):
                if someone is not None and someone.person is None:
                    someone.person, someone.line = Rec(ORANG, self.name, numbers[place], {}), numbers[place]

    def _twice(self, someone: Someone, first: Rec, second: Rec) -> None:
        for one, other in ((first, second), (second, first)):
            someone.problems.append(
                Problem(
                    self.name,
                    one.line,
                    "NIP",
                    someone.nip,
                    someone.nip,
                    _(
                        "NIP ini juga ada pada baris %(line)s: “%(name)s”. Tidak dapat "
                        "diketahui baris mana yang benar."
                    )
                    % {"line": other.line, "name": other.values.get("name", "")},
                    _("Sisakan satu baris yang benar untuk NIP ini, lalu unggah lagi."),
                )
            )


def needed_missing(record: Rec, derived: frozenset[str] = frozenset()) -> list[Kolom]:
    """Return the columns without which a record says nothing."""
    return [
        column
        for column in record.grain.columns
        if column.needed
        and column is not NIP
        and column.field not in record.values
        and column.field not in derived
        and not (record.grain.gaya is Gaya.ORANG and column.jenis is Jenis.NIP)
    ]


def _fact(kolom: Kolom) -> Fact:
    money = kolom.jenis is Jenis.RUPIAH
    most = (
        10**9 if money else 11 if kolom.field == "mkg_months" else 45 if kolom.field == "mkg_years" else 10**4
    )
    return Fact(
        name=kolom.key,
        title=kolom.key,
        label_en=kolom.key,
        kind=Kind.RUPIAH if money else Kind.ANGKA,
        unit="rupiah" if money else "",
        grain=RuleGrain.ORANG,
        place=Place("", 0),
        low=Fraction(0),
        high=Fraction(most),
    )


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")


def _whole_years(column: Column) -> Column:
    """Read `10 tahun 3 bulan` as 10."""
    text = column.cells.text
    if text is None:
        return column
    years = text.str.extract(r"(?i)^(\d{1,2}) *(?:tahun|thn|th)\b.*$", 1)
    return dataclasses.replace(
        column, cells=dataclasses.replace(column.cells, text=pl.select(pl.coalesce(years, text)).to_series())
    )


__all__ = ["Problem", "Read", "Rec", "Someone", "Trouble", "needed_missing", "read"]
