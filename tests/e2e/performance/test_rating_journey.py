"""A superior rates the people of a quarter at a desk, and the officer closes it, in a browser."""

from __future__ import annotations

import re
from typing import Any

import pytest

from praja.performance.models import Closing, Rating
from tests.e2e.conftest import DESKTOP, PHONE, assert_accessible_now, assert_fits, go_by, login, shot
from tests.integration.people.conftest import Office, office, person
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import quarter, reached

__all__ = ["office"]

pytestmark = pytest.mark.usefixtures("today")


def test_a_superior_rates_and_the_officer_closes(open_page: Any, office: Office) -> None:
    period = quarter(office.government)
    skps = {office.sari.name: plan(office.sari, office.section, understood=True)}
    reached(skps[office.sari.name], period, "110")
    for name, value in (("Bagus Hartono", "40"), ("Dewi Anggraini", "95"), ("Citra Lestari", "110")):
        who = person(name, office.dinas, office.staff_post)
        skps[name] = plan(who, office.section, understood=True)
        reached(skps[name], period, value, proven=name != "Dewi Anggraini")
    page = open_page(DESKTOP)
    login(page, office.user("section"))

    # The desk: who has to be looked at stands first; a change is saved at once, the predicate follows.
    page.goto("/kinerja/nilai/")
    assert "2 orang perlu Anda lihat dulu" in page.inner_text("h1")
    assert_accessible_now(page)
    shot(page, "kinerja-meja-penilaian")
    row = page.locator("li.rate", has_text="Bagus Hartono")
    assert row.get_by_label("Mengapa berbeda dari usulan?").is_hidden()
    with page.expect_response(re.compile("/kinerja/nilai/")):
        row.get_by_role("group", name=re.compile("Hasil kerja")).get_by_text("Sesuai").click()
    row.get_by_text("Rating hasil kerja berbeda dari usulan").wait_for()
    row.get_by_label("Mengapa berbeda dari usulan?").fill(
        "Dua rekannya kosong sejak Juli, hasilnya tetap baik"
    )
    with page.expect_response(re.compile("/kinerja/nilai/")):
        row.get_by_label("Mengapa berbeda dari usulan?").press("Tab")
    row.get_by_text("tersimpan").wait_for()
    assert Rating.objects.get().result == "sesuai"
    shot(page, "kinerja-meja-diubah")
    go_by(row.get_by_role("button", name="Tandatangani"))

    # The page of one person: no evidence, so it says from where one knows; the reckoning opens in place.
    go_by(page.get_by_role("link", name="Dewi Anggraini"))
    page.get_by_text("Mengapa usulannya demikian?").click()
    page.get_by_text("PermenPANRB 6/2022").first.wait_for()
    assert_accessible_now(page)
    shot(page, "kinerja-menilai-seorang")
    go_by(page.get_by_role("button", name="Tandatangani"))
    assert "Tidak ada satu pun bukti" in page.inner_text("main")
    page.get_by_label("Dari mana Anda mengetahuinya, tanpa bukti?").fill(
        "Saya menyaksikan sendiri penyalurannya"
    )
    go_by(page.get_by_role("button", name="Tandatangani"))

    # The rest together, by one key.
    with page.expect_event("load"):
        page.locator("body").press("t")
    page.get_by_text("2 penilaian ditandatangani").wait_for()
    assert page.inner_text("h1") == "Semua sudah Anda nilai"

    officer = open_page(DESKTOP)
    login(officer, office.user("admin"))
    officer.goto(f"/kinerja/penutupan/{office.dinas.pk}/{period.pk}/")
    assert "siap ditutup" in officer.inner_text("h1")
    shot(officer, "kinerja-penutupan")
    go_by(officer.get_by_role("button", name="Tutup penilaian"))
    assert "sudah ditutup" in officer.inner_text("h1") and Closing.objects.get().rows.count() == 4
    assert_accessible_now(officer)

    phone = open_page(PHONE)
    login(phone, office.user("sari"))
    phone.goto("/kinerja/hasil/")
    go_by(phone.get_by_role("link", name=re.compile("Triwulan III 2026")))
    assert "Siti Seksi" in phone.inner_text("main") and "Periode ini ditutup" in phone.inner_text("main")
    assert_fits(phone)
    assert_accessible_now(phone)
    shot(phone, "kinerja-hasil-ponsel")


MOST_ACTIONS = 6
"""What a rater does at most for one who has to be looked at: presses of a pointer or a key, and texts."""
COUNTED = """
const TEXT = "textarea, input:not([type=radio], [type=checkbox])"
const count = (event) => {
  const text = event.target.matches && event.target.matches(TEXT)
  if (event.type === "keydown" && (text || event.key === "Tab")) return // a text counts once, moving does not
  if (event.type === "change" && !text) return
  const done = JSON.parse(sessionStorage.getItem("done") || "[]")
  sessionStorage.setItem("done", JSON.stringify([...done, event.type]))
}
for (const type of ["pointerdown", "keydown", "change"]) document.addEventListener(type, count, true)
"""


def test_one_exceptional_person_takes_six_actions_at_most(open_page: Any, office: Office) -> None:
    period = quarter(office.government)
    skp = plan(office.sari, office.section, understood=True)
    reached(skp, period, "40")
    page = open_page(DESKTOP)
    page.add_init_script(COUNTED)
    login(page, office.user("section"))

    # The most there is to do: both ratings otherwise than proposed, each with its reason, and signed.
    page.goto(f"/kinerja/nilai/{period.pk}/")
    row = page.locator("li.rate", has_text=office.sari.name)
    row.get_by_role("group", name=re.compile("Hasil kerja")).get_by_text("Sesuai").click()
    with page.expect_response(re.compile("/kinerja/nilai/")):
        page.keyboard.press("Tab")  # into the reason, which the choice has opened
        page.keyboard.type("Dua rekannya kosong sejak Juli")
        page.keyboard.press("Tab")
    row.get_by_role("group", name=re.compile("Perilaku")).get_by_text("Di atas").click()
    with page.expect_response(re.compile("/kinerja/nilai/")):
        page.keyboard.press("Tab")
        page.keyboard.type("Menggantikan dua rekannya tanpa diminta")
        page.keyboard.press("Tab")
    row.get_by_text("tersimpan").wait_for()
    go_by(row.get_by_role("button", name="Tandatangani"))

    rating = Rating.objects.get(skp=skp)
    assert (rating.result, rating.behaviour, rating.signed_at is None) == ("sesuai", "di_atas", False)
    assert rating.result != rating.proposed_result and rating.behaviour != rating.proposed_behaviour
    done = page.evaluate("JSON.parse(sessionStorage.getItem('done'))")
    assert {"pointerdown", "change"} <= set(done) and len(done) <= MOST_ACTIONS, done
