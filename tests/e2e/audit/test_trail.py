"""The trail in a browser: an auditor narrows it and opens an event; an employee reads who saw her record."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from praja.access.enums import Role
from praja.access.models import RoleHeld
from praja.audit import sealer
from praja.audit.actions import record, viewed
from praja.organization.models import Unit, UnitVersion
from praja.people.models import Person, UnitHistory
from tests.e2e.conftest import DESKTOP, PHONE, assert_accessible, assert_fits, go_by, login, shot

LONG_AGO = datetime.date(2015, 1, 1)


@pytest.fixture
def town(account: Any, tmp_path: Any, settings: Any) -> dict[str, Any]:
    """Sari in Kota Semarang, an officer who saw and changed her record, and an auditor of the town."""
    settings.VAR = tmp_path
    unit = Unit.objects.create(code="semarang")
    UnitVersion.objects.create(
        unit=unit, name="Kota Semarang", kind="pemerintah_kota", berlaku=(LONG_AGO, None)
    )
    sari, budi, tuti = account("Sari Dewi"), account("Budi Santoso"), account("Tuti Inspektorat")
    RoleHeld.objects.create(
        user=tuti, role=Role.AUDITOR, unit=unit, berlaku=(LONG_AGO, None), reason="SK 1", granted_by="Praja"
    )
    person = Person.objects.create(
        account=sari,
        nip="198503122010012005",
        name="Sari Dewi",
        sex="P",
        birth_date=datetime.date(1985, 3, 12),
        search="sari dewi 198503122010012005",
    )
    UnitHistory.objects.create(person=person, unit=unit, berlaku=(LONG_AGO, None))
    viewed(person, budi, "pegawai")
    record(
        kind="people.sk_recorded",
        by=budi,
        person=person.pk,
        unit=unit.pk,
        before={"golongan": "III/a"},
        after={"golongan": "III/b", "mulai": "2026-10-01"},
        reason="SK terlambat diterima",
    )
    sealer.seal_all()
    return {"sari": sari, "tuti": tuti}


@pytest.mark.parametrize(
    "size", [PHONE, pytest.param(DESKTOP, marks=pytest.mark.slow)], ids=["ponsel", "meja"]
)
def test_an_auditor_finds_an_event_and_reads_what_changed(open_page: Any, town: Any, size: Any) -> None:
    page = open_page(size)
    login(page, town["tuti"])

    page.goto("/jejak/?pegawai=sari&unit=semarang")
    page.get_by_role("cell", name="SK terlambat diterima").wait_for()
    _look(page, "daftar")
    go_by(page.get_by_role("link", name="mencatat SK"))
    page.get_by_role("heading", name="Budi Santoso mencatat SK").wait_for()

    page.get_by_text("dari III/a menjadi III/b").wait_for()
    page.get_by_text("Isinya sesuai segel").wait_for()
    _look(page, "kejadian")


@pytest.mark.parametrize(
    "size", [PHONE, pytest.param(DESKTOP, marks=pytest.mark.slow)], ids=["ponsel", "meja"]
)
def test_an_employee_reads_who_saw_and_changed_her_record(open_page: Any, town: Any, size: Any) -> None:
    page = open_page(size, script=size is DESKTOP)
    login(page, town["sari"])

    page.goto("/saya/jejak/")

    page.get_by_text("Budi Santoso melihat data ini: halaman pegawai.").wait_for()
    page.get_by_text("Budi Santoso mencatat SK.").wait_for()
    page.get_by_text("Alasan: SK terlambat diterima").wait_for()
    assert page.locator("table").count() == 0
    if size is DESKTOP:
        _look(page, "saya")
    page.goto("/jejak/")
    assert page.get_by_text("SK terlambat diterima").count() == 0


def _look(page: Any, name: str) -> None:
    shot(page, f"jejak-{name}-{page.viewport_size['width']}")
    assert_accessible(page)
    assert_fits(page)
