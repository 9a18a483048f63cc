"""Which text holds on a random day, for random versions, packs and repeals, is what the oracle picks."""

import datetime
from fractions import Fraction

import hypothesis.strategies as st
from hypothesis import given

from praja.rules.errors import LawError
from praja.rules.in_force import boundaries, in_force
from praja.rules.schema import (
    Following,
    KeyMatch,
    Kind,
    Law,
    Pack,
    Rule,
    Status,
    Table,
    TableRow,
    TableVersion,
    Version,
)
from tests.oracle import Oracle
from tests.properties.dice import Dice, effort
from tests.properties.worlds import NOWHERE, SOURCES, a_rule

FIRST = datetime.date(2020, 1, 1)
PACKS = ("provinsi", "kota")


def a_day(dice):
    """Return one of forty half-months."""
    month = dice.upto(19)
    return datetime.date(2020 + month // 12, month % 12 + 1, dice.pick((1, 16)))


def starts_and_signings(dice):
    """Return up to three pairs of days, in the order in which the loader wants versions."""
    days = sorted({(a_day(dice), a_day(dice)) for _ in range(1 + dice.upto(2))})
    return [(starts, min(starts, enacted) if dice.one_in(2) else enacted) for starts, enacted in days]


def ordered(versions):
    """Return the versions that stand later than the one before them, as the loader demands."""
    kept = []
    for version in versions:
        if not kept or (version.starts, version.enacted) > (kept[-1].starts, kept[-1].enacted):
            kept.append(version)
    return tuple(kept)


def some_versions(dice, number):
    """Return versions whose amounts tell them apart; some repeal."""
    return ordered(
        Version(
            starts, enacted, None if dice.one_in(5) else f"{number + place}", None, SOURCES, Status.DIPERIKSA,
            NOWHERE, NOWHERE,
        )
        for place, (starts, enacted) in enumerate(starts_and_signings(dice))
    )  # fmt: skip


def some_tables(dice, pack, number):
    versions = ordered(
        TableVersion(
            starts, enacted, SOURCES, Status.DIPERIKSA, NOWHERE, f"{pack}_{place}.csv",
            (TableRow(("0",), Fraction(number + place), 2, Status.DIPERIKSA),),
        )
        for place, (starts, enacted) in enumerate(starts_and_signings(dice))
    )  # fmt: skip
    keys = (("batas", KeyMatch.MULAI),)
    return Table("tarif", "Tarif", "Rate", keys, "nilai", Kind.ANGKA, "angka", NOWHERE, versions, pack=pack)


def a_law(dice):
    """Return a law of one rule, its readers, a table, and up to two packs over them."""
    chain = PACKS[: dice.upto(2)]
    packs = []
    for place, name in enumerate(chain):
        starts = a_day(dice)
        ends = starts + datetime.timedelta(days=dice.upto(400)) if dice.one_in(3) else None
        repeals = ("upah",) if dice.one_in(4) else ()
        parent = chain[place - 1] if place else None
        packs.append(Pack(name, name, name, parent, starts, ends, SOURCES, NOWHERE, repeals))
    layers = [name for name in ("nasional", *chain) if name == "nasional" or dice.one_in(2)]
    follows = dice.pick((Following.MASA, Following.BAYAR))
    upah = tuple(
        Rule(
            "upah", "Upah", "Wage", "angka", NOWHERE, some_versions(dice, 100 * place), pack=name,
            follows=follows,
        )
        for place, name in enumerate(layers, 1)
    )  # fmt: skip
    readers = {
        "dua_kali": a_rule("dua_kali", "upah * 2", Kind.ANGKA, starts=FIRST),
        "masa": a_rule("masa", "tabel.tarif[1]", Kind.ANGKA, starts=FIRST),
        "bayar": a_rule("bayar", "tabel.tarif[1]", Kind.ANGKA, starts=FIRST, follows=Following.BAYAR),
        "berdasar": a_rule("berdasar", "dasar_hukum_berlaku", Kind.YA, starts=FIRST),
    }
    tables = tuple(some_tables(dice, name, 100 * place) for place, name in enumerate(layers, 1))
    rules = {"upah": upah, **{name: (rule,) for name, rule in readers.items()}}
    return Law({}, rules, {"tarif": tables}, {}, {}, tuple(packs))


@effort(3)
@given(st.data())
def test_the_text_in_force_is_what_the_oracle_picks(data):
    dice = Dice(data.draw)
    law = a_law(dice)
    on, paid_on = a_day(dice), a_day(dice)
    known_at = a_day(dice) if dice.one_in(2) else None
    oracle = Oracle(law, {}, on=on, paid_on=paid_on, known_at=known_at)
    for name in law.rules:
        try:
            expected = oracle.amount(name)
        except (AssertionError, KeyError):
            expected = None

        try:
            amount = (
                in_force(law, on=on, paid_on=paid_on, known_at=known_at).only(name).run_one({}).amounts[name]
            )
        except LawError:
            amount = None

        assert amount == expected, name


@effort()
@given(st.data())
def test_between_two_boundaries_nothing_changes(data):
    dice = Dice(data.draw)
    law = a_law(dice)
    days = [day for day in boundaries(law) if day >= FIRST]
    on = max(a_day(dice), FIRST)
    before = max([day for day in days if day <= on.replace(day=1)], default=None)
    if before is None:
        return
    first_of_month = (
        before if before.day == 1 else (before.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    )

    for name in law.rules:
        told = []
        for day in (first_of_month, on.replace(day=1)):
            try:
                told.append(in_force(law, on=day).only(name).run_one({}).amounts[name])
            except LawError:
                told.append(None)

        assert told[0] == told[1], name
