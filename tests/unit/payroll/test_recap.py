"""What a list comes to by component and by account."""

from __future__ import annotations

import datetime
from pathlib import Path

import polars as pl
import pytest

from praja.demo.people import people
from praja.demo.workbook import write_list
from praja.payroll.outputs.recap import INCOME, Recap, recap
from praja.rules.loader import shipped_law
from praja.rules.month import State, programs_of_month, run_month
from praja.sheet.read import read_list

OCTOBER = datetime.date(2026, 10, 1)


@pytest.fixture(scope="module")
def recaps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Recap, pl.DataFrame]]:
    law = shipped_law("semarang_76_2021")
    programs = programs_of_month(law, ["gaji", "tpp"], on=OCTOBER)
    path = Path(tmp_path_factory.mktemp("rekap")) / "daftar.xlsx"
    write_list(path, people(200))
    sheet = read_list(path, facts=law.facts, earlier=set(), on=OCTOBER)
    frames = sheet.readable({fact.name for one in programs.values() for fact in one.facts})
    results = run_month(programs, frames)
    return {
        name: (recap(one.program, one.amounts, frames["orang"]), one.amounts) for name, one in results.items()
    }


@pytest.mark.parametrize("name", ["gaji", "tpp"])
def test_accounts_and_components_come_to_the_gross(
    recaps: dict[str, tuple[Recap, pl.DataFrame]], name: str
) -> None:
    told, _ = recaps[name]
    gross = told.totals["kotor"]
    assert gross > 0
    assert sum(one.amount for one in told.accounts) == gross
    assert sum(one.amount for one in told.components if one.group in INCOME) == gross


def test_only_those_who_are_paid_count(recaps: dict[str, tuple[Recap, pl.DataFrame]]) -> None:
    told, amounts = recaps["tpp"]
    paid = amounts.filter(pl.col("keadaan") == State.DIBAYAR.value)
    assert 0 < told.people == paid.height < amounts.height
    assert told.totals["bersih_tpp"] == paid["bersih_tpp"].sum()


def test_pns_and_pppk_are_booked_apart_and_cpns_as_pns(
    recaps: dict[str, tuple[Recap, pl.DataFrame]],
) -> None:
    told, _ = recaps["gaji"]
    codes = {one.code: one.amount for one in told.accounts}
    assert codes["5.1.01.01.01.0001"] > 0 < codes["5.1.01.01.01.0002"]
    assert not any("cpns" in one.title.casefold() for one in told.accounts)


def test_what_has_no_account_is_told_by_its_line(recaps: dict[str, tuple[Recap, pl.DataFrame]]) -> None:
    told, _ = recaps["gaji"]
    assert "Upah" in " ".join(one.title for one in told.accounts if not one.code)
