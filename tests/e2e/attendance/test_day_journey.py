"""From a missing tap to the closed month: the employee asks, the superior decides, the officer closes."""

from __future__ import annotations

import datetime
from typing import Any

from praja.attendance.days.judging import judge, judge_touched
from praja.attendance.days.months import last_day
from praja.attendance.models import ClosedMonth, Day
from praja.attendance.sources.actions import take
from praja.jobs.testing import run_all
from tests.e2e.conftest import PHONE, assert_accessible_now, assert_fits, go_by, login, shot
from tests.integration.attendance.machines import device, pin, tapped_before, taps
from tests.integration.people.conftest import Office, office, today

__all__ = ["office", "today"]


def test_an_employee_corrects_a_day_the_superior_decides_and_the_officer_closes(
    open_page: Any, office: Office, today: datetime.date
) -> None:
    month = (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
    people = [office.sari.pk, office.section.pk, office.head.pk]
    machine = device(office.dinas)
    pin("1", office.sari, at=machine)
    tapped_before(machine, office.sari, office.section, office.head)
    judge(people, month, last_day(month))
    day = Day.objects.filter(person=office.sari, kind="kerja").order_by("-date")[0].date
    take(machine, taps(f"1 {day} 07:22:00"), how="unggah")
    judge_touched()

    # Sari opens her month, sees what is missing, and asks for it.
    page = open_page(PHONE)
    login(page, office.user("sari"))
    page.goto(f"/kehadiran/rekap/pegawai/{office.sari.pk}/{month:%Y-%m}/")
    page.locator(f"#h{day:%d} summary").click()
    assert "Tidak ada rekaman pulang, dihitung PSW4" in page.inner_text("main")
    assert_accessible_now(page)
    assert_fits(page)
    shot(page, "kehadiran-bulan-pegawai")
    go_by(page.locator(f"#h{day:%d}").get_by_role("link", name="Ajukan koreksi hari ini"))
    assert page.get_by_label("Jam pulang", exact=True).is_checked()
    page.get_by_label("Jam pulang yang benar").fill("16:35")
    page.get_by_label("Apa yang terjadi?").fill("Mesin mati sejak siang, saya pulang bersama Bu Siti")
    assert_accessible_now(page)
    assert_fits(page)
    shot(page, "kehadiran-koreksi-baru")
    go_by(page.get_by_role("button", name="Kirim kepada atasan"))
    assert "Menunggu atasan" in page.inner_text("main")

    # Her superior reads the day's story beside the request, and accepts.
    phone = open_page(PHONE)
    login(phone, office.user("section"))
    phone.goto("/kehadiran/koreksi/")
    assert_fits(phone)
    shot(phone, "kehadiran-koreksi-menunggu")
    go_by(phone.get_by_role("link", name="Sari Utami"))
    phone.get_by_label("Terima").check()
    assert_accessible_now(phone)
    assert_fits(phone)
    shot(phone, "kehadiran-koreksi-putusan")
    go_by(phone.get_by_role("button", name="Simpan keputusan"))
    run_all()
    assert Day.objects.get(person=office.sari, date=day).codes == ["H"]

    # The officer looks at the recap, sees that nothing is open, and closes the month.
    desk = open_page()
    login(desk, office.user("pengelola"))
    desk.goto("/kehadiran/penutupan/")
    go_by(desk.get_by_role("link", name="belum ditutup").first)
    assert_accessible_now(desk)
    shot(desk, "kehadiran-penutupan")
    go_by(desk.get_by_role("link", name="Rekap", exact=True))
    assert_accessible_now(desk)
    shot(desk, "kehadiran-rekap")
    desk.go_back()
    go_by(desk.get_by_role("button", name="Tutup bulan ini"))
    assert "sudah ditutup" in desk.inner_text("main")
    shot(desk, "kehadiran-ditutup")
    row = ClosedMonth.objects.get(person=office.sari)
    assert row.facts["psw_4"] == 0 and row.facts["hari_masuk"] == 1

    # Sari sees that it is closed.
    page.goto(f"/kehadiran/rekap/pegawai/{office.sari.pk}/{month:%Y-%m}/")
    assert "ditutup" in page.inner_text("main")
    desk.goto("/kehadiran/ketidakhadiran/")
    assert "mencapai batas hukuman disiplin" in desk.inner_text("main")
    assert_accessible_now(desk)
    shot(desk, "kehadiran-setahun")
    go_by(desk.get_by_role("link", name="Sari Utami"))
    assert_accessible_now(desk)
    shot(desk, "kehadiran-setahun-pegawai")
