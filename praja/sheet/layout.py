"""Which sheet is which, where its header stands, and what each column is."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from praja.rules.schema import Fact, Grain
from praja.sheet import sipd
from praja.sheet.cells import Column, Sheet, letter_of
from praja.sheet.errors import SheetRefused
from praja.sheet.grid import Book, Grid, below_header
from praja.sheet.names import (
    Header,
    NameBook,
    Role,
    Target,
    UnknownColumn,
    earlier_payment,
    find_header,
    header_text,
    names_carried,
    names_of_facts,
    plain,
)
from praja.sheet.parquet import ParquetBook
from praja.sheet.source import Format, check_file, open_book

_FINER: tuple[Grain, ...] = tuple(grain for grain in Grain if grain is not Grain.ORANG)
_MAIN_NAMES = ("orang", "pegawai", "daftar")


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """The rows below a header and what each column is; `columns` and `targets` go together."""

    grain: Grain
    title: str
    columns: tuple[Column, ...]
    targets: tuple[Target | None, ...]
    sheet: Sheet
    since_1904: bool = False
    is_sipd: bool = False

    def column(self, name: str) -> Column | None:
        """Return the column of a name, or None."""
        for column, target in zip(self.columns, self.targets, strict=True):
            if target is not None and target.name == name:
                return column
        return None


class Names:
    """The headers that the sheets of every grain may have."""

    def __init__(self, facts: Mapping[str, Fact], earlier: Sequence[str]) -> None:
        self.facts = facts
        by_grain: dict[Grain, list[Fact]] = {grain: [] for grain in Grain}
        for fact in facts.values():
            by_grain[fact.grain].append(fact)
        nip = [(shown, target) for shown, target in names_carried() if target.name == "nip"]
        people = by_grain[Grain.ORANG]
        pairs = [
            *nip,
            *names_of_facts(people),
            *((name, Target(name, Role.FACT, earlier_payment(name))) for name in earlier),
            *names_carried({fact.name for fact in people}),
        ]
        self.people = NameBook(pairs)
        self.sipd_only = NameBook(sipd.names_of_gaji(facts))
        self.sipd = NameBook([*sipd.names_of_gaji(facts), *pairs])
        self.finer = {grain: NameBook([*nip, *names_of_facts(by_grain[grain])]) for grain in _FINER}
        self._grains = {plain(fact.name): fact.grain for fact in facts.values()}

    def header(self, rows: Sequence[Sequence[object]]) -> tuple[Header | None, bool]:
        """Return the header of a sheet of people, and whether it is that of the SIPD form."""
        form = find_header(rows, self.sipd_only)
        if (
            form is not None
            and form.score >= sipd.RECOGNISED_FROM
            and any(plain(title) == "nippegawai" for title in form.titles)
        ):
            return find_header(rows, self.sipd), True
        return find_header(rows, self.people), False

    def belongs_to(self, header: str, not_in: Grain) -> str:
        """Return a remark when a header is a fact of another grain's sheet."""
        grain = self._grains.get(plain(header))
        return "" if grain is None or grain is not_in else f"kolom ini milik lembar {grain.value!r}"


@dataclasses.dataclass(slots=True)
class Layout:
    """What was found in the files: the sheet of people, the finer sheets, and what to tell about them."""

    people: Table
    finer: dict[Grain, Table]
    unknown: list[UnknownColumn]
    notices: list[str]


def find_layout(path: Path, finer: Sequence[Path], names: Names) -> Layout:
    """Return the tables of a list.

    :raises SheetRefused: when there is no header, no NIP column, or two columns of the same name
    """
    kind = check_file(path)
    unknown: list[UnknownColumn] = []
    notices: list[str] = []
    tables: dict[Grain, Table] = {}
    if kind is Format.PARQUET:
        people = _parquet(ParquetBook(path), Grain.ORANG, names, unknown, notices)
    else:
        book = open_book(path, kind, names.people)
        notices.extend(book.notices)
        people = _people_of(book, names, unknown, notices, path)
        _take_finer(book, tables, names, unknown, notices)
    for extra in finer:
        for grain, table in _finer_file(extra, names, unknown, notices).items():
            if grain in tables:
                raise SheetRefused(
                    f"Rincian {grain.value!r} diberikan dua kali.", "Hapus salah satu lembar atau berkasnya."
                )
            tables[grain] = table
    return Layout(people, tables, unknown, notices)


def _grain_named(text: str) -> Grain | None:
    return next((grain for grain in _FINER if plain(text) == grain.value), None)


def _people_of(
    book: Book, names: Names, unknown: list[UnknownColumn], notices: list[str], path: Path
) -> Table:
    candidates = [sheet for sheet in book.sheets if _grain_named(sheet) is None]
    candidates.sort(key=lambda sheet: plain(sheet) not in _MAIN_NAMES)
    seen: tuple[str, Grid] | None = None
    for sheet in candidates:
        grid = book.grid(sheet)
        header, is_sipd = names.header(grid.rows)
        if header is not None and header.has("nip"):
            others = [other for other in candidates if other != sheet]
            if others:
                notices.append(f"Yang dibaca lembar {sheet!r}; tidak dibaca: {', '.join(map(repr, others))}.")
            if header.first:
                notices.append(f"Judul kolom ditemukan pada baris {header.last + 1}.")
            title = f"lembar {sheet!r}" if len(book.sheets) > 1 else path.name
            return _table(title, Grain.ORANG, grid, header, names, is_sipd, book.since_1904, unknown, notices)
        if seen is None and any(any(v not in ("", None) for v in row) for row in grid.rows):
            seen = sheet, grid
    if seen is None:
        raise SheetRefused(
            f"Berkas {path.name} kosong: tidak ada baris berisi.", "Periksa berkas dan lembarnya."
        )
    raise _no_header(seen[1], names)


def _no_header(grid: Grid, names: Names) -> SheetRefused:
    """Return why no header could be found: none at all, or one without a NIP."""
    header, _ = names.header(grid.rows)
    if header is None or header.score < 2:
        shown = [header_text(v) for row in grid.rows[:3] for v in row if v not in ("", None)][:8]
        return SheetRefused(
            "Baris judul kolom tidak ditemukan pada 15 baris pertama. "
            f"Yang terbaca: {', '.join(map(repr, shown)) or 'tidak ada'}.",
            "Tulis judul kolom (NIP, Nama, dan nama fakta seperti golongan, mkg) pada satu baris di "
            "atas data.",
        )
    below = grid.rows[header.last + 1 : header.last + 50]
    for c, title in enumerate(header.titles):
        values = [
            re.sub(r"\W", "", str(row[c])) for row in below if c < len(row) and row[c] not in ("", None)
        ]
        if values and sum(bool(re.fullmatch(r"\d{18}", v)) for v in values) * 2 > len(values):
            return SheetRefused(
                f"Tidak ada kolom berjudul NIP, tetapi kolom {letter_of(c)} ({title or 'tanpa judul'}) "
                "berisi 18 angka.",
                f"Beri judul NIP pada kolom {letter_of(c)}.",
            )
    found = ", ".join(repr(title) for title in header.titles if title)
    return SheetRefused(
        f"Tidak ada kolom NIP. Judul yang ditemukan: {found}.",
        "Tambahkan kolom NIP berisi 18 angka, dengan format sel Teks.",
    )


def _table(
    title: str,
    grain: Grain,
    grid: Grid,
    header: Header,
    names: Names,
    is_sipd: bool,
    since_1904: bool,
    unknown: list[UnknownColumn],
    notices: list[str],
) -> Table:
    sheet, kept = below_header(title, grid, header)
    book = names.finer[grain] if grain is not Grain.ORANG else names.sipd if is_sipd else names.people
    targets = _sort_out(
        sheet.columns, [header.targets[c] for c in kept], grain, title, book, names, unknown, notices
    )
    return Table(grain, title, sheet.columns, targets, sheet, since_1904, is_sipd)


def _sort_out(
    columns: Sequence[Column],
    targets: Sequence[Target | None],
    grain: Grain,
    title: str,
    book: NameBook,
    names: Names,
    unknown: list[UnknownColumn],
    notices: list[str],
) -> tuple[Target | None, ...]:
    """Return the targets without what was given twice, and note the columns that nothing is done with.

    :raises SheetRefused: when two columns are the same fact, for nobody can know which one counts
    """
    taken: dict[str, Column] = {}
    kept: list[Target | None] = []
    for column, target in zip(columns, targets, strict=True):
        remark = ""
        if target is not None and target.role is Role.ROW_NUMBER:
            kept.append(None)
            continue
        if target is not None and target.name in taken:
            first = taken[target.name]
            if target.role is not Role.CARRIED or target.name == "nip":
                raise SheetRefused(
                    f"Dua kolom pada {title} sama-sama berarti {target.name!r}: {first.label} dan "
                    f"{column.label}.",
                    "Hapus salah satunya, atau ganti judul kolom yang bukan dimaksud.",
                )
            remark = f"{target.name} sudah diambil dari {first.label}"
            target = None
        if target is None:
            if column.header or column.cells.filled().any():
                remark = remark or names.belongs_to(column.header, grain)
                meant = () if remark else book.meant(column.header)
                unknown.append(UnknownColumn(column.header, column.letter, title, meant, remark))
        else:
            taken[target.name] = column
        kept.append(target)
    return tuple(kept)


def _take_finer(
    book: Book,
    tables: dict[Grain, Table],
    names: Names,
    unknown: list[UnknownColumn],
    notices: list[str],
) -> None:
    for sheet in book.sheets:
        grain = _grain_named(sheet)
        if grain is None:
            continue
        grid = book.grid(sheet)
        header = find_header(grid.rows, names.finer[grain])
        title = f"lembar {sheet!r}"
        if header is None or not header.has("nip"):
            if any(any(v not in ("", None) for v in row) for row in grid.rows):
                raise SheetRefused(
                    f"Pada {title} tidak ada kolom NIP.",
                    "Tambahkan kolom NIP yang menyebut milik siapa tiap baris.",
                )
            continue
        tables[grain] = _table(title, grain, grid, header, names, False, book.since_1904, unknown, notices)


def _finer_file(
    path: Path, names: Names, unknown: list[UnknownColumn], notices: list[str]
) -> dict[Grain, Table]:
    kind = check_file(path)
    words = [_grain_named(word) for word in re.split(r"[^A-Za-z]+", path.stem)]
    by_name = next((grain for grain in words if grain is not None), None)
    if kind is Format.PARQUET:
        parquet = ParquetBook(path)
        grain = by_name or _grain_of([parquet.headers], names, path)
        return {grain: _parquet(parquet, grain, names, unknown, notices)}
    book = open_book(path, kind, names.finer[by_name] if by_name else names.people)
    notices.extend(book.notices)
    tables: dict[Grain, Table] = {}
    _take_finer(book, tables, names, unknown, notices)
    if tables:
        return tables
    if kind is Format.CSV and by_name is None:
        by_name = _grain_of(book.grid(book.sheets[0]).rows, names, path)
        book = open_book(path, kind, names.finer[by_name])
    grid = book.grid(book.sheets[0])
    grain = by_name or _grain_of(grid.rows, names, path)
    header = find_header(grid.rows, names.finer[grain])
    if header is None or not header.has("nip"):
        raise SheetRefused(
            f"Berkas rincian {path.name} tidak mempunyai kolom NIP.",
            "Tambahkan kolom NIP yang menyebut milik siapa tiap baris.",
        )
    return {grain: _table(path.name, grain, grid, header, names, False, book.since_1904, unknown, notices)}


def _grain_of(rows: Sequence[Sequence[object]], names: Names, path: Path) -> Grain:
    """Return the grain whose facts the header of a file names most.

    :raises SheetRefused: when none does, or two do equally
    """
    scores = sorted(
        ((header.score if (header := find_header(rows, names.finer[grain])) else 0), grain.value)
        for grain in _FINER
    )
    if scores[-1][0] < 2 or scores[-1][0] == scores[-2][0]:
        raise SheetRefused(
            f"Tidak jelas rincian apa yang ada dalam {path.name}.",
            f"Namai berkasnya menurut isinya: {', '.join(g.value for g in _FINER)} (misalnya anak.csv).",
        )
    return Grain(scores[-1][1])


def _parquet(
    file: ParquetBook, grain: Grain, names: Names, unknown: list[UnknownColumn], notices: list[str]
) -> Table:
    headers, title = file.headers, file.path.name
    if grain is Grain.ORANG:
        header, is_sipd = names.header([headers])
        book = names.sipd if is_sipd else names.people
    else:
        header, is_sipd, book = find_header([headers], names.finer[grain]), False, names.finer[grain]
    if header is None or not header.has("nip"):
        raise SheetRefused(
            f"Tidak ada kolom NIP dalam {title}. Kolomnya: {', '.join(map(repr, headers[:12]))}.",
            "Tambahkan kolom nip bertipe teks.",
        )
    wanted = [name for name, target in zip(headers, header.targets, strict=True) if target is not None]
    sheet = file.read(wanted)
    by_name = {column.header: column for column in sheet.columns}
    columns = tuple(by_name.get(name, Column(name, "", sheet.columns[0].cells)) for name in headers)
    targets = _sort_out(columns, header.targets, grain, title, book, names, unknown, notices)
    pairs = [(c, t) for c, t in zip(columns, targets, strict=True) if c.header in by_name]
    return Table(grain, title, tuple(c for c, _ in pairs), tuple(t for _, t in pairs), sheet, False, is_sipd)
