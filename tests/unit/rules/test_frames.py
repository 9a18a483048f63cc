"""Which frames can be run, what their columns may be, and what is refused for everybody."""

import datetime
from decimal import Decimal

import polars as pl
import pytest

from praja.rules.errors import FactsError
from tests.unit.rules.small_law import fact, rule, small_program, table, version

FACTS = {
    "gaji": fact(),
    "rasio": fact("angka", desimal="2", dari="-100", sampai="100"),
    "aktif": fact("ya"),
    "tmt": fact("tanggal"),
    "status": fact("pilihan", pilihan=["cpns", "pns", "pppk"]),
    "menit": fact("angka", butir="hari"),
}
RULES = {
    "uang": "gaji + Rp1",
    "bulatan": rule("bulat(rasio * 10)", "angka"),
    "benar": rule("aktif", "ya"),
    "mulai_kerja": rule("tmt", "tanggal"),
    "keadaan_pegawai": rule("status", "pilihan"),
    "menitnya": rule("jumlah(menit)", "menit"),
}


def run_column(folder, name, column, *, default=None):
    """Return the results of everybody where only one fact is given."""
    output = dict(zip(FACTS, RULES, strict=True))[name]
    changed = FACTS if default is None else {**FACTS, name: {**FACTS[name], "bila_kosong": default}}
    program = small_program(folder, facts=changed, rules=RULES).only(output)
    keys = pl.Series("nip", [str(place) for place in range(len(column))], dtype=pl.String)
    frame = pl.DataFrame([keys, column.alias(name)])
    frames = {"orang": frame}
    if name == "menit":
        frames = {"orang": frame.select("nip"), "hari": frame}
    return program.run(frames)


@pytest.mark.parametrize(
    "dtype",
    [pl.Int64, pl.Int32, pl.Int8, pl.UInt8, pl.UInt64, pl.Int128, pl.Decimal(38, 0), pl.Decimal(5, 0)],
)
def test_whole_amounts_come_in_any_whole_type(tmp_path, dtype):
    column = pl.Series([0, 100, None], dtype=pl.Int64).cast(dtype)

    assert run_column(tmp_path, "gaji", column).amounts["uang"].to_list() == [1, 101, None]


@pytest.mark.parametrize("dtype", [pl.Decimal(38, 2), pl.Decimal(10, 1), pl.Decimal(4, 0)])
def test_decimals_come_with_as_many_places_as_the_fact_has_or_fewer(tmp_path, dtype):
    column = pl.Series([Decimal(5), Decimal(-100), None]).cast(dtype)

    assert run_column(tmp_path, "rasio", column).amounts["bulatan"].to_list() == [50, -1000, None]


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical, pl.Enum(["pns", "honorer", "cpns"])])
def test_choices_come_in_any_text_type(tmp_path, dtype):
    column = pl.Series(["pns", "honorer", None, "cpns"], dtype=dtype)

    result = run_column(tmp_path, "status", column)

    assert result.amounts["keadaan_pegawai"].to_list() == ["pns", None, None, "cpns"]
    assert result.problems.select("nip", "kind").rows() == [("1", "pilihan_tidak_dikenal"), ("2", "kosong")]


def test_results_have_the_types_of_their_kinds(tmp_path):
    program = small_program(
        tmp_path, facts=FACTS, rules={**RULES, "dicabut": rule(None, "rupiah", version(None)), "tetap": "Rp5"}
    )

    result = program.run({"orang": pl.DataFrame({"nip": ["1", "2"]})})

    assert dict(result.amounts.schema) == {
        "nip": pl.String, "uang": pl.Int64, "bulatan": pl.Int64, "benar": pl.Boolean, "mulai_kerja": pl.Date,
        "keadaan_pegawai": pl.String, "menitnya": pl.Int64, "dicabut": pl.Int64, "tetap": pl.Int64,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "column", "said"),
    [
        ("gaji", pl.Series([1.0]), "float"),
        ("gaji", pl.Series([1.0], dtype=pl.Float32), "float"),
        ("gaji", pl.Series([], dtype=pl.Float64), "float"),
        ("rasio", pl.Series([0.5]), "float"),
        ("menit", pl.Series([0.5]), "float"),
        ("tmt", pl.Series([45000.0]), "float"),
        ("status", pl.Series([1.0]), "float"),
        ("gaji", pl.Series(["100"]), "berjenis String, seharusnya Int64 atau Decimal"),
        ("gaji", pl.Series([True]), "berjenis Boolean"),
        ("gaji", pl.Series([Decimal("1.50")]), "punya 2 desimal, paling banyak 0"),
        ("rasio", pl.Series([Decimal("1.505")]), "punya 3 desimal, paling banyak 2"),
        ("aktif", pl.Series(["ya"]), "berjenis String, seharusnya Boolean"),
        ("aktif", pl.Series([1]), "berjenis Int64, seharusnya Boolean"),
        ("tmt", pl.Series(["2024-01-01"]), "berjenis String, seharusnya Date"),
        ("tmt", pl.Series([datetime.datetime(2024, 1, 1)]), "seharusnya Date"),
        ("status", pl.Series([1]), "berjenis Int64, seharusnya teks"),
    ],
)
def test_a_column_of_a_wrong_type_is_refused_for_everybody(tmp_path, name, column, said):
    with pytest.raises(FactsError, match=said) as caught:
        run_column(tmp_path, name, column)

    assert f"'{name}'" in str(caught.value)


@pytest.mark.parametrize(
    ("column", "kinds"),
    [
        (pl.Series([2**64 - 1, 5], dtype=pl.UInt64), ["di_luar_batas", None]),
        (pl.Series([2**100, 5], dtype=pl.Int128), ["di_luar_batas", None]),
        (pl.Series([-(2**63), 5]), ["di_luar_batas", None]),
        (pl.Series([Decimal(10) ** 37, Decimal(5)], dtype=pl.Decimal(38, 0)), ["di_luar_batas", None]),
        (pl.Series([None, 5]), ["kosong", None]),
    ],
)
@pytest.mark.parametrize("name", ["gaji", "rasio", "menit"])
@pytest.mark.parametrize("default", [None, "1"])
def test_an_impossible_number_is_one_persons_problem_and_never_the_default(
    tmp_path, name, column, kinds, default
):
    result = run_column(tmp_path, name, column, default=default)

    first, second = result.amounts[:, 1].to_list()
    if default is not None and kinds[0] == "kosong":
        assert (first, result.problems.height) == ({"gaji": 2, "rasio": 10, "menit": 1}[name], 0)
    else:
        assert (first, result.problems.select("nip", "kind").rows()) == (None, [("0", kinds[0])])
    assert second == {"gaji": 6, "rasio": 50, "menit": 5}[name]


@pytest.mark.parametrize(
    ("name", "default", "blank", "expected"),
    [
        ("gaji", "7", pl.Series([None], dtype=pl.Int64), 8),
        ("rasio", "0,5", pl.Series([None], dtype=pl.Decimal(38, 2)), 5),
        ("aktif", "ya", pl.Series([None], dtype=pl.Boolean), True),
        ("tmt", "2024-02-29", pl.Series([None], dtype=pl.Date), datetime.date(2024, 2, 29)),
        ("status", "pppk", pl.Series([None], dtype=pl.String), "pppk"),
        ("status", "pppk", pl.Series([" "]), "pppk"),
        ("status", "pppk", pl.Series([""], dtype=pl.Categorical), "pppk"),
        ("status", "pppk", pl.Series([""], dtype=pl.Enum(["", "pns"])), "pppk"),
        ("menit", "3", pl.Series([None], dtype=pl.Int64), 3),
        ("gaji", "7", pl.Series([None]), 8),
        ("status", "pppk", pl.Series([None]), "pppk"),
    ],
)
def test_a_blank_cell_is_the_default(tmp_path, name, default, blank, expected):
    result = run_column(tmp_path, name, blank, default=default)

    assert result.amounts[:, 1].to_list() == [expected]
    assert result.problems.height == 0


@pytest.mark.parametrize("people", [0, 1, 3])
@pytest.mark.parametrize("name", list(FACTS))
def test_a_column_that_is_absent_is_blank_for_everybody(tmp_path, name, people):
    output = dict(zip(FACTS, RULES, strict=True))[name]
    bare = small_program(tmp_path / "a", facts=FACTS, rules=RULES).only(output)
    defaults = {
        "gaji": "7",
        "rasio": "0,5",
        "aktif": "ya",
        "tmt": "2024-02-29",
        "status": "pns",
        "menit": "3",
    }
    changed = {key: {**fields, "bila_kosong": defaults[key]} for key, fields in FACTS.items()}
    filled = small_program(tmp_path / "b", facts=changed, rules=RULES).only(output)
    keys = pl.Series("nip", [str(place) for place in range(people)], dtype=pl.String)
    frames = {"orang": pl.DataFrame([keys]), "hari": pl.DataFrame([keys])}

    unknown, known = bare.run(frames), filled.run(frames)

    assert unknown.amounts[output].to_list() == [None] * people
    assert unknown.problems["kind"].to_list() == ["kosong"] * people
    value = {
        "gaji": 8,
        "rasio": 5,
        "aktif": True,
        "tmt": datetime.date(2024, 2, 29),
        "status": "pns",
        "menit": 3,
    }[name]
    assert known.amounts[output].to_list() == [value] * people


def test_a_column_in_the_wrong_frame_is_not_read(tmp_path):
    facts = {"gaji": fact(bila_kosong="7"), "menit": fact("angka", butir="hari")}
    program = small_program(tmp_path, "gaji + jumlah(menit * Rp1)", facts=facts)
    days = pl.DataFrame({"nip": ["1"], "menit": [2], "gaji": [500]})

    result = program.run({"orang": pl.DataFrame({"nip": ["1"], "menit": [9]}), "hari": days})

    assert result.amounts["hasil"].to_list() == [9]


# --- the frames as a whole


PEOPLE = pl.DataFrame({"nip": ["1", "2"], "gaji": [5, 6]})


@pytest.mark.parametrize(
    ("frames", "said"),
    [
        ({}, "'orang' tidak ada"),
        ({"hari": PEOPLE}, "'orang' tidak ada"),
        ({"orang": PEOPLE, "jam": PEOPLE}, "'jam' tidak dikenal"),
        ({"orang": PEOPLE.drop("nip")}, "'nip' tidak ada pada bingkai 'orang'"),
        ({"orang": PEOPLE, "hari": PEOPLE.drop("nip")}, "'nip' tidak ada pada bingkai 'hari'"),
        ({"orang": PEOPLE.with_columns(nip=pl.lit("1"))}, "tidak berulang"),
        ({"orang": PEOPLE.with_columns(nip=pl.Series(["1", None]))}, "harus terisi"),
        ({"orang": PEOPLE, "hari": PEOPLE.cast({"nip": pl.Int64})}, "samakan"),
    ],
)
def test_frames_that_cannot_be_run_at_all(tmp_path, frames, said):
    program = small_program(tmp_path, facts=FACTS, rules=RULES)

    with pytest.raises(FactsError, match=said):
        program.run(frames)


def test_another_key_than_the_nip(tmp_path):
    program = small_program(tmp_path, facts=FACTS, rules=RULES).only("uang")

    result = program.run({"orang": PEOPLE.rename({"nip": "id"}).cast({"id": pl.Int64})}, key="id")

    assert result.amounts.rows() == [(1, 6), (2, 7)]


def test_a_key_that_is_also_a_fact_is_refused(tmp_path):
    program = small_program(tmp_path, facts=FACTS, rules=RULES)

    with pytest.raises(FactsError, match="Kolom kunci 'gaji'"):
        program.run({"orang": PEOPLE}, key="gaji")


def test_rules_may_be_picked_for_the_result(tmp_path):
    program = small_program(tmp_path, facts=FACTS, rules=RULES)

    assert program.run({"orang": PEOPLE}, only=["benar", "uang"]).amounts.columns == ["nip", "benar", "uang"]
    with pytest.raises(FactsError, match="uangg"):
        program.run({"orang": PEOPLE}, only=["uangg"])


def test_everybody_keeps_the_place_in_the_list(tmp_path):
    program = small_program(tmp_path, facts=FACTS, rules=RULES).only("uang")
    keys = [f"{place * 7919 % 1000:03d}" for place in range(1000)]
    frame = pl.DataFrame({"nip": keys, "gaji": range(1000)})

    amounts = program.run({"orang": frame}).amounts

    assert amounts.rows() == [(key, place + 1) for place, key in enumerate(keys)]


def test_one_bad_person_in_25_000_stops_and_shifts_nobody(tmp_path):
    program = small_program(tmp_path, facts=FACTS, rules=RULES).only("uang")
    salaries = [place if place != 12_345 else -1 for place in range(25_000)]
    frame = pl.DataFrame({"nip": [str(place) for place in range(25_000)], "gaji": salaries})

    result = program.run({"orang": frame})

    assert result.amounts["uang"].to_list() == [
        place + 1 if place != 12_345 else None for place in range(25_000)
    ]
    assert result.problems.select("nip", "kind", "value").rows() == [("12345", "di_luar_batas", "-1")]


def test_an_unknown_divisor_of_a_helper_is_a_problem(tmp_path):
    program = small_program(tmp_path, "Rp100 / max(gaji; Rp1)", satuan="kali", facts=FACTS)

    result = program.run({"orang": PEOPLE.with_columns(gaji=pl.Series([5, None]))})

    assert result.problems.select("nip", "fact").rows() == [("2", "gaji")]


def test_odd_column_names_beside_the_facts_are_no_trouble(tmp_path):
    program = small_program(tmp_path, facts=FACTS, rules=RULES).only("uang", "menitnya")
    odd = {"#orang": [9, 9], "#0": [9, 9], "uang": [9, 9], "literal": [9, 9], "": [9, 9]}
    days = pl.DataFrame({"nip": ["2"], "menit": [3], "#orang": [7], "#0": [7], "menitnya": [8]})

    result = program.run(
        {"orang": PEOPLE.with_columns(**{k: pl.Series(v) for k, v in odd.items()}), "hari": days}
    )

    assert result.amounts.rows() == [("1", 6, 0), ("2", 7, 3)]


def test_of_many_with_problems_each_is_told_its_own_reasons(tmp_path):
    facts = {
        "aktif": fact("ya"),
        "gaji": fact(),
        "honor": fact(),
        "kode": fact("angka"),
        "menit": fact("angka", butir="hari"),
    }
    daftar = table("kode;nilai\n1;100\n2;200\n", kunci=[{"kode": "sama"}])
    rules = {
        "pilih": "jika aktif maka gaji selainnya honor",
        "cari": "tabel.daftar[kode]",
        "menitnya": rule("jumlah(menit)", "menit"),
    }
    program = small_program(tmp_path, facts=facts, rules=rules, tables={"daftar": daftar})
    kinds = [
        ({"aktif": True}, ["gaji"]),
        ({"aktif": False}, ["honor"]),
        ({"aktif": True, "gaji": 200_000_000}, ["gaji"]),
        ({"aktif": True, "gaji": 300_000_000}, ["gaji"]),
        ({"aktif": True, "gaji": 1, "kode": 3}, ["tabel.daftar"]),
        ({"aktif": True, "gaji": 1, "kode": 4}, ["tabel.daftar"]),
        ({"gaji": 1, "honor": 1, "kode": 4}, ["aktif", "tabel.daftar"]),
    ]
    people = [{"nip": f"{place:03d}", "kode": 1, **kinds[place % 7][0]} for place in range(70)]
    days = [{"nip": "000", "menit": None}, {"nip": "001", "menit": 5}]
    frames = {"orang": pl.DataFrame(people, infer_schema_length=None), "hari": pl.DataFrame(days)}

    told = program.run(frames).problems

    expected = [(f"{place:03d}", name) for place in range(70) for name in kinds[place % 7][1]]
    expected.insert(1, ("000", "menit"))
    assert told.select("nip", "fact").rows() == expected
    values = told.filter(pl.col("nip").is_in(["002", "003", "004", "005"]))["value"].to_list()
    assert values == ["200000000", "300000000", "kode 3", "kode 4"]
