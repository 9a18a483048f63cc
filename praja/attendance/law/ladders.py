"""The ladder of a government: what lateness, early leave and absence cost, as its law has it."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from praja.attendance.law.asking import NATIONAL, AttendanceLawUnknown, article, law_of, program, table
from praja.rules.program import Program
from praja.rules.schema import Kind, Status
from praja.rules.selection import Computed
from praja.rules.show import show_number

LIST: Final = "tpp"
CODE: Final = "kode_kejadian"
BANDS: Final = "tpp_pita_menit"
RATES: Final = "tpp_tarif_kehadiran"
WEIGHT: Final = "bobot_disiplin"
PATTERN: Final = "pola_potongan_hadir"
RATE: Final = "tarif_"
KINDS: Final = {"terlambat": ("terlambat", "late"), "pulang_cepat": ("pulang cepat", "left early")}
EVENTS: Final = {
    "alpa": ("tidak masuk tanpa keterangan, sehari", "unexcused day"),
    "izin": ("izin, sehari", "day of permitted absence"),
    "sakit": ("sakit, sehari", "sick day"),
    "cuti": ("cuti, sehari", "day of leave"),
    "apel": ("apel tidak diikuti", "missed roll call"),
    "upacara": ("upacara tidak diikuti", "missed ceremony"),
    "tidak_absen_masuk": ("kedatangan tidak direkam", "no check-in"),
    "tidak_absen_pulang": ("kepulangan tidak direkam", "no check-out"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Band:
    """What one kind of event costs: its codes, from and to how many minutes (None: no end, no minutes).

    `percent` is that of `applied_to`; `checked` where it was read in two places or in the text itself.
    """

    codes: tuple[str, ...]
    label: str
    label_en: str
    start: int | None
    end: int | None
    percent: Fraction
    applied_to: str
    applied_to_en: str
    article: str
    checked: bool


@dataclasses.dataclass(frozen=True, slots=True)
class OtherRule:
    """Something else that a regulation says of attendance or leave, as its text is executed."""

    title: str
    title_en: str
    formula: str
    article: str
    checked: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Ladder:
    """All that the law of a government takes for lateness, early leave and absence."""

    bands: tuple[Band, ...]
    others: tuple[OtherRule, ...]
    incomplete: tuple[str, ...]
    """What is not known of the regulation, in sentences."""


@functools.lru_cache(maxsize=256)
def band_edges(on: datetime.date, pack: str = NATIONAL, kind: str = "terlambat") -> tuple[int, ...]:
    """Return the last minute of each band but the highest: (30, 60, 90) nationally.

    :param kind: `terlambat` or `pulang_cepat`
    :raises AttendanceLawUnknown: if there is no such pack, or no bands on that day
    """
    rows = table(pack, on.replace(day=1), LIST, CODE, BANDS).rows
    starts = [int(row.keys[1]) for row in rows if row.keys[0] == kind]
    return tuple(start - 1 for start in starts[2:])


@functools.lru_cache(maxsize=256)
def facts_read(pack: str, on: datetime.date) -> frozenset[str]:
    """Return the facts by which the law of a pack computes TPP in a month; none where it has no TPP."""
    try:
        return frozenset(program(pack, on.replace(day=1), LIST).lowering.facts)
    except AttendanceLawUnknown:
        return frozenset()


def ladder_of(pack: str, on: datetime.date) -> Ladder:
    """Return the ladder of a pack in the month of a day.

    Neighbouring bands that cost the same are one. What the regulation does not name is left out.

    :raises AttendanceLawUnknown: if there is no such pack, or no TPP by its law in that month
    """
    return _ladder(pack, on.replace(day=1))


@functools.lru_cache(maxsize=64)
def _ladder(pack: str, on: datetime.date) -> Ladder:
    asking = program(pack, on, LIST)
    reached = {rule.name for rule in asking.rules}
    applied = ("dari seluruhnya", "of the whole")
    if WEIGHT in reached:
        weight = asking.run_one({}).amounts.get(WEIGHT)
        applied = ("dari bagian disiplin", "of the discipline part")
        if isinstance(weight, (int, Fraction)):
            share, share_en = (told_percent(Fraction(weight), lang) for lang in ("id", "en"))
            applied = (f"{applied[0]} ({share})", f"{applied[1]} ({share_en})")
    rates = {**_of_table(asking, reached), **_of_rules(asking)}
    bands = [*_by_minutes(pack, on, rates, applied), *_by_event(rates, applied)]
    law = law_of(pack)
    own = {one.name for one in law.packs} - {PATTERN}
    others = (rule for rule in asking.rules if rule.rule.pack in own and _of_attendance(asking, rule))
    return Ladder(
        tuple(bands),
        tuple(
            OtherRule(
                rule.title, rule.rule.label_en, rule.text.formula or "", article(rule),
                rule.status is Status.DIPERIKSA,
            )
            for rule in others
        ),
        tuple(said for one in law.packs for said in one.incomplete),
    )  # fmt: skip


_Rate = tuple[Fraction, str, bool]


def _of_table(asking: Program, reached: set[str]) -> Mapping[str, _Rate]:
    """Return the rates by code of the table that the national frame reads, where it is read."""
    if not any(RATES in asking.selection.mentions_of(name).tables for name in reached):
        return {}
    _, version = asking.selection.tables[RATES]
    source = "; ".join(map(str, version.sources))
    return {
        row.keys[0]: (Fraction(row.value), source, row.status is Status.DIPERIKSA) for row in version.rows
    }


def _of_rules(asking: Program) -> Mapping[str, _Rate]:
    """Return the rates that rules of their own say (`tarif_…`), without those that a pattern leaves open."""
    rules = [
        rule
        for rule in asking.rules
        if rule.name.startswith(RATE)
        and rule.unit == "persen"
        and rule.rule.pack not in ("nasional", PATTERN)
    ]
    amounts = asking.only(*(rule.name for rule in rules)).run_one({}).amounts if rules else {}
    return {
        rule.name.removeprefix(RATE): (Fraction(amount), article(rule), _checked(asking, rule))
        for rule in rules
        if isinstance(amount := amounts[rule.name], (int, Fraction))
    }


def _checked(asking: Program, rule: Computed) -> bool:
    """Whether a rate was checked: its rule, and the row of the table that it reads."""
    code = rule.name.removeprefix(RATE)
    for name in asking.selection.mentions_of(rule.name).tables:
        for row in asking.selection.tables[name][1].rows:
            if row.keys[0] == code:
                return row.status is Status.DIPERIKSA
    return rule.status is Status.DIPERIKSA


def _by_minutes(
    pack: str, on: datetime.date, rates: Mapping[str, _Rate], applied: tuple[str, str]
) -> Iterator[Band]:
    """Yield the bands of lateness and early leave, those that cost the same together."""
    rows = table(pack, on, LIST, CODE, BANDS).rows if {"tl_1", "psw_1"} & rates.keys() else ()
    for kind, (label, label_en) in KINDS.items():
        own = [(int(row.keys[1]), str(row.value)) for row in rows if row.keys[0] == kind]
        last: Band | None = None
        for place, (start, code) in enumerate(own):
            end = own[place + 1][0] - 1 if place + 1 < len(own) else None
            found = rates.get(code)
            if found is None or not found[0]:
                continue
            percent, where, checked = found
            if last is not None and (last.percent, last.checked) == (percent, checked):
                last = dataclasses.replace(last, codes=(*last.codes, code), end=end)
                continue
            if last is not None:
                yield last
            last = Band((code,), label, label_en, start, end, percent, *applied, where, checked)
        if last is not None:
            yield last


def _by_event(rates: Mapping[str, _Rate], applied: tuple[str, str]) -> Iterator[Band]:
    for code, labels in EVENTS.items():
        if code in rates and rates[code][0]:
            percent, where, checked = rates[code]
            yield Band((code,), *labels, None, None, percent, *applied, where, checked)


def _of_attendance(asking: Program, rule: Computed) -> bool:
    """Whether a rule says something of attendance: a cut, days made of minutes, a hold, a share that is cut.

    How often something happened is told by the sheet or by the events; rules that merely choose are left out.
    """
    mentioned = asking.selection.mentions_of(rule.name).names
    if rule.text.formula is None or rule.name.startswith(RATE) or "sumber_kehadiran" in mentioned:
        return False
    return (
        not {"potongan_hadir", "tahan_tpp"}.isdisjoint(rule.rule.groups)
        or rule.unit in ("hari", "menit")
        or (rule.unit == "persen" and rule.name.startswith(("potong", "bagian_cuti")))
        or (rule.unit == "persen" and any(name.startswith("potong") for name in mentioned))
    )


def told_percent(share: Fraction, lang: str = "id") -> str:
    """Return a percentage as people write it: `1,25%`, in English `1.25%`."""
    return show_number(share, "persen", Kind.ANGKA, lang)
