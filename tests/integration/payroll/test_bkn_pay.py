"""BKN rates, Praja pays: an imported predicate reaches the TPP of a month, and a later one makes it stale."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from praja.payroll.models import PackInUse, Recap, Run
from praja.payroll.runs.stale import changes_since
from praja.payroll.runs.watch import seen
from praja.performance.bkn.actions import imports
from praja.performance.models import Period
from praja.temporal.actions import span
from tests.integration.payroll import facts_world as world
from tests.integration.payroll.runs_world import MONTH, PayDay, payday
from tests.integration.people.conftest import LONG_AGO, Office
from tests.integration.performance.bkn import GOOD, POOR, QUARTER, applied, rated_by_bkn
from tests.integration.performance.rated import quarter

__all__ = ["payday"]

TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def period(office: Office) -> Period:
    return quarter(office.government)


def rows(office: Office, codes: dict[str, int] = GOOD) -> list[dict[str, Any]]:
    return [{"nip": one.nip, **QUARTER, **codes} for one in (office.sari, office.section, office.head)]


def tpp(run: Run, office: Office) -> int:
    """Return what Sari is paid."""
    [slip] = run.slips.filter(person=office.sari)
    assert slip.problems == []
    return int(slip.amounts["jumlah_tpp"])


def test_an_imported_predicate_is_a_fact_of_the_month_with_its_import(office: Office, period: Period) -> None:
    one = applied(office, rows(office), TODAY)
    facts = world.ask(office, "tpp", pack="balangan_2025")
    assert world.of(facts, office.sari)["predikat_kinerja"] is None  # Praja still rates

    rated_by_bkn(office, TODAY, office.user("admin_aplikasi"))

    facts = world.ask(office, "tpp", pack="balangan_2025")
    assert world.of(facts, office.sari)["predikat_kinerja"] == "baik"
    assert world.told(facts, office.sari, "predikat_kinerja") == (
        "penilaian", "Predikat e-Kinerja BKN triwulan 3/2026, impor ke-1.",
    )  # fmt: skip
    [origin] = facts.origin.filter(nip=office.sari.nip, fakta="predikat_kinerja").to_dicts()
    assert (origin["rujukan"], origin["oleh"]) == (str(one.pk), "Rina Pengelola")


def test_a_changed_import_makes_a_computed_tpp_stale_and_undoing_it_does(
    payday: PayDay, office: Office, period: Period
) -> None:
    PackInUse.objects.create(government=office.government, pack="balangan_2025", berlaku=span(LONG_AGO))
    for fact in ("pagu_bk", "pagu_pk"):
        world.standing(fact, "1000000", person=office.sari)
    Recap.objects.create(
        person=office.sari, period=MONTH, kind="kehadiran", rows={},
        values={"hari_kerja": "22", "hari_masuk": "22", "hari_alpa": "0", "sumber_kehadiran": "persen",
                "persen_potongan_hadir": "0%"},
    )  # fmt: skip
    run = payday.computed(payday.open(pay_list="tpp"))
    rated_by_bkn(office, TODAY, office.user("admin_aplikasi"))
    assert seen(run)["rows"] != run.sources["rows"]  # who rates is watched, too
    applied(office, rows(office), TODAY)
    run = payday.computed(run)
    assert tpp(run, office) == 2_000_000
    assert not changes_since(run).count

    later = applied(office, rows(office, POOR), TODAY)

    found = changes_since(run)
    change = next(
        one
        for one in found.people
        if one.title.startswith("Predikat kinerja") and one.name == office.sari.name
    )
    assert (change.before, change.after) == ("baik", "butuh_perbaikan")
    assert "impor ke-2" in change.why
    assert tpp(payday.computed(run), office) == 1_760_000  # 60% x 80% + 40% = 88%
    imports.undo(one=later, by=office.user("pengelola"), on=TODAY)
    assert changes_since(run).count
    assert tpp(payday.computed(run), office) == 2_000_000
