"""The library of indicators: results worth promising for many posts, each with unit, formula and source.

It stands in `praja/performance/library/indikator.csv`, a row an indicator, and is read once.
"""

from __future__ import annotations

import csv
import dataclasses
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from praja.performance.enums import Arah, Aspek

FILE: Final = Path(__file__).parent.parent / "library" / "indikator.csv"
COLUMNS: Final = (
    "kode", "jabatan", "tugas", "hasil", "indikator", "aspek", "satuan", "arah", "rumus", "sumber", "jenis",
    "tag",
)  # fmt: skip
KINDS: Final = ("hasil", "keluaran")
"""Whether an indicator tells what changed for people, or what was brought out."""
WITHOUT_UNIT: Final = (Arah.TANGGAL, Arah.TAHAPAN)


class LibraryFaulty(Exception):
    """A row of the library that cannot be used; its text names the row and what is wrong."""


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """An indicator of the library."""

    kode: str
    jabatan: str
    """For which post it was written."""
    tugas: str
    """The tugas pokok that it belongs to."""
    hasil: str
    """The result that it measures, as an RHK."""
    indikator: str
    aspek: str
    satuan: str
    arah: str
    rumus: str
    sumber: str
    jenis: str
    tag: str

    @property
    def is_outcome(self) -> bool:
        """Whether it tells what changed for people."""
        return self.jenis == "hasil"

    @property
    def words(self) -> str:
        """All that is searched, in small letters."""
        parts = (self.jabatan, self.tugas, self.hasil, self.indikator, self.satuan, self.tag, self.kode)
        return " ".join(parts).casefold()


@functools.cache
def library() -> Sequence[Entry]:
    """Return all entries in the order of the file.

    :raises LibraryFaulty: if a row cannot be used
    """
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise LibraryFaulty(f"{FILE.name}: the columns must be {', '.join(COLUMNS)}.")
        found = [_entry(row, line) for line, row in enumerate(rows, start=2)]
    codes: set[str] = set()
    for entry in found:
        if entry.kode in codes:
            raise LibraryFaulty(f"{FILE.name}: {entry.kode} stands twice.")
        codes.add(entry.kode)
    return tuple(found)


def _entry(row: dict[str, str], line: int) -> Entry:
    where = f"{FILE.name}, line {line}"
    if None in row or None in row.values():
        raise LibraryFaulty(f"{where}: {len(COLUMNS)} fields are wanted. Quote texts that hold a comma.")
    entry = Entry(**{name: row[name].strip() for name in COLUMNS})
    for name in COLUMNS:
        if not getattr(entry, name) and not (name == "satuan" and entry.arah in WITHOUT_UNIT):
            raise LibraryFaulty(f"{where}: {name} is empty.")
    for name, known in (("aspek", Aspek.values), ("arah", Arah.values), ("jenis", KINDS)):
        if getattr(entry, name) not in known:
            raise LibraryFaulty(f"{where}: {name} must be one of {', '.join(known)}.")
    return entry


def entry_of(code: str) -> Entry | None:
    """Return the entry with a code."""
    return next((one for one in library() if one.kode == code), None)


def positions() -> list[str]:
    """Return the posts for which there are entries, in the order of the file."""
    return list(dict.fromkeys(one.jabatan for one in library()))


def search(words: str = "", position: str = "") -> list[Entry]:
    """Return the entries that hold all words, for a post if one is given."""
    wanted = words.casefold().split()[:8]
    return [
        one
        for one in library()
        if (not position or one.jabatan == position) and all(word in one.words for word in wanted)
    ]


def fitting(title: str, duties: str = "", *, most: int = 12) -> list[Entry]:
    """Return the entries whose post or tags have most words in common with the title and duties of a post."""
    wanted = {word for word in _words(f"{title} {duties}") if len(word) > 3 and word not in _COMMON}
    scored = [(len(wanted & set(_words(f"{one.jabatan} {one.tugas} {one.tag}"))), one) for one in library()]
    best = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return [one for _score, one in best[:most]]


_COMMON: Final = frozenset(("kepala", "pada", "yang", "dinas", "seksi", "bidang", "ahli", "muda", "pertama"))


def _words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in text.casefold()).split()
