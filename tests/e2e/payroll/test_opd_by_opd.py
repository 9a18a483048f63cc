"""A government that pays unit by unit, in a browser: one is held by hand and released before it is approved;
and the family of somebody who died is paid.
"""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest

from praja.payroll.models import Run
from tests.e2e.conftest import DESKTOP, PHONE, login, run_jobs
from tests.e2e.payroll.conftest import follow, press, said
from tests.integration.payroll.facts_world import relative
from tests.integration.payroll.runs_world import MONTH, PayDay, has_account, payday
from tests.integration.payroll.test_survivors import dies, heirs_account
from tests.integration.people.conftest import office, person

__all__ = ["office", "payday"]


@pytest.mark.parametrize(
    "size", [PHONE, pytest.param(DESKTOP, marks=pytest.mark.slow)], ids=["phone", "desktop"]
)
def test_a_unit_is_held_and_released_before_the_list_is_approved(
    open_page: Any, payday: PayDay, size: Any
) -> None:
    budi = person("Budi Tani", payday.office.other, payday.office.staff_post, sex="L")
    sari = payday.office.sari
    has_account(budi, "1088")
    treasurer = open_page(size)
    login(treasurer, payday.user("bendahara_kota"))

    treasurer.goto("/gaji/tahan/")
    form = treasurer.locator("main form.card")
    form.get_by_label("Daftar").select_option("gaji")
    form.get_by_label("Bulan").select_option(f"{MONTH}")
    form.get_by_label(re.compile("^Unit")).select_option(str(payday.office.other.pk))
    form.get_by_label(re.compile("^Alasan")).fill("Laporan bulanan belum masuk.")
    press(treasurer, "Tahan")
    assert "Dinas Pertanian" in said(treasurer) and "Laporan bulanan belum masuk" in said(treasurer)
    run = payday.computed(payday.open(payday.office.government, by="bendahara_kota"), by="bendahara_kota")
    assert payday.slip(run, budi).state == "ditahan" and payday.slip(run, sari).state == "dibayar"
    address = f"/gaji/{run.pk}/"
    treasurer.goto(address)
    assert "Laporan bulanan belum masuk" in said(treasurer)

    treasurer.goto("/gaji/tahan/")
    follow(treasurer, "Lepas")
    treasurer.get_by_label(re.compile("^Alasan")).fill("Laporannya sudah masuk.")
    press(treasurer, "Lepas")
    assert "dilepas: Laporannya sudah masuk." in said(treasurer)
    assert "Hitung ulang proses bulan itu" in said(treasurer)
    treasurer.goto(address)
    press(treasurer, "Hitung ulang semua")
    run_jobs(treasurer)

    assert payday.slip(run, budi).state == "dibayar"
    treasurer.goto(address)
    assert "Laporan bulanan belum masuk" not in said(treasurer)


def test_the_family_of_somebody_who_died_is_paid(open_page: Any, payday: PayDay) -> None:
    sari = payday.office.sari
    relative(sari, "suami", "Budi", married_on=datetime.date(2015, 5, 5))
    dies(payday, sari)
    treasurer = open_page(PHONE)
    login(treasurer, payday.user("bendahara"))
    page = f"/gaji/terusan/?period={MONTH}&unit={payday.dinas.pk}"

    treasurer.goto(page)
    assert "Catat dahulu rekening ahli waris" in said(treasurer)
    heirs_account(sari)
    treasurer.goto(page)
    assert "Budi Suami" in said(treasurer)
    press(treasurer, "Buka daftar untuk yang dipilih")
    assert "Gaji terusan November 2026" in said(treasurer)

    run = Run.objects.get(kind="terusan")
    press(treasurer, "Hitung")
    run_jobs(treasurer)
    assert payday.slip(run, sari).state == "dibayar"
