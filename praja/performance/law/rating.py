"""From indicators to proposals: RHK by RHK, then person by person, for many people at once."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from praja.performance.law.asking import NATIONAL, program
from praja.performance.law.skp import (
    ONE,
    UNKNOWN,
    IndicatorOutcome,
    Plan,
    RhkOutcome,
    SkpIndicator,
    SkpInput,
    SkpOutcome,
    check_distinct,
    limits_of,
)
from praja.rules.given import Amount
from praja.rules.program import Program
from praja.rules.schema import Grain, Kind

if TYPE_CHECKING:
    import polars as pl

KEY = "kunci"
CENT = Decimal("0.01")
FEW = 90
"""RHK up to which each is computed by itself: to set up frames takes longer than a desk of people does."""

RHK = ("capaian_per_rhk", "usulan_per_rhk")
RHK_SCORED = (*RHK, "skor_per_rhk")
PERSON = ("capaian_hasil_kerja", "capaian_pegawai", "usulan_hasil_kerja")
SCORES = ("nilai_skp_periode", "nilai_pegawai")


def names_of_rhk(*, categories: bool) -> tuple[str, ...]:
    """Return the rules that are asked of an RHK."""
    return RHK_SCORED if categories else RHK


def names_of_person(*, scored: bool, categories: bool) -> tuple[str, ...]:
    """Return the rules that are asked of a person."""
    parts = ("nilai_kinerja_utama", "nilai_kinerja_tambahan") if categories else ()
    return (*PERSON, *parts, *SCORES) if scored else PERSON


def rate(rows: Sequence[SkpInput], *, on: datetime.date, pack: str = NATIONAL) -> list[SkpOutcome]:
    """Return what each person's indicators come to, in the order given; for many people at once.

    :raises RatingUnknown: if the law has no such pack, or no rules for that month
    :raises ValueError: if a person, or an indicator of one person, is named twice, or a method is unknown
    """
    check_distinct("orang", [row.key for row in rows])
    limits = limits_of(pack)
    plans = [Plan(row, limits) for row in rows]
    of_rhk, of_indicators = _computed_rhk(plans, on=on, pack=pack)
    rhk = _rhk_outcomes(plans, of_rhk)
    indicators = _indicator_outcomes(plans, of_indicators)
    whole = _computed_people(plans, rhk, on=on, pack=pack)
    return [
        _outcome(plan, number, whole, indicators[number], rhk[number]) for number, plan in enumerate(plans)
    ]


def _computed_rhk(plans: Sequence[Plan], *, on: datetime.date, pack: str) -> tuple[_Came, _Came]:
    """Return what the RHK of everyone, and their indicators, came to, in the order of the plans."""
    own = [(plan, places) for plan in plans for places in plan.rhk.values()]
    given = [plan.row.indicators[place] for plan, places in own for place in places]
    faulty = [bool(plan.faults[place]) for plan, places in own for place in places]
    categories = any(plan.categories for plan in plans)
    each = ("capaian_indikator", "skor_indikator") if categories else ("capaian_indikator",)
    names = (*names_of_rhk(categories=categories), *each)
    rules = program(pack, on, "kinerja_rhk", *names)
    by_fact = facts_of(given, faulty)
    owners = [number for number, (_, places) in enumerate(own) for _ in places]
    return _computed(rules, [{}] * len(own), Grain.INDIKATOR, owners, by_fact)


def facts_of(given: Sequence[SkpIndicator], faulty: Sequence[bool]) -> dict[str, list[object]]:
    """Return indicators by the names of their facts; what cannot be computed is left unknown, as are the
    figures of those that are measured by a date, which nobody has examined.
    """
    both = list(zip(given, faulty, strict=True))
    figures = [None if bad or one.direction == "tanggal" else one for one, bad in both]
    return {
        "arah_indikator": [None if bad else one.direction for one, bad in both],
        "target_indikator": [None if one is None else one.target for one in figures],
        "target_atas_indikator": [None if one is None else one.upper for one in figures],
        "realisasi_indikator": [None if one is None else one.realisation for one in figures],
        "mulai_indikator": [one.start for one in given],
        "batas_tanggal_indikator": [one.due for one in given],
        "selesai_indikator": [one.done for one in given],
        "capaian_tertinggi": [one.maximum for one in given],
        "bobot_indikator": [None if bad else ONE if one.weight is None else one.weight for one, bad in both],
    }


def _computed_people(
    plans: Sequence[Plan], rhk: Sequence[Mapping[str, RhkOutcome]], *, on: datetime.date, pack: str
) -> _Came:
    """Return what the results of everyone came to as a whole, in the order of the plans."""
    names = names_of_person(
        scored=any(plan.scored for plan in plans), categories=any(plan.categories for plan in plans)
    )
    rules = program(pack, on, "kinerja", *names)
    owners = [number for number, plan in enumerate(plans) for _ in plan.rhk]
    people = [plan.person for plan in plans]
    given = [row for plan, outcomes in zip(plans, rhk, strict=True) for row in plan.facts(outcomes)]
    by_fact = {name: [row[name] for row in given] for name in given[0]} if given else {}
    return _computed(rules, people, Grain.RHK, owners, by_fact)[0]


def _computed(
    rules: Program,
    whole: Sequence[Mapping[str, Any]],
    grain: Grain,
    owners: Sequence[int],
    by_fact: Mapping[str, Sequence[Any]],
) -> tuple[_Came, _Came]:
    """Return what rules came to of each one given as a whole, and of each finer row.

    :param owners: for each finer row, which of the whole it belongs to, in their order
    :param by_fact: the facts of the finer rows
    """
    if len(set(owners)) <= FEW:
        return _computed_singly(rules, whole, grain, owners, by_fact)
    names = whole[0]
    frames = {
        Grain.ORANG.value: _frame(
            rules, range(len(whole)), {name: [one[name] for one in whole] for name in names}, Grain.ORANG
        ),
        grain.value: _frame(rules, owners, by_fact, grain),
    }
    result = rules.run(frames, key=KEY, distinct=True, exact=True, why=False)
    return _came(rules, result.amounts), _came(rules, result.rows[grain]) if grain in result.rows else {}


def _computed_singly(
    rules: Program,
    whole: Sequence[Mapping[str, Any]],
    grain: Grain,
    owners: Sequence[int],
    by_fact: Mapping[str, Sequence[Any]],
) -> tuple[_Came, _Came]:
    """Return the same as `_computed`, each of the whole asked by itself."""
    rows: list[list[dict[str, Any]]] = [[] for _ in whole]
    for owner, values in zip(owners, zip(*by_fact.values(), strict=True), strict=True):
        rows[owner].append(dict(zip(by_fact, values, strict=True)))
    results = [
        rules.run_one({**one, grain.value: own}, why=False) for one, own in zip(whole, rows, strict=True)
    ]
    amounts: dict[str, list[Any]] = {}
    finer: dict[str, list[Any]] = {}
    for name in rules.outputs:
        share = rules.rule(name).unit == "persen"
        if name in rules.alone:
            amounts[name] = [_cents(one.amounts[name], share) for one in results]
        else:
            finer[name] = [_cents(amount, share) for one in results for amount in one.rows[name]]
    return amounts, finer


def _cents(amount: Amount, share: bool) -> Any:
    """Return a number as a decimal, a share in percent; a choice as its word, None where it is unknown."""
    if isinstance(amount, bool) or not isinstance(amount, (int, Fraction)):
        return amount
    top, bottom = amount.as_integer_ratio()
    return (Decimal(top) * (100 if share else 1) / bottom).quantize(CENT, ROUND_HALF_UP)


def _frame(
    rules: Program, keys: Sequence[int], by_fact: Mapping[str, Sequence[Any]], grain: Grain
) -> pl.DataFrame:
    """Return what is given as a frame with the facts of a grain that the program reads."""
    import polars as pl

    types: Mapping[Kind, pl.DataType] = {
        Kind.YA: pl.Boolean(), Kind.TANGGAL: pl.Date(), Kind.PILIHAN: pl.String(),
    }  # fmt: skip
    series = [pl.Series(KEY, keys, dtype=pl.Int64)]
    for fact in rules.facts:
        if fact.grain is not grain or fact.name not in by_fact:
            continue
        values = by_fact[fact.name]
        if dtype := types.get(fact.kind):
            series.append(pl.Series(fact.name, values, dtype=dtype))
        else:
            whole = [None if one is None else int(one.scaleb(fact.decimals)) for one in values]
            scaled = pl.Series(fact.name, whole, dtype=pl.Int64).cast(pl.Decimal(38, fact.decimals))
            series.append(scaled / 10**fact.decimals)
    return pl.DataFrame(series)


_Came = Mapping[str, Sequence[Any]]
"""What rules came to, by name: numbers with two decimals, choices as words, None where unknown."""


def _came(rules: Program, frame: pl.DataFrame) -> _Came:
    """Return what an exact run gave."""
    return {name: _decoded(rules, name, frame[name]) for name in frame.columns if name != KEY}


def _decoded(rules: Program, name: str, given: pl.Series) -> Sequence[Any]:
    """Return one rule's numbers as decimals: they came over the denominator of the rule. Shares become
    percent."""
    rule = rules.rule(name)
    if not rule.value.numeric:
        return given.to_list()
    made: dict[int | None, Decimal | None] = {None: None}
    denominator = Decimal(rule.value.denominator) / (100 if rule.unit == "persen" else 1)
    for number in given.unique().to_list():
        if number is not None:
            made[number] = (Decimal(number) / denominator).quantize(CENT, ROUND_HALF_UP)
    return [made[number] for number in given.to_list()]


def _indicator_outcomes(plans: Sequence[Plan], came: _Came) -> list[dict[str, IndicatorOutcome]]:
    """Return what the indicators of each person came to, in the order in which they were given."""
    achievements, scores = iter(came["capaian_indikator"]), iter(came.get("skor_indikator", ()))
    found: list[dict[str, IndicatorOutcome]] = []
    for plan in plans:
        own: dict[int, IndicatorOutcome] = {}
        for place in plan.by_rhk:
            achievement, score = next(achievements), next(scores, None)
            problem = plan.faults[place] or (UNKNOWN if achievement is None else None)
            key = plan.row.indicators[place].key
            own[place] = IndicatorOutcome(key, achievement, score if plan.categories else None, problem)
        found.append({own[place].key: own[place] for place in range(len(own))})
    return found


def _rhk_outcomes(plans: Sequence[Plan], came: _Came) -> list[dict[str, RhkOutcome]]:
    """Return what the RHK of each person came to."""
    achievements, scores = iter(came["capaian_per_rhk"]), iter(came.get("skor_per_rhk", ()))
    proposals = iter(came["usulan_per_rhk"])
    found: list[dict[str, RhkOutcome]] = []
    for plan in plans:
        own: dict[str, RhkOutcome] = {}
        for name in plan.rhk:
            achievement, score, proposal = next(achievements), next(scores, None), next(proposals)
            problem = plan.problem_of(name) or (UNKNOWN if achievement is None else None)
            if problem:
                own[name] = RhkOutcome(name, None, None, None, problem)
            else:
                own[name] = RhkOutcome(name, achievement, score if plan.categories else None, proposal, None)
        found.append(own)
    return found


def _outcome(
    plan: Plan,
    number: int,
    whole: _Came,
    indicators: Mapping[str, IndicatorOutcome],
    rhk: Mapping[str, RhkOutcome],
) -> SkpOutcome:
    """Return what one person's results came to as a whole."""
    achievement = whole["capaian_pegawai"][number]
    problem = plan.problem_of_all() or (UNKNOWN if achievement is None else None)
    if problem:
        return SkpOutcome(plan.row.key, indicators, rhk, None, None, None, problem)
    score = whole["nilai_pegawai"][number] if plan.scored else None
    return SkpOutcome(
        plan.row.key, indicators, rhk, achievement, score, whole["usulan_hasil_kerja"][number],
        plan.problem_of_score(),
    )  # fmt: skip
