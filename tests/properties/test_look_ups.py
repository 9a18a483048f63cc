"""Random tables asked at, just below and just above every edge: each reader finds the same row."""

from decimal import Decimal
from fractions import Fraction

import hypothesis.strategies as st
from hypothesis import given

from praja.rules.errors import LawError
from praja.rules.schema import Fact, Grain, KeyMatch, Kind, Law, Status, Table, TableRow, TableVersion
from tests.properties.dice import Dice, effort
from tests.properties.frames import amounts_by_person, frames_of, nips
from tests.properties.worlds import NOWHERE, SOURCES, START, World, a_rule, number_text

SCALES = (1, 10, 1000, 100_000, 10**7, 10**12, 10**17)
WORDS = ("a", "b", "I/a", "tidak_ada", "z")


def some_numbers(dice, most, decimals):
    """Return up to `most` different numbers, close together or far apart, ascending."""
    scale = dice.pick(SCALES)
    found = {Fraction(dice.between(-3, 12) * scale + dice.upto(2)) for _ in range(1 + dice.upto(most - 1))}
    if decimals and dice.one_in(2):
        found = {number / 10**decimals for number in found}
    return sorted(found)


class Key:
    """One key of a table: its fact, the texts of its rows, and what to ask."""

    def __init__(self, dice, place, match):
        self.match = match
        self.name = f"f{place}"
        self.kind = Kind.ANGKA if match is not KeyMatch.SAMA or dice.one_in(2) else Kind.PILIHAN
        decimals = dice.pick((0, 0, 1, 4)) if self.kind is Kind.ANGKA else 0
        if self.kind is Kind.PILIHAN:
            self.texts = dice.some(WORDS, 4) or ["a"]
            self.asked = [*WORDS[:4], None]
            self.fact = Fact(
                self.name, "F", "F", self.kind, "pilihan", Grain.ORANG, NOWHERE, choices=WORDS[:4]
            )
            return
        numbers = some_numbers(dice, 5, dice.pick((0, decimals)))
        self.texts = [number_text(number) for number in numbers]
        if match is KeyMatch.SAMPAI and dice.one_in(2):
            self.texts.append("")
        unit = Fraction(1, 10**decimals)
        around = [number + step for number in numbers for step in (-unit, 0, unit)]
        low, high = min(around) - dice.upto(20) * unit, max(around) + dice.upto(20) * unit
        if dice.one_in(3):
            low, high = numbers[0] + unit, numbers[-1] + 5 * unit
        low, high = -(-low // unit) * unit, high // unit * unit
        self.asked = [*(value for value in around if (value / unit).denominator == 1), low, high, None]
        self.fact = Fact(
            self.name,
            "F",
            "F",
            self.kind,
            "angka",
            Grain.ORANG,
            NOWHERE,
            decimals=decimals,
            low=low,
            high=high,
        )

    def given(self, dice):
        """Return one value to ask with, in the form in which a frame can hold it."""
        value = dice.pick(self.asked)
        if value is None or isinstance(value, str) or not self.fact.decimals:
            return int(value) if isinstance(value, Fraction) else value
        return Decimal(int(value * 10**self.fact.decimals)).scaleb(-self.fact.decimals)


def a_table_law(dice):
    """Return a law of one table and one rule that asks it, and the keys."""
    matches = [KeyMatch.SAMA] * dice.upto(2)
    if not matches or dice.one_in(2):
        matches.append(dice.pick((KeyMatch.MULAI, KeyMatch.SAMPAI)))
    keys = [Key(dice, place, match) for place, match in enumerate(matches)]
    combinations: list[tuple[str, ...]] = [()]
    for key in keys[:-1] if keys[-1].match is not KeyMatch.SAMA else keys:
        combinations = [(*before, text) for before in combinations for text in key.texts]
    kept = [one for one in combinations if not dice.one_in(4)] or combinations[:1]
    rows = []
    for combination in kept:
        tails = keys[-1].texts if keys[-1].match is not KeyMatch.SAMA else [None]
        for tail in [one for one in tails if not dice.one_in(5)] or tails[:1]:
            texts = combination if tail is None else (*combination, tail)
            rows.append(TableRow(texts, Fraction(len(rows) * 7 - 3), len(rows) + 2, Status.DIPERIKSA))
    version = TableVersion(START, START, SOURCES, Status.DIPERIKSA, NOWHERE, "t.csv", tuple(rows))
    table = Table(
        "t", "Tabel", "Table", tuple((f"k{place}", key.match) for place, key in enumerate(keys)), "nilai",
        Kind.ANGKA, "angka", NOWHERE, (version,),
    )  # fmt: skip
    asked = "; ".join(key.name for key in keys)
    rules = {"hasil": (a_rule("hasil", f"tabel.t[{asked}]", Kind.ANGKA),)}
    law = Law({key.name: key.fact for key in keys}, rules, {"t": (table,)}, {}, {}, ())
    return law, keys


@st.composite
def tables_asked(draw):
    """A strategy for a table and people who ask it."""
    dice = Dice(draw)
    law, keys = a_table_law(dice)
    people = [{key.name: key.given(dice) for key in keys} for _ in range(1 + dice.upto(11))]
    return law, people


@effort(2)
@given(tables_asked(), st.data())
def test_every_reader_finds_the_same_row(drawn, data):
    law, people = drawn
    world = World(law, ("hasil",))
    try:
        program = world.program()
    except LawError as error:
        assert "64 bit" in error.message or "62 bit" in error.message or "kombinasi" in error.message
        return
    told = [world.oracle(person).amount("hasil") for person in people]

    alone = [program.run_one(person).amounts["hasil"] for person in people]
    together = program.run(frames_of(law, people, Dice(data.draw))).amounts

    assert alone == told
    assert amounts_by_person(together) == {
        key: {"hasil": amount} for key, amount in zip(nips(len(people)), told, strict=True)
    }
