"""Leave: what somebody is owed of annual leave, what forbids a leave, what to enclose, what follows from it.

Every sentence and number is a rule of the list `cuti`: a new condition is a rule of its group, no code.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from praja.attendance.law.asking import NATIONAL, AttendanceLawUnknown, article, law_of, program
from praja.rules.errors import LawError
from praja.rules.in_force import in_force
from praja.rules.phrases import Phrases
from praja.rules.schema import Status

LIST = "cuti"
FORBIDS, LETTERS, FOLLOWS = "cuti_syarat", "cuti_surat", "cuti_akibat"
RIGHT, CARRIED, ADDED = "hak_cuti_tahunan", "cuti_dibawa", "cuti_bersama_ditambahkan"
TOTAL, LEFT = "jatah_cuti_tahunan", "sisa_cuti_tahunan"


@dataclasses.dataclass(frozen=True, slots=True)
class Sentence:
    """Something that the law says of a leave, and where; `checked` where that was read in two places."""

    rule: str
    text: str
    article: str
    checked: bool


@dataclasses.dataclass(frozen=True, slots=True)
class LeaveFindings:
    """What the law says of a leave that is asked for."""

    forbidden: Sequence[Sentence]
    letters: Sequence[Sentence]
    follows: Sequence[Sentence]


@dataclasses.dataclass(frozen=True, slots=True)
class BalanceLine:
    """One line of the reckoning of annual leave: what it is called, how many days, how, by which law."""

    rule: str
    title: str
    days: Decimal
    reckoning: str
    article: str


@dataclasses.dataclass(frozen=True, slots=True)
class AnnualRight:
    """What somebody is owed of annual leave in a year, and what is left of it."""

    right: Decimal
    carried: Decimal
    added: Decimal
    total: Decimal
    left: Decimal
    lines: Sequence[BalanceLine]


def annual_right(
    facts: Mapping[str, object], on: datetime.date, pack: str = NATIONAL, lang: str | None = "id"
) -> AnnualRight:
    """Return what somebody is owed of annual leave in the year of a day, line by line.

    :param facts: `status_asn`, `masa_kerja_cuti`, `sisa_tahun_lalu`, `sisa_dua_tahun_lalu`,
        `dua_tahun_tidak_dipakai`, `cuti_ditangguhkan`, `cuti_bersama_masuk`, `cuti_tahunan_diambil`, …
    :param lang: of the lines; without one, none are written
    :raises AttendanceLawUnknown: if it cannot be computed
    """
    wanted = (RIGHT, CARRIED, ADDED, TOTAL, LEFT)
    asking = program(pack, on, LIST, *wanted)
    if lang is None:
        result = asking.run_one(facts)
        if result.problems:
            raise AttendanceLawUnknown(" ".join(dict.fromkeys(one.message for one in result.problems)))
        right, carried, added, total, left = (_days(result.amounts[name]) for name in wanted)
        return AnnualRight(right, carried, added, total, left, ())
    explained = asking.explain(facts)
    if explained.problems:
        raise AttendanceLawUnknown(" ".join(dict.fromkeys(one.message for one in explained.problems)))
    days = {name: _days(explained.amount(name)) for name in wanted}
    words = Phrases.of(lang)
    lines = []
    for name in wanted:
        step = explained.step(name, lang)
        lines.append(
            BalanceLine(name, step.title, days[name], step.sentence(words), "; ".join(map(str, step.sources)))
        )
    return AnnualRight(days[RIGHT], days[CARRIED], days[ADDED], days[TOTAL], days[LEFT], lines)


def annual_total(facts: Mapping[str, object], on: datetime.date, pack: str = NATIONAL) -> Decimal:
    """Return how many days of annual leave somebody may take in the year of a day, without explaining it.

    :raises AttendanceLawUnknown: if it cannot be computed
    """
    result = program(pack, on, LIST, TOTAL).run_one(facts)
    if result.problems:
        raise AttendanceLawUnknown(" ".join(dict.fromkeys(one.message for one in result.problems)))
    return _days(result.amounts[TOTAL])


def leave_findings(
    facts: Mapping[str, object], on: datetime.date, pack: str = NATIONAL, lang: str = "id"
) -> LeaveFindings:
    """Return what forbids a leave, what has to be enclosed and what follows from it.

    :raises AttendanceLawUnknown: if a condition cannot be told because a fact is missing
    """
    groups = _groups(pack, on.replace(day=1))
    names = [name for group in groups.values() for name in group]
    asking = program(pack, on, LIST, *names)
    result = asking.run_one(facts)
    if result.problems:
        raise AttendanceLawUnknown(" ".join(dict.fromkeys(one.message for one in result.problems)))

    def said(group: str) -> list[Sentence]:
        found = []
        for name in groups[group]:
            if result.amounts[name]:
                rule = asking.rule(name)
                title = rule.rule.label_en if lang == "en" else rule.title
                found.append(Sentence(name, title, article(rule), rule.status is Status.DIPERIKSA))
        return found

    return LeaveFindings(said(FORBIDS), said(LETTERS), said(FOLLOWS))


def half_days_allowed(on: datetime.date, pack: str = NATIONAL) -> bool:
    """Return whether annual leave may be taken by half days."""
    return bool(program(pack, on, LIST, "boleh_setengah_hari").run_one({}).amounts["boleh_setengah_hari"])


def year_end_day(on: datetime.date, pack: str = NATIONAL) -> int:
    """Return from which day of December on a worked cuti bersama is taken in the next year."""
    rule = "cuti_bersama_akhir_tahun"
    return int(_days(program(pack, on, LIST, rule).run_one({}).amounts[rule]))


def travel_days(status_asn: str, on: datetime.date, pack: str = NATIONAL) -> int:
    """Return how many calendar days are added where the place is hard to reach."""
    facts = {"status_asn": status_asn, "sulit_perhubungan": True}
    found = program(pack, on, LIST, "tambahan_perjalanan").run_one(facts).amounts["tambahan_perjalanan"]
    return int(_days(found))


@functools.lru_cache(maxsize=128)
def _groups(pack: str, on: datetime.date) -> Mapping[str, Sequence[str]]:
    try:
        selection = in_force(law_of(pack), on=on, pay_list=LIST).selection
    except LawError as error:
        raise AttendanceLawUnknown(str(error)) from None
    return {
        group: tuple(one.rule.name for one in selection.members(group))
        for group in (FORBIDS, LETTERS, FOLLOWS)
    }


def _days(amount: object) -> Decimal:
    if isinstance(amount, bool) or not isinstance(amount, (int, Fraction)):
        raise AttendanceLawUnknown(f"Hukum tidak memberi hari: {amount}.")
    return Decimal(amount.numerator) / Decimal(amount.denominator)
