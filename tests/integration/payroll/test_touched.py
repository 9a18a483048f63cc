"""An objection that was won: paid months that it touches, and the TPP difference that rapel pays."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from praja.payroll.models import ExtraLine, PackInUse, Recap, Run, StandingFact
from praja.payroll.rapel import actions
from praja.payroll.rapel.queries import of_run
from praja.payroll.rapel.replay import find
from praja.payroll.rapel.touched import touched
from praja.payroll.runs.stale import changes_since
from praja.performance.models import ObjectionDecision, Rating
from praja.performance.rating.actions.closings import close
from praja.performance.rating.actions.ratings import Said, sign
from praja.temporal.actions import span
from praja.web.models import Notice
from tests.integration.payroll.runs_world import PayDay, payday
from tests.integration.payroll.test_extra import confirm, scan
from tests.integration.people.conftest import LONG_AGO, TODAY
from tests.integration.performance.objected import filed, won
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import quarter, reached

__all__ = ["payday"]

AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = (datetime.date(2026, month, 1) for month in (8, 9, 10, 11))
COUNTED = {
    "hari_masuk": "20",
    "hari_kerja": "20",
    "persen_potongan_hadir": "0%",
    "sumber_kehadiran": "persen",
}


@pytest.fixture
def rated(payday: PayDay) -> Rating:
    """Sari is rated below expectation for a quarter, which is closed."""
    office = payday.office
    PackInUse.objects.create(government=office.government, pack="balangan_2025", berlaku=span(LONG_AGO))
    for name, value in {"pagu_pk": "3000000", "pagu_bk": "2000000"}.items():
        StandingFact.objects.create(fact=name, value=value, unit=office.government, berlaku=span(LONG_AGO))
    for month in (AUGUST, SEPTEMBER, OCTOBER, NOVEMBER):
        Recap.objects.create(person=office.sari, period=month, kind="kehadiran", values=COUNTED)
    period = quarter(office.government)
    skp = plan(office.sari, office.section, understood=True)
    reached(skp, period)
    worse = Said("di_bawah", "sesuai", "Datanya belum lengkap saat saya menilai")
    made = sign(skp=skp, period=period, said=worse, by=office.user("section"), on=TODAY)
    close(unit=office.dinas, period=period, by=office.user("pengelola"), on=TODAY)
    return made


def tpp(payday: PayDay, month: datetime.date) -> Run:
    return payday.computed(payday.open(pay_list="tpp", period=month, paid_on=month))


def paid(payday: PayDay, run: Run) -> Run:
    return payday.paid(payday.approved(payday.checked(run)))


def test_a_won_objection_is_paid_as_rapel_of_the_months_it_touches(
    payday: PayDay, rated: Rating, client: Client
) -> None:
    office, sari = payday.office, payday.office.sari
    october = paid(payday, tpp(payday, OCTOBER))
    november = tpp(payday, NOVEMBER)
    assert payday.slip(october, sari).amounts["jumlah_tpp"] == 4_400_000
    assert not touched() and not changes_since(november).count

    won(office, filed(office, rated))

    # What is not locked is stale, by the decision; what is paid is named to those who pay.
    [change] = [one for one in changes_since(november).people if one.title.startswith("Predikat kinerja")]
    number = ObjectionDecision.objects.get().objection
    assert (change.before, change.after) == ("butuh_perbaikan", "baik")
    assert f"keputusan keberatan {number.number}/{number.year}" in change.why
    assert [*touched()] == [payday.slip(october, sari).pk]
    told = Notice.objects.filter(url=reverse("payroll:touched")).values_list("user__username", flat=True)
    assert {"bendahara", "bendahara_dua", "bendahara_kota"} <= set(told) and "bendahara_lain" not in told

    client.force_login(payday.user("bendahara"))
    page = client.get(reverse("payroll:touched")).content.decode()
    assert "Oktober 2026" in page and "Butuh perbaikan" in page and "periksa rapelnya" in page
    assert f"unit={payday.dinas.pk}" in page and sari.name in page
    client.force_login(payday.user("pengelola"))
    page = client.get(reverse("payroll:touched")).content.decode()
    assert sari.name in page and "gaji/rapel/?" not in page  # the months, not the way to amounts
    for name in ("bendahara_lain", "pengelola_lain"):
        client.force_login(payday.user(name))
        assert sari.name not in client.get(reverse("payroll:touched")).content.decode()

    # Of the performance part, 60 % of 5.000.000, only 80 % was paid.
    [due] = find(payday.dinas, "tpp", OCTOBER, OCTOBER).due
    assert due.person_id == sari.pk and due.income == 600_000 + due_bpjs(due)
    assert any(
        f"keputusan keberatan {number.number}/{number.year}" in one["why"] for one in due.months[0].causes
    )
    actions.give(
        unit=payday.dinas, pay_list="tpp", first=OCTOBER, last=OCTOBER, chosen=[due.token], month=NOVEMBER,
        document="900/RAPEL/1", document_date=NOVEMBER, file=scan(payday), by=payday.user("bendahara"),
        on=payday.on,
    )  # fmt: skip
    assert [one.settled for one in touched().values()] == [True]
    confirm(payday, *ExtraLine.objects.filter(person=sari))
    again = paid(payday, payday.computed(november))
    [line] = of_run(again).people
    assert (line.slip.person, line.net) == (sari, due.net)
    slip = payday.slip(again, sari)
    assert slip.amounts["jumlah_tpp"] == 5_000_000
    assert slip.amounts["baris_tpp_tambahan_kekurangan"] == due.income
    assert payday.slip(october, sari).amounts["jumlah_tpp"] == 4_400_000


def due_bpjs(due: Any) -> int:
    """Return what employers pay more of contributions that are income as well."""
    return sum(
        one.difference for month in due.months for one in month.parts if not one.cut and one.rule == "bpjs_4"
    )


def test_only_months_that_read_the_closed_predicate_are_touched(payday: PayDay, rated: Rating) -> None:
    office, sari = payday.office, payday.office.sari
    Recap.objects.create(
        person=sari, period=SEPTEMBER, kind="kinerja", values={"predikat_kinerja": "butuh_perbaikan"}
    )
    said_by_sheet = paid(payday, tpp(payday, SEPTEMBER))
    gaji = paid(payday, payday.computed(payday.open(period=OCTOBER, paid_on=OCTOBER)))
    assert payday.slip(said_by_sheet, sari).state == payday.slip(gaji, sari).state == "dibayar"

    won(office, filed(office, rated))
    after = paid(payday, tpp(payday, OCTOBER))

    assert payday.slip(after, sari).amounts["jumlah_tpp"] == 5_000_000
    assert touched() == {}
    assert not Notice.objects.filter(url=reverse("payroll:touched")).exists()
