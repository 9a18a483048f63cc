"""The page of one month against the month before."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.payroll.compare.causes import Cause
from praja.payroll.compare.queries import compare, lines_of, month_before, runs_of_government
from praja.payroll.models import Deduction, Run, Slip
from praja.people.models import UnitHistory
from praja.temporal import actions as temporal
from praja.temporal.actions import span
from tests.integration.payroll.runs_world import MONTH, PayDay, has_account

OCTOBER = datetime.date(2026, 10, 1)


@pytest.fixture
def months(payday: PayDay) -> tuple[Run, Run]:
    """October paid, and November, in which Sari has begun to pay back a loan."""
    before = payday.paid(
        payday.approved(payday.checked(payday.computed(payday.open(period=OCTOBER, paid_on=OCTOBER))))
    )
    Deduction.objects.create(
        person=payday.office.sari, kind="angsuran_koperasi", creditor="Koperasi", monthly=125_000,
        berlaku=span(MONTH),
    )  # fmt: skip
    return before, payday.computed()


def test_each_rupiah_of_the_difference_has_its_cause(months: tuple[Run, Run]) -> None:
    before, now = months
    assert month_before(now) == before
    told = compare(before, now, "diterima", "Diterima")
    assert told.difference == -125_000 == told.now - told.before
    assert told.residual == 0
    assert [(block.cause, block.people, block.amount) for block in told.blocks] == [
        (Cause.POTONGAN, 1, -125_000)
    ]


def test_the_page_tells_it_and_opens_to_the_people(payday: PayDay, months: tuple[Run, Run], client) -> None:  # type: ignore[no-untyped-def]
    client.force_login(payday.user("bendahara"))
    address = reverse("payroll:month_against_month", args=[months[1].pk])
    page = client.get(address).content.decode()
    assert "Turun Rp125.000 dari bulan lalu" in page
    people = client.get(address, {"sebab": Cause.POTONGAN}).content.decode()
    assert "Sari" in people and "−125.000" in people


def test_tapd_sees_the_causes_and_no_people(payday: PayDay, months: tuple[Run, Run], client) -> None:  # type: ignore[no-untyped-def]
    client.force_login(payday.user("tapd"))
    address = reverse("payroll:month_against_month", args=[months[1].pk])
    page = client.get(address, {"sebab": Cause.POTONGAN}).content.decode()
    assert "125.000" in page and "Sari" not in page


def test_the_first_month_says_that_there_is_none_before(payday: PayDay, client) -> None:  # type: ignore[no-untyped-def]
    client.force_login(payday.user("bendahara"))
    page = client.get(reverse("payroll:month_against_month", args=[payday.computed().pk])).content.decode()
    assert "Belum ada bulan lalu" in page


@pytest.mark.parametrize("asked", [{"baris": "tidak_ada"}, {"unit": "x"}, {"sebab": "apa"}])
def test_what_does_not_exist_is_not_found(  # type: ignore[no-untyped-def]
    payday: PayDay, months: tuple[Run, Run], client, asked: dict[str, str]
) -> None:
    client.force_login(payday.user("bendahara"))
    assert client.get(reverse("payroll:month_against_month", args=[months[1].pk]), asked).status_code == 404


@pytest.mark.parametrize("each", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_every_line_adds_up(months: tuple[Run, Run], each: int) -> None:
    before, now = months
    lines = lines_of(now)[::each]
    assert lines[0][0] == "diterima" and len(lines) > 3
    with CaptureQueriesContext(connection) as queries:
        told = [compare(before, now, rule, title) for rule, title in lines]
    assert all(one.residual == 0 for one in told)
    assert len(queries) <= 8 * len(lines)


def test_all_runs_of_a_government_are_compared_together(  # type: ignore[no-untyped-def]
    payday: PayDay, months: tuple[Run, Run], client
) -> None:
    """Who moves from a unit that pays its own people to another one neither leaves nor joins."""
    before, now = months
    has_account(payday.office.stranger)
    whole: dict[str, Any] = {"unit": payday.office.government, "by": "bendahara_kota"}
    october = payday.computed(payday.open(period=OCTOBER, paid_on=OCTOBER, **whole), "bendahara_kota")
    here = UnitHistory.objects.get(person=payday.office.head)
    temporal.succeed(here, MONTH, by=None, unit=payday.office.other)
    now = payday.computed(now)
    november = payday.computed(payday.open(**whole), "bendahara_kota")

    assert (runs_of_government(before), runs_of_government(now)) == ([before, october], [now, november])
    alone = compare(before, now, "diterima", "Diterima")
    assert Cause.KELUAR in {block.cause for block in alone.blocks}
    told = compare([before, october], [now, november], "diterima", "Diterima")
    assert told.residual == 0 and {block.cause for block in told.blocks}.isdisjoint(
        {Cause.KELUAR, Cause.MASUK}
    )
    paid = Slip.objects.filter(run__in=[now, november], state="dibayar")
    assert told.now == sum(slip.net or 0 for slip in paid) > alone.now

    address = reverse("payroll:month_against_month", args=[now.pk])
    for name, offered, named in (
        ("bendahara_kota", True, True), ("tapd", True, False), ("bendahara", False, True),
    ):  # fmt: skip
        client.force_login(payday.user(name))
        page = client.get(address, {"lingkup": "pemda", "sebab": Cause.POTONGAN}).content.decode()
        assert ("Seluruh pemerintah daerah" in page, "Sari" in page) == (offered, named), name
