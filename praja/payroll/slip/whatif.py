"""“Bagaimana jika”: a slip computed anew with a few facts changed. Nothing is stored.

What can be changed is what the person's own program reads: the attendance and performance of the month, the
class of the post, spouse and children, a raise of the basic salary.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.payroll.compare.causes import Cause, cause_of
from praja.payroll.slip.lines import (
    Line,
    Section,
    language,
    pay_list_of,
    sections_of,
    title_of,
    totals_of,
)
from praja.payroll.slip.since import value_of
from praja.rules.facts import Fault, encode
from praja.rules.given import Amount, Person
from praja.rules.language.value import Codebook
from praja.rules.month import State, explain_lists
from praja.rules.phrases import Phrases
from praja.rules.program import Program
from praja.rules.schema import Fact, Grain, Kind
from praja.rules.show import show_number
from praja.rules.written import number_from

KGB: Final = "kgb"
LATE, MINUTES = "terlambat_kali", "terlambat_menit"
RAISE_YEARS: Final = 2
"""Years of service by which a raise of the basic salary is told to move somebody."""
MOST_LATE: Final = 31
LONGEST: Final = 40
"""Characters that are looked at of a value; longer ones are no number that anybody means."""
OF_PACKS: Final = "daerah/"
"""Where the law keeps what a regional regulation asks for by itself, such as a score of its own."""
SLIDES_TO: Final = 200
"""How far a slider reaches where a number may be larger than a finger could hit; typing goes further."""

PARTS: Final = {
    Cause.KEHADIRAN: gettext_lazy("Kehadiran"),
    Cause.KINERJA: gettext_lazy("Kinerja"),
    Cause.JABATAN: gettext_lazy("Jabatan"),
    Cause.KELUARGA: gettext_lazy("Keluarga"),
    Cause.LAIN: gettext_lazy("Menurut peraturan daerah ini"),
}
"""The causes whose facts can be tried, in their order."""
CHILDREN, CHILDREN_GIVEN, COUNTED = "jumlah_anak_ditunjang", "sumber_anak", "anak_memenuhi_syarat"
"""The number of children, the fact that says whether it or a list is read, and the rule that counts."""
_TRIED: Final = frozenset({"kelas_jabatan", CHILDREN, "pasangan_ditunjang"})
"""Facts that are tried although their cause holds others that are set by decree alone."""
_BY_DECREE: Final = (Cause.JABATAN, Cause.KELUARGA)
_FORMS: Final = frozenset({"sumber_kehadiran", "pola_hari_kerja", "hari_kerja"})
"""Facts that say in what form attendance was given, or what the calendar is, not how it was."""


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice."""

    value: str
    label: str
    chosen: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """Something that can be tried: how it is asked, what it is now, what was typed, what is wrong with it."""

    name: str
    label: str
    unit: str
    part: str
    now: str
    typed: str
    error: str = ""
    choices: tuple[Choice, ...] = ()
    low: str = ""
    high: str = ""

    @property
    def slides(self) -> bool:
        """Whether a slider stands beside the number."""
        return bool(self.high) and not self.choices

    @property
    def shown_now(self) -> str:
        """What it is on the slip, as people read it."""
        chosen = [choice.label for choice in self.choices if choice.value == self.now]
        return chosen[0] if chosen else f"{self.now} {self.unit}".strip()

    @property
    def changed(self) -> bool:
        """Whether something other than what is was typed."""
        return self.typed != self.now


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What the slip would come to beside what it is; `problems` says why it cannot be told."""

    sections: tuple[Section, ...]
    totals: tuple[Line, ...]
    state: State
    problems: tuple[str, ...]
    changed: bool


def fields_of(program: Program, facts: Person, typed: Mapping[str, str]) -> list[Field]:
    """Return what can be tried of a slip, with what was typed, in the order of the page."""
    found: list[Field] = []
    for fact in _tried_facts(program):
        now = _counted(program, facts) if fact.name == CHILDREN else None
        if now is None:
            now = value_of(fact, facts.get(fact.name))
        if now is not None:
            found.append(_field(fact, now, typed.get(fact.name)))
    order = [str(label) for label in PARTS.values()]
    found.sort(key=lambda field: order.index(field.part))
    if _reads_events(program, facts):
        found[:0] = _late_fields(facts, typed)
    if "mkg" in program.lowering.facts:
        found.append(_raise_field(typed))
    return found


def outcome(program: Program, facts: Person, fields: list[Field]) -> Outcome:
    """Return what the slip comes to with the changed fields, beside what it is now."""
    tried = {**facts, **changes(program, facts, fields)}
    name = pay_list_of(program.selection).name
    now = explain_lists({name: program}, facts)[name]
    then = explain_lists({name: program}, tried)[name]
    before = {rule: now.explanation.amount(rule) for rule in program.alone}
    after = {rule: then.explanation.amount(rule) for rule in program.alone}
    problems = tuple(problem.message for problem in then.explanation.problems)
    if problems:
        return Outcome((), (), then.state, problems, False)
    selection = program.selection
    sections = tuple(sections_of(selection, after, before))
    totals = tuple(totals_of(selection, after, before))
    return Outcome(sections, totals, then.state, (), any(line.changed for line in totals))


def changes(program: Program, facts: Person, fields: list[Field]) -> dict[str, Any]:
    """Return the facts that the fields change; a field with something wrong changes nothing."""
    asked = {field.name: field for field in fields if not field.error}
    changed: dict[str, Any] = {}
    for name, field in asked.items():
        if name in program.lowering.facts and field.changed:
            changed[name] = _given(program.lowering.facts[name], field.typed)
    if CHILDREN in changed and CHILDREN_GIVEN in program.lowering.facts:
        changed[CHILDREN_GIVEN] = "jumlah"
    if KGB in asked and asked[KGB].changed:
        changed["mkg"] = _raised(program.lowering.facts["mkg"], facts)
    if LATE in asked and MINUTES in asked and (asked[LATE].changed or asked[MINUTES].changed):
        event = {"jenis_kejadian": "terlambat", "menit": int(asked[MINUTES].typed)}
        others = [row for row in _events(facts) if row.get("jenis_kejadian") != "terlambat"]
        changed[Grain.KEJADIAN.value] = [*others, *([event] * int(asked[LATE].typed))]
    return changed


# --- which facts


@functools.lru_cache(maxsize=128)
def _tried_facts(program: Program) -> tuple[Fact, ...]:
    """Return the facts of a program that somebody can try."""
    return tuple(
        fact
        for fact in program.facts
        if fact.grain is Grain.ORANG
        and fact.name not in _FORMS
        and fact.kind not in (Kind.TANGGAL, Kind.RUPIAH)
        and (cause := cause_of(fact.name)) in PARTS
        and (cause not in _BY_DECREE or fact.name in _TRIED)
        and (cause is not Cause.LAIN or fact.place.file.startswith(OF_PACKS))
    )


def _counted(program: Program, facts: Person) -> Amount | None:
    """Return how many children the law counts of those who are listed; none where their number is given."""
    if facts.get(CHILDREN_GIVEN) != "daftar" or COUNTED not in program.lowering.computed:
        return None
    return _counting(program).run_one(facts).amounts[COUNTED]


@functools.lru_cache(maxsize=128)
def _counting(program: Program) -> Program:
    return program.only(COUNTED)


def _reads_events(program: Program, facts: Person) -> bool:
    read = program.lowering.facts
    form = facts.get("sumber_kehadiran") or (
        read["sumber_kehadiran"].default if "sumber_kehadiran" in read else None
    )
    return "jenis_kejadian" in read and "menit" in read and form in (None, "kejadian")


def _events(facts: Person) -> list[Mapping[str, Any]]:
    return list(facts.get(Grain.KEJADIAN.value) or [])


# --- how each is asked


def _field(fact: Fact, now: Amount, typed: str | None) -> Field:
    shown = _written(fact, now)
    given = shown if typed is None else typed.strip()
    asked: dict[str, Any] = {
        "name": fact.name,
        "label": title_of(fact),
        "unit": _unit_words(fact),
        "part": str(PARTS[cause_of(fact.name)]),
        "now": shown,
        "typed": given,
    }
    error = "" if given == shown else _wrong(fact, given)
    if fact.kind in (Kind.YA, Kind.PILIHAN):
        words = Phrases.of(language())
        values = ("ya", "tidak") if fact.kind is Kind.YA else fact.choices
        labels = [
            words.amount(value == "ya" if fact.kind is Kind.YA else value, fact.unit, fact.kind)
            for value in values
        ]
        choices = tuple(
            Choice(value, label, value == given) for value, label in zip(values, labels, strict=True)
        )
        return Field(**asked, choices=choices, error=error)
    scale = 100 if fact.unit == "persen" else 1
    low, high = (int((bound or Fraction(0)) * scale) for bound in (fact.low, fact.high))
    reach = max(SLIDES_TO, 2 * int(now * scale)) if isinstance(now, (int, Fraction)) else SLIDES_TO
    ends: dict[str, Any] = {"low": str(low), "high": str(min(high, low + reach))}
    return Field(**asked, **ends, error=error)


def _unit_words(fact: Fact) -> str:
    if fact.unit == "persen":
        return "%"
    units = Phrases.of(language()).units
    return units[fact.unit][1] if fact.unit in units else ""


def _written(fact: Fact, value: Amount) -> str:
    """Return a value as the form shows it: a percentage without its sign, a number with a comma."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, (int, Fraction)):
        scaled = Fraction(value) * (100 if fact.unit == "persen" else 1)
        return show_number(scaled, "", Kind.ANGKA).replace(".", "").replace("−", "-")
    return str(value)


def _given(fact: Fact, typed: str) -> Any:
    """Return what was typed as the engine reads it.

    :raises ValueError: if it is no number
    """
    if fact.kind in (Kind.YA, Kind.PILIHAN):
        return typed
    text = typed.replace(".", ",") if typed.count(".") == 1 and "," not in typed else typed
    number = number_from(text.removesuffix("%"))
    return number / 100 if fact.unit == "persen" else number


def _wrong(fact: Fact, typed: str) -> str:
    """Return what is wrong with what was typed; nothing if it can be computed with."""
    if not typed or len(typed) > LONGEST:
        return _unreadable(fact)
    try:
        coded = encode(fact, _given(fact, typed), Codebook(), None)
    except (ValueError, OverflowError):
        return _unreadable(fact)
    return _unreadable(fact) if isinstance(coded, Fault) else ""


def _unreadable(fact: Fact) -> str:
    if fact.kind in (Kind.YA, Kind.PILIHAN):
        return _("Pilih salah satu yang ada.")
    scale = 100 if fact.unit == "persen" else 1
    edges = [show_number((bound or Fraction(0)) * scale, "", Kind.ANGKA) for bound in (fact.low, fact.high)]
    if fact.decimals:
        return _("Isi dengan angka dari %(low)s sampai %(high)s.") % {"low": edges[0], "high": edges[1]}
    return _("Isi dengan angka bulat dari %(low)s sampai %(high)s.") % {"low": edges[0], "high": edges[1]}


def _raise_field(typed: Mapping[str, str]) -> Field:
    given = typed.get(KGB, "tidak")
    choices = (
        Choice("tidak", _("tidak"), given == "tidak"),
        Choice(
            "ya",
            _("ya, masa kerja golongan bertambah %(years)s tahun") % {"years": RAISE_YEARS},
            given == "ya",
        ),
    )
    error = "" if given in ("ya", "tidak") else _("Pilih salah satu yang ada.")
    return Field(
        KGB, _("Kenaikan gaji berkala"), "", _("Kenaikan gaji"), "tidak", given, error=error, choices=choices
    )


def _raised(fact: Fact, facts: Person) -> Any:
    years = value_of(fact, facts.get("mkg"))
    return years + RAISE_YEARS if isinstance(years, (int, Fraction)) else years


def _late_fields(facts: Person, typed: Mapping[str, str]) -> list[Field]:
    late = [row for row in _events(facts) if row.get("jenis_kejadian") == "terlambat"]
    minutes = sum(int(row.get("menit") or 0) for row in late)
    mean = round(minutes / len(late)) if late else 15
    return [
        _whole_field(LATE, _("Datang terlambat"), _("kali"), len(late), MOST_LATE, typed),
        _whole_field(MINUTES, _("Terlambat tiap kali"), _("menit"), mean, SLIDES_TO, typed),
    ]


def _whole_field(name: str, label: str, unit: str, now: int, most: int, typed: Mapping[str, str]) -> Field:
    given = typed.get(name, str(now)).strip()
    fine = len(given) <= LONGEST and given.isascii() and given.isdigit() and int(given) <= most
    error = (
        "" if fine else _("Isi dengan angka bulat dari %(low)s sampai %(high)s.") % {"low": 0, "high": most}
    )
    return Field(
        name, label, unit, str(PARTS[Cause.KEHADIRAN]), str(now), given, error=error, low="0", high=str(most)
    )
