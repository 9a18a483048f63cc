"""Looking up tables: which row is found, at every edge, and what happens where there is none."""

from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest

from praja.rules.errors import LawError
from tests.unit.rules.small_law import fact, prove, rule, small_program, table

SAMA, MULAI, SAMPAI = ({"kunci": match} for match in ("sama", "mulai", "sampai"))


def found(folder, rows, key, asked, *, kind="angka", satuan="angka", jenis="angka", formula="tabel.t[x]"):
    """Return what a table answers to each of `asked`, having seen that a frame answers the same."""
    facts = {"x": fact(kind, desimal="1", dari="-1.000", sampai="20.000.000")}
    tables = {"t": table(rows, kunci=[key], jenis=jenis)}
    program = small_program(folder, formula, satuan=satuan, facts=facts, tables=tables)
    alone = [program.run_one({"x": value}).amounts["hasil"] for value in asked]
    values = [Decimal(Fraction(value).numerator) / Fraction(value).denominator for value in asked]
    frame = pl.DataFrame({"nip": [str(place) for place in range(len(asked))]}).with_columns(
        pl.Series("x", values, dtype=pl.Decimal(38, 1))
    )
    amounts = program.run({"orang": frame}).amounts
    if "hasil" in amounts.columns:
        assert amounts["hasil"].to_list() == alone
    return alone


def test_an_exact_key_finds_its_row_only(tmp_path):
    asked = [-1, 0, 1, 2, 3, Fraction(5, 2)]

    assert found(tmp_path, "kunci;nilai\n0;10\n2;20\n3;30\n", SAMA, asked) == [
        None,
        10,
        None,
        20,
        30,
        None,
    ]


def test_a_lower_bound_finds_the_last_row_at_or_below(tmp_path):
    asked = [-1, 0, 1, Fraction(9, 2), 5, 6, 20_000_000]

    assert found(tmp_path, "kunci;nilai\n0;1\n5;2\n", MULAI, asked) == [None, 1, 1, 1, 2, 2, 2]


def test_an_upper_bound_finds_the_first_row_at_or_above(tmp_path):
    asked = [-1000, 0, 1, 5, Fraction(51, 10), 20_000_000]

    assert found(tmp_path / "a", "kunci;nilai\n0;1\n5;2\n", SAMPAI, asked) == [1, 1, 2, 2, None, None]
    assert found(tmp_path / "b", "kunci;nilai\n0;1\n5;2\n;3\n", SAMPAI, asked) == [1, 1, 2, 2, 3, 3]


@pytest.mark.parametrize(
    ("key", "expected"), [(SAMA, [None, 1, None]), (MULAI, [None, 1, 1]), (SAMPAI, [1, 1, None])]
)
def test_a_table_of_one_row(tmp_path, key, expected):
    assert found(tmp_path, "kunci;nilai\n7;1\n", key, [6, 7, 8]) == expected


def test_a_table_of_one_endless_row(tmp_path):
    assert found(tmp_path, "kunci;nilai\n;1\n", SAMPAI, [-1000, 0, 20_000_000]) == [1, 1, 1]


def test_the_first_bracket_of_the_monthly_tax_ends_inclusively(tmp_path):
    rows = "kunci;nilai\n5400000;0%\n5650000;0,25%\n;34%\n"

    asked = [5_400_000, 5_400_001, 5_650_000, 5_650_001]

    assert found(tmp_path, rows, SAMPAI, asked, kind="rupiah") == [
        0,
        Fraction(1, 400),
        Fraction(1, 400),
        Fraction(34, 100),
    ]


def test_edges_between_whole_numbers_are_asked_with_whole_numbers(tmp_path):
    facts = {"x": fact("angka")}
    tables = {"t": table("kunci;nilai\n0,5;1\n0,7;2\n1,5;3\n", kunci=[MULAI], jenis="angka")}
    program = small_program(tmp_path, "tabel.t[x]", satuan="angka", facts=facts, tables=tables)

    assert [program.run_one({"x": value}).amounts["hasil"] for value in (0, 1, 2)] == [None, 2, 3]


def test_an_exact_key_that_nobody_can_have_is_never_found(tmp_path):
    facts = {"x": fact("angka")}
    tables = {"t": table("kunci;nilai\n0,5;1\n", kunci=[SAMA], jenis="angka")}
    program = small_program(tmp_path, "tabel.t[x]", satuan="angka", facts=facts, tables=tables)

    result = program.run({"orang": pl.DataFrame({"nip": ["1", "2"], "x": [0, 1]})})

    assert result.amounts["hasil"].to_list() == [None, None]
    assert result.problems["kind"].to_list() == ["tidak_ada_di_tabel"] * 2


def test_several_keys(tmp_path):
    rows = "golongan;tahun;mkg;nilai\nI/a;1;0;10\nI/a;1;2;12\nII/a;1;3;20\nI/a;2;0;30\n"
    keys = [{"golongan": "sama"}, {"tahun": "sama"}, {"mkg": "mulai"}]
    facts = {
        "golongan": fact("pilihan", pilihan=["I/a", "II/a", "III/a"]),
        "tahun": fact("angka"),
        "mkg": fact("angka"),
    }
    program = small_program(
        tmp_path, "tabel.t[golongan; tahun; mkg]", facts=facts, tables={"t": table(rows, kunci=keys)}
    )
    asked = [
        ("I/a", 1, 0),
        ("I/a", 1, 33),
        ("I/a", 2, 1),
        ("II/a", 1, 2),
        ("II/a", 1, 3),
        ("II/a", 2, 3),
        ("III/a", 1, 0),
    ]
    frame = pl.DataFrame(asked, schema=["golongan", "tahun", "mkg"], orient="row")

    result = program.run({"orang": frame.with_columns(nip=pl.int_range(7).cast(pl.String))})

    assert result.amounts["hasil"].to_list() == [10, 12, 30, None, 20, None, None]
    assert set(result.problems["fact"]) == {"tabel.t"}
    assert result.problems["value"][0] == "golongan II/a, tahun 1, mkg 2"


@pytest.mark.parametrize("people", [0, 1, 3])
@pytest.mark.parametrize(
    "formula", ["tabel.t['a']", "tabel.u[3]", "tabel.v['a'; x]", "tabel.v[c; 3]", "tabel.v['b'; 3]"]
)
def test_a_key_known_beforehand(tmp_path, people, formula):
    tables = {
        "t": table("k;nilai\na;5\nb;6\n", kunci=[{"k": "sama"}]),
        "u": table("k;nilai\n1;5\n4;6\n", kunci=[{"k": "mulai"}]),
        "v": table("k;l;nilai\na;1;5\nb;2;5\n", kunci=[{"k": "sama"}, {"l": "mulai"}]),
    }
    facts = {"x": fact("angka"), "c": fact("pilihan", pilihan=["a", "b"])}
    program = small_program(tmp_path, formula, facts=facts, tables=tables)
    frame = pl.DataFrame(
        {"nip": [str(place) for place in range(people)], "x": [4] * people, "c": ["a"] * people},
        schema={"nip": pl.String, "x": pl.Int64, "c": pl.String},
    )

    assert program.run({"orang": frame}).amounts["hasil"].to_list() == [5] * people


def test_an_unknown_key_is_unknown_and_the_table_is_not_blamed(tmp_path):
    tables = {"t": table("kunci;nilai\n0;5\n", kunci=[MULAI])}
    program = small_program(tmp_path, "tabel.t[x]", facts={"x": fact("angka")}, tables=tables)

    (problem,) = program.run_one({}).problems

    assert (problem.fact, problem.kind) == ("x", "kosong")


def test_what_a_table_lacks_is_told_with_its_file(tmp_path):
    tables = {"t": table("mkg;nilai\n3;5\n", kunci=[{"mkg": "mulai"}], judul="Gaji pokok")}
    program = small_program(tmp_path, "tabel.t[x]", facts={"x": fact("angka")}, tables=tables)

    (problem,) = program.run_one({"x": 2}).problems

    assert (problem.fact, problem.kind, problem.value) == ("tabel.t", "tidak_ada_di_tabel", "mkg 2")
    assert "Gaji pokok tidak punya baris untuk mkg 2" in problem.message
    assert "nasional/tabel/t_2020-01-01.csv" in problem.advice


def test_a_table_of_choices(tmp_path):
    tables = {"kategori": table("ptkp;nilai\nTK/0;A\nK/3;C\n", kunci=[{"ptkp": "sama"}], jenis="pilihan")}
    facts = {"ptkp": fact("pilihan", pilihan=["TK/0", "K/3", "K/9"])}
    rules = {
        "kategori_ter": rule("tabel.kategori[ptkp]", "pilihan"),
        "tarif": rule("jika kategori_ter = 'A' maka 1% selainnya 2%", "persen"),
    }
    program = small_program(tmp_path, facts=facts, tables=tables, rules=rules)

    result = program.run({"orang": pl.DataFrame({"nip": ["1", "2", "3"], "ptkp": ["TK/0", "K/3", "K/9"]})})

    assert result.amounts["kategori_ter"].to_list() == ["A", "C", None]
    assert program.run_one({"ptkp": "K/3"}).amounts["tarif"] == Fraction(2, 100)


def test_choices_of_all_versions_may_be_named(tmp_path):
    rows = {"2020-01-01": "k;nilai\n1;lama\n", "2030-01-01": "k;nilai\n1;baru\n"}
    tables = {"t": table(rows, kunci=[{"k": "sama"}], jenis="pilihan")}
    program = small_program(tmp_path, "tabel.t[1] = 'baru'", satuan="ya", tables=tables)

    assert program.run_one({}).amounts == {"hasil": False}


def test_rows_of_the_same_key_are_refused_however_they_are_written(tmp_path):
    tables = {"t": table("k;nilai\n1;5\n01;6\n", kunci=[{"k": "sama"}])}
    program = small_program(tmp_path, "tabel.t[x]", facts={"x": fact("angka")}, tables=tables)

    with pytest.raises(LawError, match="baris 2 dan 3 berkunci sama"):
        prove(program)


@pytest.mark.parametrize("edge", ["4000000000000000000", "4000000000000000001", "9" * 30])
def test_edges_near_and_beyond_64_bits(tmp_path, edge):
    facts = {"x": fact(sampai="4.600.000.000.000.000.000")}
    tables = {"t": table(f"k;nilai\n1;1\n{edge};2\n;3\n", kunci=[{"k": "sampai"}], jenis="angka")}
    rules = {"satu": rule("tabel.t[x]", "angka"), "dua": rule("tabel.t[x + x]", "angka")}
    program = small_program(tmp_path, facts=facts, tables=tables, rules=rules)
    most = 4_600_000_000_000_000_000
    frame = pl.DataFrame({"nip": ["1", "2", "3"], "x": [0, 2_000_000_000_000_000_000, most]})

    amounts = program.run({"orang": frame}).amounts

    wanted = [
        [1 if x <= 1 else 2 if x <= int(edge) else 3 for x in (value, 2 * value)] for value in frame["x"]
    ]
    assert amounts.select("satu", "dua").rows() == [tuple(pair) for pair in wanted]


def test_too_many_combinations_are_refused(tmp_path):
    rows = "a;b;nilai\n" + "".join(f"{place};{place};1\n" for place in range(3000))
    tables = {"t": table(rows, kunci=[{"a": "sama"}, {"b": "sama"}])}
    program = small_program(
        tmp_path, "tabel.t[x; x]", facts={"x": fact("angka", sampai="1.000.000")}, tables=tables
    )

    with pytest.raises(LawError, match="kombinasi kunci"):
        prove(program)


# --- progresif


LAPIS = "mulai;nilai\n0;5%\n60000000;15%\n250000000;25%\n"


@pytest.mark.parametrize(
    ("base", "tax"),
    [
        (-5, 0),
        (0, 0),
        (1, Fraction(5, 100)),
        (60_000_000, 3_000_000),
        (60_000_001, Fraction(300_000_015, 100)),
        (250_000_000, 31_500_000),
        (300_000_000, 44_000_000),
    ],
)
def test_a_progressive_tax_takes_each_part_at_its_rate(tmp_path, base, tax):
    facts = {"pkp": fact(dari="-1.000", sampai="1.000.000.000")}
    tables = {"lapis": table(LAPIS, kunci=[{"mulai": "mulai"}], jenis="angka")}
    rules = {"pajak": "progresif(tabel.lapis; pkp)", "bulat_pajak": "bulat(pajak * 100)"}
    program = small_program(tmp_path, facts=facts, tables=tables, rules=rules)

    result = program.run({"orang": pl.DataFrame({"nip": ["1"], "pkp": [base]})})

    assert program.run_one({"pkp": base}).amounts["pajak"] == tax
    assert result.amounts["bulat_pajak"].to_list() == [tax * 100]


def test_what_lies_below_the_first_bracket_is_free(tmp_path):
    tables = {"lapis": table("mulai;nilai\n100;10%\n", kunci=[{"mulai": "mulai"}], jenis="angka")}
    program = small_program(
        tmp_path, "progresif(tabel.lapis; x)", satuan="angka", facts={"x": fact("angka")}, tables=tables
    )

    assert [program.run_one({"x": value}).amounts["hasil"] for value in (99, 100, 110)] == [0, 0, 1]
