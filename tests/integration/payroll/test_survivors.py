"""Gaji terusan: four months for the family of somebody who died, to their account, and never a fifth."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from praja.payroll.enums import JenisProses, KeadaanSlip
from praja.payroll.facts.survivors import months_paid
from praja.payroll.models import Run, StandingFact
from praja.payroll.outputs import sipd
from praja.payroll.outputs.kinds import bank_lists
from praja.payroll.outputs.left_out import Told
from praja.payroll.outputs.source import Source
from praja.payroll.runs import survivors
from praja.payroll.runs.actions import RunRefused
from praja.payroll.runs.compute import known_facts, outcome_of
from praja.payroll.runs.verify import check_run
from praja.people.actions.ending import end_status
from praja.people.models import BankAccountHistory, Person
from praja.temporal.actions import span
from tests.integration.payroll.facts_world import loan, relative, since
from tests.integration.payroll.runs_world import MONTH, PayDay

OCTOBER = datetime.date(2026, 10, 1)
DIED = datetime.date(2026, 10, 20)


def dies(payday: PayDay, person: Person, last: datetime.date = DIED) -> None:
    end_status(person=person, why="meninggal", last=last, sk_number="", by=payday.user("admin"),
               on=payday.on)  # fmt: skip


def heirs_account(person: Person, day: datetime.date = DIED) -> None:
    """Record the account of the heir for the time after the death."""
    old = BankAccountHistory.objects.get(person=person)
    after = day + datetime.timedelta(days=1)
    BankAccountHistory.objects.filter(pk=old.pk).update(berlaku=span(old.mulai, after))
    BankAccountHistory.objects.create(
        person=person, sk_number="", bank="Bank Jateng", number="5550001", holder="Budi Suami",
        berlaku=span(after),
    )  # fmt: skip


@pytest.fixture
def bereaved(payday: PayDay) -> PayDay:
    """Sari died on 20 October; her husband Budi and a child are recorded, and his account."""
    sari = payday.office.sari
    days = since(2020, 1, 1)
    relative(sari, "suami", "Budi", supported=days, married_on=datetime.date(2015, 5, 5))
    relative(sari, "anak_kandung", "Citra", supported=days, birth_date=datetime.date(2018, 2, 2))
    dies(payday, sari)
    heirs_account(sari)
    for summed in ("bruto_pajak", "iwp", "pph"):
        StandingFact.objects.create(
            person=sari, fact=f"tahun_ini({summed})", value="0", berlaku=since(2026, 10, 1)
        )
    return payday


def found(payday: PayDay, month: datetime.date = MONTH) -> dict[str, Any]:
    return {one.nip: one for one in survivors.candidates(payday.dinas, month)}


def opened(payday: PayDay, month: datetime.date = MONTH, **more: Any) -> Run:
    return payday.open(
        period=month, paid_on=month, kind=JenisProses.TERUSAN, people=[payday.office.sari.pk], **more
    )


def test_the_month_after_the_death_pays_what_the_last_one_paid_without_pension_contributions(
    bereaved: PayDay,
) -> None:
    sari = bereaved.office.sari
    october = bereaved.computed(bereaved.open(period=OCTOBER, paid_on=OCTOBER))
    last = bereaved.slip(october, sari)
    loan(sari, 500_000)
    StandingFact.objects.create(person=sari, fact="iuran_korpri", value="5000", berlaku=since(2026, 1, 1))

    run = bereaved.computed(opened(bereaved))

    slip = bereaved.slip(run, sari)
    same = ("gaji_pokok", "tunjangan_suami_istri", "tunjangan_anak", "tunjangan_beras", "tunjangan_umum",
            "bpjs_1")  # fmt: skip
    assert {name: slip.amounts[name] for name in same} == {name: last.amounts[name] for name in same}
    assert slip.amounts["tunjangan_suami_istri"] > 0 < slip.amounts["tunjangan_anak"]
    assert last.amounts["iwp"] > 0 < last.amounts["jkk"]
    for gone in ("iwp", "jkk", "jkm"):
        assert not slip.amounts.get(gone)
    assert slip.net == slip.amounts["bersih"] and slip.state == KeadaanSlip.DIBAYAR
    assert (slip.bank_number, slip.bank_holder) == ("5550001", "Budi Suami")
    assert run.people_count == 1


def test_the_month_of_death_and_the_list_of_the_living_do_not_change(bereaved: PayDay) -> None:
    sari = bereaved.office.sari

    october = bereaved.computed(bereaved.open(period=OCTOBER, paid_on=OCTOBER))
    november = bereaved.computed()

    assert bereaved.slip(october, sari).state == KeadaanSlip.DIBAYAR
    assert bereaved.slip(october, sari).bank_number != "5550001"
    assert not november.slips.filter(person=sari).exists()


def test_four_months_are_paid_and_a_fifth_never(bereaved: PayDay) -> None:
    sari = bereaved.office.sari
    assert months_paid(MONTH) == 4
    first, fourth, fifth = (
        datetime.date(2026, 11, 1), datetime.date(2027, 2, 1), datetime.date(2027, 3, 1)
    )  # fmt: skip

    assert found(bereaved, first)[sari.nip].ready and found(bereaved, fourth)[sari.nip].ready
    assert not found(bereaved, datetime.date(2026, 10, 1)) and not found(bereaved, fifth)
    with pytest.raises(RunRefused, match="paling lama 4 bulan"):
        opened(bereaved, fifth)
    forced = Run(
        pay_list="gaji", kind=JenisProses.TERUSAN, period=fifth, unit=bereaved.dinas,
        government=bereaved.office.government, people=[str(sari.pk)], pack=opened(bereaved).pack,
        paid_on=fifth,
    )  # fmt: skip
    slips = outcome_of(forced, known_facts(forced, datetime.datetime.now(datetime.UTC))).slips
    assert slips.select("keadaan", "net").rows() == [(KeadaanSlip.GUGUR, 0)]


def test_who_leaves_no_widow_widower_or_child_gets_none(payday: PayDay) -> None:
    sari = payday.office.sari
    relative(sari, "suami", "Bekas", married_on=datetime.date(2010, 1, 1),
             divorced_on=datetime.date(2020, 1, 1))  # fmt: skip
    dies(payday, sari)
    heirs_account(sari)

    one = found(payday)[sari.nip]

    assert not one.ready and one.still == "Tidak berhak bulan ini" and "Tidak tercatat" in one.heir
    with pytest.raises(RunRefused, match="ahli waris"):
        opened(payday)


def test_children_receive_it_where_there_is_no_widow_or_widower(bereaved: PayDay) -> None:
    sari = bereaved.office.sari
    sari.family.filter(name="Budi").update(died_on=datetime.date(2026, 3, 3))

    assert found(bereaved)[sari.nip].heir == "Anak: Citra."


def test_nothing_is_paid_until_the_account_of_the_heir_is_known(payday: PayDay) -> None:
    sari = payday.office.sari
    relative(sari, "suami", "Budi", married_on=datetime.date(2015, 5, 5))
    dies(payday, sari)

    one = found(payday)[sari.nip]

    assert not one.ready and "rekening ahli waris" in one.still
    heirs_account(sari)
    assert "5550001 atas nama Budi Suami" in found(payday)[sari.nip].account


def test_a_month_paid_although_the_death_was_known_late_is_told_and_not_paid_twice(payday: PayDay) -> None:
    sari = payday.office.sari
    relative(sari, "suami", "Budi", married_on=datetime.date(2015, 5, 5))
    payday.paid()
    dies(payday, sari)
    heirs_account(sari)

    one = found(payday)[sari.nip]

    assert not one.ready and "sudah dibayar seperti pegawai yang hidup" in one.still
    with pytest.raises(RunRefused):
        opened(payday)


def test_a_list_of_it_goes_the_whole_way_once_and_is_verified(bereaved: PayDay) -> None:
    run = bereaved.approved(bereaved.checked(bereaved.computed(opened(bereaved))))

    assert "prosesnya" in found(bereaved)[bereaved.office.sari.nip].still
    with pytest.raises(RunRefused):
        opened(bereaved)
    told = Told()
    sheets = list(sipd.form(Source(run), told))
    assert len(sheets) == 1 and not told.left_out
    assert any("SPM Gaji Terusan" in note for note in told.notes)
    banks = [name for name, _data, _media in bank_lists(Source(run), told) if name.startswith("bank-")]
    assert len(banks) == 1 and [slip.bank_number for slip in Source(run).paid] == ["5550001"]
    assert bereaved.paid(run).state == "dibayar"
    assert check_run(run).wrong == []


def test_the_page_chooses_and_opens(bereaved: PayDay, client: Client) -> None:
    sari = bereaved.office.sari
    client.force_login(bereaved.user("bendahara"))
    asked = {"period": f"{MONTH}", "unit": str(bereaved.dinas.pk)}
    address = reverse("payroll:run_survivors")

    page = client.get(address, asked).content.decode()

    assert sari.full_name in page and "Budi Suami" in page and "bulan ke-1 dari 4" in page
    refused = client.post(address, {**asked, "pilih": str(bereaved.office.head.pk)})
    assert refused.status_code == 200 and "Pilih almarhum" in refused.content.decode()
    assert client.post(address, {**asked, "pilih": str(sari.pk)}).status_code == 302
    run = Run.objects.get(kind="terusan")
    run_page = client.get(reverse("payroll:run", args=[run.pk])).content.decode()
    assert "Gaji terusan November 2026" in run_page
    missing = client.get(reverse("payroll:missing", query={"bulan": "2026-11"})).content.decode()
    assert f"{address}?period=2026-11-01" in missing
