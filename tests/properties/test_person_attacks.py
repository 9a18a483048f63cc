"""Whatever is given of a person, the answer is a result with problems, or a FactsError for the whole."""

import datetime
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from praja.rules.errors import FactsError
from praja.rules.in_force import in_force
from praja.rules.schema import Fact, Grain, Kind, Law
from tests.properties.dice import effort
from tests.properties.worlds import NOWHERE, ON, START, a_rule


def a_fact(name, kind, *, grain=Grain.ORANG, **fields):
    """Return a fact with fields that do not matter here."""
    return Fact(name, "Isian", "Entry", kind, kind.value, grain, NOWHERE, **fields)


FACTS = {
    fact.name: fact
    for fact in (
        a_fact("rupiah_saja", Kind.RUPIAH, low=Fraction(0), high=Fraction(10**6)),
        a_fact("pecahan", Kind.ANGKA, decimals=2, low=Fraction(-100), high=Fraction(100)),
        a_fact("benar", Kind.YA),
        a_fact("tmt", Kind.TANGGAL, low=Fraction(START.toordinal()), high=Fraction(800_000)),
        a_fact("status", Kind.PILIHAN, choices=("pns", "pppk")),
        a_fact("menit", Kind.ANGKA, grain=Grain.HARI, low=Fraction(0), high=Fraction(600)),
    )
}
RULES = {
    "rupiah_saja": a_rule("a", "rupiah_saja", Kind.RUPIAH),
    "pecahan": a_rule("b", "pecahan", Kind.ANGKA),
    "benar": a_rule("c", "benar", Kind.YA),
    "tmt": a_rule("d", "tmt", Kind.TANGGAL),
    "status": a_rule("e", "status", Kind.PILIHAN),
    "menit": a_rule("f", "jumlah(menit)", Kind.ANGKA),
    "bulan_ini(a)": a_rule("g", "bulan_ini(a)", Kind.RUPIAH),
}
LAW = Law(FACTS, {rule.name: (rule,) for rule in RULES.values()}, {}, {}, {}, ())
PROGRAM = in_force(LAW, on=ON).only(*LAW.rules)

WEIRD = [
    "", " ", "0", " 5 ", "Rp1.000", "1,5", "1.5", "0.5", "1e5", "0x10", "１２", "٣", "NaN", "nan", "inf",
    "-", "--1", "+1",
    "9" * 5000, "ya", "Ya", "YA", "true", "pns", "PNS", "pns ", "pns\x00", "p\u200bns", "2026-03-01",
    "20260301", "2026-W10-1",
    "2026-02-30", "0000-00-00", "99999-01-01", "\ud800", "{0.__class__}", "{{7*7}}", "<script>",
    "=cmd|' /C calc'!A0",
    Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("-0"), Decimal("0.005"),
    Decimal("1E+999999"),
    Decimal("1E-999999"), Decimal("1E+999999999999999999"), Fraction(1, 3), 10**30, -(10**30),
    10**5000, -1, True, False,
    datetime.date.min, datetime.date.max, datetime.datetime(2026, 3, 1, 23, 59), datetime.time(1),
    datetime.timedelta(1),
    b"5", 1 + 2j, [], [1], {}, {"menit": 1}, object(), range(3),
]  # fmt: skip


def named(values):
    """Return a name for each value that is the same in every test process."""
    return [f"{type(value).__name__} {place}" for place, value in enumerate(values)]


def assert_answered(person):
    result = PROGRAM.run_one(person)
    unknown = {name for name, amount in result.amounts.items() if amount is None}
    assert bool(unknown) is bool(result.problems)
    for problem in result.problems:
        assert problem.rule in unknown
        assert len(problem.value) <= 60
        assert len(problem.message) < 400
    return result


@pytest.mark.parametrize("value", WEIRD, ids=named(WEIRD))
def test_a_weird_value_is_read_or_a_problem_of_this_person(value):
    for name in RULES:
        assert_answered({"menit": {"hari": [{"menit": value}]}}.get(name, {name: value}))


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("value", [0.5, 1.0, float("nan"), float("inf")])
def test_a_binary_float_is_refused_aloud(name, value):
    person = {"menit": {"hari": [{"menit": value}]}}.get(name, {name: value})

    with pytest.raises(FactsError, match="float"):
        PROGRAM.run_one(person)


NO_ROWS = [5, "x", b"x", {"menit": 1}, ["x"], [None], [5], [[]], object()]


@pytest.mark.parametrize("value", NO_ROWS, ids=named(NO_ROWS))
def test_finer_rows_are_a_list_of_rows(value):
    with pytest.raises(FactsError, match="hari"):
        PROGRAM.run_one({"hari": value})


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=12), st.decimals(), st.fractions(),
    st.dates(), st.datetimes(),
    st.binary(max_size=4), st.sampled_from(["ya", "pns", "1.000", "0,05", "-0,05", "2026-03-01"]),
    st.integers(-5, 10**6), st.decimals(-100, 100, places=2),
)  # fmt: skip


@effort()
@given(
    st.dictionaries(st.sampled_from(list(RULES)), ANYTHING),
    st.lists(st.dictionaries(st.just("menit"), ANYTHING, max_size=1), max_size=40),
)
def test_any_person_is_answered(person, rows):
    assert_answered({**person, "hari": rows})


COLUMNS = {
    "Float64": pl.Series([1.0]),
    "Float32": pl.Series([1.0], dtype=pl.Float32),
    "Int8": pl.Series([1], dtype=pl.Int8),
    "UInt64": pl.Series([2**64 - 1], dtype=pl.UInt64),
    "Int128": pl.Series([2**100], dtype=pl.Int128),
    "Decimal(4, 3)": pl.Series([Decimal("1.555")]),
    "Decimal(38, 0)": pl.Series([Decimal(10) ** 37], dtype=pl.Decimal(38, 0)),
    "String": pl.Series(["5"]),
    "Categorical": pl.Series(["a"], dtype=pl.Categorical),
    "Enum": pl.Series(["z"], dtype=pl.Enum(["z"])),
    "empty Enum": pl.Series([None], dtype=pl.Enum([])),
    "Boolean": pl.Series([True]),
    "Null": pl.Series([None]),
    "Date": pl.Series([datetime.date.min]),
    "Datetime": pl.Series([datetime.datetime(2026, 3, 1)]),
    "Time": pl.Series([datetime.time(1)]),
    "Duration": pl.Series([datetime.timedelta(1)]),
    "Binary": pl.Series([b"5"]),
    "List": pl.Series([[1]]),
    "Array": pl.Series([[1, 2]], dtype=pl.Array(pl.Int64, 2)),
    "Struct": pl.Series([{"a": 1}]),
    "Object": pl.Series([object()], dtype=pl.Object),
}


@pytest.mark.parametrize("name", [*FACTS, "bulan_ini(a)"])
@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_a_column_of_any_type_is_read_or_refused(name, column):
    frames = {"orang": pl.DataFrame({"nip": ["1"]}), "hari": pl.DataFrame({"nip": ["1"]})}
    grain = "hari" if name == "menit" else "orang"
    frames[grain] = frames[grain].with_columns(column.alias(name))

    try:
        result = PROGRAM.run(frames)
    except FactsError as error:
        assert name in str(error)
        return

    unknown = any(result.amounts[rule].null_count() for rule in result.amounts.columns)
    assert unknown is bool(result.problems.height)


@pytest.mark.parametrize("dtype", [pl.Float32, pl.Float64])
@pytest.mark.parametrize("name", [*FACTS, "bulan_ini(a)"])
def test_a_float_column_is_refused_even_when_it_is_empty(name, dtype):
    grain = "hari" if name == "menit" else "orang"
    frames = {"orang": pl.DataFrame(schema={"nip": pl.String})}
    frames[grain] = pl.DataFrame(schema={"nip": pl.String, name: dtype})

    with pytest.raises(FactsError, match=name.partition("(")[0]):
        PROGRAM.run(frames)
