"""Who sees whom: a Plt in the window, an employee their own page, an auditor everything and no button."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from praja.people.models import JabatanHistory
from tests.e2e.conftest import go_by, login
from tests.e2e.journeys.conftest import PHONE_AND_DESK, Office, look

DAY = datetime.timedelta(days=1)


@PHONE_AND_DESK
def test_a_plt_sees_the_subordinates_in_the_window_and_not_outside(
    open_page: Any, office: Office, size: Any, day: datetime.date, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, last = day, day + 30 * DAY
    desk, page = open_page(size), open_page(size)
    login(desk, office.user("admin"))
    login(page, office.user("stranger"))
    sari = f"/pegawai/{office.sari.pk}/"
    assert page.request.get(sari).status == 404

    desk.goto(f"/pegawai/{office.stranger.pk}/sk/jabatan/")
    desk.get_by_label("Unit jabatan").select_option(label="Dinas Sosial")
    desk.get_by_label("Cara menjabat").select_option("plt")
    go_by(desk.get_by_role("button", name="Tampilkan jabatan di unit ini"))
    desk.get_by_label("Jabatan", exact=True).select_option(label="Kepala Seksi Bantuan")
    desk.get_by_label("Berlaku mulai (TMT)").fill(first.isoformat())
    desk.get_by_label("Sampai dengan").fill(last.isoformat())
    desk.get_by_label("Nomor SK").fill("821/3")
    go_by(desk.get_by_role("button", name="Lihat akibatnya"))
    desk.get_by_role("button", name="Catat SK ini").wait_for()
    look(desk, "plt-akibat")
    go_by(desk.get_by_role("button", name="Catat SK ini"))
    desk.get_by_text("SK sudah dicatat.").wait_for()
    assert JabatanHistory.objects.get(how="plt").person == office.stranger

    page.goto("/pegawai/")  # who acts as Plt has not moved: the session goes on
    look(page, "plt-daftar")
    go_by(page.get_by_role("link", name="Sari Utami"))
    page.get_by_role("heading", level=1, name="Sari Utami").wait_for()
    look(page, "plt-bawahan")
    assert page.get_by_role("link", name="Catat SK").count() == 0
    assert page.locator("#keluarga").count() == 0

    seen = []
    for now in (first - DAY, first, last, last + DAY):
        monkeypatch.setattr("praja.web.shell._day_of", [lambda user, now=now: now])
        listed = page.request.get("/pegawai/")
        seen.append((page.request.get(sari).status, listed.status == 200 and "Sari Utami" in listed.text()))
    assert seen == [(404, False), (200, True), (200, True), (404, False)]


@PHONE_AND_DESK
def test_an_employee_sees_the_own_page_only(open_page: Any, office: Office, size: Any) -> None:
    page = open_page(size)
    login(page, office.user("sari"))
    page.goto("/")
    if size["width"] < 600:
        page.get_by_text("Menu", exact=True).click()
    menu = page.get_by_role("navigation").first
    menu.get_by_role("link", name="Data saya", exact=True).wait_for()
    assert menu.get_by_role("link", name="Pegawai", exact=True, include_hidden=True).count() == 0
    go_by(menu.get_by_role("link", name="Data saya", exact=True))
    page.get_by_role("heading", level=1, name="Sari Utami").wait_for()
    look(page, "karyawan")
    assert page.locator("table").count() == 0

    for person in (office.section, office.head, office.stranger):
        answer = page.goto(f"/pegawai/{person.pk}/")
        assert answer.status == 404
        assert person.name not in page.locator("main").inner_text()
    look(page, "tidak-ada")
    for path in ("/pegawai/", "/usulan/", "/impor/", "/jatuh-tempo/", "/akun/daftar/"):
        assert page.request.get(path).status == 404, path
    page.goto("/cari/?q=Siti")
    page.get_by_text("Tidak ada yang cocok").wait_for()


@PHONE_AND_DESK
def test_an_auditor_reads_and_writes_nothing(open_page: Any, office: Office, size: Any) -> None:
    page = open_page(size)
    login(page, office.user("auditor"))
    page.goto("/pegawai/")
    go_by(page.get_by_role("link", name="Sari Utami"))
    page.get_by_role("heading", level=1, name="Sari Utami").wait_for()
    look(page, "auditor")
    main = page.locator("main")
    assert main.get_by_role("button").all_inner_texts() in ([], ["Tampilkan"])
    for name in ("Catat SK", "Perbaiki", "Tarik", "Ubah", "Tambah anggota", "Ganti foto", "Catat berhenti"):
        assert main.get_by_text(name, exact=True).count() == 0, name

    page.goto("/")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    before = JabatanHistory.objects.count()
    pk = office.sari.pk
    for path in (
        f"/pegawai/{pk}/ubah/",
        f"/pegawai/{pk}/sk/kgb/",
        f"/pegawai/{pk}/berhenti/",
        f"/pegawai/{pk}/akun/",
        f"/pegawai/{pk}/nik/",
        f"/pegawai/{pk}/keluarga/baru/",
        "/pegawai/baru/",
        "/pegawai/sk/kgb/",
        "/peran/beri/",
    ):
        answer = page.request.post(path, form={"csrfmiddlewaretoken": token, "langkah": "catat"})
        assert answer.status == 404, path
    assert JabatanHistory.objects.count() == before
    page.goto("/jejak/")
    page.get_by_role("heading", level=1).wait_for()
    look(page, "auditor-jejak")
