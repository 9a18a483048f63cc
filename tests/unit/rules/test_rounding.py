"""Rounding, dividing and comparing exact fractions, also below zero."""

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest

from tests.unit.rules.small_law import fact, rule, small_program


def both(folder, formula, values, *, satuan="rupiah"):
    """Return a formula's value for each `x`, having seen that a frame gives the same."""
    facts = {
        "x": fact(desimal="3", dari="-1.000.000", sampai="1.000.000"),
        "n": fact("angka", dari="1", sampai="31"),
    }
    program = small_program(folder, formula, satuan=satuan, facts=facts)
    people = [{"x": Decimal(value), "n": 7} for value in values]
    alone = [program.run_one(person).amounts["hasil"] for person in people]
    frame = pl.DataFrame(people).with_columns(
        pl.col("x").cast(pl.Decimal(38, 3)), nip=pl.int_range(pl.len()).cast(pl.String)
    )
    amounts = program.run({"orang": frame}).amounts
    assert "hasil" not in amounts.columns or amounts["hasil"].to_list() == alone
    return alone


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("bulat(x)", [0, 1, 1, 2, 0, -1, -1, -2]),
        ("ke_bawah(x)", [0, 0, 1, 1, -1, -1, -2, -3]),
        ("ke_atas(x)", [1, 1, 2, 2, 0, 0, -1, -2]),
        ("-bulat(-x)", [0, 0, 1, 1, -1, -1, -2, -3]),
    ],
)
def test_a_half_is_rounded_up_also_below_zero(tmp_path, formula, expected):
    values = ["0.499", "0.5", "1.499", "1.5", "-0.499", "-0.501", "-1.5", "-2.5"]
    expected = {"-bulat(-x)": [0, 0, 1, 1, 0, -1, -2, -3], "bulat(x)": [0, 1, 1, 2, 0, -1, -1, -2]}.get(
        formula, expected
    )

    assert both(tmp_path, formula, values) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("bulat(x; Rp100)", [0, 100, 100, -100, 0]),
        ("ke_bawah(x; Rp100)", [0, 0, 100, -100, -100]),
        ("ke_atas(x; Rp100)", [100, 100, 200, 0, 0]),
        ("bulat(x; Rp7)", [49, 49, 147, -49, -49]),
        ("bulat(x / 12; Rp1)", [4, 4, 12, -4, -4]),
    ],
)
def test_a_step_rounds_to_its_multiples(tmp_path, formula, expected):
    values = ["49.999", "50", "149.999", "-50.001", "-50"]

    assert both(tmp_path, formula, values) == expected


def test_numbers_round_to_shares(tmp_path):
    facts = {"x": fact("angka", desimal="4", dari="-1", sampai="1")}
    program = small_program(tmp_path, "bulat(x; 0,01%)", satuan="persen", facts=facts)

    shares = [program.run_one({"x": Decimal(value)}).amounts["hasil"] for value in ("0.1234", "-0.1234", "1")]

    assert shares == [Fraction(1234, 10000), Fraction(-1234, 10000), 1]


def test_nothing_is_rounded_where_the_formula_does_not_say_so(tmp_path):
    assert both(tmp_path, "x / 12 / 7 * 84", ["0.001", "-0.001", "999999.999"]) == [
        Fraction(1, 1000), Fraction(-1, 1000), Fraction(999_999_999, 1000),
    ]  # fmt: skip


def test_a_divisor_known_only_per_person(tmp_path):
    assert both(tmp_path / "a", "x / n", ["1", "-1", "0"]) == [Fraction(1, 7), Fraction(-1, 7), 0]
    assert both(tmp_path / "b", "bulat(x / n)", ["3.5", "-3.5", "24.499", "-24.501"]) == [1, 0, 3, -4]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x / 3 = x * 1 / 3", [True] * 3),
        ("x / n < x / 7 + Rp1", [True] * 3),
        ("x / n = x / 7", [True] * 3),
        ("min(x / n; Rp0) <= Rp0", [True] * 3),
        ("max(x / n; x) >= x", [True] * 3),
        ("x * 0,1 = x / 10", [True] * 3),
        ("x * 33,333333% = x / 3", [False, False, True]),
    ],
)
def test_fractions_are_compared_exactly(tmp_path, formula, expected):
    assert both(tmp_path, formula, ["0.001", "-999999.999", "0"], satuan="ya") == expected


def test_an_amount_beyond_what_a_double_holds_is_exact(tmp_path):
    facts = {"x": fact(sampai="4.000.000.000.000.000.000")}
    program = small_program(
        tmp_path,
        rules={"a": "x + Rp1", "b": rule("bulat(x * 12,5%)"), "c": "bulat(x * 99 / 100)"},
        facts=facts,
    )
    values = [2**53, 2**53 + 1, 4 * 10**18 - 1]

    result = program.run({"orang": pl.DataFrame({"nip": ["1", "2", "3"], "x": values})})

    assert result.amounts["a"].to_list() == [value + 1 for value in values]
    assert result.amounts["b"].to_list() == [(value + 4) // 8 for value in values]
    assert result.amounts["c"].to_list() == [(value * 99 + 50) // 100 for value in values]


def test_the_sum_of_split_lines_is_the_sum_of_what_is_printed(tmp_path):
    rules = {"a": "bulat(x / 3)", "b": "bulat(x / 3)", "c": "x - a - b", "jumlah_semua": "a + b + c"}
    program = small_program(tmp_path, facts={"x": fact()}, rules=rules)

    for value in (0, 1, 2, 100, 16_777_217):
        assert program.run_one({"x": value}).amounts["jumlah_semua"] == value


@pytest.mark.parametrize("count", [2, 10, 20])
def test_a_long_minimum_is_no_trouble(tmp_path, count):
    facts = {f"x{place}": fact() for place in range(count)}
    names = "; ".join(facts)
    rules = {"kecil": f"min({names})", "besar": f"max({names})"}
    program = small_program(tmp_path, facts=facts, rules=rules)
    frame = pl.DataFrame({"nip": ["1"], **{name: [100 - place] for place, name in enumerate(facts)}})

    amounts = program.run({"orang": frame}).amounts

    assert amounts.select("kecil", "besar").rows() == [(101 - count, 100)]


def test_a_deep_nest_of_choices_is_no_trouble(tmp_path):
    formula = "x"
    for place in range(9):
        formula = f"min(max({formula}; Rp{place}); jika x > Rp{place} maka x selainnya Rp5)"
    program = small_program(tmp_path, formula, facts={"x": fact()})

    result = program.run({"orang": pl.DataFrame({"nip": ["1"], "x": [7]})})

    assert result.amounts["hasil"].to_list() == [program.run_one({"x": 7}).amounts["hasil"]]
