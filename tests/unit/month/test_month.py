"""The lists of a month under the real law of every pack: in batches, in turn, one by one."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import threading
from decimal import Decimal

import polars as pl
import pytest

import praja.rules.month
from praja.rules.errors import FactsError, LawError
from praja.rules.month import State, explain_lists, in_batches, programs_of_month, run_lists, run_month
from praja.rules.schema import Grain, Kind
from tests.packs import FRAMES
from tests.properties.frames import frames_of, nips
from tests.unit.explain.people import Seeded, law_of, person_of

OCTOBER = datetime.date(2026, 10, 1)
PACKS = ("nasional", *FRAMES)


@functools.cache
def programs(pack, lists=("gaji", "tpp")):
    return programs_of_month(law_of(pack), lists, on=OCTOBER)


def people(pack, count=12):
    """Return so many people of whom gaji and TPP can be asked, and who were paid nothing yet this month."""
    chance = Seeded(pack)
    drawn = [person_of(programs(pack).values(), chance) for _ in range(count)]
    return [
        {name: value for name, value in person.items() if not name.startswith("bulan_ini(")}
        for person in drawn
    ]


SARI = {
    "status_asn": "pns",
    "golongan": "III/c",
    "mkg": 14,
    "jenis_jabatan": "struktural",
    "eselon": "IV.a",
    "pasangan_ditunjang": True,
    "jumlah_anak_ditunjang": 2,
    "status_ptkp": "K/2",
    "pagu_tpp": 7_500_000,
    "hari_kerja": 2,
    "sumber_kehadiran": "persen",
    "persen_potongan_hadir": Decimal(0),
    "apel_absen": 0,
    "hari": [{"kinerja_hari": Decimal(1)}, {"kinerja_hari": Decimal(1)}],
}


def office(count, **changes):
    """Return the frames of so many people who are all like Sari, with other years of service."""
    return frames_of(law_of("bogor"), [{**SARI, "mkg": 2 * place, **changes} for place in range(count)])


# --- one by one, in batches, all at once


@pytest.mark.parametrize("pack", PACKS)
def test_what_one_is_told_is_what_all_are_paid(pack):
    """In one order for one half of the packs, in the other for the other."""
    order = ("tpp", "gaji") if PACKS.index(pack) % 2 else ("gaji", "tpp")
    drawn = people(pack)

    done = run_month(programs(pack, order), frames_of(law_of(pack), drawn))

    for nip, person in zip(nips(len(drawn)), drawn, strict=True):
        for name, told in explain_lists(programs(pack, order), person).items():
            row = done[name].amounts.row(by_predicate=pl.col("nip") == nip, named=True)
            assert row.pop("keadaan") == told.state
            assert row.pop("nip") == nip
            if told.state is State.MASALAH:
                assert set(row.values()) == {None}
            else:
                assert row == {line: told.explanation.amount(line) for line in row}
            why = done[name].problems.filter(pl.col("nip") == nip).select("fact", "kind", "message")
            assert set(why.rows()) == {
                (one.fact, str(one.kind), one.message) for one in told.explanation.problems
            }


@pytest.mark.parametrize("batch", [1, 2, 3, 7, 8, 1000])
def test_batches(batch):
    frames = office(7, kuasa_zakat=True)

    whole, cut = run_month(programs("bogor"), frames), run_month(programs("bogor"), frames, batch=batch)

    for name in ("gaji", "tpp"):
        assert cut[name].amounts.equals(whole[name].amounts)
        assert cut[name].problems.equals(whole[name].problems)
        assert cut[name].amounts["nip"].to_list() == nips(7)
        assert set(cut[name].amounts["keadaan"]) == {"dibayar"}


def test_two_batches_are_under_way_at_a_time(monkeypatch):
    """Never more, so that memory stays bounded; and they come back in the order of the list."""
    under_way, most, lock = 0, 0, threading.Lock()

    def compute(*arguments, **more):
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        try:
            return run_lists(*arguments, **more)
        finally:
            with lock:
                under_way -= 1

    monkeypatch.setattr(praja.rules.month, "run_lists", compute)

    parts = list(in_batches(programs("bogor"), office(9), batch=1))

    assert 1 <= most <= praja.rules.month.AT_ONCE
    assert [part["gaji"].amounts["nip"].item() for part in parts] == nips(9)


def test_progress():
    told = []

    run_month(programs("bogor"), office(5), batch=2, progress=lambda *done: told.append(done))

    assert told == [(2, 5), (4, 5), (5, 5)]


def test_a_person_twice_batches_apart():
    frames = office(4)
    frames["orang"] = frames["orang"].with_columns(nip=pl.Series([*nips(3), nips(1)[0]]))

    with pytest.raises(FactsError, match="harus terisi dan tidak berulang"):
        run_month(programs("bogor"), frames, batch=1)


def test_nobody():
    done = run_month(programs("bogor"), office(0))

    assert {name: result.amounts.height for name, result in done.items()} == {"gaji": 0, "tpp": 0}
    assert all(result.problems.is_empty() for result in done.values())


def test_a_frame_without_the_key():
    frames = office(1)
    frames["orang"] = frames["orang"].rename({"nip": "nik"})

    with pytest.raises(FactsError, match="Kolom kunci 'nip' tidak ada"):
        run_month(programs("bogor"), frames)


def test_another_key():
    frames = {name: frame.rename({"nip": "id_pegawai"}) for name, frame in office(2).items()}

    done = run_month(programs("bogor"), frames, key="id_pegawai")

    assert done["gaji"].amounts["id_pegawai"].to_list() == nips(2)


def test_rows_of_strangers_are_told_and_change_nobody():
    frames = office(2)
    stranger = frames["hari"].head(1).with_columns(nip=pl.lit("99"))
    with_stranger = {**frames, "hari": pl.concat([frames["hari"], stranger])}

    done, before = run_month(programs("bogor"), with_stranger), run_month(programs("bogor"), frames)

    for name in ("gaji", "tpp"):
        assert done[name].amounts.equals(before[name].amounts)
        (row,) = done[name].problems.rows(named=True)
        assert (row["nip"], row["fact"], row["kind"]) == ("99", "hari", "tanpa_orang")
        assert row["message"] == "Lembar hari memuat 99, yang tidak ada dalam daftar orang."


# --- what is handed on


@pytest.mark.parametrize("pack", ["nasional", "bogor", "contoh_jateng", "jambi_24_2025"])
def test_two_runs_are_one_run(pack):
    """The amounts of gaji, put into the columns that TPP reads, do what handing on does."""
    drawn = people(pack)
    frames = frames_of(law_of(pack), drawn)
    together = run_month(programs(pack), frames)
    gaji = run_month(programs(pack, ("gaji",)), frames)["gaji"].amounts
    paid = gaji["keadaan"].is_in(["dibayar", "gugur"])
    read = {
        column: column.partition("(")[2].removesuffix(")")
        for column in programs(pack, ("tpp",))["tpp"].earlier
    }
    read = {column: rule for column, rule in read.items() if rule in gaji.columns}
    before = {
        column: frames["orang"][column] if column in frames["orang"].columns else pl.lit(0) for column in read
    }
    people_paid = frames["orang"].with_columns(
        (before[column] + gaji[rule]).alias(column) for column, rule in read.items()
    )
    frames["orang"] = people_paid.filter(paid)
    for name in set(frames) - {"orang"}:
        frames[name] = frames[name].join(frames["orang"], on="nip", how="semi", maintain_order="left")

    apart = run_month(programs(pack, ("tpp",)), frames)["tpp"]

    assert apart.amounts.equals(together["tpp"].amounts.filter(paid))


def test_three_lists_hand_on_in_turn():
    """The ceiling of the health contribution is used up by two; the tax of the third knows of both."""
    march = datetime.date(2026, 3, 1)
    lists = programs_of_month(law_of("bogor"), ("gaji", "tpp", "thr"), on=march)
    base = [column for column in lists["thr"].earlier if column.startswith("bulan_dasar(")]
    frames = frames_of(law_of("bogor"), [{**SARI, "pagu_tpp": 20_000_000, **dict.fromkeys(base, 1_000_000)}])

    done = run_month(lists, frames)
    alone = run_month({"thr": lists["thr"]}, frames)

    assert {result.amounts["keadaan"].item() for result in done.values()} == {"dibayar"}
    assert sum(done[name].amounts["bpjs_1"].item() for name in ("gaji", "tpp")) == 120_000
    assert done["thr"].amounts["pph"].item() > alone["thr"].amounts["pph"].item()


def test_below_zero():
    """A repayment larger than the TPP: every line says so, and the list still adds up."""
    frames = frames_of(law_of("bogor"), [{**SARI, "butir": [{"nilai_tambahan": -50_000_000}]}])

    done = run_month(programs("bogor"), frames)["tpp"].amounts.row(0, named=True)

    assert done["keadaan"] == "dibayar"
    assert done["jumlah_tpp"] == 7_500_000 - 50_000_000
    assert done["bersih_tpp"] == done["kotor"] - done["jumlah_potongan"] < 0


@pytest.mark.parametrize("pack", PACKS)
def test_nobody_on_unpaid_leave_gets_anything(pack):
    """Under every pack: the gate makes every amount of both lists nothing, whatever else is given."""
    lists = programs(pack)
    person = {**something(pack), **SARI, "keadaan_pegawai": "cltn"}

    told = explain_lists(lists, person)

    for name, one in told.items():
        assert one.state is State.GUGUR, [problem.message for problem in one.explanation.problems]
        outputs = [rule for rule in lists[name].outputs if lists[name].rule(rule).value.numeric]
        assert {rule: one.explanation.amount(rule) for rule in outputs} == dict.fromkeys(outputs, 0)


def something(pack):
    """Return a value for every fact that must be given: the highest amount, the last choice."""
    facts = [fact for program in programs(pack).values() for fact in program.facts]
    wanted = [fact for fact in facts if fact.default is None and fact.grain is Grain.ORANG]
    last = {fact.name: fact.choices[-1] for fact in wanted if fact.choices}
    return {fact.name: Decimal(str(float(fact.high))) for fact in wanted if _is_number(fact)} | last


def _is_number(fact):
    return fact.kind in (Kind.RUPIAH, Kind.ANGKA)


def test_a_hold_is_weaker_than_a_gate_and_a_problem_stronger_than_both():
    person = {**SARI, "lhkpn_tertunggak": True}

    def state(**changes):
        return explain_lists(programs("bogor"), {**person, **changes})["tpp"].state

    assert state() is State.DITAHAN
    assert state(keadaan_pegawai="cltn") is State.GUGUR
    assert state(hari_kerja=None) is State.MASALAH


def test_a_regulation_that_has_ended_holds_what_it_still_reckons():
    """Nobody has signed this year's: computed by the last one, paid when there is a new one."""
    old = law_of("bogor")
    ended = dataclasses.replace(old.packs[-1], ends=datetime.date(2026, 9, 30))
    now = dataclasses.replace(old, packs=(*old.packs[:-1], ended))

    done = run_month(programs_of_month(now, ("gaji", "tpp"), on=OCTOBER), office(1))

    assert done["gaji"].amounts["keadaan"].item() == "dibayar"
    assert done["tpp"].amounts["keadaan"].item() == "ditahan"
    assert done["tpp"].amounts["jumlah_tpp"].item() == 7_500_000


def test_a_list_that_there_is_not():
    with pytest.raises(LawError, match="Daftar 'gajih' tidak ada"):
        programs_of_month(law_of("bogor"), ("gajih",), on=OCTOBER)
