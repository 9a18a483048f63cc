"""What may be given of a person, what counts as unknown, and how a problem is told."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from praja.rules.errors import FactsError
from tests.unit.rules.small_law import fact, rule, small_program

FACTS = {
    "gaji": fact(judul="Gaji pokok", dari="-5", sampai="10.000.000"),
    "rasio": fact("angka", judul="Rasio", satuan="persen", desimal="4", sampai="100%"),
    "aktif": fact("ya", judul="Aktif"),
    "tmt": fact("tanggal", judul="TMT"),
    "status": fact("pilihan", judul="Status", pilihan=["cpns", "pns", "pppk"]),
}
UNITS = {"gaji": "rupiah", "rasio": "persen", "aktif": "ya", "tmt": "tanggal", "status": "pilihan"}


@pytest.fixture
def program(tmp_path):
    return small_program(
        tmp_path, facts=FACTS, rules={f"si_{name}": rule(name, unit) for name, unit in UNITS.items()}
    )


def told(program, name, given):
    """Return the amount that only shows a fact, and the kinds of problems."""
    alone = program.only(f"si_{name}").run_one({name: given})
    return alone.amounts[f"si_{name}"], [str(problem.kind) for problem in alone.problems]


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("gaji", 5_000_000, 5_000_000),
        ("gaji", "5.000.000", 5_000_000),
        ("gaji", "5000000", 5_000_000),
        ("gaji", "Rp5.000.000", 5_000_000),
        ("gaji", " 7 ", 7),
        ("gaji", "-3", -3),
        ("gaji", "-Rp3", -3),
        ("gaji", Decimal("5E+6"), 5_000_000),
        ("gaji", Decimal("5.00"), 5),
        ("gaji", Fraction(10, 2), 5),
        ("gaji", "5,00", 5),
        ("rasio", "12,5%", Fraction(1, 8)),
        ("rasio", "0,125", Fraction(1, 8)),
        ("rasio", Decimal("0.1250"), Fraction(1, 8)),
        ("rasio", 1, 1),
        ("aktif", True, True),
        ("aktif", "tidak", False),
        ("tmt", datetime.date(2024, 2, 29), datetime.date(2024, 2, 29)),
        ("tmt", datetime.datetime(2024, 2, 29, 23, 59), datetime.date(2024, 2, 29)),
        ("tmt", "2024-02-29", datetime.date(2024, 2, 29)),
        ("status", "pns", "pns"),
    ],
)
def test_what_is_understood(program, name, given, expected):
    assert told(program, name, given) == (expected, [])


@pytest.mark.parametrize(
    ("name", "given", "kind"),
    [
        ("gaji", None, "kosong"),
        ("gaji", "", "kosong"),
        ("gaji", "   ", "kosong"),
        ("gaji", -6, "di_luar_batas"),
        ("gaji", 10_000_001, "di_luar_batas"),
        pytest.param("gaji", 10**5000, "di_luar_batas", id="5001 digits"),
        ("gaji", "lima juta", "tidak_terbaca"),
        ("gaji", "5,000,000", "tidak_terbaca"),
        ("gaji", "5.000.00", "tidak_terbaca"),
        ("gaji", "0.500", "tidak_terbaca"),
        ("gaji", "1,98E+17", "tidak_terbaca"),
        ("gaji", "5,5", "tidak_terbaca"),
        ("gaji", Decimal("0.5"), "tidak_terbaca"),
        ("gaji", Decimal("NaN"), "tidak_terbaca"),
        ("gaji", Decimal("Infinity"), "tidak_terbaca"),
        ("gaji", True, "tidak_terbaca"),
        ("gaji", datetime.date(2024, 1, 1), "tidak_terbaca"),
        ("rasio", "100,01%", "di_luar_batas"),
        ("rasio", "12,34567%", "tidak_terbaca"),
        ("aktif", "Ya", "tidak_terbaca"),
        ("aktif", 1, "tidak_terbaca"),
        ("tmt", "29-02-2024", "tidak_terbaca"),
        ("tmt", "2023-02-29", "tidak_terbaca"),
        ("tmt", "20240229", "tidak_terbaca"),
        ("tmt", 45_000, "tidak_terbaca"),
        ("tmt", "1899-12-31", "di_luar_batas"),
        ("tmt", datetime.date.max, "di_luar_batas"),
        ("status", "PNS", "pilihan_tidak_dikenal"),
        ("status", "pns ", "pilihan_tidak_dikenal"),
        ("status", 3, "pilihan_tidak_dikenal"),
    ],
)
def test_what_is_unknown_and_why(program, name, given, kind):
    assert told(program, name, given) == (None, [kind])


@pytest.mark.parametrize(
    ("name", "given", "message", "advice"),
    [
        ("gaji", None, "Gaji pokok belum diisi.", "Isi kolom gaji dengan rupiah."),
        (
            "gaji",
            10_000_001,
            "Gaji pokok 10000001 di luar batas −Rp5 sampai Rp10.000.000.",
            "fakta/isian.yaml:",
        ),
        ("gaji", "lima", "Gaji pokok 'lima' tidak terbaca.", "Isi kolom gaji dengan rupiah."),
        ("rasio", "abc", "Rasio 'abc' tidak terbaca.", "persen, paling banyak 4 desimal"),
        ("rasio", "200%", "di luar batas 0% sampai 100%.", "Periksa kolom rasio"),
        ("aktif", None, "Aktif belum diisi.", "dengan ya atau tidak"),
        ("tmt", "1899-12-31", "di luar batas 1 Januari 1900 sampai 31 Desember 2100.", "Periksa kolom tmt"),
        ("status", "psn", "Status 'psn' tidak dikenal.", "Mungkin maksud Anda: pns"),
        ("status", "camat", "Status 'camat' tidak dikenal.", "cpns, pns, pppk"),
    ],
)
def test_a_problem_says_what_is_wrong_and_what_to_do(program, name, given, message, advice):
    (problem,) = program.only(f"si_{name}").run_one({name: given}).problems

    assert (problem.rule, problem.fact, problem.row) == (f"si_{name}", name, 0)
    assert message in problem.message
    assert advice in problem.advice


def test_a_long_value_is_cut(program):
    (problem,) = program.only("si_gaji").run_one({"gaji": "9" * 5000}).problems

    assert len(problem.value) <= 60
    assert len(problem.message) < 200


@pytest.mark.parametrize("given", [0.0, 1.5, float("nan"), float("inf")])
def test_a_binary_float_is_refused(program, given):
    with pytest.raises(FactsError, match="float"):
        program.run_one({"gaji": given})


@pytest.mark.parametrize(
    ("jenis", "default", "expected", "fields"),
    [
        ("rupiah", "1.000", 1000, {}),
        ("angka", "0,5", Fraction(1, 2), {"desimal": "1"}),
        ("ya", "ya", True, {}),
        ("tanggal", "2024-02-29", datetime.date(2024, 2, 29), {}),
        ("pilihan", "b", "b", {"pilihan": ["a", "b"]}),
    ],
)
def test_blank_is_the_default_and_impossible_is_not(tmp_path, jenis, default, expected, fields):
    facts = {"x": fact(jenis, bila_kosong=default, **fields)}
    program = small_program(tmp_path, "x", satuan=jenis, facts=facts)

    assert [program.run_one({"x": blank}).amounts["hasil"] for blank in (None, "", "  ")] == [expected] * 3
    assert program.run_one({"x": "mustahil"}).amounts == {"hasil": None}


# --- how unknowns spread


SPREAD = [
    ("gaji + Rp1", "rupiah"),
    ("gaji * 0", "rupiah"),
    ("min(gaji; Rp0)", "rupiah"),
    ("max(gaji; Rp99.999.999)", "rupiah"),
    ("gaji - gaji", "rupiah"),
    ("gaji = gaji", "ya"),
    ("bulat(gaji / 3)", "rupiah"),
    ("Rp100 / max(gaji; Rp1)", "kali"),
    ("Rp100 / max(gaji; Rp1) < Rp200 / max(gaji; Rp1)", "ya"),
    ("jika gaji > Rp1 maka Rp5 selainnya Rp5", "rupiah"),
    ("bukan gaji > Rp1", "ya"),
    ("ya dan gaji > Rp1", "ya"),
    ("tidak atau gaji > Rp1", "ya"),
    ("gaji > Rp1 dan gaji > Rp1", "ya"),
]


@pytest.mark.parametrize(("formula", "satuan"), SPREAD)
def test_an_unknown_operand_makes_the_whole_unknown(tmp_path, formula, satuan):
    if satuan == "kali":
        formula = formula.replace("Rp100 /", "Rp100 /")
    program = small_program(tmp_path, formula, satuan=satuan, facts=FACTS)

    result = program.run_one({})

    assert result.amounts == {"hasil": None}
    assert [problem.fact for problem in result.problems] == ["gaji"]


@pytest.mark.parametrize(
    ("formula", "satuan", "expected"),
    [
        ("tidak dan gaji > Rp1", "ya", False),
        ("gaji > Rp1 dan aktif", "ya", False),
        ("aktif dan gaji > Rp1", "ya", False),
        ("bukan aktif atau gaji > Rp1", "ya", True),
        ("gaji > Rp1 atau ya", "ya", True),
        ("jika aktif maka gaji selainnya Rp7", "rupiah", 7),
        ("jika bukan aktif maka Rp7 selainnya gaji / max(gaji; Rp1) * Rp1", "rupiah", 7),
        ("jika aktif atau bukan aktif maka Rp7 selainnya gaji", "rupiah", 7),
    ],
)
def test_what_is_not_needed_may_be_unknown(tmp_path, formula, satuan, expected):
    program = small_program(tmp_path, formula, satuan=satuan, facts=FACTS)

    result = program.run_one({"aktif": False})

    assert (result.amounts, result.problems) == ({"hasil": expected}, [])


def test_a_false_guard_asks_for_nothing(tmp_path):
    rules = {
        "uang": rule("gaji", syarat="aktif"),
        "benar": rule("gaji > Rp1", "ya", syarat="aktif"),
        "hasil": "uang + Rp1",
    }
    program = small_program(tmp_path, facts=FACTS, rules=rules)

    result = program.run_one({"aktif": False})

    assert result.amounts == {"uang": 0, "benar": False, "hasil": 1}
    assert result.problems == []


def test_an_unknown_guard_is_asked_for_and_its_formula_is_not(tmp_path):
    program = small_program(tmp_path, facts=FACTS, rules={"uang": rule("gaji", syarat="status = 'pns'")})

    (problem,) = program.run_one({}).problems

    assert problem.fact == "status"


def test_an_unknown_condition_is_asked_for_and_its_branches_are_not(tmp_path):
    program = small_program(tmp_path, "jika status = 'pns' maka gaji selainnya gaji * rasio", facts=FACTS)

    assert [problem.fact for problem in program.run_one({}).problems] == ["status"]
    assert [problem.fact for problem in program.run_one({"status": "pns"}).problems] == ["gaji"]
    assert {problem.fact for problem in program.run_one({"status": "cpns"}).problems} == {"gaji", "rasio"}


def test_each_cause_is_told_once_with_the_first_line_that_it_withholds(tmp_path):
    program = small_program(tmp_path, facts=FACTS, rules={"a": "gaji", "b": "gaji * rasio", "c": "a + b"})

    problems = program.run_one({}).problems

    assert [(problem.rule, problem.fact) for problem in problems] == [("a", "gaji"), ("b", "rasio")]


def test_problems_are_traced_through_other_rules(tmp_path):
    rules = {"a": "gaji * 2", "b": rule("a > Rp1 atau aktif", "ya"), "c": "jika b maka a selainnya Rp0"}
    program = small_program(tmp_path, facts=FACTS, rules=rules).only("c")

    assert [(problem.rule, problem.fact) for problem in program.run_one({"aktif": True}).problems] == [
        ("c", "gaji")
    ]


# --- dates


def months(folder, start, end, function="bulan_antara"):
    """Return the whole months (or years, or days) between two days."""
    facts = {name: fact("tanggal", dari="0001-01-01", sampai="9999-12-31") for name in ("a", "b")}
    program = small_program(folder, f"{function}(a; b)", satuan="kali", facts=facts)
    return program.run_one({"a": start, "b": end}).amounts["hasil"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2024-01-15", "2024-02-14", 0),
        ("2024-01-15", "2024-02-15", 1),
        ("2024-01-31", "2024-02-29", 0),
        ("2024-01-31", "2024-03-01", 1),
        ("2024-02-29", "2025-02-28", 11),
        ("2024-02-29", "2025-03-01", 12),
        ("2024-03-15", "2024-01-15", -2),
        ("2024-03-15", "2024-01-16", -2),
        ("2024-03-15", "2024-01-14", -3),
        ("0001-01-01", "9999-12-31", 119_987),
        ("9999-12-31", "0001-01-01", -119_988),
    ],
)
def test_whole_months(tmp_path, start, end, expected):
    assert months(tmp_path, start, end) == expected


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        ("2003-03-02", "2024-03-01", 20),
        ("2003-03-01", "2024-03-01", 21),
        ("2004-02-29", "2025-02-28", 20),
        ("2004-02-29", "2025-03-01", 21),
        ("2024-03-02", "2024-03-01", -1),
    ],
)
def test_whole_years(tmp_path, born, on, expected):
    assert months(tmp_path, born, on, "umur") == expected


def test_days_between(tmp_path):
    assert months(tmp_path, "2024-02-28", "2024-03-01", "hari_antara") == 2
