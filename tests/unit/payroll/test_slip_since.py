"""What changed since last month, in sentences, and what would be if; both over the law as it ships."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from praja.payroll.programs import programs_for
from praja.payroll.slip.lines import sections_of, totals_of
from praja.payroll.slip.since import Month, since
from praja.payroll.slip.whatif import fields_of, outcome
from praja.payroll.slip.why import Origin
from tests.integration.payroll.slip_world import FACTS, PACK

OCTOBER, NOVEMBER = datetime.date(2026, 10, 1), datetime.date(2026, 11, 1)


def month(on: datetime.date, pay_list: str = "gaji", **given: Any) -> Month:
    program = programs_for(PACK, pay_list, on, on)[pay_list]
    facts = {**FACTS, **given}
    origins = {"mkg": [Origin("sk", "KGB 800/112 mulai 1 November 2026", "Rina")]}
    return Month(program, facts, program.run_one(facts).amounts, origins)


def sentences(now: Month, before: Month) -> dict[str, str]:
    return {change.line.name: change.sentence for change in since(now, before)}


def test_a_raise_and_a_child() -> None:
    told = sentences(month(NOVEMBER, mkg=4, jumlah_anak_ditunjang=2), month(OCTOBER))

    assert told["gaji_pokok"] == (
        "Gaji pokok naik Rp90.500 karena masa kerja golongan berubah dari 2 tahun menjadi 4 tahun "
        "(KGB 800/112 mulai 1 November 2026)."
    )
    assert told["tunjangan_suami_istri"] == "Tunjangan suami/istri naik Rp9.050, mengikuti gaji pokok."
    # The record is cited once; the child alone moves the rice.
    assert "KGB" not in told["tunjangan_anak"] and "dari 1 orang menjadi 2 orang" in told["tunjangan_anak"]
    assert told["tunjangan_beras"].count("karena") == 1 and "masa kerja" not in told["tunjangan_beras"]


def test_a_cause_is_told_only_where_it_moves_the_line() -> None:
    # Late minutes within what costs nothing differ, too; the score alone moves the TPP.
    now = month(NOVEMBER, "tpp", nilai_skp=70, menit_kurang=3, sumber_kehadiran="rekap")
    told = sentences(now, month(OCTOBER, "tpp", sumber_kehadiran="rekap"))

    assert told["tpp_gabungan"] == "TPP turun Rp1.800.000 karena nilai SKP berubah dari 90 menjadi 70."


def test_a_deduction_that_is_just_its_fact_and_a_line_that_goes() -> None:
    told = sentences(month(NOVEMBER, iuran_korpri=5000, pasangan_ditunjang=False), month(OCTOBER))

    assert told["potongan_korpri"] == "Iuran Korpri Rp5.000, sebelumnya tidak ada."
    assert told["tunjangan_suami_istri"].startswith(
        "Tunjangan suami/istri tidak ada lagi, sebelumnya Rp287.350"
    )


def test_a_changed_rule_is_named_with_its_source() -> None:
    before, now = datetime.date(2023, 12, 1), datetime.date(2024, 1, 1)
    told = sentences(month(now, pph_cara_lama=0), month(before, pph_cara_lama=0))

    assert "gaji pokok PNS menurut golongan ruang dan masa kerja berubah (PP 5/2024" in told["gaji_pokok"]


def test_nothing_changed_and_nothing_computed() -> None:
    assert since(month(NOVEMBER), month(OCTOBER)) == []
    stuck = month(NOVEMBER)
    assert since(Month(stuck.program, stuck.facts, {}), month(OCTOBER)) == []


def test_groups_add_up_to_the_totals_of_the_list() -> None:
    now = month(NOVEMBER, iuran_korpri=5000)
    sections = {one.name: one for one in sections_of(now.program.selection, now.amounts)}
    totals = {one.name: int(one.amount or 0) for one in totals_of(now.program.selection, now.amounts)}

    assert sections["penghasilan"].total == totals["kotor"]
    assert sections["potongan"].total == -totals["jumlah_potongan"]
    assert sections["potongan_pribadi"].total == totals["diterima"] - totals["bersih"]


# --- what if


def tried(pay_list: str, typed: dict[str, str], **given: Any) -> tuple[Any, Any]:
    now = month(NOVEMBER, pay_list, **given)
    fields = fields_of(now.program, now.facts, typed)
    return fields, outcome(now.program, now.facts, fields)


def test_what_if_there_is_another_child_and_a_raise() -> None:
    fields, found = tried("gaji", {"jumlah_anak_ditunjang": "2", "kgb": "ya"})
    expected = month(NOVEMBER, jumlah_anak_ditunjang=2, mkg=4).amounts

    assert {field.name for field in fields} == {"pasangan_ditunjang", "jumlah_anak_ditunjang", "kgb"}
    assert found.totals[-1].amount == expected["diterima"]
    assert found.totals[-1].before == month(NOVEMBER).amounts["diterima"]
    changed = {line.name for section in found.sections for line in section.lines if line.changed}
    assert {"gaji_pokok", "tunjangan_anak"} <= changed and "tunjangan_umum" not in changed


def test_what_if_one_comes_late() -> None:
    events = {"sumber_kehadiran": "kejadian", "kejadian": [{"jenis_kejadian": "alpa", "menit": None}]}
    typed = {"terlambat_kali": "10", "terlambat_menit": "60"}
    fields, found = tried("tpp", typed, **events)

    assert [field.now for field in fields if field.name.startswith("terlambat")] == ["0", "15"]
    assert found.totals[-1].amount < found.totals[-1].before
    same = tried("tpp", {}, **events)[1]
    assert not same.changed


def test_a_regional_regulation_asks_for_a_score_of_its_own() -> None:
    program = programs_for("surabaya", "tpp", NOVEMBER, NOVEMBER)["tpp"]
    facts = {**FACTS, "nilai_kerja_individu": "90%", "nilai_kompetensi": "80%"}

    fields = {field.name: field for field in fields_of(program, facts, {"nilai_kerja_individu": "100,5"})}

    assert fields["nilai_kompetensi"].now == "80" and fields["nilai_kompetensi"].unit == "%"
    assert "dari 0 sampai 100" in fields["nilai_kerja_individu"].error


@pytest.mark.parametrize(
    "value",
    ["-1", "1" + "0" * 30, "1e30", "NaN", "Infinity", "tujuh", "", "٣", "70,555", "<b>", "\x00", "9" * 5000],
)
def test_absurd_values_give_a_sentence(value: str) -> None:
    fields, found = tried("tpp", {"nilai_skp": value, "kelas_jabatan": value, "kgb": value})
    wrong = [field for field in fields if field.error]

    assert [field.name for field in wrong] == ["nilai_skp"] and "dari 0 sampai 150" in wrong[0].error
    assert not found.changed and not found.problems


def test_a_choice_that_does_not_exist() -> None:
    fields, found = tried("gaji", {"pasangan_ditunjang": "mungkin", "kgb": "besok"})

    assert [field.name for field in fields if field.error] == ["pasangan_ditunjang", "kgb"]
    assert not found.changed
