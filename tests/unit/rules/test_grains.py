"""Rows finer than a person: days, children, segments, items and events."""

import polars as pl
import pytest

from praja.rules.errors import LawError
from praja.rules.schema import MOST_ROWS, Grain
from tests.unit.rules.small_law import fact, prove, rule, small_program, table

FACTS = {
    "gaji": fact(),
    "menit": fact("angka", butir="hari"),
    "hadir": fact("ya", butir="hari", bila_kosong="tidak"),
    "lahir": fact("tanggal", butir="anak"),
}


def amounts(folder, rules, person):
    """Return what one person gets, having seen that a frame gives the same."""
    program = small_program(folder, facts=FACTS, rules=rules)
    alone = program.run_one(person).amounts
    frames = {"orang": pl.DataFrame({"nip": ["1"], **{name: [person.get(name)] for name in ("gaji",)}})}
    for grain in ("hari", "anak"):
        rows = person.get(grain, [])
        kinds = {"menit": pl.Int64, "hadir": pl.Boolean, "lahir": pl.Date}
        names = {name for row in rows for name in row}
        columns = {name: pl.Series([row.get(name) for row in rows], dtype=kinds[name]) for name in names}
        frames[grain] = pl.DataFrame({"nip": pl.Series(["1"] * len(rows), dtype=pl.String), **columns})
    together = program.run(frames).amounts.row(0, named=True)
    assert {name: amount for name, amount in together.items() if name != "nip"} == alone
    return alone


def test_a_finer_formula_reads_the_person_freely(tmp_path):
    rules = {
        "potongan_hari": rule("bulat(gaji * menit / 1000)"),
        "potongan": rule("jumlah(potongan_hari)"),
        "langsung": rule("jumlah(bulat(gaji * menit / 1000))"),
    }

    assert amounts(tmp_path, rules, {"gaji": 1005, "hari": [{"menit": 100}, {"menit": 500}]}) == {
        "potongan": 101 + 503, "langsung": 101 + 503,
    }  # fmt: skip


def test_days_are_counted(tmp_path):
    rules = {"terlambat": rule("banyak(menit > 30)", "hari"), "hadirnya": rule("banyak(hadir)", "hari")}

    person = {"hari": [{"menit": 31, "hadir": True}, {"menit": 30}, {"menit": 90, "hadir": False}]}

    assert amounts(tmp_path, rules, person) == {"terlambat": 2, "hadirnya": 1}


def test_a_day_is_counted_with_what_holds_in_the_whole_month(tmp_path):
    rules = {
        "belum": rule("banyak(hadir dan awal_bulan > '2030-01-01')", "hari"),
        "sudah": rule("banyak(hadir dan dasar_hukum_berlaku)", "hari"),
        "semua": rule("banyak(hadir atau ya)", "hari"),
        "uang": rule("jumlah(jika ya maka Rp5 selainnya menit * Rp1)"),
    }

    person = {"hari": [{"hadir": True, "menit": 1}, {"hadir": False, "menit": 2}]}

    assert amounts(tmp_path, rules, person) == {"belum": 0, "sudah": 1, "semua": 2, "uang": 10}


def test_a_row_is_counted_even_where_its_condition_is_known_beforehand(tmp_path):
    rules = {
        "dan_bulan": rule("banyak((jika ya maka ya selainnya hadir) dan gaji > Rp1)", "hari"),
        "atau_bulan": rule("banyak((jika ya maka tidak selainnya hadir) atau gaji > Rp1)", "hari"),
        "kali_tetap": rule("jumlah((jika ya maka 2 selainnya menit) * gaji)"),
        "bagi_tetap": rule("jumlah(bulat(gaji / (jika ya maka 2 selainnya menit)))"),
        "tambah_tetap": rule("jumlah((jika ya maka 0 selainnya menit) + 5)", "menit"),
        "bukan_tetap": rule("banyak(bukan (jika ya maka tidak selainnya hadir))", "hari"),
    }

    assert amounts(tmp_path, rules, {"gaji": 6, "hari": [{"hadir": False, "menit": 1}] * 3}) == {
        "dan_bulan": 3,
        "atau_bulan": 3,
        "kali_tetap": 36,
        "bagi_tetap": 9,
        "tambah_tetap": 15,
        "bukan_tetap": 3,
    }


@pytest.mark.parametrize("rows", [[], None])
def test_no_rows_are_nothing(tmp_path, rows):
    rules = {
        "a": rule("jumlah(menit)", "menit"),
        "b": rule("banyak(hadir)", "hari"),
        "c": "gaji + jumlah(menit * gaji)",
    }
    program = small_program(tmp_path, facts=FACTS, rules=rules)

    assert program.run_one({"gaji": 5, "hari": rows}).amounts == {"a": 0, "b": 0, "c": 5}


def test_a_frame_without_finer_rows_is_nothing(tmp_path):
    program = small_program(tmp_path, "gaji + jumlah(menit * Rp1)", facts=FACTS)
    people = pl.DataFrame({"nip": ["1", "2"], "gaji": [5, 6]})

    missing = program.run({"orang": people}).amounts["hasil"]
    empty = program.run({"orang": people, "hari": pl.DataFrame(schema={"nip": pl.String})}).amounts["hasil"]

    assert missing.to_list() == empty.to_list() == [5, 6]


def test_a_finer_guard_leaves_out_rows(tmp_path):
    rules = {
        "denda": rule("menit * Rp10", syarat="menit > 30"),
        "jumlah_denda": "jumlah(denda)",
    }

    assert amounts(tmp_path, rules, {"hari": [{"menit": 30}, {"menit": 40}]}) == {"jumlah_denda": 400}


def test_a_false_guard_of_the_month_leaves_out_all_rows(tmp_path):
    rules = {"denda": rule("menit * Rp10", syarat="gaji > Rp5"), "jumlah_denda": "jumlah(denda)"}

    assert amounts(tmp_path, rules, {"gaji": 5, "hari": [{"menit": None}]}) == {"jumlah_denda": 0}


def test_a_guard_that_never_holds_keeps_its_rows(tmp_path):
    rules = {
        "denda": rule("menit * 2", "menit", syarat="awal_bulan > '2030-01-01'"),
        "ganda": rule("denda * 12 + denda / 4", "menit"),
        "seluruhnya": rule("jumlah(ganda)", "menit"),
    }

    assert amounts(tmp_path, rules, {"hari": [{"menit": 3}]}) == {"seluruhnya": 0}


def test_a_month_may_be_divided_by_a_day(tmp_path):
    rules = {
        "rasio": rule("gaji / max(menit; 1)"),
        "hasil": "jumlah(bulat(rasio))",
        "kecil": rule("banyak(rasio < Rp30)", "hari"),
    }

    assert amounts(tmp_path, rules, {"gaji": 100, "hari": [{"menit": 3}, {"menit": 7}]}) == {
        "hasil": 47,
        "kecil": 1,
    }


def test_one_unknown_row_makes_the_sum_unknown_and_is_named(tmp_path):
    program = small_program(tmp_path, rules={"a": rule("jumlah(menit)", "menit")}, facts=FACTS)

    result = program.run_one({"hari": [{"menit": 1}, {}, {"menit": 1001}, {"menit": 2}]})

    assert result.amounts == {"a": None}
    assert sorted((problem.fact, problem.row, problem.kind) for problem in result.problems) == [
        ("menit", 2, "kosong"), ("menit", 3, "di_luar_batas"),
    ]  # fmt: skip


@pytest.mark.parametrize("grain", [grain for grain in Grain if grain is not Grain.ORANG])
def test_more_rows_than_a_person_can_have_are_a_problem(tmp_path, grain):
    facts = {"nilai": fact("angka", butir=grain.value)}
    program = small_program(tmp_path, "jumlah(nilai)", satuan="angka", facts=facts)
    most = MOST_ROWS[grain]
    frame = pl.DataFrame({"nip": ["1"] * most + ["2"] * (most + 1), "nilai": [1] * (2 * most + 1)})

    result = program.run({"orang": pl.DataFrame({"nip": ["1", "2"]}), grain.value: frame})

    assert result.amounts["hasil"].to_list() == [most, None]
    assert result.problems.select("nip", "fact", "kind", "value").rows() == [
        ("2", grain.value, "terlalu_banyak_baris", str(most + 1))
    ]
    assert program.run_one({grain.value: [{"nilai": 1}] * (most + 1)}).amounts == {"hasil": None}


def test_finer_rows_of_nobody_are_a_problem_of_their_own(tmp_path):
    program = small_program(tmp_path, "jumlah(menit)", satuan="menit", facts=FACTS)
    days = pl.DataFrame({"nip": ["9", "1", "9"], "menit": [5, 6, 7]})

    result = program.run({"orang": pl.DataFrame({"nip": ["1"]}), "hari": days})

    assert result.amounts.rows() == [("1", 6)]
    assert result.problems.select("nip", "kind").rows() == [("9", "tanpa_orang")]


def test_two_finer_grains_meet_only_as_sums(tmp_path):
    rules = {"a": rule("jumlah(menit) + banyak(umur(lahir; awal_bulan) < 21)", "angka")}

    assert amounts(tmp_path / "a", rules, {"hari": [{"menit": 5}], "anak": []}) == {"a": 5}
    with pytest.raises(LawError, match="dua butir berbeda"):
        prove(
            small_program(
                tmp_path / "b",
                "jumlah(jika umur(lahir; awal_bulan) < 21 maka menit selainnya 0)",
                satuan="menit",
                facts=FACTS,
            )
        )


def test_a_sum_may_stand_inside_a_finer_formula(tmp_path):
    rules = {"di_atas": rule("banyak(menit * banyak(ya atau hadir) > jumlah(menit))", "hari")}

    assert amounts(tmp_path, rules, {"hari": [{"menit": 1}, {"menit": 2}, {"menit": 6}]}) == {"di_atas": 1}


def test_the_same_sum_may_be_reached_in_two_ways(tmp_path):
    rules = {"per_hari": "menit * gaji", "a": "jumlah(menit * gaji)", "b": "jumlah(per_hari)"}

    assert amounts(tmp_path, rules, {"gaji": 2, "hari": [{"menit": 3}, {"menit": 4}]}) == {"a": 14, "b": 14}


def test_a_finer_rule_is_not_an_amount_of_the_person(tmp_path):
    program = small_program(tmp_path, rules={"denda": "menit * Rp10"}, facts=FACTS)

    result = program.run({"orang": pl.DataFrame({"nip": ["1"]})})

    assert program.run_one({"hari": [{"menit": 3}]}).amounts == {}
    assert result.amounts.columns == ["nip"]


def test_a_table_is_asked_for_every_row(tmp_path):
    pita = table("menit;nilai\n0;0%\n31;1%\n61;1,5%\n", kunci=[{"menit": "mulai"}], jenis="angka")
    program = small_program(
        tmp_path, "jumlah(tabel.pita[menit])", satuan="persen", facts=FACTS, tables={"pita": pita}
    )

    amount = program.run_one({"hari": [{"menit": menit} for menit in (30, 31, 60, 61, 1000)]}).amounts[
        "hasil"
    ]

    assert amount * 1000 == 0 + 10 + 10 + 15 + 15


def test_a_table_row_that_lacks_for_the_person_is_told_once(tmp_path):
    tarif = table("gaji;nilai\n1;2\n", kunci=[{"gaji": "sama"}])
    program = small_program(
        tmp_path, "jumlah(menit * tabel.tarif[gaji])", facts=FACTS, tables={"tarif": tarif}
    )

    problems = program.run_one({"gaji": 5, "hari": [{"menit": 1}] * 5}).problems

    assert [(problem.fact, problem.row) for problem in problems] == [("tabel.tarif", 0)]


def test_a_sum_over_another_grain_inside_a_row_is_explained(tmp_path):
    rules = {
        "melebihi": rule("menit > banyak(umur(lahir; awal_bulan) < 21)", "ya"),
        "kali": rule("banyak(melebihi)", "kali"),
    }
    program = small_program(tmp_path, facts=FACTS, rules=rules)
    person = {"hari": [{"menit": 5}, {"menit": 0}], "anak": []}

    text = program.explain(person).text()

    assert program.run_one(person).amounts == {"kali": 1}
    assert text
