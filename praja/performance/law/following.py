"""What follows a rating: improvement below expectation, and awards above."""

from __future__ import annotations

import datetime

from praja.people.due.career import add_months
from praja.performance.law.asking import NATIONAL, RatingUnknown, asked, number, word


def needs_improvement(predicate: str, on: datetime.date, pack: str = NATIONAL) -> bool:
    """Return whether somebody with this predicate has to improve (PP 30/2019 Art. 56).

    :raises RatingUnknown: if the law does not know the predicate
    """
    return bool(asked("tindak_lanjut", "perlu_perbaikan", {"predikat_dinilai": predicate}, on, pack))


def may_be_awarded(predicate: str, on: datetime.date, pack: str = NATIONAL) -> bool:
    """Return whether somebody with this predicate may be proposed for an award.

    :raises RatingUnknown: if the law does not know the predicate
    """
    facts = {"predikat_dinilai": predicate}
    return bool(asked("tindak_lanjut", "dapat_diusulkan_penghargaan", facts, on, pack))


def award_list(on: datetime.date, pack: str = NATIONAL) -> str:
    """Return by which list (`gaji`, `tpp`) award money is paid; nothing where the law provides for none."""
    try:
        found = word(asked("tindak_lanjut", "daftar_uang_penghargaan", {}, on, pack))
    except RatingUnknown:
        return ""
    return "" if found == "tidak_ada" else found


def improvement_end(start: datetime.date, on: datetime.date, pack: str = NATIONAL) -> datetime.date:
    """Return the day on which the time to improve that began on a day is over."""
    return _months_after(start, "tenggang_perbaikan", on, pack)


def posting_end(start: datetime.date, on: datetime.date, pack: str = NATIONAL) -> datetime.date:
    """Return the day by which a temporary posting that began on a day is over."""
    return _months_after(start, "batas_penempatan_sementara", on, pack)


def _months_after(start: datetime.date, rule: str, on: datetime.date, pack: str) -> datetime.date:
    return add_months(start, int(number(asked("tindak_lanjut", rule, {}, on, pack))))
