"""Random people for the real law: plausible values, edges, and now and then nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st

from praja.rules.program import Program
from praja.rules.schema import Fact, Grain, Kind

MOST_ROWS = 3
USUAL_RUPIAH = 15_000_000


@st.composite
def person_of(draw: st.DrawFn, program: Program) -> dict[str, Any]:
    """Draw somebody about whom the program can be asked."""
    person: dict[str, Any] = {}
    finer: dict[Grain, list[Fact]] = {}
    for fact in program.facts:
        if fact.grain is Grain.ORANG:
            person[fact.name] = draw(value_of(fact))
        else:
            finer.setdefault(fact.grain, []).append(fact)
    for grain, facts in finer.items():
        person[grain.value] = [
            {fact.name: draw(value_of(fact)) for fact in facts}
            for _ in range(draw(st.integers(0, MOST_ROWS)))
        ]
    for column in program.earlier:
        person[column] = draw(st.sampled_from([0, 0, 1_500_000, 6_000_001, 12_345_678, None]))
    return person


def value_of(fact: Fact) -> st.SearchStrategy[Any]:
    """Return what may be given for a fact."""
    blank = st.just(None)
    usual = _usual(fact)
    return st.one_of(blank, usual, usual) if fact.default is not None else _mostly(usual, blank)


def _mostly(usual: st.SearchStrategy[Any], other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 24).flatmap(lambda dice: other if dice == 24 else usual)


def _usual(fact: Fact) -> st.SearchStrategy[Any]:
    match fact.kind:
        case Kind.YA:
            return st.booleans()
        case Kind.PILIHAN:
            return st.sampled_from(fact.choices)
        case Kind.TANGGAL:
            return st.dates(datetime.date(1995, 1, 1), datetime.date(2026, 12, 31))
    assert fact.low is not None and fact.high is not None
    scale = 10**fact.decimals
    low, high = int(fact.low * scale), int(fact.high * scale)
    near = min(high, USUAL_RUPIAH if fact.kind is Kind.RUPIAH else scale * 20)
    numbers = st.one_of(st.integers(max(low, 0), max(near, low, 0)), st.sampled_from([low, high]))
    return numbers.map(lambda number: Decimal(number).scaleb(-fact.decimals))


def names(facts: Iterable[Fact]) -> set[str]:
    return {fact.name for fact in facts}
