"""A roster with a night shift, written by keyboard; a swap that is asked, accepted and approved on phones."""

from __future__ import annotations

from typing import Any

from praja.attendance.calendar.queries import schedule_frame
from praja.attendance.models import RosterDay
from praja.attendance.roster.actions.shifts import set_shift
from praja.organization.queries import today
from tests.e2e.conftest import DESKTOP, PHONE, assert_accessible_now, assert_fits, go_by, login, shot
from tests.integration.people.conftest import Office, office, person

__all__ = ["office"]


def test_a_night_shift_is_rostered_by_keyboard_and_swapped(open_page: Any, office: Office) -> None:
    on = today()
    budi = person("Budi Rekan", office.dinas, office.staff_post, sex="L")
    for code, start, end in (("P", 420, 840), ("M", 1260, 420)):
        set_shift(
            unit=office.dinas, code=code, name=f"Sif {code}", start=start, end=end, since=on.replace(day=1),
            terms={}, by=office.user("kepala_unit"), on=on,
        )  # fmt: skip
    desk = open_page(DESKTOP)
    login(desk, office.user("kepala_unit"))

    # The head writes the roster without touching the mouse, and publishes it.
    desk.goto(f"/kehadiran/jadwal/unit/{office.dinas.pk}/{on:%Y-%m}/")
    assert_accessible_now(desk)
    rows = desk.locator("[data-kisi] tbody tr")
    names = rows.locator("th").all_inner_texts()
    desk.locator("[data-kisi] [tabindex='0']").focus()
    at = 0
    for name, code in (("Budi Rekan", "l"), ("Sari Utami", "m")):
        for _step in range(names.index(name) - at):
            desk.keyboard.press("ArrowDown")
        at = names.index(name)
        desk.keyboard.press("Home")
        for _step in range(on.day - 1):
            desk.keyboard.press("ArrowRight")
        desk.keyboard.press(code)
    shot(desk, "kehadiran-jadwal")
    go_by(desk.get_by_role("button", name="Simpan rancangan"))
    go_by(desk.get_by_role("button", name="Terbitkan jadwal"))
    assert "2 hari berubah" in desk.inner_text("#kabar")
    assert schedule_frame([office.sari.pk], on, on)["end"].item() == 31 * 60

    # Sari asks Budi to take the night.
    sari = open_page(PHONE)
    login(sari, office.user("sari"))
    sari.goto("/kehadiran/jadwal/")
    assert "21.00–07.00 (+1)" in sari.inner_text("main")
    assert_accessible_now(sari)
    assert_fits(sari)
    shot(sari, "kehadiran-jadwal-saya")
    go_by(sari.locator(".list").get_by_role("link", name="Tukar").first)
    sari.get_by_label("Budi Rekan (lepas)").check()
    sari.get_by_label("Alasan").fill("Anak saya dirawat di rumah sakit")
    assert_fits(sari)
    shot(sari, "kehadiran-tukar-minta")
    go_by(sari.get_by_role("button", name="Kirim permintaan"))

    # Budi finds it among what waits for him, and accepts.
    mate = open_page(PHONE)
    login(mate, budi.account)
    mate.goto("/kehadiran/tukar/")
    go_by(mate.get_by_role("link", name="Jawab"))
    assert "lepas menjadi M" in mate.inner_text("main")
    go_by(mate.get_by_role("button", name="Terima"))

    # Their superior approves; from then on the night is Budi's.
    chief = open_page(PHONE)
    login(chief, office.user("section"))
    chief.goto("/kehadiran/tukar/")
    go_by(chief.get_by_role("link", name="Putuskan"))
    assert_accessible_now(chief)
    assert_fits(chief)
    shot(chief, "kehadiran-tukar-putuskan")
    go_by(chief.get_by_role("button", name="Setujui"))
    held = RosterDay.objects.filter(day=on, digantikan__isnull=True)
    assert {one.person.name: one.shift and one.shift.code for one in held} == {
        "Sari Utami": None, "Budi Rekan": "M",
    }  # fmt: skip
    sari.goto("/kehadiran/jadwal/")
    assert "ditukar" in sari.inner_text("main")
