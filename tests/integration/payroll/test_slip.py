"""The slip on a screen: whose it is, what it says, why, and what would be if."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praja.audit.models import Event
from praja.files import disk
from praja.payroll.enums import KeadaanProses
from praja.payroll.models import Run, Slip
from praja.payroll.runs import bundle
from praja.payroll.slip import book
from praja.people.models import Person
from tests.integration.payroll.runs_world import PayDay
from tests.integration.payroll.slip_world import make_run, slip_of
from tests.integration.people.conftest import Office

OCTOBER, NOVEMBER = datetime.date(2026, 10, 1), datetime.date(2026, 11, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def months(office: Office) -> tuple[Run, Run]:
    """October and November of Sari and a colleague: in November Sari has a KGB and a second child."""
    sari = office.sari.nip
    origin = [
        (sari, "mkg", "sk", "1", "KGB 800/112 mulai 1 November 2026", "Rina Pengelola"),
        (sari, "jumlah_anak_ditunjang", "keluarga", "2", "Anak ke-2 ditunjang, SK 7", "Rina Pengelola"),
    ]
    before = make_run(office.dinas, {office.sari: {}, office.section: {}}, period=OCTOBER)
    changed = {office.sari: {"mkg": 4, "jumlah_anak_ditunjang": 2}, office.section: {}}
    return before, make_run(office.dinas, changed, period=NOVEMBER, origin=origin)


def get(client: Client, name: str, slip: Slip, *more: str, **query: str) -> Any:
    return client.get(reverse(f"payroll:{name}", args=[slip.pk, *more]), query)


def read(client: Client, name: str, slip: Slip, *more: str, **query: str) -> str:
    return str(get(client, name, slip, *more, **query).content.decode())


def test_one_slip(client: Client, office: Office, months: tuple[Run, Run]) -> None:
    slip = slip_of(months[1], office.sari)
    client.force_login(office.user("sari"))

    page = read(client, "slip", slip)
    why = read(client, "slip_line", slip, "gaji_pokok")

    assert "Rp3.547.700" in page and "Naik Rp218.600 dari Oktober 2026." in page
    assert "dari 2 tahun menjadi 4 tahun (KGB 800/112 mulai 1 November 2026)" in page
    assert "Rp2.964.000" in why and "PP 5/2024" in why and "bulat(gaji_pokok_tabel" in why
    assert "KGB 800/112 mulai 1 November 2026" in why and "dicatat oleh Rina Pengelola" in why
    assert reverse("people:own") in why
    assert "belum diperiksa pada sumber aslinya" in page
    listed = client.get(reverse("payroll:slips")).content.decode()
    assert "Rp3.547.700" in client.get(reverse("web:home")).content.decode()
    assert listed.index("November 2026") < listed.index("Oktober 2026") and "Rp3.329.100" in listed


def test_the_line_that_htmx_puts_in_is_that_of_its_page(
    client: Client, office: Office, months: tuple[Run, Run]
) -> None:
    slip = slip_of(months[1], office.sari)
    client.force_login(office.user("sari"))
    url = reverse("payroll:slip_line", args=[slip.pk, "tunjangan_anak"])

    part = client.get(url, headers={"HX-Request": "true"}).content.decode()

    assert part.strip() in client.get(url).content.decode() and "<html" not in part
    assert get(client, "slip_line", slip, "tidak_ada").status_code == 404


def test_whose_slip_it_is(client: Client, office: Office, months: tuple[Run, Run]) -> None:
    slip = slip_of(months[1], office.sari)
    pages = [("slip", ()), ("slip_line", ("gaji_pokok",)), ("slip_what_if", ()), ("slip_pdf", ())]
    for name in ("section", "head", "kepala_unit", "admin", "pengelola", "tapd", "stranger"):
        client.force_login(office.user(name))
        assert {get(client, page, slip, *more).status_code for page, more in pages} == {404}, name

    client.force_login(office.user("bendahara"))
    assert {get(client, page, slip, *more).status_code for page, more in pages} == {200}
    looked = Event.objects.filter(kind="audit.viewed", person_id=office.sari.pk)
    assert looked.count() == 1


def test_a_slip_is_shown_once_its_run_is_approved(client: Client, office: Office) -> None:
    run = make_run(office.dinas, {office.sari: {}}, period=NOVEMBER, state=KeadaanProses.DIHITUNG)
    slip = slip_of(run, office.sari)

    client.force_login(office.user("sari"))
    assert get(client, "slip", slip).status_code == 404
    assert "Belum ada slip" in client.get(reverse("payroll:slips")).content.decode()
    client.force_login(office.user("bendahara"))
    assert "rancangan, belum disetujui" in read(client, "slip", slip)
    assert get(client, "slip_pdf", slip).status_code == 404


def test_held_stopped_and_stuck(client: Client, office: Office) -> None:
    run = make_run(
        office.dinas,
        {
            office.sari: {"lhkpn_tertunggak": True},
            office.section: {"keadaan_pegawai": "cltn"},
            office.head: {"nilai_skp": None},
        },
        period=NOVEMBER,
        pay_list="tpp",
    )

    def page(who: str, person: Person) -> str:
        client.force_login(office.user(who))
        return read(client, "slip", slip_of(run, person))

    held = page("sari", office.sari)
    assert "pembayarannya ditahan" in held and "LHKPN belum disampaikan." in held and "Rp5.940.000" in held
    stopped = page("section", office.section)
    assert "Tidak ada yang dibayarkan bulan ini" in stopped and "tanpa_tpp_cltn" in stopped
    stuck = page("head", office.head)
    assert "Belum dapat dihitung" in stuck and "Nilai SKP belum diisi." in stuck
    assert get(client, "slip_what_if", slip_of(run, office.head)).status_code == 404


def test_what_if_stores_nothing_and_swaps_the_estimate(
    client: Client, office: Office, months: tuple[Run, Run]
) -> None:
    slip = slip_of(months[1], office.sari)
    client.force_login(office.user("sari"))
    url = reverse("payroll:slip_what_if", args=[slip.pk])
    before = Slip.objects.get(pk=slip.pk).amounts

    page = client.get(url, {"jumlah_anak_ditunjang": "0"}).content.decode()
    part = client.get(url, {"jumlah_anak_ditunjang": "0"}, headers={"HX-Request": "true"}).content.decode()

    assert "perkiraan, bukan slip" in page and part.strip() in page
    assert "Turun <b>Rp252.700</b>" in page
    assert Slip.objects.get(pk=slip.pk).amounts == before
    silly = client.get(url, {"jumlah_anak_ditunjang": "-1" + "0" * 40, "kgb": "<script>"}).content.decode()
    assert "Isi dengan angka bulat dari 0 sampai 20." in silly and "<script>" not in silly


@pytest.mark.parametrize("typed", ["-1", "9" * 60, "1e9", "NaN", "Infinity", "0x10", "\x00", "'; --", "½"])
def test_an_absurd_value_of_any_slider_is_refused_beside_it(
    client: Client, office: Office, months: tuple[Run, Run], typed: str
) -> None:
    slip = slip_of(months[1], office.sari)
    client.force_login(office.user("sari"))
    url = reverse("payroll:slip_what_if", args=[slip.pk])
    usual = client.get(url).context
    names = [field.name for field in usual["fields"]]
    assert names and any(field.slides for field in usual["fields"])

    answer = client.get(url, dict.fromkeys(names, typed))

    assert answer.status_code == 200
    assert [field.name for field in answer.context["fields"] if not field.error] == []
    assert answer.context["fall"] == 0 and not answer.context["changed"]


def test_a_page_takes_a_constant_number_of_queries(
    client: Client, office: Office, months: tuple[Run, Run]
) -> None:
    slip = slip_of(months[1], office.sari)
    client.force_login(office.user("sari"))
    get(client, "slip", slip)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = get(client, "slip", slip)

    assert len(queries) <= 22
    assert len(page.content) < 40_000


def test_names_are_never_markup(client: Client, office: Office) -> None:
    office.sari.name = "<b>Sari</b> #pagebreak() $x$"
    office.sari.save(update_fields=["name"])
    run = make_run(office.dinas, {office.sari: {}}, period=NOVEMBER)
    client.force_login(office.user("sari"))

    page = read(client, "slip", slip_of(run, office.sari))

    assert "<b>Sari</b>" not in page and "&lt;b&gt;Sari" in page


def test_the_law_that_a_run_kept_explains_it(
    client: Client, office: Office, months: tuple[Run, Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    slip = slip_of(months[1], office.sari)
    kept = book.program_of(slip.run).selection.law
    monkeypatch.setattr(book, "_shipped", lambda pack: "another text")

    program = book.program_of(slip.run)

    assert program.selection.law is not kept and program.selection.law.texts == kept.texts
    client.force_login(office.user("sari"))
    assert "Rp2.964.000" in read(client, "slip_line", slip, "gaji_pokok")


def test_facts_that_are_gone_from_the_disk(client: Client, office: Office, months: tuple[Run, Run]) -> None:
    slip = slip_of(months[1], office.sari)
    for file in months[1].files.exclude(name=bundle.LAW):
        disk.remove(file.sha256)
    client.force_login(office.user("sari"))

    assert "Rp3.547.700" in read(client, "slip", slip)
    for page, more in (("slip_line", ("gaji_pokok",)), ("slip_what_if", ())):
        assert "jumlahnya tetap yang tertulis pada slip" in read(client, page, slip, *more)


def test_a_slip_of_a_run_that_was_really_computed(client: Client, payday: PayDay) -> None:
    run = payday.paid()
    slip = payday.slip(run, payday.office.sari)
    client.force_login(payday.user("sari"))

    page = read(client, "slip", slip)
    why = read(client, "slip_line", slip, "gaji_pokok")

    assert slip.net and f"{slip.net:,}".replace(",", ".") in page
    assert "jumlah yang berbeda dari slip" not in why and "800/" in why
    assert get(client, "slip_what_if", slip).status_code == 200
