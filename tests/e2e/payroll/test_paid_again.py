"""Money that leaves later, in a browser: a paid run opened again, and a held person paid the next month."""

from __future__ import annotations

import datetime
import io
import re
from typing import Any

import openpyxl

from praja.files.disk import read
from praja.payroll.models import Deduction, Run
from praja.payroll.runs import archive
from praja.temporal.actions import span
from tests.e2e.conftest import DESKTOP, PHONE, login, run_jobs
from tests.e2e.payroll.conftest import follow, press, said
from tests.integration.payroll.runs_world import REASON, PayDay, has_account, payday
from tests.integration.people.conftest import LONG_AGO, office, person, unit

__all__ = ["office", "payday"]

OCTOBER = datetime.date(2026, 10, 1)


def compute(page: Any, address: str, button: str) -> None:
    """Press what computes a run, and come back when it is done."""
    press(page, button)
    run_jobs(page)
    page.goto(address)


def to_the_bank(run: Run) -> dict[str, int]:
    """Return by name what the bank is told to pay."""
    rows: dict[str, int] = {}
    for one in archive.made_of(run).filter(name__startswith="bank-"):
        sheet = openpyxl.load_workbook(io.BytesIO(read(one.sha256) or b""))["Lampiran Detail"]
        head, *people, _sums = sheet.iter_rows(values_only=True)
        told = [dict(zip(head, row, strict=True)) for row in people]
        rows |= {row["Nama"]: row["Diterima"] for row in told}
    return rows


def test_a_paid_run_is_opened_again_and_only_the_difference_is_paid(open_page: Any, payday: PayDay) -> None:
    sari = payday.office.sari
    loan = Deduction.objects.create(
        person=sari, kind="angsuran_koperasi", creditor="Koperasi", monthly=150_000, berlaku=span(LONG_AGO)
    )
    run = payday.paid()
    first = payday.slip(run, sari).net
    loan.delete()  # it had been paid off
    treasurer, approver = open_page(DESKTOP), open_page(DESKTOP)
    login(treasurer, payday.user("bendahara"))
    address = f"/gaji/{run.pk}/"

    # Who closed it cannot open it; another can, with a reason.
    treasurer.goto(f"{address}buka-lagi/")
    treasurer.get_by_label(re.compile("^Alasan")).fill(REASON)
    press(treasurer, "Buka lagi")
    assert "Minta orang lain yang berwenang" in said(treasurer)
    login(approver, payday.user("penyetuju_dua"))
    approver.goto(address)
    follow(approver, "Buka lagi")
    approver.get_by_label(re.compile("^Alasan")).fill(REASON)
    press(approver, "Buka lagi")
    assert REASON in said(approver)

    treasurer.goto(address)
    compute(treasurer, address, "Hitung ulang semua")
    assert "Pernah dibayar, lalu dibuka lagi" in said(treasurer)
    assert "Dibayarkan sekarang Rp150.000" in said(treasurer)
    press(treasurer, "Sudah saya periksa")
    approver.goto(address)
    press(approver, "Setujui dan kunci")
    treasurer.goto(f"{address}keluaran/")
    press(treasurer, "Buat berkas")
    run_jobs(treasurer)
    treasurer.goto(f"{address}keluaran/")
    assert treasurer.locator("main").get_by_role("link", name=re.compile("^bank-")).count() == 1
    assert to_the_bank(run) == {sari.name: 150_000}

    employee = open_page(PHONE)
    login(employee, payday.user("sari"))
    slip = payday.slip(run, sari)
    employee.goto(f"/slip/{slip.pk}/")
    assert slip.net == (first or 0) + 150_000
    assert "sudah dibayarkan sebelum daftar ini dibuka lagi" in said(employee)


def test_a_person_who_was_held_is_paid_the_next_month(open_page: Any, payday: PayDay) -> None:
    section = unit("kota.sosial.bantuan", "Bidang Bantuan", "bidang", payday.dinas, payday.office.government)
    budi = person("Budi Ditahan", section, payday.office.staff_post, sex="L")
    has_account(budi, "1077")
    treasurer, approver = open_page(DESKTOP), open_page(DESKTOP)
    login(treasurer, payday.user("bendahara"))
    login(approver, payday.user("penyetuju"))

    treasurer.goto("/gaji/tahan/")
    form = treasurer.locator("main form.card")
    form.get_by_label("Daftar").select_option("gaji")
    form.get_by_label("Bulan").select_option(f"{OCTOBER}")
    form.get_by_label(re.compile("^Unit")).select_option(str(section.pk))
    form.get_by_label(re.compile("^Alasan")).fill("Laporan bulanan belum masuk.")
    press(treasurer, "Tahan")
    run = payday.computed(payday.open(period=OCTOBER, paid_on=OCTOBER))
    treasurer.goto(f"/gaji/{run.pk}/")
    assert "Laporan bulanan belum masuk" in said(treasurer)
    press(treasurer, "Sudah saya periksa")
    approver.goto(f"/gaji/{run.pk}/")
    press(approver, "Setujui dan kunci")
    held = payday.slip(run, budi)
    assert held.state == "ditahan" and payday.paid(Run.objects.get(pk=run.pk)).state == "dibayar"

    # The next month: it is released, and he is found among those who were not paid.
    late = f"/gaji/susulan/?pay_list=gaji&period={OCTOBER}&unit={payday.dinas.pk}"
    treasurer.goto(late)
    assert treasurer.get_by_role("checkbox", name=re.compile(budi.name)).count() == 0
    treasurer.goto("/gaji/tahan/")
    follow(treasurer, "Lepas")
    treasurer.get_by_label(re.compile("^Alasan")).fill("Laporannya sudah masuk.")
    press(treasurer, "Lepas")
    treasurer.goto(late)
    assert treasurer.get_by_role("checkbox", name=re.compile(budi.name)).is_checked()
    press(treasurer, "Buka susulan untuk yang dipilih")
    extra = Run.objects.get(kind="susulan")
    treasurer.goto(f"/gaji/{extra.pk}/")
    compute(treasurer, f"/gaji/{extra.pk}/", "Hitung")
    press(treasurer, "Sudah saya periksa")
    approver.goto(f"/gaji/{extra.pk}/")
    press(approver, "Setujui dan kunci")
    treasurer.goto(f"/gaji/{extra.pk}/")
    follow(treasurer, "Catat pembayaran")
    press(treasurer, "Catat sudah dibayar")

    paid = payday.slip(extra, budi)
    assert (extra.period, paid.state, paid.net) == (OCTOBER, "dibayar", held.net)
    treasurer.goto(late)
    assert budi.name not in said(treasurer)
    employee = open_page(PHONE)
    login(employee, budi.account)
    employee.goto(f"/slip/{paid.pk}/")
    assert "Oktober 2026" in said(employee)
