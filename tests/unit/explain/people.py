"""Random people for the real law: plausible values, edges, and now and then nothing."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from praja.rules.loader import shipped_law
from praja.rules.program import Program
from praja.rules.schema import Fact, Grain, Kind, Law

MOST_ROWS = 3
USUAL_RUPIAH = 15_000_000
PAID_BEFORE = (0, 0, 1_500_000, 6_000_001, 12_345_678, None)
FIRST_DAY, LAST_DAY = datetime.date(1995, 1, 1), datetime.date(2026, 12, 31)

T = TypeVar("T")


def law_of(pack: str) -> Law:
    """Return the law of a pack, read once."""
    return shipped_law(pack)


class Chance(Protocol):
    """Throws: of hypothesis (`tests.properties.dice.Dice`), or the same every time (`Seeded`)."""

    def upto(self, most: int) -> int:
        """Return 0 … most."""

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options."""


class Seeded:
    """Throws that are the same every time: many people at once, cheaply."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def upto(self, most: int) -> int:
        return self._random.randint(0, most)

    def pick(self, options: Sequence[T]) -> T:
        return self._random.choice(options)


def person_of(programs: Iterable[Program], chance: Chance) -> dict[str, Any]:
    """Return somebody about whom the programs can be asked."""
    person: dict[str, Any] = {}
    finer: dict[Grain, dict[str, Fact]] = {}
    for program in programs:
        for fact in program.facts:
            if fact.grain is not Grain.ORANG:
                finer.setdefault(fact.grain, {})[fact.name] = fact
            elif fact.name not in person:
                person[fact.name] = value_of(fact, chance)
        for column in program.earlier:
            person[column] = chance.pick(PAID_BEFORE)
    for grain, facts in finer.items():
        rows = range(chance.upto(MOST_ROWS))
        person[grain.value] = [{name: value_of(fact, chance) for name, fact in facts.items()} for _ in rows]
    return person


def value_of(fact: Fact, chance: Chance) -> Any:
    """Return what may be given for a fact; nothing more often where nothing has a meaning."""
    if chance.upto(24 if fact.default is None else 2) == 0:
        return None
    match fact.kind:
        case Kind.YA:
            return chance.pick([True, False])
        case Kind.PILIHAN:
            return chance.pick(fact.choices)
        case Kind.TANGGAL:
            return FIRST_DAY + datetime.timedelta(days=chance.upto((LAST_DAY - FIRST_DAY).days))
    assert fact.low is not None and fact.high is not None
    scale = 10**fact.decimals
    low, high = int(fact.low * scale), int(fact.high * scale)
    usual = min(high, max(low, USUAL_RUPIAH if fact.kind is Kind.RUPIAH else scale * 20))
    least = max(low, 0)
    number = chance.pick([least + chance.upto(usual - least), least + chance.upto(usual - least), low, high])
    return Decimal(number).scaleb(-fact.decimals)
