"""A run whose worker is killed: nothing is lost, nothing stored twice, and the next try completes.

The points are drawn by a seed, over all statements of the job and the moment before its commit; three here,
the others with the slow tests.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from praja import jobs
from praja.audit.models import Event
from praja.jobs import lost
from praja.jobs.testing import run_all
from praja.payroll.enums import KeadaanProses as State
from praja.payroll.models import Deduction, Run, Slip
from praja.payroll.runs import actions, archive
from praja.payroll.runs.verify import check_run
from praja.temporal.actions import span
from tests.integration.jobs.conftest import environment_of_test_database
from tests.integration.payroll.runs_world import PayDay
from tests.integration.people.conftest import LONG_AGO

__all__ = ["environment_of_test_database"]

SEED, POINTS, QUICK = 4, 50, 3

_WORKER = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "praja.config.settings"
import django; django.setup()
from django.db import connection
from praja.jobs import worker
from praja.payroll.runs import actions

point, computing = int(sys.argv[1]), actions._compute

def stopping(*args):
    said = 0
    def counted(execute, *more):
        nonlocal said
        said += 1
        if said == point:
            print("di sini", flush=True)
            time.sleep(60)
        return execute(*more)
    with connection.execute_wrapper(counted):
        computing(*args)
    print("di sini", flush=True)
    time.sleep(60)

actions._compute = stopping
worker.run(wait=False)
"""


@pytest.fixture
def empty_queue(transactional_db: None) -> Iterator[None]:
    """Leave no job behind: what a test with real transactions queues stays."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_events; DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_workers")


@pytest.fixture
def asked(payday: PayDay) -> Run:
    """Return a run that has a result, and is asked for again because a fact has changed."""
    run = payday.computed()
    Deduction.objects.create(
        person=payday.office.sari, kind="infak", creditor="Baznas", monthly=25_000, berlaku=span(LONG_AGO)
    )
    return payday.ask(run)


def stored(run: Run) -> list[Any]:
    return list(Slip.objects.filter(run=run).order_by("pk").values())


def statements(payday: PayDay) -> int:
    """Return how many statements the job of a run takes."""
    run = payday.ask(payday.open(pay_list="gaji", people=[payday.office.sari.pk]))
    with CaptureQueriesContext(connection) as said:
        actions.work(str(run.pk), run.attempt, payday.user("bendahara").pk)
    actions.cancel(run=run, reason="Hanya untuk menghitung.", by=payday.user("bendahara"), on=payday.on)
    return len(said)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "point", [pytest.param(one, marks=[pytest.mark.slow] if one >= QUICK else []) for one in range(POINTS)]
)
def test_a_worker_that_is_killed_in_the_middle_of_a_run(
    empty_queue: None,
    payday: PayDay,
    environment_of_test_database: dict[str, str],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    point: int,
) -> None:
    most = statements(payday)
    run = payday.computed()
    Deduction.objects.create(
        person=payday.office.sari, kind="infak", creditor="Baznas", monthly=25_000, berlaku=span(LONG_AGO)
    )
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_events; DELETE FROM procrastinate_jobs")
    payday.ask(run)
    before, files = stored(run), set(run.files.values_list("name", "sha256"))
    at = random.Random(f"{SEED}/{point}").randrange(1, most + 1)
    worker = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", _WORKER, str(at)],
        env={**environment_of_test_database, "PRAJA_VAR": str(settings.VAR), "PRAJA_HTTPS": "tidak"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    try:
        assert worker.stdout.readline() == "di sini\n"
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        worker.stdout.close()

    run.refresh_from_db()
    assert run.state == State.MENGHITUNG and stored(run) == before  # readers see the result before, whole
    assert set(run.files.values_list("name", "sha256")) == files
    assert Event.objects.filter(kind="payroll.run_computed", target_id=str(run.pk)).count() == 1
    monkeypatch.setattr(lost, "SILENT_AFTER", 0)
    assert [job.name for job in jobs.rescue()] == ["payroll.compute"]
    assert run_all(also_later=True) == ["payroll.compute"]

    run.refresh_from_db()
    assert run.state == State.DIHITUNG and Slip.objects.filter(run=run).count() == 3
    assert payday.slip(run, payday.office.sari).amounts["potongan_infak"] == 25_000
    assert Event.objects.filter(kind="payroll.run_computed", target_id=str(run.pk)).count() == 2
    assert check_run(run).wrong == [] and len(archive.parts(run)) == len(files)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_cut_before_the_commit(
    empty_queue: None, payday: PayDay, asked: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the database is killed: the result before stays, the run says what happened."""
    before = stored(asked)
    real = archive.write

    def cut(run: Run, parts: Any) -> None:
        real(run, parts)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (number,) = cursor.fetchone()

        def kill() -> None:
            with connections["default"].cursor() as other:
                other.execute("SELECT pg_terminate_backend(%s)", [number])
            connections["default"].close()

        one = threading.Thread(target=kill)
        one.start()
        one.join()

    monkeypatch.setattr(archive, "write", cut)
    actions.work(str(asked.pk), asked.attempt, payday.user("bendahara").pk)

    asked.refresh_from_db()
    assert asked.state == State.DIHITUNG and "terputus" in asked.message and stored(asked) == before
    monkeypatch.undo()
    assert payday.slip(payday.computed(asked), payday.office.sari).amounts["potongan_infak"] == 25_000
