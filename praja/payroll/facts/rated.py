"""What closed ratings of performance say for the month, where no sheet of the month says otherwise.

Where e-Kinerja of BKN rates, they are its predicates as imported.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

import polars as pl

from praja.payroll.facts.known import Known
from praja.payroll.facts.said import Said, Sumber
from praja.performance.queries import facts
from praja.performance.rating.facts import Closed

PREDICATE, ACHIEVEMENT, SCORE = "predikat_kinerja", "capaian_kinerja", "nilai_skp"
RATED = frozenset({PREDICATE, ACHIEVEMENT, SCORE})
UNRATED = "belum_dinilai"
"""What the law calls a predicate that nobody gave before the period was closed."""
_PERIODS = {"bulanan": "bulan", "triwulanan": "triwulan", "tahunan": "tahun"}


def rated_facts(people: pl.DataFrame, asked: Known, wanted: Collection[str]) -> dict[str, list[Said]]:
    """Return what the closed period that counts for the month says of people, in one query.

    :param people: with `person_id`
    :param wanted: the facts that programs read; where none of `RATED` is among them, nothing is asked
    """
    if not RATED.intersection(wanted):
        return {}
    ids = people["person_id"].to_list()
    rows = {
        str(one.person): one
        for one in facts(asked.period, asked.known_at, government=asked.government, people=ids)
    }
    here = [rows.get(person) for person in ids]

    def text(values: list[str | None]) -> pl.Series:
        return pl.Series(values, dtype=pl.String)

    told = text([None if one is None else _told(one) for one in here])
    closing = text([None if one is None else str(one.closing) for one in here])
    by = text([None if one is None else one.by for one in here])
    values = {
        PREDICATE: [None if one is None else one.predicate or UNRATED for one in here],
        ACHIEVEMENT: [None if one is None else _number(one.achievement, "%") for one in here],
        SCORE: [None if one is None else _number(one.score) for one in here],
    }
    return {
        name: [Said(Sumber.PENILAIAN, text(given), closing, told, by, as_given=True)]
        for name, given in values.items()
        if name in wanted
    }


def _told(one: Closed) -> str:
    """Return where a rating comes from: which period, and which closing, decision or import."""
    period = f"{_PERIODS[one.kind]} {one.part}/{one.year}"
    if one.by_bkn:
        return f"Predikat e-Kinerja BKN {period}, impor ke-{one.number}."
    decided = f", menurut keputusan keberatan {one.objection}" if one.objection else ""
    predicate = f", predikat {one.predicate.replace('_', ' ')}" if one.predicate else ""
    return f"Penilaian kinerja {period}{predicate}, penutupan ke-{one.number}{decided}."


def _number(value: Decimal | None, unit: str = "") -> str | None:
    """Return a figure as a sheet would give it."""
    return None if value is None else f"{value:f}{unit}".replace(".", ",")
