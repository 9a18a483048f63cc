"""An officer's day: a raise recorded, a late SK, looking back, comparing, searching."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from praja.people.models import GolonganHistory, KgbHistory
from tests.e2e.conftest import DESKTOP, go_by, login
from tests.e2e.journeys.conftest import PHONE_AND_DESK, Office, look, photo


@PHONE_AND_DESK
def test_a_raise_is_recorded_and_shown_with_its_sk(open_page: Any, office: Office, size: Any) -> None:
    page = open_page(size)
    login(page, office.user("pengelola"))
    page.goto(f"/pegawai/{office.sari.pk}/")
    look(page, "pegawai")
    page.get_by_role("link", name="Catat SK").click()
    go_by(page.locator("#catat-sk").get_by_role("link", name="Kenaikan gaji berkala"))
    page.get_by_role("heading", level=1, name="Kenaikan gaji berkala").wait_for()
    assert page.get_by_label("Golongan", exact=True).input_value() == "III/a"

    page.get_by_label("Masa kerja golongan, tahun").fill("6")
    page.get_by_label("Gaji pokok baru (rupiah)").fill("3057300")
    page.get_by_label("Berlaku mulai (TMT)").fill("2025-03-01")
    page.get_by_label("Nomor SK").fill("822/7/2025")
    page.get_by_label("Berkas SK").set_input_files(photo("sk-kgb.jpg"))
    go_by(page.get_by_role("button", name="Lihat akibatnya"))
    page.get_by_role("heading", name="Yang akan dicatat").wait_for()
    look(page, "kgb-akibat")
    page.get_by_text("Gaji pokok Rp3.057.300").first.wait_for()
    assert not KgbHistory.objects.exists()

    go_by(page.get_by_role("button", name="Catat SK ini"))
    page.get_by_text("SK sudah dicatat.").wait_for()
    line = page.locator("#kgb details").first
    line.locator("summary").first.click()
    assert "Gaji pokok Rp3.057.300, golongan III/a" in line.inner_text()
    assert "822/7/2025" in line.inner_text()
    line.get_by_role("link", name="sk-kgb.jpg").wait_for()
    look(page, "kgb-tercatat")
    with page.expect_download() as file:
        line.get_by_role("link", name="sk-kgb.jpg").click()
    assert file.value.suggested_filename.endswith(".jpg")


@PHONE_AND_DESK
def test_a_late_sk_corrects_and_what_was_known_stays_answerable(
    open_page: Any, office: Office, size: Any
) -> None:
    """An SK of 2023 arrives today. For 2024, III/b is true now; until yesterday III/a was known."""
    GolonganHistory.objects.update(tercatat=timezone.now() - datetime.timedelta(days=9))
    yesterday = timezone.localtime() - datetime.timedelta(days=1)
    page = open_page(size)
    login(page, office.user("pengelola"))

    page.goto(f"/pegawai/{office.sari.pk}/sk/golongan/")
    page.get_by_label("Golongan", exact=True).select_option("III/b")
    page.get_by_label("Masa kerja golongan, tahun").fill("4")
    page.get_by_label("Masa kerja golongan, bulan").fill("0")
    page.get_by_label("Berlaku mulai (TMT)").fill("2023-04-01")
    page.get_by_label("Nomor SK").fill("823/2/2023")
    go_by(page.get_by_role("button", name="Lihat akibatnya"))
    page.get_by_role("heading", name="Yang akan dicatat").wait_for()
    look(page, "terlambat-akibat")
    go_by(page.get_by_role("button", name="Catat SK ini"))
    page.get_by_text("SK sudah dicatat.").wait_for()
    page.get_by_text("Golongan III/b", exact=True).wait_for()

    page.get_by_text("Lihat pada tanggal lain").click()
    page.get_by_label("Per tanggal").fill("2024-01-01")
    go_by(page.get_by_role("button", name="Tampilkan", exact=True))
    page.get_by_text("Keadaan 1 Januari 2024, menurut yang dicatat sampai sekarang.").wait_for()
    page.get_by_text("Golongan III/b", exact=True).wait_for()

    page.get_by_label("Menurut yang diketahui sampai").fill(yesterday.strftime("%Y-%m-%dT%H:%M"))
    go_by(page.get_by_role("button", name="Tampilkan", exact=True))
    page.get_by_text("menurut yang sudah dicatat sampai").wait_for()
    look(page, "terlambat-diketahui")
    page.get_by_text("Golongan III/a", exact=True).wait_for()
    assert page.get_by_text("III/b").count() == 0

    go_by(page.get_by_role("link", name="Kembali ke hari ini"))
    history = page.locator("#golongan")
    history.get_by_text("Seluruh riwayat").click()
    look(page, "terlambat-riwayat")
    said = " ".join(history.text_content().split())
    assert "823/2/2023" in said
    assert "1 Maret 2019 sampai 31 Maret 2023" in said
    assert "Golongan III/a, masa kerja golongan 0 tahun, sejak 1 Maret 2019. Dicatat" in said


@PHONE_AND_DESK
def test_a_wrong_sk_is_corrected_with_a_reason_and_both_are_shown(
    open_page: Any, office: Office, size: Any
) -> None:
    page = open_page(size)
    login(page, office.user("pengelola"))
    page.goto(f"/pegawai/{office.sari.pk}/")
    page.locator("#golongan summary").first.click()
    go_by(page.locator("#golongan").get_by_role("link", name="Perbaiki"))
    page.get_by_role("heading", level=1, name="Apa yang diperbaiki?").wait_for()
    page.get_by_label("Golongan", exact=True).select_option("III/c")
    page.get_by_label("Alasan perbaikan").fill("Salah baca SK")
    go_by(page.get_by_role("button", name="Lihat akibatnya"))
    go_by(page.get_by_role("button", name="Catat perbaikan"))
    page.get_by_text("Perbaikan sudah dicatat.").wait_for()

    page.locator("#golongan summary").first.click()
    said = page.locator("#golongan").inner_text()
    assert "Sebelumnya tercatat" in said and "III/a" in said and "Alasan: Salah baca SK." in said
    look(page, "diperbaiki")


@PHONE_AND_DESK
def test_two_days_are_compared(open_page: Any, office: Office, size: Any) -> None:
    page = open_page(size)
    login(page, office.user("pengelola"))
    page.goto(f"/pegawai/{office.sari.pk}/?per=2018-06-01")
    page.get_by_text("Tidak ada status yang tercatat pada tanggal ini.").wait_for()
    look(page, "per-tanggal")

    go_by(page.get_by_role("link", name="Beda dua tanggal"))
    page.get_by_label("Dari tanggal").fill("2018-06-01")
    page.get_by_label("Sampai tanggal").fill("2020-06-01")
    go_by(page.get_by_role("button", name="Bandingkan"))
    page.get_by_role("heading", name="Yang berbeda").wait_for()
    look(page, "beda")
    said = page.locator("section[role=status]").inner_text()
    assert "III/a" in said and "Dinas Sosial" in said and "Pengolah Data" in said

    page.get_by_label("Dari tanggal").fill("2020-06-01")
    go_by(page.get_by_role("button", name="Bandingkan"))
    page.get_by_text("Tidak ada yang berbeda dari yang dapat Anda lihat.").wait_for()


@PHONE_AND_DESK
def test_people_are_found_by_name_nip_unit_and_sk(open_page: Any, office: Office, size: Any) -> None:
    page = open_page(size)
    login(page, office.user("pengelola"))
    number = office.sari.unithistory_set.get().sk_number
    for typed in ("sari ut", office.sari.nip, number, "Dinas Sos"):
        page.goto("/")
        if size is DESKTOP:
            page.get_by_role("searchbox", name="Cari nama, NIP, unit, SK, atau halaman").fill(typed)
            page.keyboard.press("Enter")
        else:
            go_by(page.locator(".top").get_by_role("link", name="Cari"))
            page.get_by_label("Nama, NIP, unit, nomor SK, atau nama halaman").fill(typed)
            go_by(page.locator("main").get_by_role("button", name="Cari"))
        page.get_by_role("heading", level=1, name=f"hasil untuk “{typed}”").wait_for()
        page.locator("main").get_by_role("link", name="Sari Utami").first.wait_for()
    look(page, "cari")

    page.goto("/pegawai/")
    look(page, "pegawai-daftar")
    page.goto("/cari/?q=Wayan")
    page.get_by_text("Tidak ada yang cocok").wait_for()
    look(page, "cari-kosong")
