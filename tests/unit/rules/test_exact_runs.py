"""What an exact run gives beside the amounts of people: fractions, and a value for each finer row."""

from fractions import Fraction

import polars as pl
import pytest

from praja.rules.schema import Grain
from tests.unit.rules.small_law import fact, rule, small_program

FACTS = {
    "target": fact("angka", desimal="2", dari="0,01", sampai="1.000", butir="indikator"),
    "realisasi": fact("angka", desimal="2", dari="0", sampai="1.000", butir="indikator"),
}
RULES = {
    "bagian": rule("realisasi / target", "persen"),
    "capaian": rule("bulat(realisasi / target; 0,01%)", "persen"),
    "banyak_baris": rule("banyak(realisasi >= target)", "kali"),
    "rata": rule("bulat(jumlah(capaian) / 3; 0,01%)", "persen"),
}
ROWS = [("2", 4, 1), ("1", 3, 1), ("2", 4, 3), ("9", 1, 1), ("1", 3, None)]


@pytest.fixture
def program(tmp_path):
    return small_program(tmp_path, facts=FACTS, rules=RULES).only(*RULES)


def frames(rows=ROWS):
    kinds = {"nip": pl.String, "target": pl.Decimal(20, 2), "realisasi": pl.Decimal(20, 2)}
    return {
        "orang": pl.DataFrame({"nip": ["1", "2"]}),
        "indikator": pl.DataFrame(rows, schema=kinds, orient="row"),
    }


def test_each_row_comes_in_the_order_given_without_those_of_strangers(program):
    result = program.run(frames(), exact=True)

    rows = result.rows[Grain.INDIKATOR]
    assert rows.columns == ["nip", "capaian"]
    assert program.rule("capaian").value.denominator == 10_000
    assert rows.rows() == [("2", 2500), ("1", 3333), ("2", 7500), ("1", None)]


def test_fractions_of_people_come_over_their_denominator(program):
    result = program.run(frames(), exact=True)

    assert result.amounts.rows() == [("1", None, None), ("2", 0, 3333)]


def test_an_ordinary_run_gives_neither(program):
    result = program.run(frames())

    assert result.amounts.columns == ["nip", "banyak_baris"]
    assert result.rows == {}


def test_one_person_has_the_rows_of_the_outputs(program):
    person = {"indikator": [{"target": 3, "realisasi": 1}, {"target": 4, "realisasi": None}]}

    result = program.run_one(person)

    assert result.rows == {"bagian": [Fraction(1, 3), None], "capaian": [Fraction(3333, 10_000), None]}
    assert set(result.amounts) == {"banyak_baris", "rata"}


def test_the_reasons_may_be_left_out(program):
    result = program.run(frames(ROWS[:3] + ROWS[4:]), exact=True, why=False)

    assert result.withheld.to_list() == [True, False]
    assert result.problems.is_empty()


def test_nobody_has_rows(program):
    result = program.run(frames([]), exact=True)

    assert result.amounts.rows() == [("1", 0, 0), ("2", 0, 0)]
    assert result.rows[Grain.INDIKATOR].is_empty()


def test_a_row_is_explained_down_to_its_figures(program):
    told = program.explain({"indikator": [{"target": 3, "realisasi": 1}, {"target": 4, "realisasi": 0}]})

    assert told.row_text("capaian", 1).splitlines() == [
        "Baris: isian 1 ÷ isian 3 = 33,333333…%, dibulatkan ke 0,01% terdekat menjadi 33,33%",
        "  — UU 1/2020 Pasal 1, berlaku sejak 1 Januari 2020",
        "  · Isian: 1",
        "  · Isian: 3",
    ]
    assert told.row_text("capaian", 2, "en").startswith("Line: entry 0 ÷ entry 4 = 0%")


def test_what_is_folded_in_changes_no_denominator(tmp_path):
    facts = {"isian": fact("angka"), "tambahan": fact("angka", desimal="4", bila_kosong="0,5")}
    rules = {"jumlahnya": rule("isian + tambahan", "angka"), "tetap": rule("tambahan * 3", "angka")}
    program = small_program(tmp_path, facts=facts, rules=rules).only(*rules)
    frame = pl.DataFrame({"nip": ["1"], "isian": [2]})

    folded = program.run({"orang": frame}, exact=True).amounts
    given = program.run({"orang": frame.with_columns(tambahan=pl.lit(None))}, exact=True).amounts

    assert folded.rows() == given.rows() == [("1", 25_000, 15_000)]
