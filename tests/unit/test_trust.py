"""A run names every text it stood on that nobody has verified."""

from __future__ import annotations

import datetime

from praja.rules.in_force import in_force
from praja.rules.loader import shipped_law
from praja.rules.schema import Status
from praja.rules.trust import unverified

LAW = shipped_law("semarang_76_2021")
OCTOBER = datetime.date(2026, 10, 1)


def names(pay_list, *used):
    program = in_force(LAW, on=OCTOBER, pay_list=pay_list)
    return {one.name: one.status for one in unverified(program, used)}


def test_what_an_output_reads_is_named_with_its_mark():
    found = names("tpp", "tpp_gabungan")

    assert found["tpp_gabungan"] is Status.BELUM_DIPERIKSA
    assert "realisasi_tpp" in found
    assert Status.DIPERIKSA not in found.values()


def test_what_was_not_used_is_not_named():
    assert "tpp_gabungan" not in names("gaji", "gaji_pokok")


def test_a_table_is_as_sure_as_its_least_sure_row():
    """The functional allowances are verified as a whole but for some rows."""
    found = names("gaji", "tunjangan_fungsional")

    assert any(name.startswith("tabel.") for name in found)


def test_assumptions_come_first():
    marks = list(names("tpp", "tpp_gabungan", "bersih_tpp").values())

    assert marks == sorted(marks, key=lambda mark: mark is not Status.DIASUMSIKAN)
