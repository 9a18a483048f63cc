"""A month on a phone: reported with a photo, kept without a connection, an obstacle, the answer to it."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from praja.organization.queries import today
from praja.performance.enums import JenisPeriode
from praja.performance.models import Evidence, Feedback, Obstacle, Period, Realisation, SelfReport
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
from tests.integration.people.conftest import Office, office
from tests.integration.performance.plans import plan

__all__ = ["office"]

LINES = (
    (
        "Layanan selesai tepat waktu",
        [
            {"text": "Dokumen selesai tepat waktu", "measure": "dokumen", "target": Decimal(120)},
            {"text": "Lama layanan", "measure": "hari", "direction": "rendah", "target": Decimal(3)},
        ],
    ),
    (
        "Antrean tertib",
        [
            {"text": "Aplikasi antrean dipakai", "measure": "tahap", "direction": "tahapan",
             "target": Decimal(2),
             "steps": [{"text": "Uji coba", "due": ""}, {"text": "Dipakai", "due": ""}]},
        ],
    ),
)  # fmt: skip


@pytest.fixture
def skp(office: Office) -> Any:
    return plan(office.sari, office.section, year=today().year, lines=LINES)


def look(page: Any, name: str) -> None:
    assert_fits(page)
    assert_accessible_now(page)
    shot(page, f"kinerja-{name}")


def picture(folder: Path) -> Path:
    data = io.BytesIO()
    Image.new("RGB", (640, 480), "steelblue").save(data, "JPEG")
    path = folder / "loket pagi.jpg"
    path.write_bytes(data.getvalue())
    return path


def test_a_month_with_a_photo_an_obstacle_and_what_the_superior_says(
    office: Office, skp: Any, open_page: Any, tmp_path: Path
) -> None:
    sari, siti = open_page(PHONE), open_page(PHONE)
    login(sari, office.user("sari"))
    login(siti, office.user("section"))

    sari.goto("/kinerja/bulan/")
    look(sari, "bulan")
    sari.get_by_label("Realisasi bulan ini (dokumen)").fill("1.010,5")
    sari.get_by_label("Apa yang dikerjakan").first.fill("Loket dibuka pukul tujuh.")
    file = sari.get_by_label("Foto atau PDF").first
    large = tmp_path / "video.jpg"
    with large.open("wb") as written:
        written.truncate(11 << 20)
    file.set_input_files(large)
    sari.get_by_role("button", name="Simpan").first.click()
    assert "lebih dari 10 MB" in file.evaluate("input => input.validationMessage")
    assert not Realisation.objects.exists()
    file.set_input_files(picture(tmp_path))
    go_by(sari.get_by_role("button", name="Simpan").first)
    sari.get_by_text("1 dari 3 indikator terisi.").wait_for()
    assert Realisation.objects.get().value == Decimal("1010.5")
    assert Evidence.objects.get().title == "loket pagi.jpg"
    look(sari, "bulan-terisi")

    go_by(sari.get_by_role("link", name="Ada hambatan").first)
    sari.get_by_label("Apa yang terjadi dan apa yang dibutuhkan?").fill("Dua petugas loket pindah unit.")
    sari.get_by_label("Sebabnya").select_option("sumber_daya")
    sari.get_by_label("Hasil kerja yang terhambat").select_option(label="Dokumen selesai tepat waktu")
    look(sari, "hambatan-baru")
    go_by(sari.get_by_role("button", name="Laporkan"))
    sari.get_by_text("Hambatan dilaporkan kepada atasan.").wait_for()
    look(sari, "hambatan")

    siti.goto("/kinerja/tim/")
    siti.get_by_text("1 hambatan menunggu Anda").wait_for()
    look(siti, "tim")
    siti.goto(f"/kinerja/hambatan/{Obstacle.objects.get().pk}/")
    siti.get_by_label("Diterima").check()
    siti.get_by_label("Alasan", exact=True).fill("Penggantinya baru datang Januari.")
    siti.get_by_label("Ditangani oleh").select_option(label="Siti Seksi")
    siti.get_by_label("Akibat bagi target").select_option("target")
    siti.get_by_label("Akibatnya berlaku sejak").fill(today().isoformat())
    siti.get_by_label("Target yang baru (dokumen)").fill("90")
    look(siti, "hambatan-putusan")
    go_by(siti.get_by_role("button", name="Simpan keputusan"))
    siti.get_by_text("Semula 120 dokumen, menjadi 90 dokumen.").wait_for()
    siti.goto(f"/kinerja/skp/{skp.pk}/umpan-balik/")
    siti.get_by_label("Tentang").select_option("berorientasi_pelayanan")
    siti.get_by_label("Umpan balik", exact=True).fill("Loket pagi membantu warga yang bekerja.")
    look(siti, "umpan-balik-beri")
    go_by(siti.get_by_role("button", name="Kirim"))
    siti.get_by_text("Yang sudah dikatakan").wait_for()

    sari.goto("/kinerja/umpan-balik/")
    sari.get_by_text("Loket pagi membantu warga yang bekerja.").wait_for()
    look(sari, "umpan-balik")
    go_by(sari.get_by_role("button", name="Tandai sudah saya baca"))
    sari.get_by_text("sudah dibaca").wait_for()
    assert Feedback.objects.get().read_at is not None
    sari.goto("/kinerja/bulan/")
    sari.get_by_text("Target diubah sejak").wait_for()


def kept(page: Any) -> list[str]:
    found: list[str] = page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('praja-ponsel:'))"
    )
    return found


def test_what_is_typed_without_a_connection_is_sent_later_and_forgotten_at_sign_out(
    office: Office, skp: Any, open_page: Any
) -> None:
    page = open_page(PHONE)
    login(page, office.user("sari"))
    page.goto("/kinerja/bulan/")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.wait_for_function("navigator.onLine === false")
    page.get_by_label("Realisasi bulan ini (dokumen)").fill("12")
    page.get_by_role("button", name="Simpan").first.click()
    page.get_by_text("Belum terkirim, disimpan di ponsel ini.").wait_for()
    shot(page, "kinerja-luring")
    assert not Realisation.objects.exists()
    assert len(kept(page)) == 1

    with page.expect_event("load", timeout=2 * PATIENCE):
        page.context.set_offline(False)
    page.get_by_text("1 dari 3 indikator terisi.").wait_for()
    assert Realisation.objects.get().value == Decimal(12)
    assert kept(page) == []

    page.get_by_text("Perbaiki atau tambah bukti").first.click()
    page.get_by_label("Apa yang dikerjakan").first.fill("Belum selesai menulis")
    page.reload()
    page.get_by_text("Isian yang belum Anda simpan dikembalikan.").wait_for()
    assert page.get_by_label("Apa yang dikerjakan").first.input_value() == "Belum selesai menulis"
    assert len(kept(page)) == 1
    page.get_by_text("Menu", exact=True).click()
    go_by(page.get_by_role("button", name="Keluar").first)
    page.wait_for_url("**/masuk/**")
    assert kept(page) == []


def test_a_report_that_was_signed_without_a_connection_is_signed_once_it_is_back(
    office: Office, open_page: Any
) -> None:
    on = today()
    year = (on - datetime.timedelta(days=1)).year  # on the first of January, that of the year that is over
    skp = plan(office.sari, office.section, year=year, lines=LINES)
    period = Period.objects.create(
        government=office.government, year=year, kind=JenisPeriode.TRIWULANAN, number=1,
        days=(datetime.date(year - 1, 12, 1), on), report_by=on, rate_by=on,
    )  # fmt: skip
    page = open_page(PHONE)
    login(page, office.user("sari"))
    page.goto(f"/kinerja/skp/{skp.pk}/laporan/{period.pk}/")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.wait_for_function("navigator.onLine === false")
    page.get_by_label("Uraian Anda").fill("Loket dibuka sejak pukul tujuh.")
    page.get_by_role("button", name="Tanda tangani").click()
    page.get_by_text("Belum terkirim, disimpan di ponsel ini.").wait_for()
    assert not SelfReport.objects.exists()

    with page.expect_event("load", timeout=2 * PATIENCE):
        page.context.set_offline(False)
    page.get_by_text("Laporan ditandatangani.").wait_for()

    assert SelfReport.objects.get(text="Loket dibuka sejak pukul tujuh.").signed_at is not None
    assert kept(page) == []


def test_what_another_account_left_on_the_phone_is_not_shown_and_goes(
    office: Office, skp: Any, open_page: Any
) -> None:
    page = open_page(PHONE)
    login(page, office.user("sari"))
    page.goto("/kinerja/bulan/")
    path = page.evaluate("new URL(document.querySelector('form[data-phone]').action).pathname")
    page.evaluate(
        "(path) => localStorage.setItem('praja-ponsel:999:' + path, "
        "JSON.stringify({fields: [], at: Date.now()}))",
        path,
    )
    page.reload()

    page.get_by_label("Realisasi bulan ini (dokumen)").wait_for()

    assert kept(page) == []


@pytest.mark.slow
def test_the_pages_of_officers_and_of_talks_fit(office: Office, skp: Any, open_page: Any) -> None:
    admin, siti = open_page(DESKTOP), open_page(PHONE)
    login(admin, office.user("admin"))
    login(siti, office.user("section"))
    admin.goto("/kinerja/periode/")
    go_by(admin.get_by_role("button", name="Tetapkan"))
    admin.get_by_text("Periode ditetapkan.").wait_for()
    look(admin, "periode")
    admin.goto("/kinerja/data/token/")
    admin.get_by_label("Nama sistem").fill("SIM Puskesmas")
    go_by(admin.get_by_role("button", name="Buat"))
    admin.get_by_text("Salin token ini sekarang").wait_for()
    look(admin, "token")
    admin.goto("/kinerja/data/")
    look(admin, "data")
    for address, name in (
        (f"/kinerja/skp/{skp.pk}/temu/", "temu"),
        ("/kinerja/apresiasi/", "apresiasi"),
        ("/kinerja/hambatan/", "hambatan-daftar"),
        (f"/kinerja/skp/{skp.pk}/laporan/", "laporan"),
    ):
        siti.goto(address)
        look(siti, name)
    siti.goto(f"/kinerja/skp/{skp.pk}/temu/")
    siti.get_by_label("Yang akan dibicarakan").fill("Target loket yang tertinggal")
    go_by(siti.get_by_role("button", name="Rencanakan"))
    siti.get_by_label("Catatan pertemuan").wait_for()
    look(siti, "temu-satu")
