"""Whether anything changed that facts are made of: asked cheaply, it misses nothing, whatever changed."""

from __future__ import annotations

import datetime
import re
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

import praja.payroll.facts
from praja.attendance.models import ClosedMonth
from praja.attendance.models import Closing as Month
from praja.organization.models import PositionVersion, UnitVersion
from praja.payroll.facts import facts_for
from praja.payroll.models import ExtraLine, LegalBasis, Recap, Run
from praja.payroll.programs import programs_for
from praja.payroll.runs import actions, stale, watch
from praja.payroll.runs.refused import RunRefused
from praja.people.models import CltnHistory, Person, StudyHistory
from praja.performance.models import BknImport, BknPredicate, ClosedRating, Closing, RatingMode
from tests.integration.attendance.leaves import approved
from tests.integration.payroll import facts_world as world
from tests.integration.payroll.runs_world import MONTH, PAID_ON, REASON, PayDay, has_account
from tests.integration.payroll.test_at_once import second_waits
from tests.integration.payroll.test_extra import scan
from tests.integration.people.conftest import person, unit
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import quarter

TABLES = [source.table for source in watch.SOURCES]


def fill(payday: PayDay) -> None:
    """Add a row to each table of which facts are made."""
    office, days = payday.office, world.since(2026, 11, 1, 2026, 12, 1)
    sari, by = office.sari, payday.user("bendahara")
    unit("kota.sosial.baru", "Seksi Baru", "seksi", payday.dinas, office.government)
    PositionVersion.objects.create(
        position=office.staff_post, unit=payday.dinas, title="Nama Lain", kind="pelaksana",
        bup=58, berlaku=world.since(2010, 1, 1, 2010, 2, 1),
    )  # fmt: skip
    new = person("Orang Baru", payday.dinas, office.staff_post)
    has_account(new, "777")
    world.kgb(sari, "III/a", 2, days)
    world.relative(sari, "anak_kandung", "Anak", supported=days)
    sari.family.update(name="Anak Sari")
    Person.objects.filter(pk=sari.pk).update(name="Sari Utami Dewi")
    world.punished(sari, "tegurantertulis", days)
    CltnHistory.objects.create(person=new, berlaku=days)
    StudyHistory.objects.create(person=new, berlaku=days)
    world.standing("umk", "3000000", person=sari, days=days)
    Recap.objects.create(person=sari, period=MONTH, kind="kehadiran", values={})
    world.loan(sari, 1_000)
    signed: dict[str, Any] = {
        "pay_list": "gaji", "first": MONTH, "last": MONTH, "document": "900/1", "document_date": MONTH,
        "file": scan(payday), "made_by": by, "confirmed_by": payday.user("penyetuju"),
        "confirmed_at": timezone.now(),
    }  # fmt: skip
    ExtraLine.objects.create(
        person=sari, unit=payday.dinas, kind="tambahan_kekurangan", amount=1, reason="Kurang", **signed
    )
    LegalBasis.objects.create(government=office.government, **signed)
    rated = {"period": quarter(office.government), "unit": payday.dinas}
    closing = Closing.objects.create(number=1, by=by, **rated)
    ClosedRating.objects.create(closing=closing, skp=plan(sari, office.section), person=sari, **rated)
    month = Month.objects.create(unit=payday.dinas, month=MONTH, number=1, by=by)
    ClosedMonth.objects.create(
        closing=month, person=sari, unit=payday.dinas, month=MONTH, facts={"hari_alpa": 1}, rows=[]
    )
    approved(sari, MONTH, MONTH, kind="cuti_sakit")
    imported = BknImport.objects.create(
        government=office.government, unit=payday.dinas, number=1, name="a.csv", sha256="0" * 64, made_by=by
    )
    BknPredicate.objects.create(source=imported, person=sari, predicate="baik", **rated)
    RatingMode.objects.create(
        government=office.government, version=1, mode="bkn", since=MONTH, reason="Surat", made_by=by
    )
    Run.objects.create(
        pay_list="tpp", period=MONTH, unit=payday.dinas, government=office.government, pack=world.PACK,
        paid_on=PAID_ON, state="disetujui", made_by=by, approved_by=payday.user("penyetuju"),
        approved_at=timezone.now(),
    )  # fmt: skip


def rows_of(run: Run) -> dict[str, Any]:
    rows: dict[str, Any] = watch.seen(run)["rows"]
    return rows


def test_a_row_added_changed_or_removed_is_seen_in_each_table(payday: PayDay) -> None:
    run = payday.computed()
    empty = rows_of(run)

    fill(payday)

    full = rows_of(run)
    assert [table for table in TABLES if full[table] == empty[table]] == []
    given: dict[str, Any] = {
        "government": run.government_id, "run": run.pk, "period": run.period, "final": watch.FINAL,
    }  # fmt: skip
    unseen = []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        for source in watch.SOURCES:
            column = "code" if source.table == "organization_unit" else "id"
            one = f"ctid = (SELECT min(t.ctid) FROM {source.table} t WHERE {source.rows})"
            for change in (f"UPDATE {source.table} SET {column} = {column}", f"DELETE FROM {source.table}"):
                with transaction.atomic():
                    # What some triggers forbid must be seen as well: the owner of the tables may do it.
                    cursor.execute(f"ALTER TABLE {source.table} DISABLE TRIGGER USER")
                    cursor.execute(f"{watch._WHO} {change} WHERE {one}", given)
                    changed = cursor.rowcount
                    if changed != 1 or rows_of(run)[source.table] == full[source.table]:
                        unseen.append(change)
                    transaction.set_rollback(True)
    assert unseen == []


def test_every_table_that_the_facts_name_is_watched(payday: PayDay) -> None:
    said = [path.read_text("utf-8") for path in Path(praja.payroll.facts.__path__[0]).glob("*.py")]

    def listen(execute: Any, sql: str, *more: Any) -> Any:
        said.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(listen):
        for pack, pay_list in ((world.PACK, "gaji"), (world.PACK, "tpp"), ("balangan_2025", "tpp")):
            programs = programs_for(pack, pay_list, MONTH, PAID_ON)
            facts_for(programs=programs, pay_list=pay_list, period=MONTH, unit=payday.dinas,
                      known_at=timezone.now())  # fmt: skip

    words = set(re.findall(r"\w+", " ".join(said)))
    named = {table for table in connection.introspection.table_names() if table in words}
    assert named - watch.NAMED_ONLY - watch.OF_RUNS == set(TABLES)


def test_a_run_of_which_nothing_changed_is_checked_and_approved_without_its_facts(
    payday: PayDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = payday.computed()

    with monkeypatch.context() as patch:
        patch.setattr(stale, "known_facts", lambda *args, **more: pytest.fail("built again"))
        run = payday.approved(payday.checked(run))
        assert not stale.changes_since(run)

    fill(payday)
    assert stale.changes_since(run).count == 2  # Sari and who came


@pytest.mark.parametrize("other", ["software", "asked", "latest", "sources"])
def test_what_cannot_be_told_cheaply_is_looked_up(payday: PayDay, other: str) -> None:
    run = payday.computed()
    now = timezone.now()
    assert watch.unchanged(run, now)

    match other:
        case "software":
            run.software = "0.0"
        case "asked":
            run.paid_on += datetime.timedelta(days=31)
        case "latest":  # recorded, by the clock of the server, after the moment as of which facts were built
            run.sources["latest"] = (now + datetime.timedelta(seconds=1)).isoformat()
        case "sources":
            run.sources = {}

    assert not watch.unchanged(run, now)
    if other == "latest":
        assert run.known_at is not None and watch.unchanged(run, run.known_at)


def test_whom_another_run_has_let_go_is_seen(payday: PayDay) -> None:
    first = payday.computed()
    wide = payday.computed(payday.open(payday.office.government, by="bendahara_kota"), by="bendahara_kota")
    assert len(wide.left_out) == 3 and not stale.changes_since(wide)

    actions.cancel(run=first, reason=REASON, by=payday.user("bendahara"), on=payday.on)

    assert watch.seen(wide)["rows"] == wide.sources["rows"]
    assert not watch.unchanged(wide, timezone.now()) and stale.changes_since(wide).count == 3


@pytest.mark.django_db(transaction=True)
def test_what_was_begun_before_and_committed_after_computing_is_seen(payday: PayDay) -> None:
    """Its moment of recording is before the one as of which the run was computed."""
    recorded, go_on = threading.Event(), threading.Event()

    def record() -> None:
        try:
            with transaction.atomic():
                UnitVersion.objects.filter(unit=payday.dinas).update(name="Dinas Sosial dan Pemuda")
                world.kgb(payday.office.sari, "III/a", 2, world.since(2026, 11, 1))
                recorded.set()
                assert go_on.wait(20)
        finally:
            connections["default"].close()

    thread = threading.Thread(target=record)
    thread.start()
    assert recorded.wait(20)
    run = payday.computed()
    assert not stale.changes_since(run)
    go_on.set()
    thread.join()

    with pytest.raises(RunRefused, match="Sari Utami"):
        actions.check(run=run, by=payday.user("bendahara"), on=payday.on)


# --- what refers to what, checked once a statement


def _copied(run: Run, **other: Any) -> str:
    columns = [str(field.column) for field in run.slips.model._meta.concrete_fields]
    said = {"id": "gen_random_uuid()", "kind": "'susulan'"} | {name: f"'{pk}'" for name, pk in other.items()}
    values = ", ".join(said.get(name, name) for name in columns)
    return (
        f"INSERT INTO payroll_slip ({', '.join(columns)}) "
        f"SELECT {values} FROM payroll_slip WHERE run_id = '{run.pk}' LIMIT 1"
    )


def test_slips_refer_to_what_is_there_and_what_they_refer_to_stays(payday: PayDay) -> None:
    run, nobody = payday.computed(), "00000000-0000-4000-8000-000000000000"
    sari = payday.office.sari.pk
    refused = [
        _copied(run, person_id=nobody),
        _copied(run, person_id=payday.office.stranger.pk, unit_id=nobody),
        _copied(run, run_id=nobody),
        f"UPDATE payroll_slip SET unit_id = '{nobody}' WHERE run_id = '{run.pk}'",
        f"UPDATE payroll_runaccount SET run_id = '{nobody}' WHERE run_id = '{run.pk}'",
        f"DELETE FROM people_person WHERE id = '{sari}'",
        f"DELETE FROM payroll_run WHERE id = '{run.pk}'",
        f"DELETE FROM organization_unit WHERE id = '{payday.dinas.pk}'",
        f"UPDATE people_person SET id = gen_random_uuid() WHERE id = '{sari}'",
    ]

    for statement in refused:
        said = pytest.raises(DatabaseError, match="menunjuk|ditunjuk|tidak dapat diganti")
        with said, transaction.atomic():
            connection.cursor().execute(statement)

    connection.cursor().execute(_copied(run, person_id=payday.office.stranger.pk))
    assert run.slips.count() == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["written", "removed"])
def test_of_two_who_write_a_slip_and_remove_its_person_the_second_is_refused(
    payday: PayDay, first: str
) -> None:
    """As a foreign key would: each waits for the other, and then sees what was committed."""
    run = payday.computed()
    new = Person.objects.create(
        nip="199005172019032999", name="Orang Baru", sex="P", birth_date=datetime.date(1990, 5, 17)
    )
    statements = [_copied(run, person_id=new.pk), f"DELETE FROM people_person WHERE id = '{new.pk}'"]
    if first == "removed":
        statements.reverse()

    told = second_waits(
        lambda: connection.cursor().execute(statements[0]), lambda: connection.cursor().execute(statements[1])
    )

    assert len(told) == 1 and ("menunjuk" if first == "removed" else "ditunjuk") in told[0]
    left = Person.objects.filter(pk=new.pk).count(), run.slips.filter(person=new.pk).count()
    assert left == ((0, 0) if first == "removed" else (1, 1))
