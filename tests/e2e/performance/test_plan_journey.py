"""An SKP on the phone: drafted from the library, sent back, agreed, and understood."""

from __future__ import annotations

import datetime
from typing import Any

from praja.performance.models import Skp, SkpVersion
from praja.performance.plan.actions import opening
from tests.e2e.conftest import assert_accessible_now, go_by, login
from tests.e2e.journeys.conftest import PHONE_AND_DESK, look
from tests.integration.people.conftest import Office
from tests.integration.performance.plans import plan


def _draft(page: Any) -> None:
    page.goto("/")
    go_by(page.get_by_role("link", name="Susun dan ajukan SKP Anda"))
    look(page, "skp-kosong")
    go_by(page.get_by_role("link", name="Tambah rencana hasil kerja"))
    page.get_by_label("Cari dalam pustaka").fill("bantuan tepat sasaran")
    go_by(page.locator("#pustaka").get_by_role("button", name="Cari"))
    page.locator("#pustaka summary").first.click()
    look(page, "skp-pustaka")
    go_by(page.get_by_role("link", name="Pakai indikator ini").first)
    page.get_by_label("Hasil kerja atasan yang didukung").select_option(
        label="Bantuan sampai pada yang berhak"
    )
    look(page, "skp-hasil")
    go_by(page.get_by_role("button", name="Simpan"))
    page.get_by_role("heading", level=1, name="Apa yang dihitung, dan berapa targetnya?").wait_for()
    assert page.get_by_label("Sumber data").input_value() == "Verifikasi lapangan"
    page.get_by_role("button", name="Simpan").click()
    target = page.get_by_label("Target", exact=True)
    assert target.evaluate("field => field.validity.valueMissing")
    target.fill("92,5")
    look(page, "skp-indikator")
    go_by(page.get_by_role("button", name="Simpan"))
    page.get_by_text("Indikator ditambahkan.").wait_for()
    look(page, "skp-rancangan")
    assert_accessible_now(page)


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
    go_by(phone.get_by_role("button", name="Ajukan kepada penilai"))
    phone.get_by_text("Menunggu persetujuan: Siti Seksi").wait_for()

    superior.goto("/")
    go_by(superior.get_by_role("link", name="1 SKP menunggu persetujuan Anda"))
    look(superior, "skp-dinilai")
    go_by(superior.get_by_role("link", name="Sari Utami"))
    superior.get_by_text("Kembalikan dengan catatan").click()
    superior.locator("#kembali-text").fill("Targetnya naikkan menjadi 95 %.")
    superior.locator("#kembali-rhk").select_option(index=1)
    look(superior, "skp-kembalikan")
    go_by(superior.get_by_role("button", name="Kembalikan", exact=True))
    superior.get_by_text("SKP dikembalikan dengan catatan Anda.").wait_for()

    phone.goto("/kinerja/saya/")
    phone.locator("#dialog").get_by_text("naikkan menjadi 95 %").wait_for()
    phone.locator("details.line summary", has_text="92,5 %").click()
    go_by(phone.locator("details.line[open]").get_by_role("link", name="Ubah"))
    phone.get_by_label("Target", exact=True).fill("95")
    go_by(phone.get_by_role("button", name="Simpan"))
    go_by(phone.get_by_role("button", name="Ajukan kepada penilai"))
    phone.get_by_text("SKP diajukan.").wait_for()

    superior.goto("/kinerja/menilai/")
    go_by(superior.get_by_role("link", name="Sari Utami"))
    go_by(superior.get_by_role("button", name="Sepakati"))
    superior.get_by_text("SKP disepakati.").wait_for()

    phone.goto("/kinerja/saya/")
    look(phone, "skp-disepakati")
    go_by(phone.get_by_role("link", name="Saya memahami bagaimana saya dinilai"))
    for answer in phone.get_by_label("Ya, jelas").all():
        answer.check()
    look(phone, "skp-pahami")
    assert_accessible_now(phone)
    go_by(phone.get_by_role("button", name="Kirim jawaban"))
    phone.get_by_text("Pernyataan Anda dicatat.").wait_for()
    with phone.expect_download() as paper:
        phone.get_by_role("link", name="Unduh PDF").click()
    assert paper.value.suggested_filename.startswith(f"skp-{day.year}-{office.sari.nip}")
    skp = Skp.objects.get(person=office.sari)
    version = SkpVersion.objects.get(skp=skp)
    assert version.understood_at is not None and version.agreed_by == office.user("section")
    look(phone, "skp-dipahami")
