"""A child is born: proposed on the employee's phone, decided at the officer's desk, told to the employee."""

from __future__ import annotations

from typing import Any

from praja.people.models import ChangeProposal, FamilyMember
from tests.e2e.conftest import go_by, login
from tests.e2e.journeys.conftest import PHONE_AND_DESK, Office, look, photo


def propose_child(page: Any) -> None:
    page.goto("/saya/")
    page.get_by_role("link", name="Usulkan perubahan").first.click()
    go_by(page.locator("#usulkan").get_by_role("link", name="Keluarga"))
    page.get_by_role("heading", level=1, name="Apa yang berubah?").wait_for()
    page.get_by_label("Hubungan").select_option("anak_kandung")
    page.get_by_label("Nama", exact=True).fill("Putri Utami")
    page.get_by_label("Tanggal lahir").fill("2026-01-05")
    page.get_by_role("button", name="Kirim usulan").click()
    proof = page.get_by_label("Foto atau pindaian buktinya")
    assert proof.evaluate("field => field.validity.valueMissing")
    proof.set_input_files(photo())
    look(page, "usulan-isi")
    go_by(page.get_by_role("button", name="Kirim usulan"))
    page.get_by_text("Usulan Anda sudah dikirim.").wait_for()


@PHONE_AND_DESK
def test_a_child_is_proposed_accepted_and_seen_by_both(open_page: Any, office: Office, size: Any) -> None:
    phone, desk = open_page(size), open_page(size)
    login(phone, office.user("sari"))
    login(desk, office.user("pengelola"))
    propose_child(phone)
    phone.locator("#usulan").get_by_text("Menunggu diperiksa").wait_for()
    assert not FamilyMember.objects.exists()

    desk.goto("/")
    look(desk, "usulan-menunggu")
    go_by(desk.get_by_role("link", name="1 usulan menunggu"))
    look(desk, "usulan-antrean")
    go_by(desk.get_by_role("link", name="Sari Utami"))
    desk.get_by_role("heading", level=1, name="Apa yang diusulkan Sari Utami?").wait_for()
    look(desk, "usulan")
    said = desk.locator("main").inner_text()
    assert "Putri Utami" in said and "5 Januari 2026" in said and "Anak kandung" in said
    with desk.expect_download() as scan:
        desk.get_by_role("link", name="akta.jpg").click()
    assert scan.value.suggested_filename.endswith(".jpg")
    go_by(desk.get_by_role("button", name="Terima dan catat"))
    desk.get_by_text("Usulan diterima dan sudah dicatat.").wait_for()
    desk.goto(f"/pegawai/{office.sari.pk}/#keluarga")
    desk.locator("#keluarga").get_by_text("Putri Utami").wait_for()

    phone.goto("/saya/")
    look(phone, "saya")
    phone.locator("#usulan").get_by_text("Diterima").wait_for()
    phone.locator("#keluarga").get_by_text("Putri Utami").wait_for()
    phone.goto("/saya/jejak/")
    look(phone, "saya-jejak")
    trail = phone.locator("main").inner_text()
    assert "Rina Pengelola menerima usulan perubahan data" in trail
    assert "Rina Pengelola melihat data ini" in trail
    phone.goto("/")
    look(phone, "saya-beranda")
    phone.locator("main").get_by_text("diterima").first.wait_for()


@PHONE_AND_DESK
def test_a_refusal_tells_its_reason_and_changes_nothing(open_page: Any, office: Office, size: Any) -> None:
    phone, desk = open_page(size), open_page(size)
    login(phone, office.user("sari"))
    login(desk, office.user("pengelola"))
    propose_child(phone)
    proposal = ChangeProposal.objects.get()

    desk.goto(f"/usulan/{proposal.pk}/")
    desk.get_by_label("Alasan").fill("Fotonya tidak terbaca; ulangi dengan cahaya yang cukup.")
    go_by(desk.get_by_role("button", name="Tolak usulan"))
    desk.get_by_text("Usulan ditolak; alasannya dapat dibaca pengusul.").wait_for()

    phone.goto("/saya/")
    assert "Fotonya tidak terbaca" in phone.locator("#usulan").inner_text()
    go_by(phone.locator("#usulan").get_by_role("link", name="Keluarga"))
    phone.get_by_role("heading", level=1, name="Usulan Anda: Keluarga").wait_for()
    look(phone, "usulan-ditolak")
    phone.get_by_text("Fotonya tidak terbaca").wait_for()
    assert not FamilyMember.objects.exists()
