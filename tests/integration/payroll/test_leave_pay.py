"""Approved leave enters pay as facts of the month, and its effect is told before it is asked for."""

from __future__ import annotations

import datetime

import pytest
from django.test import RequestFactory
from django.utils import timezone

from praja.attendance.models import LeaveStep
from praja.payroll.models import PackInUse, Recap
from praja.payroll.slip.leave_effect import panel
from praja.temporal.actions import span
from tests.integration.attendance.leaves import approved
from tests.integration.payroll import facts_world as world
from tests.integration.payroll.slip_world import make_run
from tests.integration.people.conftest import LONG_AGO, Office

D = datetime.date


def test_a_long_leave_is_a_fact_of_its_months_and_names_its_letter(office: Office) -> None:
    leave = approved(office.sari, D(2026, 9, 14), D(2026, 12, 11), kind="cuti_besar", document="851/9")

    facts = world.ask(office, "tpp", pack="semarang_76_2021")

    assert world.of(facts, office.sari)["keadaan_pegawai"] == "cuti_besar"
    assert world.of(facts, office.sari)["hari_cuti_besar"] == 89
    assert world.told(facts, office.sari, "keadaan_pegawai") == (
        "cuti", f"Cuti nomor {leave.number}/2026, 14-09-2026 sampai 11-12-2026."
    )  # fmt: skip
    assert world.of(facts, office.section)["keadaan_pegawai"] is None


def test_the_sheet_of_the_month_goes_first(office: Office) -> None:
    approved(office.sari, D(2026, 9, 14), D(2026, 12, 11), kind="cuti_besar")
    Recap.objects.create(
        person=office.sari, period=world.OCTOBER, kind="kehadiran", rows={},
        values={"keadaan_pegawai": "aktif"},
    )  # fmt: skip

    assert (
        world.of(world.ask(office, "tpp", pack="semarang_76_2021"), office.sari)["keadaan_pegawai"] == "aktif"
    )


def test_a_leave_ended_later_is_still_what_it_was_then(office: Office) -> None:
    leave = approved(office.sari, D(2026, 9, 14), D(2026, 12, 11), kind="cuti_besar")
    then = timezone.now()
    LeaveStep.objects.create(
        request=leave, kind="batal", name="x", on=D(2026, 11, 23), by=office.user("head")
    )

    now = world.ask(office, "tpp", pack="semarang_76_2021")
    before = world.ask(office, "tpp", pack="semarang_76_2021", known_at=then)

    assert world.of(now, office.sari)["keadaan_pegawai"] is None
    assert world.of(before, office.sari)["keadaan_pegawai"] == "cuti_besar"


def test_the_effect_on_pay_is_told_to_the_person_alone(office: Office) -> None:
    PackInUse.objects.create(government=office.government, pack="semarang_76_2021", berlaku=span(LONG_AGO))
    make_run(office.dinas, {office.sari: {}}, period=D(2026, 11, 1), pay_list="tpp")
    leave = approved(office.sari, D(2026, 12, 14), D(2027, 2, 12), kind="cuti_besar", state="diajukan")
    request = RequestFactory().get("/")

    request.user = office.user("section")
    assert panel(request, leave) is None
    request.user = office.user("sari")
    told = panel(request, leave)

    assert told is not None
    assert [(one.name, one.month, one.stopped) for one in told["effects"]] == [
        ("TPP", "Januari 2027", True), ("TPP", "Februari 2027", True)
    ]  # fmt: skip
    why = "TPP bulan itu tidak dibayar (Perwal Semarang 76/2021 Pasal 9 ayat (1))."
    assert [one.said for one in told["effects"]] == [why, why]
    assert not told["goes_on"]


def test_days_for_an_important_reason_cut_tpp_by_the_day(office: Office) -> None:
    make_run(office.dinas, {office.sari: {}}, period=D(2026, 11, 1), pay_list="tpp")
    leave = approved(
        office.sari, D(2026, 12, 7), D(2026, 12, 8), kind="cuti_alasan_penting", state="diajukan",
        because="menikah",
    )  # fmt: skip
    request = RequestFactory().get("/")
    request.user = office.user("sari")

    told = panel(request, leave)

    assert told is not None and len(told["effects"]) == 1
    assert told["effects"][0].net.delta < 0
    assert any("enting" in line.title or line.delta < 0 for line in told["effects"][0].lines)


def test_without_a_slip_the_law_says_what_a_leave_does(office: Office) -> None:
    PackInUse.objects.create(government=office.government, pack="permentan_68_2012", berlaku=span(LONG_AGO))
    leave = approved(office.sari, D(2026, 12, 7), D(2026, 12, 9), kind="cuti_sakit", state="diajukan")
    request = RequestFactory().get("/")
    request.user = office.user("sari")

    told = panel(request, leave)

    assert told == {
        "effects": None,
        "said": ["TPP dibayar 75%, berkurang 25% karena cuti ini (Permentan 68/2012)."],
    }


@pytest.mark.parametrize(("first", "month"), [(1, "Maret 2027"), (2, "April 2027")])
def test_on_unpaid_leave_nothing_is_paid_from_the_first_month_that_begins_on_it(
    office: Office, first: int, month: str
) -> None:
    leave = approved(office.sari, D(2027, 3, first), D(2028, 2, 28), kind="cltn", state="diajukan")
    request = RequestFactory().get("/")
    request.user = office.user("sari")

    told = panel(request, leave)
    assert told is not None and len(told["said"]) == 1, told
    assert told["said"][0].startswith("TPP bulan itu tidak dibayar"), told

    make_run(office.dinas, {office.sari: {}}, period=D(2026, 11, 1), pay_list="gaji")
    told = panel(request, leave)
    assert told is not None
    effects = told["effects"]
    assert effects[0].month == month and all(one.stopped for one in effects)
    assert len(effects) == 5 - first
    assert told["goes_on"] and told["last"] == D(2028, 2, 28)
