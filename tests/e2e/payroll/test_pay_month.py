"""The pay month in a browser: a treasurer from opening to files, an approver, an employee who asks why."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test.signals import template_rendered

import praja
from praja.jobs.testing import run_all
from praja.payroll.models import BankFileForm, Deduction, ExtraLine, Run, Slip
from praja.payroll.outputs.bank.shape import USUAL
from praja.temporal.actions import span
from tests.e2e.conftest import PHONE, assert_accessible, assert_fits, login
from tests.integration.payroll.runs_world import MONTH, PayDay, payday
from tests.integration.people.conftest import office

__all__ = ["office", "payday"]

OCTOBER = datetime.date(2026, 10, 1)
NOT_WALKED = {"payroll/sheets/mapping", "payroll/sheets/detail", "payroll/slip/unexplained"}
"""Pages of a sheet that was uploaded, and of a slip whose facts are gone."""


def pages_of_pay() -> set[str]:
    """Return the names of all templates of pay that are whole pages."""
    folder = Path(praja.__file__).parent / "payroll" / "templates"
    return {
        path.relative_to(folder).as_posix().removesuffix(".html")
        for path in folder.glob("payroll/**/*.html")
        if not path.name.startswith("_") and re.match(r'\{% extends "web/base\.html" %\}', path.read_text())
    }


@pytest.fixture
def rendered() -> Iterator[set[str]]:
    """Collect the names of the templates that the site renders."""
    names: set[str] = set()

    def note(sender: Any, template: Any, **_more: Any) -> None:
        names.add(str(template.name).removesuffix(".html"))

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


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


def press(page: Any, button: str) -> None:
    """Press a button of the page and arrive at the next."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=button, exact=True).first.click()


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


def test_a_month_from_missing_facts_to_files_and_an_employees_why(open_page: Any, months: PayDay) -> None:
    treasurer = open_page(PHONE)
    login(treasurer, months.user("bendahara"))
    treasurer.goto("/gaji/kurang/?bulan=2026-11&daftar=tpp")
    assert "3 dari 3 pegawai belum lengkap" in treasurer.locator("h1").inner_text()

    run = months.open()
    treasurer.goto(f"/gaji/{run.pk}/")
    press(treasurer, "Hitung")
    run_all()
    treasurer.goto(f"/gaji/{run.pk}/")
    assert "1 bermasalah" in " ".join(treasurer.locator("main").inner_text().split())
    press(treasurer, "Sudah saya periksa")
    assert treasurer.locator("main").get_by_role("button", name="Setujui dan kunci").count() == 0

    approver = open_page(PHONE)
    login(approver, months.user("penyetuju"))
    approver.goto(f"/gaji/{run.pk}/")
    press(approver, "Setujui dan kunci")

    treasurer.goto(f"/gaji/{run.pk}/beda/")
    assert "Turun Rp125.000" in treasurer.locator("h1").inner_text()
    treasurer.goto(f"/gaji/{run.pk}/keluaran/")
    press(treasurer, "Buat berkas")
    run_all()
    treasurer.goto(f"/gaji/{run.pk}/keluaran/")
    assert treasurer.locator("main").get_by_role("link", name=re.compile("^bank-")).count() == 1

    employee = open_page(PHONE)
    login(employee, months.user("sari"))
    employee.goto("/slip/")
    slip = Slip.objects.get(run=run, person=months.office.sari)
    employee.locator(f'a[href*="{slip.pk}"]').first.click()
    assert "125.000" in employee.locator("main").inner_text()
    employee.goto(f"/slip/{slip.pk}/baris/gaji_pokok/")
    assert "III/a" in employee.locator("main").inner_text()


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
        "/gaji/tahan/",
        "/gaji/kurang/?bulan=2026-11&daftar=gaji",
        "/gaji/masukan/",
        person,
        f"{person}potongan/",
        f"{person}tetap/kuasa_zakat/",
        base,
        f"{base}slip/",
        f"{base}berubah/",
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
    assert pages_of_pay() - NOT_WALKED - rendered == set()
