"""Groups, lists, what other lists have paid, and rules that would read each other in a circle."""

import datetime

import pytest

from praja.rules.errors import LawError
from praja.rules.in_force import in_force
from tests.unit.rules.small_law import JANUARY, fact, prove, rule, small_law, small_program, version

LISTS = {
    "gaji": {"baris": ["penghasilan", "potongan"], "jumlah": ["kotor", "bersih"], "gugur": "gugur"},
    "tpp": {"baris": ["penghasilan"], "jumlah": ["kotor"]},
}
RULES = {
    "pokok": rule("Rp100", kelompok=["penghasilan"], daftar=["gaji"]),
    "beras": rule("Rp20", kelompok=["penghasilan"]),
    "tpp_rinci": rule("Rp500", kelompok=["penghasilan"], daftar=["tpp"]),
    "iuran": rule("bulat(10% * kotor)", kelompok=["potongan"]),
    "mati": rule("tidak", "ya", kelompok=["gugur"]),
    "kotor": rule("jumlah(kelompok.penghasilan)"),
    "bersih": rule("kotor - jumlah(kelompok.potongan)"),
}


def amounts(law, pay_list, person=None, *rules):
    """Return what a person gets on a list."""
    program = in_force(law, on=JANUARY, pay_list=pay_list)
    return (program.only(*rules) if rules else program).run_one(person or {}).amounts


def test_a_group_sums_the_rules_that_its_list_has(tmp_path):
    law = small_law(tmp_path, rules=RULES, lists=LISTS)

    assert amounts(law, "gaji")["kotor"] == 120
    assert amounts(law, "tpp")["kotor"] == 520


def test_a_list_computes_its_lines_gates_and_totals_in_order(tmp_path):
    law = small_law(tmp_path, rules=RULES, lists=LISTS)

    program = in_force(law, on=JANUARY, pay_list="gaji")

    assert program.outputs == ("pokok", "beras", "iuran", "mati", "kotor", "bersih")
    assert program.run_one({}).amounts["bersih"] == 108


def test_a_rule_of_another_list_cannot_be_read(tmp_path):
    law = small_law(tmp_path, rules={**RULES, "salah": rule("pokok * 2", daftar=["tpp"])}, lists=LISTS)

    with pytest.raises(LawError, match="'pokok' hanya ada di daftar gaji") as caught:
        amounts(law, "tpp", None, "salah")

    assert "bulan_ini(pokok)" in caught.value.hint


def test_a_group_means_nothing_without_a_list(tmp_path):
    law = small_law(tmp_path, rules=RULES, lists=LISTS)

    with pytest.raises(LawError, match="hanya berarti dalam satu daftar"):
        amounts(law, None, None, "kotor")


def test_a_group_without_members_is_nothing(tmp_path):
    rules = {
        "rupiah": rule("jumlah(kelompok.penghasilan)"),
        "banyaknya": rule("banyak(kelompok.gugur)", "orang"),
        "angka": rule("jumlah(kelompok.nilai)", "angka"),
        "nilai_lama": rule(None, "angka", version("3"), version(None, "2025-01-01"), kelompok=["nilai"]),
    }
    law = small_law(
        tmp_path,
        rules=rules,
        lists=LISTS
        | {
            "gaji": {"baris": ["penghasilan"], "jumlah": ["rupiah"]},
            "tpp": {"baris": ["penghasilan"], "jumlah": ["rupiah"]},
        },
        groups=("penghasilan", "gugur", "nilai"),
    )

    assert amounts(law, "gaji", None, "rupiah", "banyaknya", "angka") == {
        "rupiah": 0, "banyaknya": 0, "angka": 0,
    }  # fmt: skip


def test_truths_of_a_group_are_counted(tmp_path):
    rules = {
        **RULES,
        "cuti": rule("ya", "ya", kelompok=["gugur"]),
        "dihukum": rule("hukuman", "ya", kelompok=["gugur"]),
        "sebab": rule("banyak(kelompok.gugur)", "sebab"),
    }
    law = small_law(tmp_path, facts={"hukuman": fact("ya")}, rules=rules, lists=LISTS)

    assert amounts(law, "gaji", {"hukuman": True}, "sebab") == {
        "mati": False,
        "cuti": True,
        "dihukum": True,
        "sebab": 2,
    }


@pytest.mark.parametrize(
    ("formula", "satuan", "group", "function", "said"),
    [
        ("ya", "ya", "penghasilan", "jumlah", "tidak dapat dijumlahkan"),
        ("3", "angka", "penghasilan", "jumlah", "tidak dapat dijumlahkan"),
        ("awal_bulan", "tanggal", "potongan", "jumlah", "tidak dapat dijumlahkan"),
        ("Rp3", "rupiah", "gugur", "banyak", "menghitung yang ya"),
        ("menit * Rp1", "rupiah", "penghasilan", "jumlah", "satu nilai bulat per orang"),
    ],
)
def test_what_cannot_be_summed(tmp_path, formula, satuan, group, function, said):
    rules = {
        "pokok": rule("Rp1", kelompok=["penghasilan"]),
        "mati": rule("ya", "ya", kelompok=["gugur"]),
        "anggota": rule(formula, satuan, kelompok=[group]),
        "hasil": rule(f"{function}(kelompok.{group})", "rupiah" if function == "jumlah" else "angka"),
    }
    law = small_law(
        tmp_path,
        facts={"menit": fact("angka", butir="hari")},
        rules=rules,
        lists={"gaji": {"baris": ["penghasilan"], "jumlah": ["hasil"]}},
    )

    with pytest.raises(LawError, match=said):
        amounts(law, "gaji", None, "hasil")


# --- what was paid before


@pytest.mark.parametrize("function", ["bulan_ini", "tahun_ini", "bulan_dasar"])
def test_what_was_paid_before_is_an_input(tmp_path, function):
    formula = f"max(Rp0; Rp12.000.000 - {function}(dasar))"
    program = small_program(tmp_path, rules={"dasar": "Rp1", "ruang": formula}).only("ruang")

    paid, unpaid = program.run_one({f"{function}(dasar)": 11_500_000}), program.run_one({})

    assert program.earlier == (f"{function}(dasar)",)
    assert paid.amounts == {"ruang": 500_000}
    assert unpaid.amounts == {"ruang": None}
    (problem,) = unpaid.problems
    assert (problem.fact, problem.kind) == (f"{function}(dasar)", "kosong")
    assert "dasar" in problem.message


def test_what_was_paid_before_may_be_negative_and_is_bounded(tmp_path):
    program = small_program(tmp_path, rules={"dasar": "Rp1", "lagi": "bulan_ini(dasar) * 2"}).only("lagi")

    assert program.run_one({"bulan_ini(dasar)": -500}).amounts == {"lagi": -1000}
    assert program.run_one({"bulan_ini(dasar)": 10**12}).amounts == {"lagi": 2 * 10**12}
    assert program.run_one({"bulan_ini(dasar)": 10**12 + 1}).problems[0].kind == "di_luar_batas"


def test_reading_what_was_paid_before_makes_no_circle(tmp_path):
    program = small_program(tmp_path, rules={"pph": "max(Rp0; Rp100 - bulan_ini(pph))"})

    assert program.run_one({"bulan_ini(pph)": 30}).amounts == {"pph": 70}


# --- circles


def test_a_circle_is_printed_as_its_path(tmp_path):
    program = small_program(
        tmp_path,
        rules={"a": "b + Rp1", "b": "c", "c": "jika benar maka a selainnya Rp0", "benar": rule("ya", "ya")},
    )

    with pytest.raises(LawError) as caught:
        prove(program)

    assert caught.value.message == "Aturan berputar: a → b → c → a."
    assert "bulan_ini(…)" in caught.value.hint


@pytest.mark.parametrize(
    "rules",
    [
        {"a": "a"},
        {"a": rule("Rp1", syarat="a > Rp0")},
        {"a": "b", "b": rule("Rp1", syarat="a > Rp0")},
        {
            "kotor": rule("jumlah(kelompok.penghasilan)"),
            "a": rule("bulat(kotor * 1%)", kelompok=["penghasilan"]),
        },
    ],
)
def test_a_circle_through_guards_and_groups_is_seen(tmp_path, rules):
    lists = {"gaji": {"baris": ["penghasilan"], "jumlah": ["a"]}}
    program = small_program(tmp_path, rules=rules, lists=lists, pay_list="gaji")

    with pytest.raises(LawError, match="Aturan berputar"):
        prove(program)


def test_a_long_chain_of_rules_is_no_trouble(tmp_path):
    chain = {"a0": "Rp1", **{f"a{place}": f"a{place - 1} + Rp1" for place in range(1, 1500)}}

    program = small_program(tmp_path, rules=chain).only("a1499")

    assert program.run_one({}).amounts["a1499"] == 1500


def test_only_what_is_asked_for_is_read(tmp_path):
    rules = {"a": "gaji", "b": "a * 2", "c": "lain"}
    program = small_program(tmp_path, facts={"gaji": fact(), "lain": fact()}, rules=rules).only("b")

    assert [found.name for found in program.facts] == ["gaji"]
    assert [computed.name for computed in program.rules] == ["a", "b"]


def test_a_rule_follows_its_list_on_every_day(tmp_path):
    law = small_law(tmp_path, rules=RULES, lists=LISTS)

    program = in_force(law, on=datetime.date(2030, 5, 5), pay_list="tpp")

    assert [computed.name for computed in program.rules] == ["beras", "tpp_rinci", "kotor"]
