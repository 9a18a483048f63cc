"""An officer compares with e-Kinerja, imports its predicates and takes a file to it, in a browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from praja.performance.models import BknExport, BknPredicate
from praja.performance.rating.actions.ratings import Said, sign
from tests.e2e.conftest import DESKTOP, assert_accessible_now, go_by, login, shot
from tests.integration.people.conftest import TODAY, Office, office, person
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import quarter, reached

__all__ = ["office"]

pytestmark = pytest.mark.usefixtures("today")


def test_an_officer_imports_compares_and_exports(open_page: Any, office: Office, tmp_path: Path) -> None:
    period = quarter(office.government)
    nips = {office.sari.name: office.sari.nip}
    skps = [plan(office.sari, office.section, understood=True)]
    for name in ("Bagus Hartono", "Dewi Anggraini"):
        who = person(name, office.dinas, office.staff_post)
        nips[name] = who.nip
        skps.append(plan(who, office.section, understood=True))
    for skp in skps:
        reached(skp, period)
        said = Said("sesuai", "sesuai")
        sign(skp=skp, period=period, said=said, by=office.user("section"), on=TODAY)
    file = tmp_path / "predikat.csv"
    codes = ((office.sari.name, "2;2;2"), ("Bagus Hartono", "3;2;3"), ("Dewi Anggraini", "2;2;4"))
    rows = [f"{nips[name]};2026;7;9;{said}" for name, said in codes]
    head = "NIP;tahun;bulanMulaiPenilaian;bulanSelesaiPenilaian;hasilKinerjaNilai;PerilakuKerjaNilai;Kuadran"
    file.write_text("\r\n".join([head, *rows]))
    page = open_page(DESKTOP)
    login(page, office.user("admin"))

    page.goto("/kinerja/bkn/")
    go_by(page.get_by_role("link", name="Impor predikat"))
    assert_accessible_now(page)
    page.locator("input[type=file]").set_input_files(str(file))
    go_by(page.get_by_role("button", name="Periksa"))
    # One row contradicts itself and would not on a scale that begins with the worst.
    assert page.inner_text("h1") == "Inilah yang akan berubah"
    assert "Skalanya mungkin terbalik" in page.inner_text("main") and "bertentangan" in page.inner_text(
        "main"
    )
    assert_accessible_now(page)
    shot(page, "kinerja-bkn-impor")
    page.get_by_label("Skalanya sudah saya cocokkan").check()
    go_by(page.get_by_role("button", name="Terapkan 2 yang benar"))
    assert BknPredicate.objects.count() == 2

    page.goto("/kinerja/bkn/")
    shot(page, "kinerja-bkn")
    page.get_by_label("Unit, dengan semua di bawahnya").select_option(str(office.dinas.pk))
    go_by(page.get_by_role("button", name="Bandingkan"))
    assert "2 dari 3 orang tidak sama" in page.inner_text("h1")
    assert "Bagus Hartono" in page.inner_text("table")
    assert_accessible_now(page)
    shot(page, "kinerja-bkn-banding")
    go_by(page.get_by_role("link", name=re.compile("Sama 1")))
    assert office.sari.name in page.inner_text("table")

    page.goto("/kinerja/bkn/ekspor/")
    page.get_by_label("Unit, dengan semua di bawahnya").select_option(str(office.dinas.pk))
    go_by(page.get_by_role("button", name="Susun"))
    assert "3 pegawai siap dibawa ke e-Kinerja" in page.inner_text("h1")
    assert BknExport.objects.get().sha256 in page.inner_text("main")
    shot(page, "kinerja-bkn-ekspor")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Unduh").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
