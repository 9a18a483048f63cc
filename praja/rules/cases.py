"""Worked cases: facts of one person, the lines that must come out, and who says so.

An office brings the examples of its own regulation in this form; the law folder keeps its own under
`kasus/`. The format is in docs/law/kasus.md.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from praja.rules.errors import LawError, RulesError, did_you_mean
from praja.rules.given import Amount
from praja.rules.in_force import in_force
from praja.rules.loader import LAW_FOLDER, LawReader
from praja.rules.program import Program
from praja.rules.schema import Grain, Kind, Law, Place
from praja.rules.selection import Computed
from praja.rules.show import show_amount
from praja.rules.written import day_from, number_from
from praja.rules.yaml_reader import Mapping as YamlMapping
from praja.rules.yaml_reader import Node, Scalar, Sequence, read_yaml

PROBLEM = "masalah"
"""Written as the expected value of a line that must be withheld."""

KNOWN = (
    "kasus", "pak", "tanggal", "tanggal_bayar", "diketahui", "daftar", "masukan", "hasil", "hitungan",
    "sumber", "status", "catatan", "untuk",
)  # fmt: skip

MARK = re.compile(r"<([a-z][a-z0-9_]*)>")
"""What the rows of `untuk` fill in."""


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """One worked case. `expected` is by rule: a value as written, or `masalah`."""

    title: str
    pack: str | None
    on: datetime.date
    paid_on: datetime.date | None
    known_at: datetime.date | None
    pay_list: str | None
    facts: Mapping[str, object]
    expected: Mapping[str, str]
    reckoning: str
    source: str
    place: Place


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case: nothing in `faults` means that every line was exact."""

    case: Case
    faults: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.faults


def read_cases(path: Path, *, pack: str | None = None) -> list[Case]:
    """Return the cases of a file.

    :param pack: the pack of cases that name none; a file below `daerah/<pack>/` belongs to that pack
    :raises LawError: naming the line, if the file is not of the form
    """
    shown = path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LawError(f"Berkas kasus '{path}' tidak terbaca: {error}.") from None
    root = read_yaml(text, file=shown)
    if root is None:
        return []
    if not isinstance(root, Sequence):
        raise LawError("Berkas kasus harus berupa daftar ('- kasus: …').", place=root.place)
    parts = path.resolve().parts
    if pack is None and "daerah" in parts[:-1]:
        pack = parts[len(parts) - 1 - parts[::-1].index("daerah") + 1]
    return [_case(filled, pack) for node in root.items for filled in _filled(node)]


def _filled(node: Node) -> Iterator[YamlMapping]:
    """Yield a case as it is, or one for each row of its `untuk`, with the marks filled in."""
    if not isinstance(node, YamlMapping):
        raise LawError("Satu kasus berisi kasus, tanggal, masukan, hasil, …", place=node.place)
    rows = node.entries.get("untuk")
    if rows is None:
        yield node
        return
    if not isinstance(rows, Sequence) or not rows.items:
        raise LawError("'untuk' berisi daftar baris, misalnya {menit: 30, potong: 1%}.", place=rows.place)
    rest = YamlMapping(
        {name: inner for name, inner in node.entries.items() if name != "untuk"}, node.places, node.place
    )
    for row in rows.items:
        if not isinstance(row, YamlMapping) or not all(
            isinstance(one, Scalar) for one in row.entries.values()
        ):
            raise LawError("Satu baris 'untuk' berisi nama dan nilai.", place=row.place)
        values = {name: one.text for name, one in row.entries.items() if isinstance(one, Scalar)}
        used: set[str] = set()
        filled = _with(rest, values, used, row.place)
        if unused := [name for name in values if name not in used]:
            raise LawError(f"'<{unused[0]}>' tidak ada dalam kasus ini.", place=row.places[unused[0]])
        assert isinstance(filled, YamlMapping)
        yield dataclasses.replace(filled, place=row.place)


def _with(node: Node, values: Mapping[str, str], used: set[str], row: Place) -> Node:
    """Return a part of a case with the marks in its texts filled in; `used` gathers which there were."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise LawError(f"Baris ini tidak mengisi '<{found[1]}>'.", place=row)
        used.add(found[1])
        return values[found[1]]

    match node:
        case Scalar():
            return Scalar(MARK.sub(value, node.text), node.place)
        case Sequence():
            return Sequence(tuple(_with(one, values, used, row) for one in node.items), node.place)
    entries = {name: _with(one, values, used, row) for name, one in node.entries.items()}
    return YamlMapping(entries, node.places, node.place)


def _case(node: YamlMapping, pack: str | None) -> Case:
    for name in node.entries:
        if name not in KNOWN:
            raise LawError(
                f"Isian '{name[:60]}' tidak dikenal.",
                place=node.places[name],
                hint=did_you_mean(name, KNOWN) or f"Yang dikenal: {', '.join(KNOWN)}.",
            )
    expected = _mapping(node, "hasil")
    return Case(
        title=_text(node, "kasus") or "",
        pack=_text(node, "pak", optional=True) or pack,
        on=_day(node, "tanggal") or datetime.date.min,
        paid_on=_day(node, "tanggal_bayar", optional=True),
        known_at=_day(node, "diketahui", optional=True),
        pay_list=_text(node, "daftar", optional=True),
        facts={name: _plain(inner) for name, inner in _mapping(node, "masukan").entries.items()},
        expected={name: str(_plain(inner)) for name, inner in expected.entries.items()},
        reckoning=_text(node, "hitungan", optional=True) or "",
        source=_text(node, "sumber", optional=True) or "",
        place=node.place,
    )


def _text(node: YamlMapping, name: str, *, optional: bool = False) -> str | None:
    inner = node.entries.get(name)
    if inner is None and optional:
        return None
    if not isinstance(inner, Scalar) or not inner.text.strip():
        place = inner.place if inner is not None else node.place
        raise LawError(f"Isian '{name}' belum ada atau kosong.", place=place)
    return inner.text.strip()


def _day(node: YamlMapping, name: str, *, optional: bool = False) -> datetime.date | None:
    text = _text(node, name, optional=optional)
    if text is None:
        return None
    try:
        return day_from(text)
    except ValueError:
        raise LawError(
            f"'{text[:40]}' bukan tanggal (tahun-bulan-hari).", place=node.entries[name].place
        ) from None


def _mapping(node: YamlMapping, name: str) -> YamlMapping:
    inner = node.entries.get(name)
    if not isinstance(inner, YamlMapping):
        place = inner.place if inner is not None else node.place
        raise LawError(f"Isian '{name}' harus berisi nama dan nilai.", place=place)
    for key, place in inner.places.items():
        if not re.fullmatch(r"[a-z][a-z0-9_]*(\([a-z0-9_]+\))?", key):
            raise LawError(
                f"'{key[:40]}' bukan nama fakta atau aturan.",
                place=place,
                hint="Nilai yang memuat koma ditulis dalam petik: '0,75%'.",
            )
    return inner


def _plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {name: _plain(inner) for name, inner in node.entries.items()}


class CaseRunner:
    """Runs cases against one law folder, reading each pack once."""

    def __init__(self, folder: Path | None = None) -> None:
        self._reader = LawReader(folder)
        self._law = functools.cache(self._load)
        self._program = functools.cache(self._in_force)

    def _load(self, pack: str | None) -> Law:
        return self._reader.law(pack)

    def _in_force(
        self,
        pack: str | None,
        on: datetime.date,
        paid_on: datetime.date | None,
        known_at: datetime.date | None,
        pay_list: str | None,
        wanted: tuple[str, ...],
    ) -> Program:
        program = in_force(
            self._law(pack), on=on, paid_on=paid_on, known_at=known_at, pay_list=pay_list
        ).only(*wanted)
        return program

    def program(self, case: Case) -> Program:
        """Return the program of the lines that a case expects, made once for all cases that share it.

        :raises RulesError: if the law has no such pack or list, or no text of these lines on that day
        """
        return self._program(
            case.pack, case.on, case.paid_on, case.known_at, case.pay_list, tuple(case.expected)
        )

    def run(self, case: Case) -> Outcome:
        """Return what came of `case`; a fault of the law or of the facts fails it with its message."""
        try:
            program = self.program(case)
            return Outcome(case, tuple(_faults(case, program, self._law(case.pack))))
        except RulesError as error:
            return Outcome(case, (str(error),))


def _faults(case: Case, program: Program, law: Law) -> Iterator[str]:
    program.lowering  # noqa: B018  (a fault of the law is told before one of the facts)
    yield from _unknown_facts(case.facts, law)
    result = program.run_one(case.facts)
    reasons = {problem.message for problem in result.problems}
    for name, written in case.expected.items():
        rule = program.rule(name)
        amount = result.amounts.get(name)
        if written == PROBLEM:
            if amount is not None:
                yield f"{name}: ditunggu masalah, keluar {_shown(rule, amount)}"
            continue
        wanted = _wanted(rule, written)
        if amount is None:
            told = " ".join(sorted(reasons))
            yield f"{name}: ditunggu {_shown(rule, wanted)}, tidak dapat dihitung: {told}"
        elif wanted != amount:
            yield f"{name}: ditunggu {_shown(rule, wanted)}, keluar {_shown(rule, amount)}"


def _unknown_facts(facts: Mapping[str, object], law: Law) -> Iterator[str]:
    """Yield a fault for each given name that the law does not know: a misspelt fact would go unread."""
    for name, value in facts.items():
        if isinstance(value, list):
            for row in value:
                if isinstance(row, Mapping):
                    yield from _unknown_facts(row, law)
        elif name not in law.facts and "(" not in name:
            yield f"fakta '{name}' tidak ada. {did_you_mean(name, law.facts)}".strip()
        if isinstance(value, list) and name not in set(Grain):
            yield f"'{name}' bukan butir; yang ada: {', '.join(Grain)}."


def _wanted(rule: Computed, written: str) -> Amount:
    match rule.kind:
        case Kind.YA:
            if written not in ("ya", "tidak"):
                raise LawError(f"{rule.name}: '{written}' harus ya atau tidak.")
            return written == "ya"
        case Kind.PILIHAN:
            return written
        case Kind.TANGGAL:
            try:
                return day_from(written)
            except ValueError:
                raise LawError(f"{rule.name}: '{written}' bukan tanggal (tahun-bulan-hari).") from None
    try:
        value = number_from(written)
    except ValueError:
        raise LawError(f"{rule.name}: '{written}' bukan angka; contoh 4971700, 60%, 1,25.") from None
    return int(value) if value.denominator == 1 else value


def _shown(rule: Computed, amount: Amount) -> str:
    return show_amount(amount, rule.unit, rule.kind)


def case_files(folder: Path | None = None) -> list[Path]:
    """Return the case files of a law folder."""
    return sorted((folder or LAW_FOLDER).glob("**/kasus/*.yaml"))
