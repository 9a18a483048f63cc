"""What a leave does to TPP: how much of it is paid by the law of a government, and by which article.

Nothing here knows a regulation. The law is asked twice, for somebody at work all month and for the same
person on leave; what differs is the effect, and the rules that read the leave say where it stands.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from praja.attendance.law.asking import AttendanceLawUnknown, article, program
from praja.attendance.law.ladders import PATTERN, told_percent
from praja.rules.program import Program
from praja.rules.schema import Fact, Grain, Kind, Status
from praja.rules.show import show_rupiah

LIST: Final = "tpp"
TOTAL: Final = "jumlah_tpp"
CEILING: Final = 100_000_000
"""A round ceiling, so that shares of it are exact."""
USUAL: Final[Mapping[str, object]] = {
    "capaian_kinerja": Fraction(1),
    "nilai_skp": 100,
    "predikat_kinerja": "baik",
    "hari_kerja": 20,
    "hari_masuk": 20,
    "menit_aktivitas": 6000,
    "status_asn": "pns",
    "status_ptkp": "TK/0",
    "sumber_kehadiran": "rekap",
}
"""Somebody with full performance who was at work all month."""
OF_LEAVE: Final = ("bulan_cuti_", "hari_cuti_", "lama_cuti_", "melahirkan_")
"""What is told of a leave, or is unknown: never taken as usual."""


@dataclasses.dataclass(frozen=True, slots=True)
class LeaveEffect:
    """How much of the TPP of a whole month is paid on a leave, and where that stands.

    `paid` is the share of what is paid without the leave (1: all, 0: nothing); `checked` where every rule
    behind it was read in two places or in the text itself.
    """

    paid: Fraction
    article: str
    checked: bool

    def sentence(self, lang: str = "id", ceiling: int | None = None) -> str:
        """Return the effect as a sentence; with `ceiling`, in rupiah as well.

        :param ceiling: what is paid without the leave
        """
        share, less = told_percent(self.paid, lang), told_percent(1 - self.paid, lang)
        where = f" ({self.article})" if self.article else ""
        if lang == "en":
            said = (
                "The law as loaded takes nothing from the TPP for this leave" if self.paid >= 1
                else "No TPP is paid in this month" if not self.paid
                else f"{share} of the TPP is paid, {less} less than without the leave"
            )  # fmt: skip
        else:
            said = (
                "Peraturan yang termuat tidak mengurangi TPP karena cuti ini" if self.paid >= 1
                else "TPP bulan itu tidak dibayar" if not self.paid
                else f"TPP dibayar {share}, berkurang {less} karena cuti ini"
            )  # fmt: skip
        if ceiling is not None and self.paid < 1:
            said += f": {show_rupiah(round(ceiling * self.paid), lang)}"
        return f"{said}{where}."


def leave_effect(pack: str, on: datetime.date, facts: Mapping[str, object]) -> LeaveEffect:
    """Return what a leave does to the TPP of the month of a day.

    :param facts: the leave by the names of the law's facts: `keadaan_pegawai`, `hari_cuti_sakit`,
        `bulan_cuti_ke`, `melahirkan_anak_ke`, `hari_sakit`, `hari_cuti`, … Those that the pack does not read
        are passed over
    :raises AttendanceLawUnknown: if the law has no such pack, no TPP in that month, or needs to know more
    """
    asking = program(pack, on, LIST, TOTAL)
    usual = _usual(pack, on.replace(day=1))
    known = {fact.name for fact in asking.facts}
    given = {name: value for name, value in facts.items() if name in known}
    before, after = asking.run_one(usual), asking.run_one({**usual, **given})
    whole, paid = before.amounts[TOTAL], after.amounts[TOTAL]
    if not isinstance(whole, (int, Fraction)) or not isinstance(paid, (int, Fraction)) or not whole:
        missing = [*after.problems, *before.problems]
        raise AttendanceLawUnknown(
            " ".join(dict.fromkeys(one.message for one in missing)) or "TPP bulan itu tidak dapat dihitung."
        )
    rules = [
        rule
        for rule in asking.rules
        if rule.rule.pack != PATTERN
        and not given.keys().isdisjoint(asking.selection.mentions_of(rule.name).names)
        and before.amounts[rule.name] != after.amounts[rule.name]
    ]
    where = "; ".join(dict.fromkeys(article(rule) for rule in rules))
    return LeaveEffect(
        min(Fraction(1), Fraction(paid) / Fraction(whole)),
        where,
        bool(rules) and all(rule.status is Status.DIPERIKSA for rule in rules),
    )


@functools.lru_cache(maxsize=64)
def _usual(pack: str, on: datetime.date) -> Mapping[str, object]:
    """Return the facts of somebody at work all month, as far as the law of a pack reads them."""
    asking: Program = program(pack, on, LIST, TOTAL)
    facts = {fact.name: value for fact in asking.facts if (value := _usual_of(fact)) is not None}
    return {
        **facts,
        **dict.fromkeys(asking.earlier, 0),
        **{grain.value: [] for grain in Grain if grain is not Grain.ORANG},
    }


def _usual_of(fact: Fact) -> object:
    """Return what a fact is for somebody of whom nothing special is known; None leaves its default."""
    if fact.grain is not Grain.ORANG:
        return None
    if fact.name in USUAL:
        return USUAL[fact.name]
    if fact.name.startswith("pagu_") and not fact.name.startswith("pagu_plt"):
        return CEILING
    if fact.default is not None or fact.name.startswith(OF_LEAVE):
        return None
    match fact.kind:
        case Kind.PILIHAN:
            return fact.choices[0]
        case Kind.YA:
            return False
        case Kind.ANGKA if fact.unit == "persen":
            return fact.high
    return fact.low
