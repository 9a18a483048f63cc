"""What follows a closed rating, on a phone: six months to improve, a wish, and credit points."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from praja.performance.credit import actions
from praja.performance.credit.actions import Sk
from praja.performance.credit.proposals import digest_of, proposals_for
from praja.performance.models import Checkpoint, Improvement
from tests.e2e.conftest import PHONE, assert_accessible_now, assert_fits, go_by, login, shot
from tests.integration.people.conftest import TODAY, Office, office
from tests.integration.performance.functional import closed, functional
from tests.integration.performance.rated import whole_year

__all__ = ["office"]

pytestmark = pytest.mark.usefixtures("today")


def test_a_superior_and_a_person_agree_on_six_months_and_another_reads_credit_points(
    open_page: Any, office: Office
) -> None:
    year, nia = whole_year(office.government), functional(office)
    closed(office, office.sari, year, "kurang")
    closed(office, nia, year, "sangat_baik")
    admin = office.user("admin")
    found = proposals_for(office.dinas, year, admin, TODAY)
    actions.determine(
        unit=office.dinas, period=year, people=[nia.pk], digest=digest_of(found), by=admin, on=TODAY,
        sk=Sk("800/12/2026", datetime.date(2026, 1, 20), "Kepala BKPSDM"),
    )  # fmt: skip
    page = open_page(PHONE)
    login(page, office.user("section"))

    # The superior sees who is to be considered, and agrees on what is to be reached.
    page.goto("/kinerja/tindak-lanjut/calon/")
    assert_accessible_now(page)
    assert_fits(page)
    shot(page, "kinerja-sesudah-penilaian")
    go_by(page.get_by_role("link", name="Sari Utami").first)
    page.get_by_label("Yang harus dicapai").fill("Laporan bulanan selesai paling lambat tanggal 5")
    page.get_by_label("Dukungan yang diberikan").fill("Didampingi Bu Siti tiap Senin pagi")
    page.get_by_label("Yang sudah harus terlihat (1)").fill("Dua laporan berturut-turut tepat waktu")
    shot(page, "kinerja-perbaikan-baru")
    go_by(page.get_by_role("button", name="Simpan"))
    one = Improvement.objects.get()
    assert one.checkpoints.count() == 1
    assert_accessible_now(page)
    assert_fits(page)
    Checkpoint.objects.update(due=one.start + datetime.timedelta(days=1))
    page.reload()
    page.get_by_text("Belum sesuai").click()
    page.get_by_label("Yang terlihat").fill("Laporan pertama terlambat sehari, yang kedua tepat waktu")
    go_by(page.get_by_role("button", name="Simpan kemajuan"))
    shot(page, "kinerja-perbaikan")

    # The person reads it, says so, and writes a wish.
    phone = open_page(PHONE)
    login(phone, office.user("sari"))
    phone.goto("/kinerja/tindak-lanjut/")
    phone.get_by_label("Yang ingin dikembangkan").fill("Belajar menyusun laporan keuangan")
    go_by(phone.get_by_role("button", name="Tambahkan"))
    assert "Keinginan" in phone.inner_text("main")
    assert_accessible_now(phone)
    assert_fits(phone)
    shot(phone, "kinerja-tindak-lanjut")
    go_by(phone.get_by_role("link", name="Tahun 2025"))
    go_by(phone.get_by_role("button", name="Sudah saya pahami"))
    assert "Dipahami pegawainya" in phone.inner_text("main")
    shot(phone, "kinerja-perbaikan-pegawai")

    # Somebody in a functional post reads what is missing and from where it comes.
    other = open_page(PHONE)
    login(other, nia.account)
    other.goto("/kinerja/angka-kredit/")
    assert other.inner_text("h1") == "Kurang 81,25 ke jenjang berikutnya"
    other.get_by_text("01-2025–12-2025").click()
    other.get_by_text("12/12 × 150% × 12,50 = 18,75").wait_for()
    assert_accessible_now(other)
    assert_fits(other)
    shot(other, "kinerja-angka-kredit")
