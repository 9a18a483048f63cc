"""The same month of two governments in a browser, computed side by side, each by its own law."""

from __future__ import annotations

import datetime
from typing import Any

from praja.access.enums import Role
from praja.accounts.models import User
from praja.jobs.testing import run_all
from praja.payroll.models import PackInUse, Recap, Run, Slip, StandingFact
from praja.people.models import Person
from praja.temporal.actions import span
from tests.e2e.conftest import DESKTOP, login
from tests.e2e.payroll.conftest import press, said
from tests.integration.payroll.runs_world import PayDay, payday
from tests.integration.people.conftest import LONG_AGO, office, person, position, role, unit

__all__ = ["office", "payday"]

OCTOBER, PAID_ON = datetime.date(2026, 10, 1), datetime.date(2026, 10, 5)
SEMARANG, NGAWI = "semarang_76_2021", "ngawi_35_2017"
PAGU = 5_000_000
STANDING = {"pagu_tpp": f"{PAGU}", "kelas_jabatan": "8", "pola_hari_kerja": "lima_hari"}
ATTENDED = {"hari_alpa": "2", "menit_kurang": "0", "menit_terlambat": "0", "upacara_absen": "0"}


def under(pack: str, government: Any, *people: Person) -> None:
    """Let a government pay TPP by a pack to people who stayed away for two days."""
    PackInUse.objects.create(government=government, pack=pack, berlaku=span(LONG_AGO))
    for fact, value in STANDING.items():
        StandingFact.objects.create(fact=fact, value=value, unit=government, berlaku=span(LONG_AGO))
    for one in people:
        Recap.objects.create(person=one, period=OCTOBER, kind="kehadiran", values=ATTENDED)
        Recap.objects.create(person=one, period=OCTOBER, kind="kinerja", values={"nilai_skp": "95"})


def opened(page: Any, unit: Any) -> Run:
    """Open the TPP of October for a unit, as its treasurer, and ask for it to be computed."""
    page.goto("/gaji/buka/")
    form = page.locator("main form")
    form.get_by_label("Daftar").select_option("tpp")
    form.get_by_label("Bulan").select_option(f"{OCTOBER}")
    form.get_by_label("Unit, dengan semua di bawahnya").select_option(str(unit.pk))
    form.get_by_label("Tanggal bayar").fill(f"{PAID_ON}")
    press(page, "Buka")
    press(page, "Hitung")
    page.goto("/gaji/")  # the page of a run that is computed asks how far it is, and loads itself anew
    return Run.objects.get(unit=unit)


def test_two_governments_compute_one_month_side_by_side(open_page: Any, payday: PayDay) -> None:
    sari = payday.office.sari
    regency = unit("ngawi", "Kabupaten Ngawi", "pemerintah_kabupaten", None, None)
    agency = unit("ngawi.sosial", "Dinas Sosial Ngawi", "dinas", regency, regency)
    wati = person("Wati Ngawi", agency, position("ngawi.staf", "Pengolah Data", "pelaksana", agency, None))
    theirs = role(User.objects.create_user("bendahara_ngawi", name="Bendahara Ngawi"), Role.BENDAHARA, agency)
    under(SEMARANG, payday.office.government, sari)
    under(NGAWI, regency, wati)
    here, there = open_page(DESKTOP), open_page(DESKTOP)
    login(here, payday.user("bendahara"))
    login(there, theirs)

    # Both are asked for before either is computed.
    runs = opened(here, payday.dinas), opened(there, agency)
    assert [run.state for run in runs] == ["menghitung", "menghitung"]
    assert run_all() == ["payroll.compute", "payroll.compute"]

    mine, other = Slip.objects.get(run=runs[0], person=sari), Slip.objects.get(run=runs[1], person=wati)
    assert (Run.objects.get(pk=runs[0].pk).pack, Run.objects.get(pk=runs[1].pk).pack) == (SEMARANG, NGAWI)
    for page, slip, stranger, law, others, amount in (
        (here, mine, wati, "Perwal Semarang 76/2021", "Ngawi 35/2017", "Rp3.500.000"),
        (there, other, sari, "Perbup Ngawi 35/2017", "Semarang 76/2021", "Rp4.550.000"),
    ):
        page.goto(f"/gaji/{slip.run_id}/slip/")
        assert slip.name in said(page) and stranger.name not in said(page)
        page.goto(f"/slip/{slip.pk}/baris/tpp_gabungan/")
        told = said(page)
        assert amount in told and law in told and others not in told, told
    assert here.goto(f"/gaji/{runs[1].pk}/").status == there.goto(f"/slip/{mine.pk}/").status == 404
