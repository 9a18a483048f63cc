"""The causes of a difference between two months always add up to it, and each is told of what it did."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from praja.demo.people import people
from praja.demo.workbook import write_list
from praja.payroll.compare.causes import Cause, Month, cause_of, differences
from praja.rules.loader import shipped_law
from praja.rules.month import State, programs_of_month, run_lists
from praja.rules.program import Program
from praja.rules.schema import Grain
from praja.sheet.read import read_list
from tests.properties.dice import effort

SEPTEMBER, OCTOBER = datetime.date(2026, 9, 1), datetime.date(2026, 10, 1)
Frames = Mapping[str, pl.DataFrame]
Programs = dict[tuple[str, datetime.date], Program]
ORANG = Grain.ORANG.value


@pytest.fixture(scope="module")
def programs() -> Programs:
    law = shipped_law("semarang_76_2021")
    return {
        (name, month): programs_of_month(law, [name], on=month)[name]
        for name in ("gaji", "tpp")
        for month in (SEPTEMBER, OCTOBER)
    }


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory, programs: Programs) -> Frames:
    path = Path(tmp_path_factory.mktemp("bulan")) / "daftar.xlsx"
    write_list(path, people(60))
    law = shipped_law("semarang_76_2021")
    sheet = read_list(path, facts=law.facts, earlier=set(), on=OCTOBER)
    return sheet.readable({fact.name for program in programs.values() for fact in program.facts})


def month(
    programs: Programs,
    name: str,
    on: datetime.date,
    frames: Frames,
    held: tuple[str, ...] = (),
) -> Month:
    program = programs[name, on]
    result = run_lists({name: program}, frames)[name].amounts
    paid = (pl.col("keadaan").cast(pl.String) == State.DIBAYAR.value) & ~pl.col("nip").is_in(held)
    return Month(
        name,
        program,
        frames,
        result.select("nip", pl.when(paid).then(pl.col(NET[name]).cast(pl.Int64)).alias("amount")),
    )


NET = {"gaji": "diterima", "tpp": "bersih_tpp"}


def totals(told: pl.DataFrame) -> dict[str, int]:
    return dict(told.group_by("nip").agg(pl.col("amount").sum()).iter_rows())


def expected(before: Month, now: Month) -> dict[str, int]:
    both = before.paid.join(now.paid, on="nip", how="full", coalesce=True, suffix="_now").fill_null(0)
    return {
        nip: after - was
        for nip, was, after in both.select("nip", "amount", "amount_now").iter_rows()
        if after != was
    }


def mixed(frames: Frames, seed: int) -> Frames:
    """Give some people values of others: anything that somebody has may become anybody's."""
    dice = random.Random(seed)
    orang = frames[ORANG]
    columns = [column for column in orang.columns if column not in ("nip", "nama")]
    for column in dice.sample(columns, min(len(columns), dice.randrange(1, 12))):
        values = orang[column].to_list()
        for _ in range(dice.randrange(1, 25)):
            values[dice.randrange(len(values))] = values[dice.randrange(len(values))]
        orang = orang.with_columns(pl.Series(column, values, dtype=orang.schema[column]))
    kept = [row for row in range(orang.height) if dice.random() > 0.05]
    orang = orang[kept]
    finer = {}
    for name, frame in frames.items():
        mine = frame.join(orang.select("nip"), on="nip", how="semi", maintain_order="left")
        finer[name] = mine[[row for row in range(mine.height) if dice.random() > 0.1]]
    return {**finer, ORANG: orang}


@effort(0.2)
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(("gaji", "tpp")))
def test_causes_add_up_to_the_difference_whatever_changed(
    programs: Programs, frames: Frames, one: int, two: int, name: str
) -> None:
    nips = frames[ORANG]["nip"].to_list()
    held = tuple(random.Random(one + two).sample(nips, 3))
    before = month(programs, name, SEPTEMBER, mixed(frames, one), held=held[:2])
    now = month(programs, name, OCTOBER, mixed(frames, two), held=held[1:])

    told = differences(before, now, NET[name])

    sums = {nip: amount for nip, amount in totals(told).items() if amount}
    assert sums == expected(before, now)


class TestEachCause:
    def only(
        self,
        programs: Programs,
        frames: Frames,
        name: str,
        **changed: pl.Expr,
    ) -> set[str]:
        now = {**frames, ORANG: frames[ORANG].with_columns(**changed)}
        told = differences(
            month(programs, name, OCTOBER, frames), month(programs, name, OCTOBER, now), NET[name]
        )
        assert told.height
        return set(told["cause"])

    def test_years_of_service_are_a_raise(self, programs: Programs, frames: Frames) -> None:
        assert self.only(programs, frames, "gaji", mkg=pl.col("mkg") + 2) == {Cause.KGB}

    def test_a_grade_is_a_promotion_with_its_years(self, programs: Programs, frames: Frames) -> None:
        up = pl.col("golongan").cast(pl.String)
        golongan = pl.when(up == "III/a").then(pl.lit("III/b")).otherwise(up)
        mkg = pl.when(up == "III/a").then(pl.col("mkg") + 2).otherwise(pl.col("mkg"))
        assert self.only(programs, frames, "gaji", golongan=golongan, mkg=mkg) == {Cause.PANGKAT}

    def test_a_spouse_is_family(self, programs: Programs, frames: Frames) -> None:
        assert self.only(programs, frames, "gaji", pasangan_ditunjang=~pl.col("pasangan_ditunjang")) == {
            Cause.KELUARGA
        }

    def test_a_score_is_performance(self, programs: Programs, frames: Frames) -> None:
        assert self.only(programs, frames, "tpp", nilai_skp=pl.col("nilai_skp") - 25) == {Cause.KINERJA}

    def test_who_came_and_who_left_are_told_whole(self, programs: Programs, frames: Frames) -> None:
        first, last = frames[ORANG]["nip"][0], frames[ORANG]["nip"][-1]

        def without(nip: str) -> Frames:
            return {name: frame.filter(pl.col("nip") != nip) for name, frame in frames.items()}

        before = month(programs, "gaji", OCTOBER, without(first))
        now = month(programs, "gaji", OCTOBER, without(last))
        told = {
            (nip, cause): amount for nip, cause, amount in differences(before, now, "diterima").iter_rows()
        }
        assert set(told) == {(first, Cause.MASUK), (last, Cause.KELUAR)}
        assert told[first, Cause.MASUK] == now.paid.filter(pl.col("nip") == first)["amount"][0]
        assert told[last, Cause.KELUAR] == -before.paid.filter(pl.col("nip") == last)["amount"][0]

    def test_pay_that_an_officer_holds_is_told_apart(self, programs: Programs, frames: Frames) -> None:
        nip = frames[ORANG]["nip"][3]
        before = month(programs, "gaji", OCTOBER, frames)
        told = differences(before, month(programs, "gaji", OCTOBER, frames, held=(nip,)), "diterima")
        assert told.select("nip", "cause").rows() == [(nip, Cause.PEMBAYARAN)]


def test_every_fact_of_the_national_lists_has_its_cause() -> None:
    law = shipped_law()
    read = {
        fact.name
        for program in programs_of_month(law, ["gaji", "tpp"], on=OCTOBER).values()
        for fact in program.facts
        if fact.grain is Grain.ORANG
    }
    assert {fact for fact in read if cause_of(fact) is Cause.LAIN} == set()
