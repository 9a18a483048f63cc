"""Which column is which: headers as officials write them, matched to the names of facts.

A header matches whatever its case, spaces, underscores, slashes and dots; it may stand below title rows
and may be spread over two or three rows of merged cells.
"""

from __future__ import annotations

import dataclasses
import difflib
import enum
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from praja.rules.schema import Fact, Grain, Kind, Place

HEADER_WITHIN = 15
"""A header row is looked for in this many rows from the top."""

NEAR = 0.8
"""From this likeness on, an unknown header may be a misspelt one: a letter wrong in five."""

HEADER_HEIGHT = 3
"""A header of merged cells may be this many rows tall."""

CARRIED: Mapping[str, tuple[str, ...]] = {
    "nip": (
        "NIP",
        "NIP Pegawai",
        "NIP Baru",
        "Nomor Induk Pegawai",
        "No. Induk Pegawai",
        "NI PPPK",
        "NIP/NI PPPK",
    ),
    "nama": ("Nama", "Nama Pegawai", "Nama Lengkap", "Nama ASN", "Nama dan Gelar"),
    "unit": (
        "Unit",
        "Unit Kerja",
        "Nama Unit",
        "SKPD",
        "Nama SKPD",
        "OPD",
        "Nama OPD",
        "Perangkat Daerah",
        "Satuan Kerja",
        "Satker",
    ),
    "nik": ("NIK", "NIK Pegawai", "No. KTP", "Nomor KTP", "NoKTP"),
    "npwp": ("NPWP", "NPWP Pegawai", "No. NPWP", "Nomor NPWP"),
    "tanggal_lahir": ("Tanggal Lahir", "Tanggal Lahir Pegawai", "Tgl Lahir", "TglLhr"),
    "nama_jabatan": ("Nama Jabatan", "Jabatan"),
    "alamat": ("Alamat",),
    "kode_bank": ("Kode Bank",),
    "nama_bank": ("Nama Bank", "Bank"),
    "nomor_rekening": (
        "Nomor Rekening",
        "Nomor Rekening Bank Pegawai",
        "Nomor Rekening Bank",
        "No. Rekening",
        "No Rek",
        "NoRek",
        "Rekening",
    ),
    "nip_pasangan": ("NIP Pasangan", "NIP Suami/Istri"),
    "pasangan_pns": ("Pasangan PNS",),
    "status_pernikahan": ("Status Pernikahan", "Status Kawin"),
    "jumlah_tanggungan": ("Jumlah Tanggungan",),
}
"""Columns that are carried along as text, and how they are headed. A fact of the same name comes first."""

_ROW_NUMBER = frozenset({"no", "nomor", "nourut", "nomorurut", "nourt"})


class Role(enum.Enum):
    """What a column is to us."""

    CARRIED = enum.auto()
    FACT = enum.auto()
    SIPD_FACT = enum.auto()
    """A fact in the codes of the SIPD form."""
    SIPD_AMOUNT = enum.auto()
    """An amount of the SIPD form, kept to compare with what we compute."""
    ROW_NUMBER = enum.auto()


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """Where a column goes: its name in the frame, its role, and, for facts, the fact."""

    name: str
    role: Role
    fact: Fact | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class UnknownColumn:
    """A column that nothing was done with, and the names it may have been meant to be."""

    header: str
    letter: str
    sheet: str
    meant: tuple[str, ...]
    remark: str = ""

    def __str__(self) -> str:
        where = f" (kolom {self.letter})" if self.letter else ""
        named = repr(self.header) if self.header else "Kolom tanpa judul"
        hint = f"; maksudnya {' atau '.join(repr(name) for name in self.meant)}?" if self.meant else ""
        remark = f"; {self.remark}" if self.remark else ""
        return f"{named}{where} pada {self.sheet}{hint}{remark}"


def plain(text: str) -> str:
    """Return a name without what officials vary: case, spaces, underscores, slashes, dots, accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum())


def closest(text: str, names: Iterable[str], most: int = 2) -> tuple[str, ...]:
    """Return the names that `text` may have been meant to be, nearest first."""
    by_plain: dict[str, str] = {}
    for name in names:
        by_plain.setdefault(plain(name), name)
    wanted = plain(text)
    found = difflib.get_close_matches(wanted, by_plain, n=most, cutoff=0.72)
    if not found and len(wanted) >= 4:
        found = [key for key in by_plain if len(key) >= 4 and (key in wanted or wanted in key)][:most]
    return tuple(by_plain[key] for key in found)


class NameBook:
    """The headers that one grain's sheet may have, and what each of them is."""

    def __init__(self, targets: Iterable[tuple[str, Target]]) -> None:
        """Take (header as it may be written, target) pairs; of two equal headers the first counts."""
        self._found: dict[str, Target | None] = {}
        self._targets: dict[str, Target] = {}
        self._shown: dict[str, str] = {}
        for shown, target in targets:
            key = plain(shown)
            if key and key not in self._targets:
                self._targets[key] = target
                self._shown[key] = shown

    def find(self, header: str) -> Target | None:
        """Return what a header is, or None. A unit in brackets at its end may be left out: `Gaji (Rp)`."""
        if header not in self._found:
            self._found[header] = self._look_up(header)
        return self._found[header]

    def _look_up(self, header: str) -> Target | None:
        key = plain(header)
        if not key:
            return None
        if key in _ROW_NUMBER:
            return Target("no", Role.ROW_NUMBER)
        found = self._targets.get(key)
        if found is None:
            shorter = re.sub(r"\s*[(\[][^()\[\]]*[)\]]\s*\**\s*$", "", header)
            found = self._targets.get(plain(shorter)) if shorter != header else None
        return found

    def meant(self, header: str) -> tuple[str, ...]:
        """Return the headers of which this one is a near spelling, one for each thing that they mean.

        A header that holds one of ours, `Pangkat/Golongan`, is near to it as well, where that is half of it.
        A column of the office's own, `Keterangan`, is near to nothing.
        """
        wanted = plain(header)
        found = difflib.get_close_matches(wanted, self._shown, n=4, cutoff=NEAR) if len(wanted) >= 4 else []
        if not found:
            half = max(6, len(wanted) / 2)
            found = [key for key in self._shown if len(key) >= half and key in wanted]
        nearest: dict[str, str] = {}
        for key in found:
            nearest.setdefault(self._targets[key].name, self._shown[key])
        return tuple(nearest.values())[:2]


def names_of_facts(facts: Iterable[Fact]) -> list[tuple[str, Target]]:
    """Return the headers by which facts are known: their names first, then their titles.

    A title that two facts share, or that is the name of another fact, names neither of them.
    """
    facts = list(facts)
    names = {plain(fact.name) for fact in facts}
    titles: dict[str, list[Fact]] = {}
    for fact in facts:
        titles.setdefault(plain(fact.title), []).append(fact)
    pairs = [(fact.name, Target(fact.name, Role.FACT, fact)) for fact in facts]
    for key, owners in titles.items():
        if key and key not in names and len(owners) == 1:
            pairs.append((owners[0].title, Target(owners[0].name, Role.FACT, owners[0])))
    return pairs


def earlier_payment(name: str) -> Fact:
    """Return the column of an earlier payment, such as `bulan_ini(bruto_pajak)`, as a fact in rupiah."""
    return Fact(
        name=name,
        title=name,
        label_en=name,
        kind=Kind.RUPIAH,
        unit="rupiah",
        grain=Grain.ORANG,
        place=Place("", 0),
    )


def names_carried(taken: Iterable[str] = ()) -> list[tuple[str, Target]]:
    """Return the headers of the columns that are carried along, except those that are facts."""
    used = set(taken)
    return [
        (shown, Target(name, Role.CARRIED))
        for name, headers in CARRIED.items()
        if name not in used
        for shown in (*headers, name)
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands (rows from 0, the last included) and what each column is."""

    first: int
    last: int
    titles: tuple[str, ...]
    targets: tuple[Target | None, ...]

    @property
    def score(self) -> int:
        """How many different names were recognised."""
        return len({t.name for t in self.targets if t is not None and t.role is not Role.ROW_NUMBER})

    def has(self, name: str) -> bool:
        return any(target is not None and target.name == name for target in self.targets)


def header_text(value: object) -> str:
    """Return a header cell as text: a number without its decimals, anything else as it is shown."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return re.sub(r"\s+", " ", str(value)).strip() if value is not None else ""


def find_header(rows: Sequence[Sequence[object]], book: NameBook) -> Header | None:
    """Return the header among the first rows: that with most names recognised, NIP among them if any has it.

    Of equals the one with fewest rows and nearest the top counts. None when nothing was recognised.
    """
    texts = [[header_text(value) for value in row] for row in rows[:HEADER_WITHIN]]
    best: tuple[tuple[bool, int, int, int], Header] | None = None
    for first in range(len(texts)):
        for tall in range(1, min(HEADER_HEIGHT, len(texts) - first) + 1):
            titles, targets = _join(texts[first : first + tall], book)
            header = Header(first, first + tall - 1, titles, targets)
            if not header.score:
                continue
            rank = (header.has("nip"), header.score, -tall, -first)
            if best is None or rank > best[0]:
                best = (rank, header)
    return None if best is None else best[1]


def plain_header(rows: Sequence[Sequence[object]]) -> Header | None:
    """Return the first row with two words, of a sheet none of whose headings is known."""
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        titles = tuple(header_text(value) for value in row)
        if sum(bool(title) for title in titles) >= 2:
            return Header(place, place, titles, (None,) * len(titles))
    return None


def _join(rows: Sequence[Sequence[str]], book: NameBook) -> tuple[tuple[str, ...], tuple[Target | None, ...]]:
    """Return one title a column from the rows of a header.

    The upper cells of a merged header reach over the columns to their right: `Tunjangan` above `Istri` and
    `Anak` is tried as `Tunjangan Istri`. A lower cell that is known by itself goes first.
    """
    width = max(map(len, rows))
    grid = [[row[c] if c < len(row) else "" for c in range(width)] for row in rows]
    spread = []
    for row, below in zip(grid, [*grid[1:], None], strict=True):
        filled, last = list(row), ""
        for c in range(width):
            last = row[c] or last
            if below is not None and not row[c] and below[c]:
                filled[c] = last
        spread.append(filled)
    titles: list[str] = []
    targets: list[Target | None] = []
    for c in range(width):
        own = [row[c] for row in grid if row[c]]
        stack = [row[c] for row in spread if row[c]]
        tries = [" ".join(own), *reversed(own), " ".join(stack), " ".join(stack[-2:])]
        hits = [(text, target) for text in tries if (target := book.find(text)) is not None]
        title, found = hits[0] if hits else (" ".join(stack if own else ()), None)
        titles.append(title)
        targets.append(found)
    return tuple(titles), tuple(targets)
