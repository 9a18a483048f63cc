"""The facts of a month: each from its source, what goes before what, and what is missing."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from praja.organization.models import UnitVersion
from praja.payroll.programs import programs_for
from praja.people.models import (
    CltnHistory,
    GolonganHistory,
    KgbHistory,
    Person,
    StatusHistory,
    StudyHistory,
    UnitHistory,
)
from praja.rules.month import run_month
from praja.temporal import actions as temporal
from tests.integration.payroll import facts_world as world
from tests.integration.payroll.facts_world import OCTOBER, ask, lacking, of, since, told
from tests.integration.people.conftest import Office, office, person

__all__ = ["office"]


# --- who


def test_people_of_the_unit_and_below_stand_in_the_order_of_units(office: Office) -> None:
    whole = ask(office, unit=office.government).people

    assert whole["nama"].to_list() == ["Wayan Lain", "Hadi Kepala", "Sari Utami", "Siti Seksi"]
    assert ask(office).people["nama"].to_list() == ["Hadi Kepala", "Sari Utami", "Siti Seksi"]
    assert ask(office, people=[office.sari.pk]).people["nip"].to_list() == [office.sari.nip]


def test_an_empty_unit_gives_empty_frames_that_can_be_computed(office: Office) -> None:
    StatusHistory.objects.update(berlaku=since(2019, 3, 1, 2026, 5, 1))

    facts = ask(office)

    assert facts.people.height == 0
    assert facts.missing.height == 0
    assert run_month(facts.programs, facts.frames)["gaji"].amounts.height == 0


def test_somebody_who_moves_belongs_where_they_are_on_the_first(office: Office) -> None:
    here = UnitHistory.objects.get(person=office.sari)
    temporal.succeed(here, datetime.date(2026, 10, 2), by=None, unit=office.other)

    assert office.sari.nip in ask(office).people["nip"]
    assert office.sari.nip not in ask(office, unit=office.other).people["nip"]
    november = datetime.date(2026, 11, 1)
    assert office.sari.nip in ask(office, unit=office.other, period=november).people["nip"]


def test_somebody_without_any_status_is_told_and_not_left_out(office: Office) -> None:
    StatusHistory.objects.filter(person=office.sari).delete()

    facts = ask(office)

    assert of(facts, office.sari)["status_asn"] is None
    assert lacking(facts, office.sari)["status_asn"] == "pengelola_kepegawaian"


# --- career


def test_a_kgb_newer_than_the_golongan_says_the_years(office: Office) -> None:
    world.kgb(office.sari, "III/a", 6, since(2025, 3, 1))

    facts = ask(office)

    assert (of(facts, office.sari)["golongan"], of(facts, office.sari)["mkg"]) == ("III/a", 6)
    assert told(facts, office.sari, "mkg") == ("sk", "Kenaikan gaji berkala: SK 822/1, sejak 01-03-2025.")
    assert of(facts, office.head)["mkg"] == 0
    assert told(facts, office.head, "mkg")[1].startswith("Pangkat: SK 800/")


def test_a_golongan_newer_than_the_kgb_says_the_years(office: Office) -> None:
    world.kgb(office.sari, "III/a", 6, since(2025, 3, 1))
    rank = GolonganHistory.objects.get(person=office.sari)
    temporal.succeed(rank, datetime.date(2026, 4, 1), by=None, golongan="III/b", mkg_years=7, mkg_months=1)

    row = of(ask(office), office.sari)

    assert (row["golongan"], row["mkg"]) == ("III/b", 7)
    assert of(ask(office, period=datetime.date(2026, 3, 1)), office.sari)["mkg"] == 6


def test_a_kgb_of_another_golongan_makes_nothing_known(office: Office) -> None:
    world.kgb(office.sari, "III/b", 6, since(2025, 3, 1))

    facts = ask(office)

    assert of(facts, office.sari)["mkg"] is None
    (said,) = facts.missing.filter((pl.col("nip") == office.sari.nip) & (pl.col("fakta") == "mkg"))["mengapa"]
    assert "III/b" in said and "III/a" in said


def test_leave_without_pay_and_study_say_how_somebody_is(office: Office) -> None:
    CltnHistory.objects.create(person=office.sari, berlaku=since(2026, 9, 1, 2027, 9, 1))
    StudyHistory.objects.create(
        person=office.head, program="Magister", school="Undip", level="s2", berlaku=since(2026, 8, 1)
    )
    world.standing("keadaan_pegawai", "cuti_besar", person=office.section)

    facts = ask(office)

    assert of(facts, office.sari)["keadaan_pegawai"] == "cltn"
    assert of(facts, office.head)["keadaan_pegawai"] == "tugas_belajar"
    assert of(facts, office.head)["mulai_tugas_belajar"] == datetime.date(2026, 8, 1)
    assert of(facts, office.section)["keadaan_pegawai"] == "cuti_besar"


@pytest.mark.parametrize(
    ("kind", "meant"),
    [
        ("Teguran lisan", "teguran_lisan"),
        ("Pernyataan tidak puas secara tertulis", "pernyataan_tidak_puas"),
        ("Pemotongan tunjangan kinerja 25% selama 12 (dua belas) bulan", "potong_tpp_12_bulan"),
        ("Pemotongan TPP 25% selama 6 bulan", "potong_tpp_6_bulan"),
        ("Pembebasan dari jabatannya selama 12 bulan", "pembebasan_jabatan"),
        ("Hukuman lain", "Hukuman lain"),
    ],
)
def test_a_punishment_is_named_as_the_law_names_it(office: Office, kind: str, meant: str) -> None:
    world.punished(office.sari, kind, since(2026, 8, 15, 2027, 8, 15))

    row = of(ask(office, "tpp"), office.sari)

    assert (row["hukuman_disiplin"], row["bulan_hukdis"]) == (meant, 2)
    assert of(ask(office, "tpp"), office.head)["hukuman_disiplin"] is None


# --- the post


def test_the_post_says_its_kind_echelon_class_and_functional_post(office: Office) -> None:
    world.post(office.head_post, eselon="II.b", kelas_jabatan=14)
    world.post(
        office.staff_post, kind="fungsional", title="Arsiparis Mahir", jenjang="Mahir", kelas_jabatan=7
    )

    facts = ask(office)

    head, sari = of(facts, office.head), of(facts, office.sari)
    assert (head["jenis_jabatan"], head["eselon"], head["jabatan_fungsional"]) == ("struktural", "II.b", None)
    assert (sari["jenis_jabatan"], sari["jabatan_fungsional"]) == ("fungsional", "Arsiparis")
    assert (sari["jenjang_jabatan"], sari["eselon"]) == ("Mahir", None)
    assert of(ask(office, "tpp", pack="maluku_utara_2_2024"), office.head)["kelas_jabatan"] == 14


def test_a_functional_post_that_the_law_does_not_name_is_asked_for(office: Office) -> None:
    world.post(office.staff_post, kind="fungsional", title="Penari Ahli Muda", jenjang="Ahli Muda")

    assert "jabatan_fungsional" in lacking(ask(office), office.sari)

    world.standing("jabatan_fungsional", "tidak_ada", position=office.staff_post)
    assert "jabatan_fungsional" not in lacking(ask(office), office.sari)


def test_acting_in_a_higher_post_brings_its_level_holder_and_ceiling(office: Office) -> None:
    world.acting(office.section, office.head_post, since(2026, 9, 1))
    world.standing("pagu_bk", "9.000.000", position=office.head_post)
    world.standing("pagu_bk", "4.000.000", position=office.section_post)

    row = of(ask(office, "tpp", pack="nasional"), office.section)

    assert (row["plt"], row["pejabat_definitif_ada"]) == ("lebih_tinggi", True)
    assert (row["pagu_plt_bk"], row["pagu_bk"]) == (9_000_000, 4_000_000)


# --- family


def test_the_family_that_is_supported_is_told_child_by_child(office: Office) -> None:
    days = since(2020, 1, 1)
    born = datetime.date(2018, 5, 5)
    world.relative(office.head, "istri", "Rina", supported=days, married_on=datetime.date(2016, 1, 1))
    world.relative(office.head, "anak_kandung", "Anak", supported=days, birth_date=born)
    world.relative(office.head, "anak_angkat", "Tidak ditunjang", birth_date=born)
    world.relative(office.head, "anak_tiri", "Meninggal", supported=days, birth_date=born,
                   died_on=datetime.date(2026, 9, 3))  # fmt: skip

    facts = ask(office)

    row = of(facts, office.head)
    assert (row["pasangan_ditunjang"], row["sumber_anak"], row["jumlah_anak_ditunjang"]) == (
        True,
        "daftar",
        1,
    )
    assert row["status_ptkp"] == "K/3", "all three lived on 1 January"
    (child,) = facts.frames["anak"].to_dicts()
    assert child["tanggal_lahir_anak"] == born and child["anak_sekolah"] is False
    assert of(facts, office.sari)["pasangan_ditunjang"] is False


def test_a_child_without_birth_date_is_only_counted(office: Office) -> None:
    world.relative(office.sari, "anak_kandung", "Anak", supported=since(2020, 1, 1))

    facts = ask(office)

    assert (of(facts, office.sari)["sumber_anak"], of(facts, office.sari)["jumlah_anak_ditunjang"]) == (
        "jumlah",
        1,
    )
    assert facts.frames["anak"].height == 0


def test_a_wife_counts_alone_for_tax_unless_a_standing_fact_says_otherwise(office: Office) -> None:
    married = datetime.date(2015, 1, 1)
    for who in (office.sari, office.section):
        world.relative(who, "suami", "Suami", married_on=married)
        world.relative(who, "anak_kandung", "Anak", birth_date=married.replace(year=2017))
    world.standing("status_ptkp", "K/1", person=office.section)

    facts = ask(office)

    assert of(facts, office.sari)["status_ptkp"] == "TK/0"
    assert "suami dianggap berpenghasilan" in told(facts, office.sari, "status_ptkp")[1]
    assert of(facts, office.section)["status_ptkp"] == "K/1"
    assert told(facts, office.section, "status_ptkp")[0] == "tetap"


def test_who_marries_in_the_year_counts_from_the_next(office: Office) -> None:
    world.relative(office.head, "istri", "Rina", married_on=datetime.date(2026, 3, 1))

    assert of(ask(office), office.head)["status_ptkp"] == "TK/0"
    assert of(ask(office, period=datetime.date(2027, 1, 1)), office.head)["status_ptkp"] == "K/0"


# --- what is given


def test_the_most_specific_of_standing_facts_counts(office: Office) -> None:
    world.standing("pagu_tpp", "1.000.000", unit=office.government)
    world.standing("pagu_tpp", "2.000.000", unit=office.dinas)
    world.standing("pagu_tpp", "3.000.000", position=office.staff_post)
    world.standing("pagu_tpp", "4.000.000", person=office.head)

    facts = ask(office, "tpp")

    assert of(facts, office.section)["pagu_tpp"] == 2_000_000
    assert of(facts, office.sari)["pagu_tpp"] == 3_000_000
    assert of(facts, office.head)["pagu_tpp"] == 4_000_000
    assert told(facts, office.section, "pagu_tpp")[1].startswith("Keterangan tetap unit, Dinas Sosial")
    stranger = ask(office, "tpp", unit=office.other)
    assert of(stranger, office.stranger)["pagu_tpp"] == 1_000_000


def test_a_recap_goes_before_a_standing_fact_and_an_sk_before_both(office: Office) -> None:
    world.standing("nilai_skp", "70", person=office.sari)
    world.recap(office.sari, {"nilai_skp": "87,5", "keadaan_pegawai": "cuti_besar"}, kind="kinerja")
    CltnHistory.objects.create(person=office.sari, berlaku=since(2026, 9, 1))

    facts = ask(office, "tpp")

    assert of(facts, office.sari)["nilai_skp"] == Decimal("87.5")
    assert told(facts, office.sari, "nilai_skp")[0] == "rekap"
    assert of(facts, office.sari)["keadaan_pegawai"] == "cltn"


def test_a_standing_fact_cannot_say_what_only_an_sk_may(office: Office) -> None:
    world.standing("golongan", "IV/e", person=office.sari)

    assert of(ask(office), office.sari)["golongan"] == "III/a"


def test_events_of_a_recap_become_rows(office: Office) -> None:
    rows = {"kejadian": [{"jenis_kejadian": "terlambat", "menit": "12"}, {"jenis_kejadian": "alpa"}]}
    world.recap(office.sari, {"sumber_kehadiran": "kejadian"}, rows=rows)

    facts = ask(office, "tpp")

    events = facts.frames["kejadian"].to_dicts()
    assert [(one["jenis_kejadian"], one["menit"]) for one in events] == [("terlambat", 12), ("alpa", None)]


def test_what_cannot_be_read_is_told_and_never_taken_for_the_default(office: Office) -> None:
    world.standing("infak", "sepuluh ribu", person=office.sari)
    world.standing("keadaan_pegawai", "liburan", person=office.head)

    facts = ask(office)

    assert facts.unread.rows() == [(office.sari.nip, "infak", "sepuluh ribu")]
    assert "infak" in lacking(facts, office.sari)
    found = run_month(facts.programs, facts.frames)["gaji"].problems
    assert "liburan" in found.filter(pl.col("nip") == office.head.nip)["value"].to_list()


def test_a_missing_fact_is_asked_only_of_those_whom_the_law_asks(office: Office) -> None:
    StatusHistory.objects.filter(person=office.sari).update(status="pppk_paruh_waktu")
    GolonganHistory.objects.filter(person=office.sari).delete()
    world.account(office.head)
    world.post(office.head_post, eselon="II.b")

    facts = ask(office)

    assert of(facts, office.sari)["golongan"] == "tidak_ada"
    assert set(lacking(facts, office.sari)) >= {"upah_perjanjian", "umk", "rekening"}
    assert lacking(facts, office.head) == {}


def test_what_the_law_has_no_row_for_is_told_before_the_run(office: Office) -> None:
    world.account(office.head)

    facts = ask(office)

    (row,) = facts.missing.filter(pl.col("nip") == office.head.nip).to_dicts()
    assert row["fakta"] == "tidak_ada_di_tabel tabel.tunjangan_struktural"
    assert "tidak punya baris" in row["judul"] and "belum ada dalam aturan" in row["mengapa"]
    assert row["siapa"] == "pengelola_kepegawaian"
    assert office.head.nip in run_month(facts.programs, facts.frames)["gaji"].problems["nip"]
    world.post(office.head_post, eselon="II.b")
    assert lacking(ask(office), office.head) == {}


def test_more_deductions_than_pay_are_told_before_the_run(office: Office) -> None:
    world.account(office.sari)
    world.loan(office.sari, 90_000_000)

    assert lacking(ask(office), office.sari) == {"diterima_minus": "bendahara"}


# --- what was paid


def test_sums_of_month_and_year_come_from_approved_slips_that_were_paid(office: Office) -> None:
    for month in range(1, 10):
        world.paid(office, office.sari, month, {"bruto_pajak": 1_000_000, "pph": 5_000, "iwp": 10})
    world.paid(office, office.sari, 9, {"bruto_pajak": 300_000}, pay_list="tpp")
    world.paid(office, office.sari, 8, {"bruto_pajak": 77}, pay_list="tpp", state="ditahan")
    world.paid(office, office.sari, 10, {"bruto_pajak": 400_000}, pay_list="tpp")
    own = world.paid(office, office.sari, 10, {"bruto_pajak": 9_999}, kind="susulan")
    world.paid(office, office.head, 10, {"bruto_pajak": 1}, run_state="diperiksa")
    for who in (office.sari, office.head):
        world.standing("masa_pajak_terakhir", "ya", person=who)

    facts = ask(office, run=own.run)

    row = of(facts, office.sari)
    assert row["bulan_ini(bruto_pajak)"] == 400_000
    assert row["tahun_ini(bruto_pajak)"] == 9_700_000
    assert row["tahun_ini(pph)"] == 45_000
    assert of(facts, office.head)["bulan_ini(bruto_pajak)"] == 0
    assert of(facts, office.head)["tahun_ini(bruto_pajak)"] is None


def test_a_year_begun_elsewhere_needs_an_opening_balance(office: Office) -> None:
    for month in (8, 9):
        world.paid(office, office.sari, month, {"bruto_pajak": 1_000_000})
    world.standing("masa_pajak_terakhir", "ya", person=office.sari)

    assert of(ask(office), office.sari)["tahun_ini(bruto_pajak)"] is None

    world.standing("tahun_ini(bruto_pajak)", "7.000.000", person=office.sari, days=since(2026, 8, 1))
    assert of(ask(office), office.sari)["tahun_ini(bruto_pajak)"] == 9_000_000


def test_only_what_the_same_withholder_paid_counts_for_the_year(office: Office) -> None:
    UnitVersion.objects.filter(unit=office.government).update(npwp="0" * 16)
    start = datetime.date(2026, 9, 1)
    UnitVersion.objects.filter(unit=office.other).update(npwp="1" * 16)
    temporal.succeed(UnitHistory.objects.get(person=office.stranger), start, by=None, unit=office.dinas)
    world.paid(office, office.stranger, 8, {"bruto_pajak": 5}, npwp="1" * 16)
    world.paid(office, office.stranger, 9, {"bruto_pajak": 7}, npwp="0" * 16)
    world.standing("masa_pajak_terakhir", "ya", person=office.stranger, days=since(2026, 10, 1))

    row = of(ask(office), office.stranger)

    assert (row["tahun_ini(bruto_pajak)"], row["bulan_kerja_setahun"]) == (7, 2)
    august = of(ask(office, unit=office.other, period=datetime.date(2026, 8, 1)), office.stranger)
    assert august["masa_pajak_terakhir"] is True


def test_the_month_in_which_service_ends_is_the_last_for_tax(office: Office) -> None:
    status = StatusHistory.objects.get(person=office.sari)
    StatusHistory.objects.filter(pk=status.pk).update(
        berlaku=since(2019, 3, 1, 2026, 11, 1), ended_by="pensiun"
    )

    facts = ask(office)

    assert of(facts, office.sari)["masa_pajak_terakhir"] is True
    assert of(facts, office.sari)["bulan_kerja_setahun"] == 10
    assert of(facts, office.head)["masa_pajak_terakhir"] is None


def test_becoming_pns_within_the_year_is_no_end(office: Office) -> None:
    row = StatusHistory.objects.get(person=office.sari)
    temporal.succeed(row, datetime.date(2026, 11, 1), by=None, status="pns")

    assert of(ask(office), office.sari)["masa_pajak_terakhir"] is None


def test_a_loan_is_taken_until_it_is_paid(office: Office) -> None:
    world.loan(office.sari, 500_000, 1_400_000, paid_before=300_000)
    world.loan(office.sari, 50_000, number="K-2", creditor="BPR")
    world.loan(office.head, 500_000, 500_000, berlaku=since(2026, 1, 1, 2026, 10, 1))

    assert of(ask(office), office.sari)["angsuran_bank"] == 550_000

    world.paid(office, office.sari, 9, {"potongan_bank": 550_000})
    world.paid(office, office.sari, 8, {"potongan_bank": 550_000}, state="ditahan")
    facts = ask(office)
    assert of(facts, office.sari)["angsuran_bank"] == 550_000

    world.paid(office, office.sari, 7, {"potongan_bank": 550_000})
    facts = ask(office)
    assert of(facts, office.sari)["angsuran_bank"] == 150_000
    assert told(facts, office.sari, "angsuran_bank") == (
        "potongan",
        "Bank Jateng K-1: Rp100.000, sisa sebelum bulan ini Rp100.000; BPR K-2: Rp50.000.",
    )
    assert of(facts, office.head)["angsuran_bank"] is None


# --- as it was known


def test_the_same_question_later_has_the_same_answer(office: Office) -> None:
    world.kgb(office.sari, "III/a", 6, since(2025, 3, 1))
    world.standing("pagu_tpp", "3.000.000", unit=office.government)
    first = world.recap(office.sari, {"nilai_skp": "80"}, kind="kinerja")
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    before = {name: ask(office, name, known_at=moment) for name in ("gaji", "tpp")}

    temporal.correct(KgbHistory.objects.get(), by=None, mkg_years=8)
    temporal.correct(world.StandingFact.objects.get(), by=None, value="9.000.000")
    type(first).objects.filter(pk=first.pk).update(digantikan=datetime.datetime.now(datetime.UTC))
    world.recap(office.sari, {"nilai_skp": "90"}, kind="kinerja")

    for name, facts in before.items():
        again = ask(office, name, known_at=moment)
        assert again.frames.keys() == facts.frames.keys()
        for grain, frame in facts.frames.items():
            assert again.frames[grain].equals(frame)
        assert again.origin.equals(facts.origin)
    assert of(ask(office), office.sari)["mkg"] == 8
    assert of(ask(office, "tpp"), office.sari)["nilai_skp"] == Decimal(90)


@pytest.mark.parametrize("pay_list", ["gaji", "tpp"])
def test_the_number_of_statements_does_not_grow_with_people(office: Office, pay_list: str) -> None:
    programs_for(world.PACK, pay_list, OCTOBER, OCTOBER)
    with CaptureQueriesContext(connection) as few:
        small = ask(office, pay_list)
    made = [person(f"Orang {number}", office.dinas, office.staff_post) for number in range(47)]
    for one in made:
        _rich(one)

    with CaptureQueriesContext(connection) as many:
        large = ask(office, pay_list)

    assert (small.people.height, large.people.height) == (3, 50)
    assert len(many) == len(few) < 20


def _rich(one: Person) -> Any:
    world.relative(one, "anak_kandung", "Anak", supported=since(2020, 1, 1))
    world.recap(one, {"nilai_skp": "80", "hari_alpa": "1"})
    world.loan(one, 1_000, 5_000)
    world.standing("infak", "1000", person=one)
