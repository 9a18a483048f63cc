"""What a month comes to for pay so far, in the words of the government's own ladder.

The very rules by which pay is computed are asked with the counts of now. It is no promise: the month is
closed first, and the pay run has the last word.
"""

from __future__ import annotations

import dataclasses
import datetime
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import get_language

from praja.attendance.days.recap import Recap
from praja.attendance.law import AttendanceLawUnknown, told_percent
from praja.attendance.law.asking import article, program
from praja.attendance.packs import pack_of
from praja.organization.models import Unit

LIST: Final = "tpp"
CUT: Final = "potongan_disiplin"
PARTS: Final = ("potong_", "potongan_")
SUMS: Final = ("potongan_kehadiran", CUT)


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One part of the cut, by which article."""

    title: str
    percent: str
    article: str


@dataclasses.dataclass(frozen=True, slots=True)
class Meaning:
    """The cut of a month so far, and what it is made of."""

    percent: str
    lines: list[Line]
    article: str


def meaning_of(recap: Recap, government: Unit, on: datetime.date) -> Meaning | None:
    """Return what a person's month means for pay so far; none where the law of the day cannot say it.

    :param on: a day of the month
    """
    facts: dict[str, Any] = {"sumber_kehadiran": "kejadian", **recap.facts}
    facts["kejadian"] = [
        {name: row[name] for name in ("jenis_kejadian", "menit", "menit_diganti") if name in row}
        for row in recap.rows
    ]
    try:
        asked = program(pack_of(government, on), on, LIST, CUT)
    except AttendanceLawUnknown:
        return None
    result = asked.run_one(facts)
    total = result.amounts.get(CUT)
    if result.problems or not isinstance(total, int | Fraction):
        return None
    lang = "en" if (get_language() or "").startswith("en") else "id"
    lines = []
    for computed in asked.rules:
        name, value = computed.rule.name, result.amounts.get(computed.rule.name)
        if name in SUMS or not name.startswith(PARTS) or not isinstance(value, int | Fraction) or not value:
            continue
        title = computed.rule.label_en if lang == "en" and computed.rule.label_en else computed.rule.title
        lines.append(Line(title, told_percent(Fraction(value), lang), article(computed)))
    return Meaning(told_percent(Fraction(total), lang), lines, article(asked.rule(CUT)))
