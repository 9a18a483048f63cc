"""Pay reads closed ratings where no sheet of the month says otherwise, and sees when they change."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from praja.payroll.models import PackInUse, Recap
from praja.payroll.runs.stale import changes_since
from praja.performance.models import Closing, Period
from praja.performance.rating.actions.closings import close, reopen
from praja.performance.rating.actions.ratings import Said, sign
from praja.performance.rating.packs import pack_of
from praja.temporal.actions import span
from tests.integration.payroll import facts_world as world
from tests.integration.payroll.runs_world import PayDay, payday
from tests.integration.people.conftest import LONG_AGO, Office
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import quarter, reached

__all__ = ["payday"]

TODAY = datetime.date(2026, 11, 23)
WHY = "Belum ada penilai yang tetap"


@pytest.fixture
def period(office: Office) -> Period:
    return quarter(office.government)


@pytest.fixture
def closing(office: Office, period: Period) -> Closing:
    """Sari is rated, Siti is not, Hadi has no SKP."""
    skp = plan(office.sari, office.section, understood=True)
    reached(skp, period)
    sign(skp=skp, period=period, said=Said("sesuai", "sesuai"), by=office.user("section"), on=TODAY)
    plan(office.section, office.head)
    return close(unit=office.dinas, period=period, missing_reason=WHY, by=office.user("pengelola"), on=TODAY)


def test_a_closed_rating_is_a_fact_of_the_month_with_its_closing(office: Office, closing: Closing) -> None:
    facts = world.ask(office, "tpp", pack="balangan_2025")
    assert world.of(facts, office.sari)["predikat_kinerja"] == "baik"
    other = world.ask(office, "tpp", pack="sawahlunto")
    assert world.of(other, office.sari)["capaian_kinerja"] == Decimal("1.0556")
    assert world.told(facts, office.sari, "predikat_kinerja") == (
        "penilaian", "Penilaian kinerja triwulan 3/2026, predikat baik, penutupan ke-1.",
    )  # fmt: skip
    [origin] = facts.origin.filter(nip=office.sari.nip, fakta="predikat_kinerja").to_dicts()
    assert (origin["rujukan"], origin["oleh"]) == (str(closing.pk), "Rina Pengelola")
    assert world.of(facts, office.section)["predikat_kinerja"] == "belum_dinilai"
    assert world.of(facts, office.head)["predikat_kinerja"] is None


def test_the_sheet_of_the_month_goes_first(office: Office, closing: Closing) -> None:
    Recap.objects.create(
        person=office.sari,
        period=world.OCTOBER,
        kind="kinerja",
        rows={},
        values={"predikat_kinerja": "kurang"},
    )
    facts = world.ask(office, "tpp", pack="balangan_2025")
    assert world.of(facts, office.sari)["predikat_kinerja"] == "kurang"
    assert world.told(facts, office.sari, "predikat_kinerja")[0] == "rekap"


def test_before_the_closing_nothing_was_known_and_an_older_state_is_found_again(
    office: Office, closing: Closing
) -> None:
    before = closing.tercatat - datetime.timedelta(microseconds=1)
    at = timezone.now()
    reopen(closing=closing, text="Data Sari keliru", by=office.user("admin"), on=TODAY)

    def said(known_at: Any) -> Any:
        facts = world.ask(office, "tpp", pack="balangan_2025", known_at=known_at)
        return world.of(facts, office.sari)["predikat_kinerja"]

    assert (said(before), said(at), said(None)) == (None, "baik", None)


def test_the_pack_of_the_government_is_the_one_that_pays(office: Office) -> None:
    assert pack_of(office.government, TODAY) == "nasional"
    PackInUse.objects.create(government=office.government, pack="balangan_2025", berlaku=span(LONG_AGO))
    assert pack_of(office.government, TODAY) == "balangan_2025"


def test_a_changed_closing_makes_a_computed_run_stale(
    payday: PayDay, office: Office, period: Period, closing: Closing
) -> None:
    PackInUse.objects.create(government=office.government, pack="balangan_2025", berlaku=span(LONG_AGO))
    run = payday.computed(payday.open(pay_list="tpp"))
    assert not changes_since(run).count
    reopen(closing=closing, text="Data Sari keliru", by=office.user("admin"), on=TODAY)
    skp = closing.rows.get(person=office.sari).skp
    worse = Said("di_bawah", "sesuai", "Datanya ternyata keliru", note="Dikoreksi sesudah dibuka")
    sign(skp=skp, period=period, said=worse, by=office.user("section"), on=TODAY)
    close(unit=office.dinas, period=period, missing_reason=WHY, by=office.user("pengelola"), on=TODAY)

    found = changes_since(run)

    [change] = [one for one in found.people if one.title.startswith("Predikat kinerja")]
    assert (change.name, change.before, change.after) == (office.sari.name, "baik", "butuh_perbaikan")
    assert "penutupan ke-2" in change.why
