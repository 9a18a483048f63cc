"""The budget account of each line: the usual one, or the one that the government has chosen."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from praja.audit.models import Event
from praja.payroll.budget import giving, lines
from praja.payroll.budget.accounts import chart, lines_booked
from praja.payroll.models import AccountChoice, RunAccount
from praja.payroll.outputs.recap import recap
from praja.payroll.outputs.source import Source
from tests.integration.payroll.runs_world import PayDay

DPA = "DPA 2026 Dinas Sosial"
OURS = "5.1.01.99.01.0001"


def choose(payday: PayDay, *, by: str = "bendahara_kota", **more: Any) -> AccountChoice:
    said = {"rule": "gaji_pokok", "status": "pns", "account": OURS, "title": "Belanja uji", "document": DPA}
    return giving.choose_account(
        **{"government": payday.office.government, **said, **more}, by=payday.user(by), on=payday.on
    )


def test_a_chosen_account_is_booked_recapped_and_can_have_a_pagu(payday: PayDay) -> None:
    before = payday.computed()
    usual = dict(RunAccount.objects.filter(run=before, rule="gaji_pokok").values_list("account", "amount"))
    choose(payday)

    run = payday.computed(before)
    run = payday.approved(payday.checked(run))

    booked = dict(RunAccount.objects.filter(run=run, rule="gaji_pokok").values_list("account", "amount"))
    assert booked == {OURS: sum(usual.values())} and OURS not in usual
    source = Source(run)
    told = recap(source.program, source.results, source.people, source.accounts)
    assert {one.code: one.amount for one in told.accounts}[OURS] == booked[OURS]
    giving.give_pagu(
        unit=payday.dinas, year=2026, account=OURS, component="gaji_pokok", revision="murni", amount=10**9,
        document=DPA, by=payday.user("bendahara"), on=payday.on,
    )  # fmt: skip
    (line,) = (one for one in lines.budget(payday.dinas, 2026).lines if one.code == OURS)
    assert (line.title, line.taken) == ("Belanja uji", booked[OURS])


def test_another_government_is_booked_as_before(payday: PayDay) -> None:
    choose(payday)
    other = {(one.rule, one.status): one.code for one in lines_booked(payday.office.other, payday.on)}
    assert other["gaji_pokok", "pns"] != OURS
    assert OURS in chart().titles


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"by": "bendahara"}, "bendahara pemerintah daerah"),
        ({"by": "bendahara_lain"}, "bendahara pemerintah daerah"),
        ({"account": "51010"}, "lengkap dengan titik"),
        ({"account": "5.1.01.99.09.0009", "title": " "}, "namanya"),
        ({"rule": "bpjs_1"}, "tidak ada dalam daftar"),
        ({"rule": "gaji_pokok", "status": "honorer"}, "tidak ada dalam daftar"),
    ],
)
def test_what_cannot_be_chosen(payday: PayDay, wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(giving.PaguRefused, match=says):
        choose(payday, **wrong)
    assert not AccountChoice.objects.exists()


def test_a_later_choice_replaces_and_the_trail_keeps_both(payday: PayDay) -> None:
    choose(payday)
    again = choose(payday, account="5.1.01.99.02.0002")

    assert [one.digantikan is None for one in AccountChoice.objects.order_by("tercatat")] == [False, True]
    event = Event.objects.get(kind="payroll.account_chosen", target_id=str(again.pk))
    assert event.before and event.after
    assert (event.before["akun"], event.after["akun"]) == (OURS, again.account)


def test_the_page_shows_lines_without_an_account_and_takes_a_choice(payday: PayDay, client: Client) -> None:
    unit = str(payday.office.government.pk)
    client.force_login(payday.user("bendahara_kota"))
    page = client.get(reverse("payroll:accounts", query={"unit": unit})).content.decode()
    assert "5.1.01.01.01.0001" in page and "Pilih akun" in page
    address = reverse("payroll:account_choose", args=[unit], query={"baris": "gaji_pokok:pns"})
    assert "gaji_pokok:pns" in client.get(address).content.decode()
    sent = {"line": "gaji_pokok:pns", "account": "5", "title": "", "document": DPA}
    assert "lengkap dengan titik" in client.post(address, sent).content.decode()
    answer = client.post(address, {**sent, "account": OURS, "title": "Belanja uji"}, follow=True)
    assert OURS in answer.content.decode()
    client.force_login(payday.user("bendahara"))
    assert client.get(address).status_code == 404
    page = client.get(reverse("payroll:accounts", query={"unit": str(payday.dinas.pk)})).content.decode()
    assert OURS in page and "Pilih akun" not in page
