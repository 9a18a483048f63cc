"""The parts of a month: who was what on which days, by which SK, and what pay comes of it."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from praja.organization.models import PositionVersion
from praja.payroll.compare.causes import Month, differences
from praja.payroll.facts import Facts, facts_for
from praja.payroll.models import PackInUse
from praja.payroll.programs import programs_for
from praja.payroll.runs import stale
from praja.payroll.runs.verify import check_run
from praja.payroll.slip import book
from praja.payroll.slip.why import why
from praja.people.models import GolonganHistory, JabatanHistory, Person, StatusHistory, UnitHistory
from praja.rules.loader import LAW_FOLDER, load_law
from praja.rules.month import programs_of_month, run_month
from praja.rules.program import Program
from praja.temporal import actions as temporal
from tests.integration.payroll import facts_world as world
from tests.integration.payroll.facts_world import OCTOBER, ask, lacking, of, since, told
from tests.integration.payroll.runs_world import MONTH, PayDay, payday
from tests.integration.people.conftest import Office, office, person
from tests.packs import FRAMES

__all__ = ["office", "payday"]

OWN, HIGHER = 5_000_000, 8_000_000
PACK = "bogor"


@pytest.fixture
def bogor(office: Office) -> Office:
    """Posts of two ceilings, and a month of 22 workdays in which everybody did everything."""
    world.post(office.staff_post, kelas_jabatan=7)
    world.post(office.section_post, kelas_jabatan=9)
    world.standing("pagu_tpp", str(OWN), position=office.staff_post)
    world.standing("pagu_tpp", str(HIGHER), position=office.section_post)
    for one in (office.sari, office.section, office.head):
        attended(one)
    return office


def attended(one: Person, workdays: str = "22", *, period: datetime.date = OCTOBER, **more: Any) -> None:
    rows = [{"kinerja_hari": "100%"}] * 22
    none = ("tl_1", "tl_2", "tl_3", "tl_4", "psw_1", "psw_2", "psw_3", "psw_4", "hari_alpa", "apel_absen")
    world.Recap.objects.create(
        person=one,
        period=period,
        kind="kehadiran",
        values={"hari_kerja": workdays, **dict.fromkeys(none, "0")},
        rows={"hari": rows, **more},
    )


def tpp(office: Office, **more: Any) -> Facts:
    return ask(office, "tpp", pack=PACK, **more)


def parts(facts: Facts, one: Person) -> list[tuple[Any, ...]]:
    """Return first and last day of the month, ceiling and workdays of each part."""
    rows = facts.frames["segmen"].filter(pl.col("nip") == one.nip)
    return [
        (start.day, end.day, ceiling, days)
        for start, end, ceiling, days in rows.select(
            "mulai_segmen", "selesai_segmen", "pagu_tpp_segmen", "hari_kerja_segmen"
        ).iter_rows()
    ]


def paid(facts: Facts, one: Person, rule: str = "tpp_gabungan") -> int | None:
    amounts = run_month(facts.programs, facts.frames)["tpp"].amounts
    (found,) = amounts.filter(pl.col("nip") == one.nip)[rule]
    return None if found is None else int(found)


def moves(office: Office, day: int, post: Any = None, *, month: int = 10, year: int = 2026) -> None:
    held = (
        JabatanHistory.objects.filter(digantikan=None)
        .order_by("-berlaku")
        .get(person=office.sari, berlaku__endswith=None)
    )
    temporal.succeed(
        held, datetime.date(year, month, day), by=None, position=post or office.section_post,
        sk_number=f"821/{day}/{year}",
    )  # fmt: skip


# --- the parts


def test_a_month_in_which_nothing_changes_is_one_part(bogor: Office) -> None:
    facts = tpp(bogor)

    assert parts(facts, bogor.sari) == [(1, 31, OWN, 22)]
    assert of(facts, bogor.sari)["alih_tugas"] is False
    assert paid(facts, bogor.sari) == OWN
    assert set(facts.frames["segmen"]["nip"]) == set(facts.people["nip"])


def test_a_unit_without_people_has_no_parts(bogor: Office) -> None:
    StatusHistory.objects.update(berlaku=since(2019, 3, 1, 2026, 5, 1))

    facts = tpp(bogor)

    assert facts.frames["segmen"].height == facts.missing.height == 0


def test_a_post_changed_in_mid_month_is_paid_by_its_days(bogor: Office) -> None:
    moves(bogor, 16)

    facts = tpp(bogor)

    assert parts(facts, bogor.sari) == [(1, 15, OWN, 11), (16, 31, HIGHER, 11)]
    assert of(facts, bogor.sari)["alih_tugas"] is True
    assert told(facts, bogor.sari, "alih_tugas") == (
        "turunan",
        "Jabatan, kelas, atau unitnya berubah pada 16-10-2026.",
    )
    assert paid(facts, bogor.sari) == OWN // 2 + HIGHER // 2
    said = facts.origin.filter((pl.col("nip") == bogor.sari.nip) & (pl.col("fakta") == "segmen"))
    assert said["keterangan"].to_list() == [
        f"1–15 Oktober 2026: Pengolah Data, Dinas Sosial, kelas 7; SK 800/{bogor.sari.nip[-3:]}/2019, "
        "sejak 01-03-2019.",
        "16–31 Oktober 2026: Kepala Seksi Bantuan, Dinas Sosial, kelas 9; SK 821/16/2026, sejak 16-10-2026.",
    ]
    ceilings = facts.origin.filter((pl.col("nip") == bogor.sari.nip) & (pl.col("fakta") == "pagu_tpp_segmen"))
    assert ceilings["keterangan"].to_list() == [
        "1–15 Oktober 2026: Keterangan tetap jabatan ini, sejak 01-01-2026.",
        "16–31 Oktober 2026: Keterangan tetap jabatan ini, sejak 01-01-2026.",
    ]
    assert parts(facts, bogor.section) == [(1, 31, HIGHER, 22)]


def test_a_move_to_another_unit_takes_its_post_and_class_along(bogor: Office) -> None:
    world.post(bogor.other_post, kelas_jabatan=14)
    world.standing("pagu_tpp", "12.000.000", unit=bogor.other)
    moves(bogor, 9, bogor.other_post)
    place = UnitHistory.objects.get(person=bogor.sari)
    temporal.succeed(place, datetime.date(2026, 10, 9), by=None, unit=bogor.other)

    facts = tpp(bogor)

    assert parts(facts, bogor.sari) == [(1, 8, OWN, 6), (9, 31, 12_000_000, 16)]
    assert bogor.sari.nip not in tpp(bogor, unit=bogor.other).frames["segmen"]["nip"]


def test_a_month_may_have_three_parts(bogor: Office) -> None:
    moves(bogor, 12)
    moves(bogor, 20, bogor.staff_post)
    assert parts(tpp(bogor), bogor.sari) == [
        (1, 11, OWN, 7), (12, 19, HIGHER, 6), (20, 31, OWN, 9)
    ]  # fmt: skip


def test_a_change_on_the_first_is_no_change_within_the_month(bogor: Office) -> None:
    moves(bogor, 1)

    facts = tpp(bogor)

    assert parts(facts, bogor.sari) == [(1, 31, HIGHER, 22)]
    assert of(facts, bogor.sari)["alih_tugas"] is False


def test_a_change_on_the_last_day_of_a_leap_february(bogor: Office) -> None:
    february = datetime.date(2028, 2, 1)
    moves(bogor, 29, month=2, year=2028)

    rows = tpp(bogor, period=february).frames["segmen"].filter(pl.col("nip") == bogor.sari.nip)

    assert rows["mulai_segmen"].to_list() == [february, datetime.date(2028, 2, 29)]
    assert rows["selesai_segmen"].to_list() == [datetime.date(2028, 2, 28), datetime.date(2028, 2, 29)]


def test_a_class_given_anew_is_a_part_of_the_same_post(bogor: Office) -> None:
    version = PositionVersion.objects.get(position=bogor.staff_post)
    temporal.succeed(version, datetime.date(2026, 10, 19), by=None, kelas_jabatan=8)

    facts = tpp(bogor)

    assert parts(facts, bogor.sari) == [(1, 18, OWN, 12), (19, 31, OWN, 10)]
    assert of(facts, bogor.sari)["alih_tugas"] is True


def test_a_new_sk_for_the_same_post_makes_no_part(bogor: Office) -> None:
    moves(bogor, 16, bogor.staff_post)

    assert parts(tpp(bogor), bogor.sari) == [(1, 31, OWN, 22)]


def test_becoming_pns_makes_a_part_and_is_no_change_of_post(bogor: Office) -> None:
    status = StatusHistory.objects.get(person=bogor.sari)
    StatusHistory.objects.filter(pk=status.pk).update(status="cpns")
    status.refresh_from_db()
    temporal.succeed(status, datetime.date(2026, 10, 16), by=None, status="pns", sk_number="821.13/7")

    facts = tpp(bogor)

    assert parts(facts, bogor.sari) == [(1, 15, OWN, 11), (16, 31, OWN, 11)]
    assert of(facts, bogor.sari)["alih_tugas"] is False
    last = facts.origin.filter((pl.col("nip") == bogor.sari.nip) & (pl.col("fakta") == "segmen"))[-1]
    assert last["keterangan"].item().endswith("SK 821.13/7, sejak 16-10-2026.")


def test_who_leaves_has_parts_up_to_that_day(bogor: Office) -> None:
    StatusHistory.objects.filter(person=bogor.sari).update(berlaku=since(2019, 3, 1, 2026, 10, 16))

    facts = tpp(bogor)

    assert parts(facts, bogor.sari) == [(1, 15, OWN, 11)]
    assert of(facts, bogor.sari)["alih_tugas"] is False


def test_serving_as_plt_makes_a_part_of_its_own(bogor: Office) -> None:
    world.acting(bogor.sari, bogor.section_post, since(2026, 10, 12, 2026, 10, 20))

    facts = tpp(bogor)

    assert [(first, last) for first, last, *_rest in parts(facts, bogor.sari)] == [
        (1, 11),
        (12, 19),
        (20, 31),
    ]
    assert of(facts, bogor.sari)["alih_tugas"] is False
    said = facts.origin.filter((pl.col("nip") == bogor.sari.nip) & (pl.col("fakta") == "segmen"))
    assert "Plt. Kepala Seksi Bantuan; SK 800/9, sejak 12-10-2026." in said["keterangan"][1]
    assert "Plt." not in said["keterangan"][2]


def test_a_ceiling_counts_as_it_was_on_the_first_day_of_the_part(bogor: Office) -> None:
    held = world.StandingFact.objects.get(position=bogor.section_post)
    temporal.succeed(held, datetime.date(2026, 10, 10), by=None, value="9.000.000")
    moves(bogor, 16)

    facts = tpp(bogor)

    assert parts(facts, bogor.sari) == [(1, 15, OWN, 11), (16, 31, 9_000_000, 11)]
    assert parts(facts, bogor.section) == [(1, 31, HIGHER, 22)]


# --- workdays


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("22", [11, 11]),
        ("27", [13, 14]),
        ("21", [None, None]),
    ],
)
def test_workdays_are_known_only_where_recap_and_calendar_agree(
    bogor: Office, said: str, days: list[int | None]
) -> None:
    world.Recap.objects.filter(person=bogor.sari).delete()
    attended(bogor.sari, said)
    moves(bogor, 16)

    facts = tpp(bogor)

    assert [row[3] for row in parts(facts, bogor.sari)] == days
    missing = facts.missing.filter(pl.col("nip") == bogor.sari.nip)
    if None not in days:
        assert "hari_kerja_segmen" not in missing["fakta"]
        return
    assert lacking(facts, bogor.sari)["hari_kerja_segmen"] == "pengelola_kepegawaian"
    (why,) = missing.filter(pl.col("fakta") == "hari_kerja_segmen")["mengapa"]
    assert why == (
        "1–15 Oktober 2026: kalender menghitung 22 hari kerja sebulan, rekapnya 21. "
        "16–31 Oktober 2026: kalender menghitung 22 hari kerja sebulan, rekapnya 21. "
        "Isi hari kerja tiap bagian bulan pada lembar kehadiran."
    )
    assert paid(facts, bogor.sari) is None


def test_what_is_blank_is_asked_only_of_those_who_moved(bogor: Office) -> None:
    world.StandingFact.objects.filter(position=bogor.section_post).update(
        berlaku=since(2026, 1, 1, 2026, 10, 10)
    )
    moves(bogor, 16)

    facts = tpp(bogor)

    (why,) = facts.missing.filter((pl.col("nip") == bogor.sari.nip) & (pl.col("fakta") == "pagu_tpp_segmen"))[
        "mengapa"
    ]
    assert why.startswith("16–31 Oktober 2026: belum ada bagi Kepala Seksi Bantuan. Tetapkan")
    assert "pagu_tpp_segmen" not in lacking(facts, bogor.section)


# --- what an officer gives


def test_rows_of_a_sheet_go_before_what_is_derived(bogor: Office) -> None:
    world.Recap.objects.filter(person=bogor.sari).delete()
    attended(bogor.sari, "21", segmen=[{"hari_kerja_segmen": "10"}, {"hari_kerja_segmen": "11"}])
    moves(bogor, 16)

    facts = tpp(bogor)

    assert parts(facts, bogor.sari) == [(1, 15, OWN, 10), (16, 31, HIGHER, 11)]
    assert told(facts, bogor.sari, "hari_kerja_segmen") == ("rekap", "Rekap kehadiran 10-2026.")
    assert "hari_kerja_segmen" not in lacking(facts, bogor.sari)
    assert paid(facts, bogor.sari) == round(OWN * 10 / 21) + round(HIGHER * 11 / 21)


def test_a_sheet_with_other_parts_stands_alone(bogor: Office) -> None:
    world.Recap.objects.filter(person=bogor.sari).delete()
    rows = [{"pagu_tpp_segmen": "4.000.000", "hari_kerja_segmen": days} for days in ("5", "6", "11")]
    attended(bogor.sari, "22", segmen=rows)
    moves(bogor, 16)

    facts = tpp(bogor)

    own = facts.frames["segmen"].filter(pl.col("nip") == bogor.sari.nip)
    order = ("mulai_segmen", "selesai_segmen", "hari_kerja_segmen", "pagu_tpp_segmen")
    assert own.select(order).rows() == [
        (None, None, 5, 4_000_000), (None, None, 6, 4_000_000), (None, None, 11, 4_000_000)
    ]  # fmt: skip
    said = facts.origin.filter((pl.col("nip") == bogor.sari.nip) & (pl.col("fakta") == "segmen"))
    assert said["keterangan"].to_list() == [f"Baris {row} dari Rekap kehadiran 10-2026." for row in (1, 2, 3)]


# --- all of it


def test_the_number_of_statements_grows_neither_with_people_nor_with_parts(bogor: Office) -> None:
    programs_for(PACK, "tpp", OCTOBER, OCTOBER)
    moves(bogor, 16)
    with CaptureQueriesContext(connection) as few:
        tpp(bogor)
    for number in range(30):
        one = person(f"Orang {number}", bogor.dinas, bogor.staff_post)
        held = JabatanHistory.objects.get(person=one)
        temporal.succeed(held, datetime.date(2026, 10, 2 + number % 29), by=None, position=bogor.section_post)

    with CaptureQueriesContext(connection) as many:
        facts = tpp(bogor)

    assert len(many) == len(few)
    assert facts.frames["segmen"].height == 2 * 31 + 2


def test_where_the_law_reads_no_parts_a_change_after_the_first_moves_nothing(bogor: Office) -> None:
    packs = [pack for pack in FRAMES if pack not in (PACK, "sawahlunto")]
    lists = [(PACK, "gaji"), ("sawahlunto", "gaji"), *((pack, "tpp") for pack in packs)]
    before = {which: ask(bogor, which[1], pack=which[0]) for which in lists}
    moves(bogor, 16)
    world.acting(bogor.head, bogor.section_post, since(2026, 10, 12))
    version = PositionVersion.objects.get(position=bogor.head_post)
    temporal.succeed(version, datetime.date(2026, 10, 19), by=None, kelas_jabatan=15)
    comes(bogor, 16)

    for pack, name in lists:
        with CaptureQueriesContext(connection) as asked:
            facts = ask(bogor, name, pack=pack)
        was = before[pack, name]
        assert facts.frames.keys() == was.frames.keys() and "segmen" not in facts.frames, pack
        assert all(frame.equals(was.frames[grain]) for grain, frame in facts.frames.items()), pack
        told = [one.origin.drop("rujukan", "oleh") for one in (facts, was)]
        assert told[0].equals(told[1]), pack
        assert not [one for one in asked if "ARRAY[lower" in one["sql"]], pack


# --- who comes within the month


def law_with(folder: Path, *changes: tuple[str, str, str]) -> Mapping[str, Program]:
    """Return the list of TPP of Bogor's law with other words in some of its files."""
    shutil.copytree(LAW_FOLDER, folder)
    for name, old, new in changes:
        path = folder / "daerah" / PACK / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return programs_of_month(load_law(folder, pack=PACK), ["tpp"], on=OCTOBER, paid_on=OCTOBER)


RIGHT = "jika alih_tugas maka jumlah(nilai_segmen) selainnya pagu_tpp"


def comes(office: Office, day: int, name: str = "Aan Baru") -> Person:
    """Make a person who comes into service in October."""
    one = person(name, office.dinas, office.staff_post)
    for history in (UnitHistory, StatusHistory, JabatanHistory, GolonganHistory):
        history.objects.filter(person=one).update(berlaku=since(2026, 10, day))
    world.standing("status_ptkp", "K/1", person=one, days=since(2026, 10, day))
    return one


def test_who_comes_within_the_month_waits_where_the_first_counts(bogor: Office) -> None:
    assert comes(bogor, 16).nip not in tpp(bogor).people["nip"]


def test_who_comes_within_the_month_is_paid_its_rest_where_the_law_says_so(
    bogor: Office, tmp_path: Path
) -> None:
    of_parts = law_with(
        tmp_path / "law",
        ("pak.yaml", "mencabut:", "bagian_bulan: [tpp]\nmencabut:"),
        ("tpp.yaml", RIGHT, "jumlah(nilai_segmen)"),
    )
    one = comes(bogor, 16)
    attended(one)
    temporal.succeed(
        UnitHistory.objects.get(person=bogor.stranger), datetime.date(2026, 10, 16), by=None, unit=bogor.dinas
    )

    facts = ask_with(of_parts, bogor)

    assert parts(facts, one) == [(16, 31, OWN, 11)]
    assert of(facts, one)["status_ptkp"] == "K/1"
    assert paid(facts, one) == OWN // 2
    assert facts.people["nama"].to_list() == ["Aan Baru", "Hadi Kepala", "Sari Utami", "Siti Seksi"]
    assert "hari_kerja_segmen" not in lacking(facts, one)
    assert ask_with(of_parts, bogor, unit=bogor.other).people["nip"].to_list() == [bogor.stranger.nip]
    assert ask_with(of_parts, bogor, people=[bogor.sari.pk]).people["nip"].to_list() == [bogor.sari.nip]


def ask_with(programs: Mapping[str, Program], office: Office, **more: Any) -> Facts:
    asked: dict[str, Any] = {"pay_list": "tpp", "period": OCTOBER, "unit": office.dinas}
    return facts_for(programs=programs, **(asked | more))


DAY = """{}:
  judul: Batas bagian bulan
  label_en: Edge of the part of the month
  jenis: tanggal
  butir: segmen
  dari: 2020-01-01
  sampai: 2099-12-31
"""
ON_THE_FIFTEENTH = (
    "jumlah(jika hari_antara(awal_bulan; mulai_segmen) <= 14"
    " dan hari_antara(awal_bulan; selesai_segmen) >= 14 maka pagu_tpp_segmen selainnya Rp0)"
)


@pytest.mark.parametrize(("day", "ceiling"), [(15, HIGHER), (16, OWN)])
def test_a_law_may_pay_the_whole_month_by_the_post_held_on_another_day(
    bogor: Office, tmp_path: Path, day: int, ceiling: int
) -> None:
    edges = "".join(DAY.format(name) for name in ("mulai_segmen", "selesai_segmen"))
    programs = law_with(
        tmp_path / "law",
        ("fakta.yaml", "kinerja_hari:", edges + "kinerja_hari:"),
        ("tpp.yaml", RIGHT, ON_THE_FIFTEENTH),
    )
    moves(bogor, day)

    assert paid(ask_with(programs, bogor), bogor.sari) == ceiling


# --- a run by them


@pytest.fixture
def paid_by_parts(payday: PayDay) -> PayDay:
    """TPP of November by the law of Bogor: 21 workdays."""
    office = payday.office
    PackInUse.objects.create(government=office.government, pack=PACK, berlaku=since(2015, 1, 1))
    for post, ceiling in ((office.staff_post, OWN), (office.section_post, HIGHER)):
        world.standing("pagu_tpp", str(ceiling), position=post)
    attended(office.sari, "21", period=MONTH)
    return payday


def test_a_late_sk_of_mid_month_is_noticed_and_paid_and_told(paid_by_parts: PayDay) -> None:
    payday, office = paid_by_parts, paid_by_parts.office
    run = payday.computed(payday.open(pay_list="tpp", people=[office.sari.pk]))
    assert payday.slip(run, office.sari).amounts["tpp_gabungan"] == OWN
    moves(office, 16, month=11)

    changed = {one.title: one for one in stale.changes_since(run).people}

    assert changed["Pindah jabatan di tengah bulan"].after == "ya"
    told = changed["bagian bulan menurut jabatan"]
    assert (told.before, told.after) == (
        "01-11-2026, 30-11-2026, 5.000.000, 21",
        "01-11-2026, 15-11-2026, 5.000.000, 10; 16-11-2026, 30-11-2026, 8.000.000, 11",
    )
    assert "SK 821/16/2026" in told.why

    run = payday.computed(run, only_changed=True)
    slip = payday.slip(run, office.sari)
    halves = [round(OWN * 10 / 21), round(HIGHER * 11 / 21)]
    assert slip.amounts["tpp_gabungan"] == sum(halves)
    assert check_run(run).wrong == []
    reason = why(book.explained(slip).explanation, "hak_gabungan", book.origins_of(slip, office.user("sari")))
    (parted,) = reason.top.below
    assert [line.partition(":")[0] for line in parted.finer] == ["1–15 November 2026", "16–30 November 2026"]
    assert "Rp8.000.000" in parted.finer[1] and "SK 821/16/2026, sejak 16-11-2026" in parted.finer[1]


def test_a_change_of_post_within_the_month_counts_to_jabatan(bogor: Office) -> None:
    before = tpp(bogor)
    moves(bogor, 16)
    now = tpp(bogor)
    program = now.programs["tpp"]
    amount = "tpp_gabungan"

    def month(facts: Facts) -> Month:
        amounts = run_month(facts.programs, facts.frames)["tpp"].amounts
        return Month("tpp", program, facts.frames, amounts.select("nip", amount=amount))

    rows = differences(month(before), month(now), amount).rows()

    assert rows == [(bogor.sari.nip, "jabatan", (HIGHER - OWN) // 2)]
