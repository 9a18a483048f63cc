"""Check-in on a phone: agreed to, pressed with and without a connection, decided; and what the days tell."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from praja.attendance.checkin.actions.policies import permit
from praja.attendance.models import CheckIn, Day, Signal, Tap
from praja.organization.queries import today
from tests.e2e.conftest import (
    DESKTOP,
    PATIENCE,
    PHONE,
    assert_accessible_now,
    assert_fits,
    go_by,
    login,
    shot,
)
from tests.integration.attendance.days_made import day
from tests.integration.attendance.phones import LAT, LON, METRE, picture, terms
from tests.integration.people.conftest import Office, office
from tests.waiting import until

__all__ = ["office"]

HERE = {"latitude": LAT, "longitude": LON, "accuracy": 12}
FAR = {"latitude": LAT + 1500 * METRE, "longitude": LON, "accuracy": 12}
TICK = datetime.timedelta(milliseconds=5)
"""What a browser's clock, which counts milliseconds, may show otherwise than ours."""


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def look(page: Any, name: str) -> None:
    assert_fits(page)
    assert_accessible_now(page)
    shot(page, f"presensi-{name}")


def kept(page: Any) -> int:
    found: int = page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('praja-ponsel:')).length"
    )
    return found


@pytest.fixture
def phone(office: Office, open_page: Any) -> Any:
    page = open_page(PHONE, geolocation=HERE, permissions=["geolocation"])
    login(page, office.user("sari"))
    return page


def test_a_check_in_without_a_connection_is_sent_once_it_is_back(
    office: Office, phone: Any, open_page: Any, tmp_path: Path
) -> None:
    terms(office.dinas, photo="wajib")
    photo = tmp_path / "diri.jpg"
    photo.write_bytes(picture())
    phone.goto("/kehadiran/ponsel/")
    look(phone, "setuju")
    go_by(phone.get_by_role("button", name="Saya setuju"))
    phone.get_by_role("button", name="Catat kehadiran sekarang").click()
    phone.get_by_text("Ambil foto dahulu.").wait_for()
    look(phone, "tombol")
    phone.get_by_label("Foto diri di tempat kerja").set_input_files(photo)
    left = now()
    go_by(phone.get_by_role("button", name="Catat kehadiran sekarang"))
    opening = now() - left
    phone.locator(".head").get_by_text("di Kantor Dinas Sosial.").wait_for()
    first = CheckIn.objects.get()
    assert (first.state, first.distance, first.late) == ("tercatat", 0, False)
    assert first.photo is not None and first.photo.size < 60_000 and first.phone
    look(phone, "tercatat")

    phone.wait_for_load_state("networkidle")
    phone.context.set_offline(True)
    phone.wait_for_function("navigator.onLine === false")
    phone.get_by_label("Foto diri di tempat kerja").set_input_files(photo)
    before = now()
    phone.get_by_role("button", name="Catat kehadiran sekarang").click()
    phone.get_by_text("Belum terkirim, disimpan di ponsel ini.").wait_for()
    pressed = now()
    look(phone, "luring")
    assert kept(phone) == 1
    # Pressed again without a connection: both wait, neither takes the place of the other. Taps are of whole
    # seconds, and each is moved by how long its own way to the server took.
    phone.wait_for_timeout(2500)
    phone.get_by_label("Foto diri di tempat kerja").set_input_files(photo)
    phone.get_by_role("button", name="Catat kehadiran sekarang").click()
    assert until(lambda: kept(phone) == 2)
    assert CheckIn.objects.count() == 1

    restored = now()
    phone.context.set_offline(False)
    phone.locator(".list").get_by_text("Tercatat pukul").nth(2).wait_for(timeout=2 * PATIENCE)
    assert kept(phone) == 0
    rows = list(CheckIn.objects.order_by("device_at"))
    assert len(rows) == Tap.objects.count() == 3
    assert all(one.photo is not None and one.state == "tercatat" for one in rows)
    # It counts from when it was pressed, late by no more than its way to the server took.
    assert before - TICK < rows[1].at < rows[1].received_at - (restored - pressed) + TICK
    slow = opening + (rows[1].received_at - restored)
    assert abs(rows[1].clock_gap or 0) <= slow.total_seconds() + 1


def test_the_page_opens_without_a_connection_and_its_check_in_waits_for_the_superior(
    office: Office, phone: Any
) -> None:
    terms(office.dinas)
    phone.goto("/kehadiran/ponsel/")
    go_by(phone.get_by_role("button", name="Saya setuju"))
    phone.get_by_role("button", name="Catat kehadiran sekarang").wait_for()
    assert until(lambda: phone.evaluate("caches.match('/kehadiran/ponsel/').then((one) => !!one)"))
    phone.context.set_offline(True)
    phone.goto("/kehadiran/ponsel/")
    phone.get_by_text("Tanpa sambungan: ini halaman yang terakhir dibuka.").wait_for()
    look(phone, "dibuka-luring")
    before = now()
    phone.get_by_role("button", name="Catat kehadiran sekarang").click()
    phone.get_by_text("Belum terkirim, disimpan di ponsel ini.").wait_for()
    pressed = now()
    assert (CheckIn.objects.count(), kept(phone)) == (0, 1)

    restored = now()
    phone.context.set_offline(False)
    phone.goto("/kehadiran/ponsel/")
    phone.locator(".list").get_by_text("Tercatat pukul").wait_for(timeout=2 * PATIENCE)
    made = CheckIn.objects.get()
    assert before - TICK < made.at < made.received_at - (restored - pressed) + TICK
    assert made.clock_gap is None
    assert kept(phone) == 0

    with phone.expect_event("load"):
        phone.locator("form[data-signout]").first.evaluate("(form) => form.requestSubmit()")
    phone.locator("form[data-signin]").wait_for()
    assert until(lambda: not phone.evaluate("caches.keys().then((found) => found.length)"))


def test_far_from_the_office_the_superior_decides(office: Office, phone: Any, open_page: Any) -> None:
    terms(office.dinas)
    phone.goto("/kehadiran/ponsel/")
    go_by(phone.get_by_role("button", name="Saya setuju"))
    phone.context.set_geolocation(FAR)
    phone.get_by_label("Keterangan").fill("Mengantar bantuan ke Kelurahan Ngaliyan")
    go_by(phone.get_by_role("button", name="Catat kehadiran sekarang"))
    phone.locator(".head").get_by_text("menunggu atasan: 1.500 m dari Kantor Dinas Sosial").wait_for()
    phone.context.clear_permissions()
    phone.get_by_role("button", name="Catat kehadiran sekarang").click()
    phone.get_by_text("Izinkan lokasi untuk situs ini").wait_for()
    look(phone, "tanpa-izin-lokasi")
    go_by(phone.get_by_role("button", name="Kirim tanpa posisi"))
    phone.locator(".head").get_by_text("menunggu atasan: tanpa posisi").wait_for()

    siti = open_page(PHONE)
    login(siti, office.user("section"))
    siti.goto("/")
    go_by(siti.get_by_text("2 presensi ponsel menunggu Anda"))
    siti.get_by_text("Mengantar bantuan ke Kelurahan Ngaliyan").wait_for()
    look(siti, "menunggu")
    siti.get_by_label("Ya, dihitung").first.check()
    go_by(siti.get_by_role("button", name="Simpan keputusan").first)
    siti.get_by_text("Dihitung, dan harinya dinilai lagi.").wait_for()
    assert Tap.objects.get().person == office.sari


def test_a_month_and_the_team_on_a_phone(office: Office, phone: Any, open_page: Any) -> None:
    on = today()
    day(office.sari, on, in_minute=471, late=21, late_band=1, codes=["TL1"], start=450, end=1439)
    for step in range(1, min(on.day, 20)):
        day(
            office.sari,
            on - datetime.timedelta(days=step),
            status="hadir",
            in_minute=440,
            out_minute=970,
            worked=470,
        )
    Day.objects.filter(date=on - datetime.timedelta(days=2)).update(
        status="alpa", codes=["TK"], in_minute=None
    )
    day(office.stranger, on)

    signal = Signal.objects.create(
        person=office.sari, kind="satu_ponsel", key="x 2026-11", first=on, last=on, count=1,
        facts={"hari": 1, "orang": 1, "lain": [str(office.stranger.pk)]},
    )  # fmt: skip
    terms(office.dinas, who="tertentu")
    permit(
        person=office.sari, start=on, last=None, reason="Pendamping di desa", by=office.user("admin"), on=on
    )

    phone.goto("/kehadiran/bulan/")
    phone.get_by_text("Datang 07.51. Terlambat 21 menit.").wait_for()
    look(phone, "bulan")
    go_by(phone.get_by_text("Ada 1 hal tentang presensi Anda yang perlu dijelaskan.").get_by_role("link"))
    look(phone, "isyarat-saya")
    go_by(phone.get_by_text("Satu ponsel dipakai beberapa orang"))
    phone.get_by_label("Penjelasan Anda").fill("Saya meminjam karena ponsel saya rusak.")
    look(phone, "isyarat-jawab")
    go_by(phone.get_by_role("button", name="Kirim penjelasan"))
    phone.get_by_text("Penjelasan Anda tercatat.").wait_for()
    siti = open_page(PHONE)
    login(siti, office.user("section"))
    siti.goto("/kehadiran/tim/")
    siti.get_by_text("07.51, terlambat 21 menit").wait_for()
    look(siti, "tim")
    admin = open_page(DESKTOP)
    login(admin, office.user("admin"))
    for address, name in (
        ("/kehadiran/tim/", "tim-admin"),
        ("/kehadiran/ponsel/aturan/", "aturan"),
        (f"/kehadiran/ponsel/aturan/unit/{office.dinas.pk}/", "aturan-unit"),
        ("/kehadiran/ponsel/aturan/izin/", "izin"),
        ("/kehadiran/isyarat/", "isyarat"),
        (f"/kehadiran/isyarat/{signal.pk}/", "isyarat-satu"),
    ):
        admin.goto(address)
        look(admin, name)
