"""The pay month in a browser: a treasurer from opening to files, an approver, an employee who asks why."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest

from praja.access.enums import Role
from praja.payroll.models import BankFileForm, Deduction, ExtraLine, Run, Slip
from praja.payroll.outputs.bank.shape import USUAL
from praja.temporal.actions import span
from tests.e2e.conftest import PHONE, assert_accessible, assert_fits, go_by, login, run_jobs
from tests.e2e.payroll.conftest import press, said
from tests.e2e.walking import all_pages
from tests.integration.payroll.runs_world import MONTH, PayDay, payday
from tests.integration.people.conftest import office, role

__all__ = ["office", "payday"]

OCTOBER = datetime.date(2026, 10, 1)
NOT_WALKED = {"payroll/sheets/mapping", "payroll/sheets/detail", "payroll/slip/unexplained"}
"""Pages of a sheet that was uploaded, and of a slip whose facts are gone."""


@pytest.fixture
def months(payday: PayDay) -> PayDay:
    """October is paid; in November Sari has begun to pay back a loan."""
    opened = payday.open(period=OCTOBER, paid_on=OCTOBER)
    payday.paid(payday.approved(payday.checked(payday.computed(opened))))
    Deduction.objects.create(
        person=payday.office.sari, kind="angsuran_koperasi", creditor="Koperasi", monthly=125_000,
        berlaku=span(MONTH),
    )  # fmt: skip
    return payday


def look(page: Any, *paths: str) -> list[str]:
    """Open pages and return what is wrong with them."""
    wrong: list[str] = []
    for path in paths:
        answer = page.goto(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        for examine in (assert_accessible, assert_fits):
            try:
                examine(page)
            except AssertionError as error:
                wrong.append(f"{path}: {error}")
    return wrong


def refuses_own_run(page: Any, months: PayDay, run: Run) -> None:
    """Let the treasurer become one who approves for the government: the page says why another has to."""
    role(months.user("bendahara"), Role.PEJABAT_PENYETUJU, months.office.government)
    page.goto(f"/gaji/{run.pk}/")
    assert "Anda yang menghitung atau memeriksa proses ini, maka orang lain yang menyetujuinya." in said(page)
    assert page.locator("main").get_by_role("button", name="Setujui dan kunci").count() == 0
    # Who sends the form of another page all the same is told so, and nothing is approved.
    with page.expect_navigation():
        page.evaluate(
            """address => { const form = document.querySelector("main form").cloneNode(true);
            form.action = address; document.body.append(form); form.submit() }""",
            f"/gaji/{run.pk}/setujui/",
        )
    run.refresh_from_db()
    assert "tidak dapat menyetujui" in page.locator("body").inner_text() and run.state == "diperiksa"


def asks_why_down_to_the_sk(page: Any) -> None:
    """Open the basic salary on the slip, and from there the record that says which class."""
    line = page.locator("details.line", has=page.locator("summary", has_text="Gaji pokok")).first
    line.locator("summary").first.click()
    told = line.locator("li:visible", has_text="III/a").first
    told.wait_for()
    go_by(told.get_by_role("link", name="Lihat catatannya"))
    assert "III/a" in said(page) and "SK" in said(page)


def tries_another_number_of_children(page: Any, slip: Slip) -> None:
    """Move a slider of "bagaimana jika": the estimate follows at once, the slip stays."""
    go_by(page.get_by_role("link", name="Coba hitung"))
    slider = page.locator("[data-slides=f-jumlah_anak_ditunjang]")
    slider.evaluate("one => { one.value = 2; one.dispatchEvent(new Event('input', {bubbles: true})) }")
    page.locator("#perkiraan .try-lines", has_text="Tunjangan anak").wait_for()
    assert "Naik Rp" in page.locator("#perkiraan").inner_text()
    before = slip.net
    slip.refresh_from_db()
    assert slip.net == before


def test_a_month_from_missing_facts_to_files_and_an_employees_why(open_page: Any, months: PayDay) -> None:
    treasurer = open_page(PHONE)
    login(treasurer, months.user("bendahara"))
    treasurer.goto("/gaji/kurang/?bulan=2026-11&daftar=tpp")
    assert "3 dari 3 pegawai belum lengkap" in treasurer.locator("h1").inner_text()

    run = months.open()
    treasurer.goto(f"/gaji/{run.pk}/")
    press(treasurer, "Hitung")
    run_jobs(treasurer)
    treasurer.goto(f"/gaji/{run.pk}/")
    assert "1 bermasalah" in said(treasurer)
    press(treasurer, "Sudah saya periksa")
    refuses_own_run(treasurer, months, run)

    approver = open_page(PHONE)
    login(approver, months.user("penyetuju"))
    approver.goto(f"/gaji/{run.pk}/")
    press(approver, "Setujui dan kunci")

    treasurer.goto(f"/gaji/{run.pk}/beda/")
    assert "Turun Rp125.000" in treasurer.locator("h1").inner_text()
    treasurer.goto(f"/gaji/{run.pk}/keluaran/")
    press(treasurer, "Buat berkas")
    run_jobs(treasurer)
    treasurer.goto(f"/gaji/{run.pk}/keluaran/")
    assert treasurer.locator("main").get_by_role("link", name=re.compile("^bank-")).count() == 1

    employee = open_page(PHONE)
    login(employee, months.user("sari"))
    employee.goto("/slip/")
    slip = Slip.objects.get(run=run, person=months.office.sari)
    go_by(employee.locator(f'a[href*="{slip.pk}"]').first)
    assert "125.000" in employee.locator("main").inner_text()
    asks_why_down_to_the_sk(employee)
    employee.goto(f"/slip/{slip.pk}/")
    tries_another_number_of_children(employee, slip)


def test_every_page_of_pay_is_accessible_and_fits(open_page: Any, months: PayDay, rendered: set[str]) -> None:
    run = months.paid()
    slip = Slip.objects.get(run=run, person=months.office.sari)
    other = Slip.objects.get(run__period=OCTOBER, person=months.office.sari)
    base, person = f"/gaji/{run.pk}/", f"/gaji/masukan/orang/{months.office.sari.pk}/"
    open_run = Run.objects.get(pk=months.open(pay_list="tpp").pk)
    sari, city = months.office.sari, months.office.government
    extra = ExtraLine.objects.create(
        person=sari, unit=months.dinas, pay_list="gaji", kind="tambahan_keputusan", amount=150_000,
        first=datetime.date(2026, 12, 1), last=datetime.date(2026, 12, 1), reason="Uang tugas",
        document="900/1/2026", document_date=OCTOBER, made_by=months.user("bendahara"),
    )  # fmt: skip
    form = BankFileForm.objects.create(
        government=city, bank="Bank Jateng", version=1, shape=USUAL.as_json(), reason="Surat bank nomor 12",
        made_by=months.user("bendahara_kota"),
    )  # fmt: skip

    page = open_page(PHONE)
    login(page, months.user("bendahara"))
    wrong = look(
        page,
        "/gaji/",
        "/gaji/buka/",
        "/gaji/susulan/",
        f"/gaji/terusan/?period=2026-11-01&unit={months.dinas.pk}",
        "/gaji/tahan/",
        "/gaji/kurang/?bulan=2026-11&daftar=gaji",
        "/gaji/masukan/",
        person,
        f"{person}potongan/",
        f"{person}tetap/kuasa_zakat/",
        base,
        f"{base}slip/",
        f"{base}berubah/",
        f"{base}rapel/",
        f"/gaji/rapel/?pay_list=gaji&period=2026-10-01&last=2026-10-01&unit={months.dinas.pk}",
        "/gaji/rapel/tersentuh/",
        f"{base}beda/?sebab=potongan",
        f"{base}keluaran/",
        f"{base}slip-pdf/",
        f"{base}buka-lagi/",
        f"/gaji/{open_run.pk}/batalkan/",
        f"/slip/{slip.pk}/",
        f"/slip/{other.pk}/baris/gaji_pokok/",
        f"/slip/{slip.pk}/bagaimana-jika/",
        "/gaji/anggaran/?tahun=2026",
        "/gaji/anggaran/pagu/",
        "/gaji/anggaran/pagu/catat/",
        "/gaji/anggaran/akun/",
        "/gaji/tambahan/",
        f"/gaji/tambahan/{extra.pk}/",
        f"/gaji/tambahan/orang/{sari.pk}/",
        f"/gaji/orang/{sari.pk}/",
        "/gaji/bank/",
        f"/gaji/bank/{form.pk}/",
        "/periksa-slip/",
    )
    login(page, months.user("bendahara_kota"))
    wrong += look(
        page,
        "/gaji/anggaran/apbd/",
        f"/gaji/anggaran/akun/{city.pk}/pilih/",
        f"/gaji/bank/usul/{city.pk}/?bank=Bank%20Lain",
        "/gaji/dasar-hukum/",
    )
    login(page, months.user("sari"))
    wrong += look(page, "/slip/")
    assert not wrong, "\n".join(wrong)
    assert {name for name in all_pages() if name.startswith("payroll/")} - NOT_WALKED - rendered == set()
