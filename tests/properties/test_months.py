"""The lists of a month: computed for many or explained to one, in any batch, they come to the same."""

import datetime

import hypothesis.strategies as st
import polars as pl
import pytest
from hypothesis import given

from praja.rules.errors import FactsError
from praja.rules.month import explain_lists, programs_of_month, run_month
from praja.rules.schema import Fact, Grain, Group, Kind, Law, PayList, Rule
from tests.properties.dice import Dice, effort
from tests.properties.frames import frames_of, nips
from tests.properties.worlds import NOWHERE, ON, a_rule, given_value

NUMBER = {"low": 0, "high": 20_000_000}


def a_fact(name, kind, grain=Grain.ORANG, **fields):
    return Fact(name, f"Isian {name}", "Entry", kind, kind.value, grain, NOWHERE, **fields)


FACTS = (
    a_fact("pokok", Kind.RUPIAH, **NUMBER),
    a_fact("kinerja", Kind.RUPIAH, **NUMBER),
    a_fact("wafat", Kind.YA, default="tidak"),
    a_fact("diperiksa", Kind.YA),
    a_fact("menit", Kind.ANGKA, Grain.HARI, low=0, high=600),
)


def on_list(rule: Rule, *lists: str) -> Rule:
    """Return the rule as one that only these lists have."""
    return Rule(
        rule.name, rule.title, rule.label_en, rule.unit, rule.place, rule.versions, rule.groups, lists
    )


RULES = (
    on_list(a_rule("gapok", "pokok", Kind.RUPIAH, groups=("lines",)), "gaji", "thr"),
    on_list(
        a_rule("tpp_dasar", "max(kinerja - jumlah(menit * Rp1.000); Rp0)", Kind.RUPIAH, groups=("lines",)),
        "tpp",
    ),
    a_rule("dasar", "jumlah(kelompok.lines)", Kind.RUPIAH),
    a_rule("ruang", "max(Rp0; Rp12.000.000 - bulan_ini(dasar))", Kind.RUPIAH),
    a_rule("iuran", "bulat(1% * min(dasar; ruang))", Kind.RUPIAH, groups=("cuts",)),
    a_rule(
        "pajak",
        "bulat(5% * max(tahun_ini(dasar) + dasar - Rp30.000.000; Rp0))",
        Kind.RUPIAH,
        groups=("cuts",),
    ),
    a_rule("bersih", "dasar - jumlah(kelompok.cuts)", Kind.RUPIAH),
    a_rule("almarhum", "wafat", Kind.YA, groups=("gates",)),
    on_list(a_rule("menunggu", "diperiksa", Kind.YA, groups=("holds",)), "tpp"),
)
LISTS = ("gaji", "tpp", "thr")
LAW = Law(
    facts={fact.name: fact for fact in FACTS},
    rules={rule.name: (rule,) for rule in RULES},
    tables={},
    groups={name: Group(name, name, name, NOWHERE) for name in ("lines", "cuts", "gates", "holds")},
    lists={
        name: PayList(name, name, name, ("lines", "cuts"), ("dasar", "bersih"), NOWHERE, "holds", "gates")
        for name in LISTS
    },
    packs=(),
)


def some_people(dice):
    """Return people, some with impossible facts, some with earlier payments."""
    people = []
    for _ in range(dice.upto(5)):
        person = {fact.name: given_value(dice, fact) for fact in FACTS if fact.grain is Grain.ORANG}
        person["hari"] = [{"menit": given_value(dice, FACTS[-1])} for _ in range(dice.upto(2))]
        person["bulan_ini(dasar)"] = dice.pick((0, None, 5_000_000, 11_999_999, -1000, 10**12 + 1))
        person["tahun_ini(dasar)"] = dice.pick((0, None, 29_000_000, 60_000_000, -1000, 10**13 + 1))
        people.append(person)
    return people


@st.composite
def months(draw):
    """A strategy for lists in some order, and people."""
    dice = Dice(draw)
    lists = draw(st.permutations(LISTS))[: 1 + dice.upto(2)]
    return programs_of_month(LAW, lists, on=ON, paid_on=datetime.date(2026, 4, 2)), some_people(dice)


@effort(0.5)
@given(months())
def test_what_is_explained_to_one_is_what_was_computed_for_many(drawn):
    programs, people = drawn

    done = run_month(programs, frames_of(LAW, people))

    for place, (key, person) in enumerate(zip(nips(len(people)), people, strict=True)):
        for name, told in explain_lists(programs, person).items():
            row = done[name].amounts.row(place, named=True)
            assert row["keadaan"] == told.state, (name, key)
            problems = done[name].problems.filter(pl.col("nip") == key)
            assert {(one.fact, one.row) for one in told.explanation.problems} == set(
                problems.select("fact", "row").rows()
            )
            if told.state != "masalah":
                shown = [column for column in row if column not in ("nip", "keadaan")]
                assert {column: told.explanation.amount(column) for column in shown} == {
                    column: row[column] for column in shown
                }


@effort(0.3)
@given(months(), st.integers(1, 3))
def test_the_size_of_the_batches_does_not_matter(drawn, batch):
    programs, people = drawn
    frames = frames_of(LAW, people)

    whole, cut = run_month(programs, frames), run_month(programs, frames, batch=batch)

    for name, result in whole.items():
        assert cut[name].amounts.equals(result.amounts)
        assert set(cut[name].problems.rows()) == set(result.problems.rows())


@effort(0.3)
@given(months())
def test_nobody_is_paid_a_line_of_a_list_that_withholds(drawn):
    programs, people = drawn

    for name, result in run_month(programs, frames_of(LAW, people)).items():
        stuck = result.amounts.filter(pl.col("keadaan") == "masalah")
        assert set(stuck["nip"]) == set(result.problems["nip"]), name
        lines = [column for column in stuck.columns if column not in ("nip", "keadaan")]
        assert all(value is None for row in stuck.select(lines).iter_rows() for value in row)


@effort(0.3)
@given(st.data())
def test_the_ceiling_holds_whichever_list_is_paid_first(data):
    dice = Dice(data.draw)
    person = {"pokok": dice.upto(20_000_000), "kinerja": dice.upto(20_000_000), "diperiksa": False}
    person |= {"wafat": False, "hari": [], "tahun_ini(dasar)": 0, "bulan_ini(dasar)": None}
    totals = set()
    for lists in (("gaji", "tpp"), ("tpp", "gaji")):
        programs = programs_of_month(LAW, lists, on=ON)

        done = run_month(programs, frames_of(LAW, [person]))

        totals.add(sum(result.amounts["iuran"].item() for result in done.values()))

    dues = sum(totals)
    assert len(totals) <= 2
    assert abs(dues / len(totals) - min(person["pokok"] + person["kinerja"], 12_000_000) / 100) <= 1


@pytest.mark.parametrize("column", ["bulan_ini(dasar)", "tahun_ini(dasar)"])
@pytest.mark.parametrize(
    "paid",
    [pl.Series([1.5]), pl.Series([1.0], dtype=pl.Float32), pl.Series(["7"]), pl.Series([True])],
    ids=["Float64", "Float32", "String", "Boolean"],
)
def test_what_was_paid_before_is_whole_rupiah_or_refused(column, paid):
    frames = frames_of(LAW, [{"pokok": 1, "kinerja": 1, "wafat": False, "diperiksa": False}])
    frames["orang"] = frames["orang"].with_columns(paid.alias(column))

    with pytest.raises(FactsError, match="dasar"):
        run_month(programs_of_month(LAW, ["gaji"], on=ON), frames)


@pytest.mark.parametrize("column", ["bulan_ini(dasar)", "tahun_ini(dasar)"])
def test_an_impossible_earlier_payment_is_one_persons_problem(column):
    person = {"pokok": 1, "kinerja": 1, "wafat": False, "diperiksa": False, "tahun_ini(dasar)": 0}
    frames = frames_of(LAW, [person, person])
    impossible = pl.Series(column, [2**63 + 5, 0], dtype=pl.UInt64)
    frames["orang"] = frames["orang"].with_columns(impossible)

    done = run_month(programs_of_month(LAW, ["gaji"], on=ON), frames)

    assert done["gaji"].amounts["keadaan"].to_list() == ["masalah", "dibayar"]
