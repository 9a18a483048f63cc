"""The law as plain values: facts, rules, versions, tables, groups, pay lists and packs.

Nothing here reads a file or computes an amount. `praja.rules.loader` fills these values from
`praja/law`, `praja.rules.in_force` picks those that hold on a date, `praja.rules.program` runs them.
"""

from __future__ import annotations

import dataclasses
import datetime
import enum
from collections.abc import Mapping
from fractions import Fraction


class Kind(enum.StrEnum):
    """What a value is. Only amounts and numbers can be reckoned with."""

    RUPIAH = "rupiah"
    ANGKA = "angka"
    YA = "ya"
    TANGGAL = "tanggal"
    PILIHAN = "pilihan"


class Grain(enum.StrEnum):
    """What one row is: a person, or something finer that a person has several of."""

    ORANG = "orang"
    HARI = "hari"
    ANAK = "anak"
    SEGMEN = "segmen"
    BUTIR = "butir"
    KEJADIAN = "kejadian"
    INDIKATOR = "indikator"
    RHK = "rhk"


MOST_ROWS: Mapping[Grain, int] = {
    Grain.ORANG: 1,
    Grain.HARI: 31,
    Grain.ANAK: 20,
    Grain.SEGMEN: 31,
    Grain.BUTIR: 200,
    Grain.KEJADIAN: 200,
    Grain.INDIKATOR: 200,
    Grain.RHK: 100,
}
"""How many rows one person may have. The range proof of every sum stands on these."""


class Status(enum.StrEnum):
    """How sure we are of a text of law.

    `diperiksa` needs two independent sources or the original text; a run for real money names every
    rule that is less.
    """

    DIPERIKSA = "diperiksa"
    BELUM_DIPERIKSA = "belum_diperiksa"
    DIASUMSIKAN = "diasumsikan"


class Following(enum.StrEnum):
    """Whose law a rule takes: that of the month served (`masa`) or of the day of payment (`bayar`)."""

    MASA = "masa"
    BAYAR = "bayar"


class KeyMatch(enum.StrEnum):
    """How a table key is matched.

    `sama`: equal. `mulai`: the last row whose key is at most the value. `sampai`: the first row whose
    key is at least the value (an upper bound, inclusive); an empty last key has no upper bound.
    """

    SAMA = "sama"
    MULAI = "mulai"
    SAMPAI = "sampai"


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file. Lines and columns count from 1; column 0 means the whole line."""

    file: str
    line: int
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" + (f":{self.column}" if self.column else "")


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """A legal source: the document, its article, a remark."""

    document: str
    article: str = ""
    remark: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.document, self.article) if part)


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """One input of the law: a column of the frame of its grain.

    `low` and `high` bound the value and are mandatory for amounts and numbers: the proof that no
    amount can overflow stands on them. `default` is text in the form of the input, or None: then a
    missing value is a problem of that person.
    """

    name: str
    title: str
    label_en: str
    kind: Kind
    unit: str
    grain: Grain
    place: Place
    decimals: int = 0
    low: Fraction | None = None
    high: Fraction | None = None
    choices: tuple[str, ...] = ()
    default: str | None = None
    origin: str = ""
    remark: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Version:
    """The text of a rule from a date on, until the next version.

    `formula` is None when the rule is repealed (`dicabut`). `enacted` is the day on which the text was
    signed: before it nobody could know of it.
    """

    starts: datetime.date
    enacted: datetime.date
    formula: str | None
    guard: str | None
    sources: tuple[Source, ...]
    status: Status
    place: Place
    formula_place: Place
    guard_place: Place | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """One line of law: a pay component, a helper value, a truth, with all its versions."""

    name: str
    title: str
    label_en: str
    unit: str
    place: Place
    versions: tuple[Version, ...]
    groups: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    follows: Following = Following.MASA
    delegated: bool = False
    replaces: bool = False
    checked_on: datetime.date | None = None
    pack: str = "nasional"
    remark: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class TableVersion:
    """The rows of a table from a date on. A row is its keys as text, its value, and its own mark."""

    starts: datetime.date
    enacted: datetime.date
    sources: tuple[Source, ...]
    status: Status
    place: Place
    file: str
    rows: tuple[TableRow, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its keys as written, its value (a number, or text for a choice), where it stands."""

    keys: tuple[str, ...]
    value: Fraction | str
    line: int
    status: Status
    remark: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A published table, looked up by one or more keys, of which only the last may be a range."""

    name: str
    title: str
    label_en: str
    keys: tuple[tuple[str, KeyMatch], ...]
    value_name: str
    value_kind: Kind
    unit: str
    place: Place
    versions: tuple[TableVersion, ...]
    pack: str = "nasional"
    replaces: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """A declared tag, such as `penghasilan`. A pack may add a group only where the law says so."""

    name: str
    title: str
    label_en: str
    place: Place
    open_to_packs: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class PayList:
    """A pay list (gaji, tpp, thr …): its lines by group, its totals, and its holding group.

    `totals` are the rules computed and printed as sums, the last one being what the person receives.
    `accrues` is the group of those holds under which pay is a debt of the government: nothing that the
    person could do releases it.
    """

    name: str
    title: str
    label_en: str
    lines: tuple[str, ...]
    totals: tuple[str, ...]
    place: Place
    holds: str | None = None
    gates: str | None = None
    accrues: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Pack:
    """One government's own regulation, laid over its parent."""

    name: str
    title: str
    label_en: str
    parent: str | None
    starts: datetime.date
    ends: datetime.date | None
    sources: tuple[Source, ...]
    place: Place
    repeals: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    part_months: tuple[str, ...] = ()
    """The lists that pay who comes after the first of a month for the rest of it."""
    remark: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Law:
    """Everything that one government is bound by: the national law with its pack laid over it."""

    facts: Mapping[str, Fact]
    rules: Mapping[str, tuple[Rule, ...]]
    """By name: the national rule first, then what packs put in its place, nearest pack last."""
    tables: Mapping[str, tuple[Table, ...]]
    groups: Mapping[str, Group]
    lists: Mapping[str, PayList]
    packs: tuple[Pack, ...]
    """From the outermost parent to the pack itself; empty for the national law alone."""
    texts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """The exact text of every file read, by path below the law folder."""
