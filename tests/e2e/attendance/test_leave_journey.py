"""Leave on phones: asked for with its effect on TPP in view, considered, decided, and told to the person."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

from django.utils import timezone

from praja.attendance.leave.actions.keeping import delegate
from praja.attendance.models import LeaveRequest
from tests.e2e.conftest import DESKTOP, PHONE, assert_accessible_now, assert_fits, go_by, login, shot
from tests.integration.payroll import facts_world as world
from tests.integration.payroll.slip_world import make_run
from tests.integration.people.conftest import Office, office
from tests.integration.performance.objected import PDF

__all__ = ["office"]
DAY = datetime.timedelta(days=1)


def look(page: Any, name: str) -> None:
    assert_fits(page)
    shot(page, f"cuti-{name}")


def test_leave_from_the_request_to_its_effect_on_tpp(office: Office, open_page: Any, tmp_path: Path) -> None:
    today = timezone.localdate()
    make_run(office.dinas, {office.sari: {}}, period=today.replace(day=1), pay_list="tpp")
    delegate(
        unit=office.government, kind="cuti_alasan_penting", who="jabatan", position=office.head_post,
        document="SK Wali Kota 800/1", start=datetime.date(2026, 1, 1), by=office.user("admin"), on=today,
    )  # fmt: skip
    monday = today + (14 - today.weekday()) * DAY
    if monday.month != (monday + DAY).month:  # both days in one month, that of the pay which follows
        monday += 7 * DAY
    letter = tmp_path / "surat rawat inap.pdf"
    letter.write_bytes(PDF)

    sari = open_page(PHONE)
    login(sari, office.user("sari"))
    sari.goto("/cuti/")
    look(sari, "saya")
    go_by(sari.get_by_role("link", name="Minta cuti"))
    sari.get_by_label("Jenis cuti").select_option("cuti_alasan_penting")
    sari.get_by_label("Hari pertama").fill(monday.isoformat())
    sari.get_by_label("Hari terakhir").fill((monday + DAY).isoformat())
    sari.get_by_label("Alasan cuti").fill("Ibu dirawat di rumah sakit di Kudus")
    sari.get_by_label("Alamat selama cuti").fill("Jalan Melati 4, Kudus")
    go_by(sari.get_by_role("button", name="Simpan dan periksa"))
    sari.get_by_text("Pilih sebabnya.").first.wait_for()
    sari.get_by_label("Sebab", exact=False).first.select_option("keluarga_sakit")
    sari.get_by_label("Pengganti").select_option(label="Hadi Kepala")
    look(sari, "minta")
    assert_accessible_now(sari)
    go_by(sari.get_by_role("button", name="Simpan dan periksa"))
    sari.get_by_role("heading", name="Sudah benar sebelum dikirim?").wait_for()
    sari.get_by_text("Surat keterangan rawat inap").wait_for()
    sari.get_by_role("heading", name="Akibatnya pada penghasilan Anda").wait_for()
    sari.get_by_text(re.compile(r"Bersih dari Rp[\d.]+ menjadi Rp[\d.]+")).wait_for()
    look(sari, "periksa")
    assert_accessible_now(sari)
    go_by(sari.get_by_role("button", name="Kirim permintaan"))
    sari.get_by_text("Permintaan cuti terkirim.").wait_for()
    sari.get_by_text("Tambah surat").click()
    sari.get_by_label("Foto atau PDF").set_input_files(letter)
    go_by(sari.get_by_role("button", name="Simpan surat"))
    sari.get_by_role("link", name="surat rawat inap.pdf").wait_for()
    look(sari, "terkirim")

    siti = open_page(PHONE)
    login(siti, office.user("section"))
    siti.goto("/")
    go_by(siti.get_by_role("link", name=re.compile("Cuti menunggu keputusan")).first)
    go_by(siti.get_by_role("link", name=re.compile("Sari Utami")))
    assert "Akibatnya pada penghasilan" not in siti.content()
    go_by(siti.get_by_role("link", name="Beri pertimbangan"))
    look(siti, "pertimbangan")
    go_by(siti.get_by_role("button", name="Simpan"))
    siti.get_by_text("Tersimpan.").wait_for()

    hadi = open_page(PHONE, dark=True)
    login(hadi, office.user("head"))
    hadi.goto("/cuti/menunggu/")
    look(hadi, "menunggu")
    go_by(hadi.get_by_role("link", name=re.compile("Sari Utami")))
    go_by(hadi.get_by_role("button", name="Bersedia"))
    go_by(hadi.get_by_role("link", name="Putuskan"))
    hadi.get_by_label("Disetujui", exact=True).check()
    assert_accessible_now(hadi)
    go_by(hadi.get_by_role("button", name="Simpan"))
    hadi.get_by_text("Tersimpan.").wait_for()
    made = LeaveRequest.objects.get()
    assert made.state == "disetujui"

    sari.reload()
    sari.get_by_text("Keputusan pejabat berwenang: disetujui").wait_for()
    look(sari, "disetujui")
    sari.goto(f"/cuti/kalender/?bulan={monday:%Y-%m}")
    sari.get_by_text("Cuti karena alasan penting").first.wait_for()
    look(sari, "kalender")
    facts = world.ask(office, "tpp", pack="semarang_76_2021", period=monday.replace(day=1))
    assert world.of(facts, office.sari)["hari_cuti_alasan_penting"] == 2

    officer = open_page(DESKTOP)
    login(officer, office.user("admin"))
    officer.goto("/cuti/daftar/")
    officer.get_by_text("Sari Utami").first.wait_for()
    look(officer, "daftar")
    officer.goto(f"/cuti/saldo/?unit={office.dinas.pk}")
    officer.get_by_text("Sari Utami").first.wait_for()
    look(officer, "saldo")
    officer.goto("/cuti/wewenang/")
    look(officer, "wewenang")
    officer.goto(f"/cuti/kalender/?unit={office.dinas.pk}&bulan={monday:%Y-%m}")
    look(officer, "kalender-lebar")
