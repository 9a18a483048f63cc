"""People from a spreadsheet: checked, mended, applied, undone. What falls due: from the list to a draft."""

from __future__ import annotations

import datetime
import pathlib
from typing import Any

from praja.jobs.testing import run_all
from praja.people.due.queries import refresh
from praja.people.models import GolonganHistory, Person
from tests.e2e.conftest import DESKTOP, go_by, login
from tests.e2e.journeys.conftest import PHONE_AND_DESK, Office, look
from tests.integration.people_due.pdf import words
from tests.integration.people_imports.conftest import ANI, BUDI, HEAD, book, row

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload_and_check(page: Any, golongan_of_ani: str) -> None:
    page.goto("/impor/")
    content = book({"orang": [HEAD, row(), row(ANI, "Ani Lestari", golongan=golongan_of_ani)]})
    page.locator("input[type=file]").set_input_files(
        {"name": "pegawai-dinsos.xlsx", "mimeType": XLSX, "buffer": content}
    )
    go_by(page.get_by_role("button", name="Unggah dan kenali kolomnya"))
    page.get_by_role("heading", level=1, name="Kolom mana berisi apa?").wait_for()
    look(page, "impor-kolom")
    go_by(page.get_by_role("button", name="Periksa berkas"))
    page.locator("#kerja").wait_for()
    look(page, "impor-kerja")
    run_all()
    page.get_by_role("heading", level=1, name="Inilah yang akan berubah").wait_for()


def test_a_sheet_with_a_problem_is_mended_applied_and_undone(open_page: Any, office: Office) -> None:
    page = open_page(DESKTOP)
    login(page, office.user("pengelola"))
    page.goto("/impor/")
    look(page, "impor")
    upload_and_check(page, "III/z")
    page.get_by_role("button", name="Terapkan 1 yang benar").wait_for()
    look(page, "impor-pratinjau")
    go_by(page.get_by_role("link", name="hal yang perlu dilihat di berkas"))
    page.get_by_role("heading", level=1, name="Apa yang perlu diperbaiki di berkas?").wait_for()
    look(page, "impor-masalah")
    page.get_by_text("III/z").first.wait_for()
    assert not Person.objects.filter(nip__in=[BUDI, ANI]).exists()

    upload_and_check(page, "III/b")
    go_by(page.get_by_role("button", name="Terapkan semua"))
    page.locator("#kerja").wait_for()
    run_all()
    page.get_by_role("heading", level=1, name="Impor sudah diterapkan").wait_for()
    look(page, "impor-diterapkan")
    assert GolonganHistory.objects.get(person__nip=ANI).golongan == "III/b"
    imported = page.url
    page.goto("/pegawai/?cari=Ani")
    page.get_by_role("link", name="Ani Lestari").wait_for()

    page.goto(imported)
    go_by(page.get_by_role("button", name="Urungkan impor ini"))
    page.locator("#kerja").wait_for()
    run_all()
    page.get_by_role("heading", level=1, name="Impor sudah diurungkan").wait_for()
    look(page, "impor-diurungkan")
    assert not Person.objects.filter(nip__in=[BUDI, ANI]).exists()


@PHONE_AND_DESK
def test_what_falls_due_leads_to_a_draft_to_print(
    open_page: Any, office: Office, size: Any, day: datetime.date, tmp_path: pathlib.Path
) -> None:
    refresh(day)  # as the worker does
    page = open_page(size)
    login(page, office.user("pengelola"))
    page.goto("/")
    go_by(page.get_by_role("link", name="Kenaikan gaji berkala, terlambat"))
    page.get_by_role("heading", level=1, name="3 SK terlambat").wait_for()
    look(page, "tempo")
    line = page.locator("tbody tr", has_text="Sari Utami")
    assert "1 Maret 2021" in line.inner_text() or "01-03-2021" in line.inner_text()
    go_by(line.get_by_role("link", name="Surat pemberitahuan KGB"))
    page.get_by_role("heading", level=1, name="Surat pemberitahuan KGB").wait_for()
    page.get_by_label("Nomor surat").fill("822/15/2026")
    page.get_by_label("Nama penanda tangan").fill("Hadi Kepala")
    look(page, "rancangan")
    with page.expect_download() as file:
        page.get_by_role("button", name="Unduh rancangan PDF").click()

    assert file.value.suggested_filename == f"kgb-{office.sari.nip}.pdf"
    target = tmp_path / "rancangan.pdf"
    file.value.save_as(target)
    said = words(target.read_bytes())
    assert "SariUtami" in said and "822/15/2026" in said and "HadiKepala" in said
