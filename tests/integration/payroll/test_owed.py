"""What is computed and not paid yet: owed until its regulation is recorded or its quarter ends; held until
the person's own reason is gone; each month paid later by its own facts, taxed in the month of payment.
"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from praja.files.actions import DOCUMENTS, store
from praja.payroll.enums import KeadaanProses, KeadaanSlip
from praja.payroll.extra import actions as basis_actions
from praja.payroll.extra.actions import ExtraRefused
from praja.payroll.models import LegalBasis, PackInUse, Recap, Run, RunAccount, StandingFact
from praja.payroll.outputs.source import Source
from praja.payroll.queries import counts_of, sums_of, waiting_for_treasurer
from praja.payroll.runs import actions, archive, late, stale
from praja.payroll.runs.actions import RunRefused
from praja.payroll.runs.verify import check_run
from praja.people.models import Person
from praja.temporal.actions import span
from tests.integration.payroll.runs_world import PayDay
from tests.integration.people.conftest import LONG_AGO

AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = (datetime.date(2026, month, 1) for month in (8, 9, 10, 11))
PDF = b"%PDF-1.7\n" + b"isi peraturan gubernur " * 20 + b"\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def owing(payday: PayDay) -> PayDay:
    """The pay day under the law of Kota Semarang, with a TPP for Hadi and Sari from August to November."""
    office = payday.office
    PackInUse.objects.create(government=office.government, pack="semarang_76_2021", berlaku=span(LONG_AGO))
    for name, value in {"pagu_tpp": "5000000", "kelas_jabatan": "8"}.items():
        StandingFact.objects.create(fact=name, value=value, unit=office.government, berlaku=span(LONG_AGO))
    for person in (office.head, office.sari):
        for month in (AUGUST, SEPTEMBER, OCTOBER, NOVEMBER):
            counted = {"hari_alpa": "0", "menit_kurang": "0", "upacara_absen": "0"}
            Recap.objects.create(person=person, period=month, kind="kehadiran", values=counted)
            Recap.objects.create(person=person, period=month, kind="kinerja", values={"nilai_skp": "95"})
    return payday


def says(payday: PayDay, fact: str, value: str, *days: datetime.date, person: Person | None = None) -> Any:
    whose = {"person": person} if person else {"unit": payday.office.government}
    return StandingFact.objects.create(fact=fact, value=value, berlaku=span(*(days or (LONG_AGO,))), **whose)


def tpp(payday: PayDay, month: datetime.date, paid_on: datetime.date | None = None) -> Run:
    run = payday.open(payday.dinas, pay_list="tpp", period=month, paid_on=paid_on or month)
    return payday.computed(run)


def approved(payday: PayDay, run: Run) -> Run:
    return payday.approved(payday.checked(run))


def basis(payday: PayDay, by: str = "bendahara_kota", **more: Any) -> LegalBasis:
    file = store(SimpleUploadedFile("pergub.pdf", PDF), by=payday.user(by), kinds=DOCUMENTS)
    said: dict[str, Any] = {"pay_list": "tpp", "first": datetime.date(2026, 1, 1),
                            "last": datetime.date(2026, 12, 1), "document": "Pergub 5/2026",
                            "document_date": datetime.date(2026, 11, 10)} | more  # fmt: skip
    return basis_actions.give_basis(
        government=payday.office.government, file=file, by=payday.user(by), on=payday.on, **said
    )


def owed_in_budget() -> int:
    rows = RunAccount.objects.filter(run__state__in=("disetujui", "dibayar"))
    return rows.aggregate(sum=Sum("accrued"))["sum"] or 0


# --- without a regulation


def test_without_a_regulation_the_list_is_owed_and_then_each_month_is_paid_by_its_own_facts(
    owing: PayDay,
) -> None:
    sari = owing.office.sari
    says(owing, "perkada_ditetapkan", "tidak")
    Recap.objects.filter(person=sari, period=SEPTEMBER, kind="kehadiran").update(
        values={"hari_alpa": "2", "menit_kurang": "0", "upacara_absen": "0"}
    )
    runs = [approved(owing, tpp(owing, month)) for month in (SEPTEMBER, OCTOBER)]

    for run in runs:
        assert counts_of(run)[KeadaanSlip.TERUTANG] == 2 and sums_of(run)["net"] == 0 < sums_of(run)["owed"]
        assert Source(run).paid == [] and run.totals["bersih_tpp"] == 0
        assert not waiting_for_treasurer(owing.user("bendahara"), owing.on).filter(pk=run.pk).exists()
        with pytest.raises(RunRefused, match="tidak ada uang"):
            owing.paid(run)
    slip = owing.slip(runs[0], sari)
    assert slip.problems[0]["kind"] == "terutang" and "dicatat dan disahkan" in slip.problems[0]["advice"]
    owed = [one.gross or 0 for run in runs for one in run.slips.filter(state="terutang")]
    assert owed_in_budget() == sum(owed) > 0
    treasurer = owing.user("bendahara")

    def opened() -> list[Run]:
        return actions.open_owed(
            unit=owing.dinas, pay_list="tpp", paid_on=NOVEMBER, by=treasurer, on=owing.on
        )

    with pytest.raises(RunRefused, match="peraturan"):
        opened()
    found = basis(owing)
    with pytest.raises(RunRefused, match="peraturan"):
        opened()
    with pytest.raises(ExtraRefused, match="Hanya pejabat penyetuju seluruh"):
        basis_actions.confirm_basis(basis=found, by=owing.user("penyetuju"), on=owing.on)
    with pytest.raises(IntegrityError, match="legalbasis_second_person"), transaction.atomic():
        LegalBasis.objects.filter(pk=found.pk).update(confirmed_by=found.made_by, confirmed_at=timezone.now())
    basis_actions.confirm_basis(basis=found, by=owing.user("penyetuju_kota"), on=owing.on)
    assert all(not stale.changes_since(run).rules and stale.changes_since(run).count == 3 for run in runs)

    later = [owing.paid(approved(owing, owing.computed(run))) for run in opened()]

    assert [run.period for run in later] == [SEPTEMBER, OCTOBER]
    september, october = (owing.slip(run, sari) for run in later)
    assert september.state == october.state == KeadaanSlip.DIBAYAR
    assert september.amounts["jumlah_tpp"] == slip.amounts["jumlah_tpp"] < october.amounts["jumlah_tpp"]
    # Both are paid in November, so that the second is taxed on top of the first.
    facts = archive.person_facts(later[1], sari.nip)
    assert facts["bulan_ini(bruto_pajak)"] == september.amounts["bruto_pajak"]
    assert facts["bulan_ini(dasar_bpjs)"] == 0
    told = archive.origin(later[1], sari.nip).filter(fakta="dasar_hukum_dicatat").to_dicts()[0]
    assert "Pergub 5/2026" in told["keterangan"] and "disahkan" in told["keterangan"]
    assert owing.slip(runs[0], sari).state == KeadaanSlip.TERUTANG and owed_in_budget() == 0
    assert late.owed(type(owing.dinas).objects.all()) == []
    with pytest.raises(RunRefused, match="Tidak ada yang terutang"):
        opened()


def test_a_regulation_that_is_withdrawn_before_payment_leaves_the_debt(owing: PayDay) -> None:
    says(owing, "perkada_ditetapkan", "tidak")
    found = basis(owing)
    with pytest.raises(ExtraRefused, match="sudah dicatat"):
        basis(owing, document="Pergub 6/2026")
    basis_actions.confirm_basis(basis=found, by=owing.user("penyetuju_kota"), on=owing.on)
    run = tpp(owing, OCTOBER)
    assert counts_of(run)[KeadaanSlip.DIBAYAR] == 2

    basis_actions.withdraw_basis(
        basis=found, reason="Peraturannya dibatalkan", by=owing.user("penyetuju_kota"), on=owing.on
    )

    assert stale.changes_since(run).count == 3
    assert counts_of(owing.computed(run))[KeadaanSlip.TERUTANG] == 2


# --- a quarter


def test_the_months_of_a_quarter_are_owed_and_paid_with_its_last(owing: PayDay) -> None:
    sari, last = owing.office.sari, datetime.date(2026, 9, 10)
    says(owing, "tpp_diselesaikan_triwulan", "ya")
    first = approved(owing, tpp(owing, AUGUST, datetime.date(2026, 8, 10)))
    slip = owing.slip(first, sari)
    assert slip.state == KeadaanSlip.TERUTANG and "September 2026" in slip.problems[0]["advice"]
    asked: dict[str, Any] = {
        "unit": owing.dinas,
        "pay_list": "tpp",
        "by": owing.user("bendahara"),
        "on": owing.on,
    }
    with pytest.raises(RunRefused, match="triwulan"):
        actions.open_owed(**asked, paid_on=datetime.date(2026, 8, 31))

    (run,) = actions.open_owed(**asked, paid_on=last)

    assert run.kind == "susulan" and run.period == AUGUST
    assert owing.slip(owing.computed(run), sari).state == KeadaanSlip.DIBAYAR
    assert owing.slip(tpp(owing, SEPTEMBER, last), sari).state == KeadaanSlip.DIBAYAR


# --- held


def test_who_is_held_is_paid_next_month_by_the_facts_of_the_month_and_taxed_in_that_of_payment(
    owing: PayDay,
) -> None:
    sari = owing.office.sari
    overdue = says(owing, "lhkpn_tertunggak", "ya", OCTOBER, person=sari)
    main = owing.paid(approved(owing, tpp(owing, OCTOBER)))
    held = owing.slip(main, sari)
    assert held.state == KeadaanSlip.DITAHAN and "LHKPN" in held.problems[0]["message"]
    owing.paid(approved(owing, owing.computed(owing.open(period=NOVEMBER, paid_on=NOVEMBER))))
    salary = sari.slips.get(pay_list="gaji")
    StandingFact.objects.filter(pk=overdue.pk).update(berlaku=span(OCTOBER, datetime.date(2026, 11, 12)))
    Recap.objects.filter(person=sari, period=NOVEMBER, kind="kinerja").update(values={"nilai_skp": "10"})

    def waiting(day: int) -> late.Candidate:
        paid_on = datetime.date(2026, 11, day)
        found = late.candidates(owing.dinas, "tpp", OCTOBER, paid_on=paid_on)
        return next(one for one in found if one.person_id == sari.pk)

    assert not waiting(11).ready and "LHKPN" in waiting(11).still
    assert waiting(12).ready

    more: dict[str, Any] = {"pay_list": "tpp", "period": OCTOBER, "kind": "susulan", "people": [sari.pk]}
    run = owing.computed(owing.open(**more, paid_on=datetime.date(2026, 11, 20)))

    slip = owing.slip(run, sari)
    assert slip.state == KeadaanSlip.DIBAYAR and slip.amounts["jumlah_tpp"] == held.amounts["jumlah_tpp"]
    facts = archive.person_facts(run, sari.nip)
    assert facts["bulan_ini(bruto_pajak)"] == salary.amounts["bruto_pajak"] > 0
    owing.paid(approved(owing, run))
    assert owing.slip(main, sari).state == KeadaanSlip.DITAHAN
    assert check_run(run).wrong == [] == check_run(main).wrong


def test_a_unit_that_is_released_is_paid_by_a_supplementary_run(owing: PayDay) -> None:
    by, on = owing.user("penyetuju"), owing.on
    says(owing, "pejabat_definitif_ada", "tidak")
    hold = actions.hold(unit=owing.dinas, period=OCTOBER, pay_list="tpp", reason="Dokumen OPD belum lengkap",
                        by=by, on=on)  # fmt: skip
    city = owing.open(
        owing.office.government, "bendahara_kota", pay_list="tpp", period=OCTOBER, paid_on=OCTOBER
    )
    city = owing.computed(city, "bendahara_kota")
    assert counts_of(city)[KeadaanSlip.DITAHAN] == 2
    actions.release(hold=hold, reason="Dokumen sudah lengkap", by=by, on=on)
    assert stale.changes_since(city).count == 2
    assert counts_of(owing.computed(city, "bendahara_kota", only_changed=True))[KeadaanSlip.DIBAYAR] == 2


# --- on the pages


def test_the_pages_of_what_is_owed(owing: PayDay) -> None:
    says(owing, "perkada_ditetapkan", "tidak")
    run = approved(owing, tpp(owing, OCTOBER))
    treasurer, city, approver = Client(), Client(), Client()
    treasurer.force_login(owing.user("bendahara"))
    city.force_login(owing.user("bendahara_kota"))
    approver.force_login(owing.user("penyetuju_kota"))
    page = treasurer.get(reverse("payroll:run", args=[run.pk])).content.decode()
    assert "Dihitung, dicatat sebagai utang" in page and "Catat pembayaran" not in page
    own = Client()
    own.force_login(owing.office.sari.account)  # type: ignore[arg-type]
    slip = owing.slip(run, owing.office.sari)
    assert "terutang kepada pegawai" in own.get(reverse("payroll:slip", args=[slip.pk])).content.decode()
    assert "Oktober 2026" in treasurer.get(reverse("payroll:run_late")).content.decode()
    said = {"unit": str(owing.dinas.pk), "pay_list": "tpp"}
    refused = treasurer.post(reverse("payroll:run_owed"), said, follow=True).content.decode()
    assert "Belum ada yang dapat dibayar" in refused

    city.post(
        reverse("payroll:bases"),
        {"government": str(owing.office.government.pk), "pay_list": "tpp", "document": "Perwal 5/2026",
         "document_date": "2026-11-10", "first": "2026-01", "last": "2026-12",
         "file": SimpleUploadedFile("perwal.pdf", PDF)},
    )  # fmt: skip
    found = LegalBasis.objects.get()
    assert city.post(reverse("payroll:basis_confirm", args=[found.pk])).status_code == 404
    approver.post(reverse("payroll:basis_confirm", args=[found.pk]))

    done = treasurer.post(reverse("payroll:run_owed"), said, follow=True).content.decode()

    made = Run.objects.get(kind="susulan")
    assert "1 susulan dibuka" in done and made.state == KeadaanProses.TERBUKA and len(made.people) == 2
