"""An SKP on the phone: drafted from the library, sent back, agreed, and understood."""

from __future__ import annotations

import datetime
from typing import Any

from praja.performance.models import Skp, SkpVersion
from praja.performance.plan.actions import opening
from tests.e2e.conftest import assert_accessible, login
from tests.e2e.journeys.conftest import PHONE_AND_DESK, look
from tests.integration.people.conftest import Office
from tests.integration.performance.plans import plan


def _draft(page: Any) -> None:
    page.goto("/")
    page.get_by_role("link", name="Susun dan ajukan SKP Anda").click()
    look(page, "skp-kosong")
    page.get_by_role("link", name="Tambah rencana hasil kerja").click()
    page.get_by_label("Cari dalam pustaka").fill("bantuan tepat sasaran")
    page.locator("#pustaka").get_by_role("button", name="Cari").click()
    page.locator("#pustaka summary").first.click()
    look(page, "skp-pustaka")
    page.get_by_role("link", name="Pakai indikator ini").first.click()
    page.get_by_label("Hasil kerja atasan yang didukung").select_option(
        label="Bantuan sampai pada yang berhak"
    )
    look(page, "skp-hasil")
    page.get_by_role("button", name="Simpan").click()
    page.get_by_role("heading", level=1, name="Apa yang dihitung, dan berapa targetnya?").wait_for()
    assert page.get_by_label("Sumber data").input_value() == "Verifikasi lapangan"
    page.get_by_role("button", name="Simpan").click()
    target = page.get_by_label("Target", exact=True)
    assert target.evaluate("field => field.validity.valueMissing")
    target.fill("92,5")
    look(page, "skp-indikator")
    page.get_by_role("button", name="Simpan").click()
    page.get_by_text("Indikator ditambahkan.").wait_for()
    look(page, "skp-rancangan")
    assert_accessible(page)


@PHONE_AND_DESK
def test_an_skp_is_drafted_sent_back_agreed_and_understood(
    open_page: Any, office: Office, day: datetime.date, size: Any
) -> None:
    plan(
        office.section, office.head, year=day.year,
        lines=[("Bantuan sampai pada yang berhak", [{"text": "Penerima yang berhak"}])],
    )  # fmt: skip
    opening.open_own(person=office.sari, year=day.year, by=office.user("sari"), on=day)
    phone, superior = open_page(size), open_page(size)
    login(phone, office.user("sari"))
    login(superior, office.user("section"))
    _draft(phone)
    phone.get_by_role("button", name="Ajukan kepada penilai").click()
    phone.get_by_text("Menunggu persetujuan Siti Seksi.").wait_for()

    superior.goto("/")
    superior.get_by_role("link", name="1 SKP menunggu persetujuan Anda").click()
    look(superior, "skp-dinilai")
    superior.get_by_role("link", name="Sari Utami").click()
    superior.get_by_text("Kembalikan dengan catatan").click()
    superior.locator("#kembali-text").fill("Targetnya naikkan menjadi 95 %.")
    superior.locator("#kembali-rhk").select_option(index=1)
    look(superior, "skp-kembalikan")
    superior.get_by_role("button", name="Kembalikan", exact=True).click()
    superior.get_by_text("SKP dikembalikan dengan catatan Anda.").wait_for()

    phone.goto("/kinerja/saya/")
    assert phone.locator("#dialog").get_by_text("naikkan menjadi 95 %").is_visible()
    phone.locator("details.line summary", has_text="92,5 %").click()
    phone.locator("details.line[open]").get_by_role("link", name="Ubah").click()
    phone.get_by_label("Target", exact=True).fill("95")
    phone.get_by_role("button", name="Simpan").click()
    phone.get_by_role("button", name="Ajukan kepada penilai").click()
    phone.get_by_text("SKP diajukan.").wait_for()

    superior.goto("/kinerja/menilai/")
    superior.get_by_role("link", name="Sari Utami").click()
    superior.get_by_role("button", name="Sepakati").click()
    superior.get_by_text("SKP disepakati.").wait_for()

    phone.goto("/kinerja/saya/")
    look(phone, "skp-disepakati")
    phone.get_by_role("link", name="Saya memahami bagaimana saya dinilai").click()
    for answer in phone.get_by_label("Ya, jelas").all():
        answer.check()
    look(phone, "skp-pahami")
    assert_accessible(phone)
    phone.get_by_role("button", name="Kirim jawaban").click()
    phone.get_by_text("Pernyataan Anda dicatat.").wait_for()
    with phone.expect_download() as paper:
        phone.get_by_role("link", name="Unduh PDF").click()
    assert paper.value.suggested_filename.startswith(f"skp-{day.year}-{office.sari.nip}")
    skp = Skp.objects.get(person=office.sari)
    version = SkpVersion.objects.get(skp=skp)
    assert version.understood_at is not None and version.agreed_by == office.user("section")
    look(phone, "skp-dipahami")
