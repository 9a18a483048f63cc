"""Credit points (angka kredit) of functional posts."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal

from praja.performance.law.asking import NATIONAL, RatingUnknown, asked, number, program


@dataclasses.dataclass(frozen=True, slots=True)
class CreditThresholds:
    """Credit points for the next rank and for the next level; None where there is no level above."""

    rank: Decimal
    level: Decimal | None


@dataclasses.dataclass(frozen=True, slots=True)
class CreditProgress:
    """What is missing to the next rank and level (0: enough), and what a promotion in rank carries over."""

    missing_rank: Decimal
    missing_level: Decimal | None
    carried_over: Decimal


def credit(level: str, predicate: str, months: int, on: datetime.date, pack: str = NATIONAL) -> Decimal:
    """Return the credit points of a period, rounded to two decimals as each determination is.

    :param level: `Pemula`, `Terampil`, `Mahir`, `Penyelia`, `Ahli Pertama` … `Ahli Utama`
    :param months: whole months of the period, up to 12
    :raises RatingUnknown: if the law does not know the level or the predicate
    """
    facts = {"jenjang_jabatan": level, "predikat_dinilai": predicate, "bulan_dinilai": months}
    return number(asked("angka_kredit", "angka_kredit", facts, on, pack))


def credit_code(level: str, predicate: str, on: datetime.date) -> int:
    """Return the code by which SIASN names the coefficient of a level and a predicate.

    :raises RatingUnknown: if SIASN has no code for it
    """
    facts = {"jenjang_jabatan": level, "predikat_dinilai": predicate}
    return int(number(asked("angka_kredit", "kode_siasn_koefisien", facts, on, NATIONAL)))


def credit_thresholds(level: str, on: datetime.date, pack: str = NATIONAL) -> CreditThresholds:
    """Return the credit points that a level needs for the next rank and the next level.

    :raises RatingUnknown: if the law does not know the level
    """
    facts = {"jenjang_jabatan": level}
    highest = asked("angka_kredit", "jenjang_tertinggi", facts, on, pack)
    rank = number(asked("angka_kredit", "ambang_pangkat", facts, on, pack))
    above = None if highest else number(asked("angka_kredit", "ambang_jenjang", facts, on, pack))
    return CreditThresholds(rank, above)


def credit_progress(
    level: str, total: Decimal, *, degree: bool = False, on: datetime.date, pack: str = NATIONAL
) -> CreditProgress:
    """Return what is missing to the next rank and level from the credit points determined so far.

    :param degree: a higher degree that was not counted yet, which adds a quarter of the rank's threshold
    :raises RatingUnknown: if the law does not know the level, or the total is out of bounds
    """
    facts = {
        "jenjang_jabatan": level,
        "predikat_dinilai": "baik",
        "bulan_dinilai": 0,
        "saldo_angka_kredit": total,
        "ijazah_lebih_tinggi": degree,
    }

    def found(rule: str) -> Decimal:
        return number(asked("angka_kredit", rule, facts, on, pack))

    highest = asked("angka_kredit", "jenjang_tertinggi", facts, on, pack)
    missing = None if highest else found("kurang_jenjang")
    return CreditProgress(found("kurang_pangkat"), missing, found("lebih_pangkat"))


def credit_coefficient(level: str, on: datetime.date, pack: str = NATIONAL) -> Decimal:
    """Return the credit points of a year of a level rated Baik, before any share.

    :raises RatingUnknown: if the law does not know the level
    """
    return number(asked("angka_kredit", "koefisien_angka_kredit", {"jenjang_jabatan": level}, on, pack))


def credit_share(predicate: str, on: datetime.date, pack: str = NATIONAL) -> Decimal:
    """Return the share of the coefficient that a predicate gives: 1.5 is 150 %.

    :raises RatingUnknown: if the law does not know the predicate
    """
    return number(asked("angka_kredit", "bagian_angka_kredit", {"predikat_dinilai": predicate}, on, pack))


def credit_levels(on: datetime.date, pack: str = NATIONAL) -> list[str]:
    """Return the levels of functional posts that have credit points."""
    _, version = program(pack, on, "angka_kredit").selection.tables["koefisien_angka_kredit"]
    return [str(row.keys[0]) for row in version.rows]


def credit_base(golongan: str, on: datetime.date, pack: str = NATIONAL) -> Decimal | None:
    """Return the credit points that a golongan stands for within its level (AK dasar).

    :returns: None where the law's table does not have the golongan
    """
    facts = {"pindah_ke_fungsional": True, "golongan": golongan}
    try:
        return number(asked("angka_kredit", "angka_kredit_dasar", facts, on, pack))
    except RatingUnknown:
        return None


def credit_good_years(on: datetime.date, pack: str = NATIONAL) -> tuple[int, int]:
    """Return for how many years one has to be rated at least Baik before the next rank and the next level."""
    rank, level = (
        number(asked("angka_kredit", rule, {}, on, pack))
        for rule in ("tahun_baik_pangkat", "tahun_baik_jenjang")
    )
    return int(rank), int(level)
