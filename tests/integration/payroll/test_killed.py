"""A run whose worker or web process is killed: nothing is lost, nothing stored twice, the next try completes.

The points are drawn by a seed, over all statements and the moment before the commit (of the worker) or after
it (of the web process); one of each here, the others with the slow tests. Of the database: the next file.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from praja import jobs
from praja.audit.models import Event
from praja.jobs import lost
from praja.jobs.testing import run_all
from praja.payroll.enums import KeadaanProses as State
from praja.payroll.models import Deduction, Run, Slip
from praja.payroll.runs import actions, archive
from praja.payroll.runs.actions import RunRefused
from praja.payroll.runs.verify import check_run
from praja.temporal.actions import span
from tests import ports
from tests.database import forget_jobs
from tests.integration.jobs.conftest import (
    empty_queue,
    environment_of_test_database,
    killed_worker,
)
from tests.integration.payroll.runs_world import PayDay
from tests.integration.people.conftest import LONG_AGO

__all__ = ["empty_queue", "environment_of_test_database"]

SEED, POINTS, QUICK = 4, 18, 1
WEB_POINTS = 16

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

_WEB = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "praja.config.settings"
import django; django.setup()
from django.db import connection, connections, transaction
from django.test import Client
from praja.accounts.models import User
from praja.payroll.runs import actions
from praja.server import pages

address, step, point, user = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
acting = getattr(actions, step)

def stopping(**said):
    count = 0
    def counted(execute, *more):
        nonlocal count
        count += 1
        if count == point:
            print("sebelum", flush=True)
            time.sleep(60)
        return execute(*more)
    with connection.execute_wrapper(counted):
        acting(**said)
    print("sesudah", flush=True)
    time.sleep(60)

client = Client()
client.force_login(User.objects.get(pk=user), backend="praja.accounts.backends.NipOrEmail")
print(client.cookies["praja"].value, flush=True)
connections.close_all()
setattr(actions, step, stopping)
pages.run(address, 1)
"""


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
    forget_jobs()
    payday.ask(run)
    before, files = stored(run), set(run.files.values_list("name", "sha256"))
    at = random.Random(f"{SEED}/{point}").randrange(1, most + 1)
    with killed_worker(_WORKER, environment_of_test_database, settings, str(at)):
        pass

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


def kept(run: Run) -> tuple[Any, ...]:
    """Return what stands of a run, with its jobs and what the trail tells of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'payroll.compute'")
        jobs_asked = cursor.fetchone()
    told = list(Event.objects.filter(target_id=str(run.pk)).order_by("at").values_list("kind", flat=True))
    return Run.objects.filter(pk=run.pk).values().get(), stored(run), jobs_asked, told


def press(port: int, path: str, session: str) -> None:
    """Press a button of the site; the answer does not come, for its process is killed."""
    token = "a" * 32
    cookies = {"Cookie": f"praja={session}; csrftoken={token}", "X-CSRFToken": token}
    until = time.monotonic() + 180
    while time.monotonic() < until:
        site = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        with contextlib.closing(site):
            try:
                site.connect()
            except ConnectionRefusedError:  # it is not up yet
                time.sleep(0.1)
                continue
            with contextlib.suppress(OSError, http.client.HTTPException):
                site.request("POST", path, headers={**cookies, "Content-Length": "0"})
                site.getresponse()
            return


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "point",
    [pytest.param(one, marks=[pytest.mark.slow] if one >= QUICK else []) for one in range(WEB_POINTS)],
)
def test_a_web_process_that_is_killed_while_somebody_presses_a_button(
    empty_queue: None,
    payday: PayDay,
    environment_of_test_database: dict[str, str],
    settings: Any,
    point: int,
) -> None:
    step, path, by = (
        ("approve", "setujui", "penyetuju") if point % 2 == 0 else ("compute", "hitung", "bendahara")
    )
    again: Callable[[Run], Run] = payday.approved if step == "approve" else payday.ask
    run = payday.checked() if step == "approve" else payday.computed()
    forget_jobs()
    before = kept(run)
    with transaction.atomic(), CaptureQueriesContext(connection) as said:
        again(run)
        transaction.set_rollback(True)
    assert kept(run) == before
    # The first point is after the last statement: what was approved then has to be committed.
    at = random.Random(f"{SEED}/{point}").randrange(1, len(said) + 2) if point else len(said) + 1
    port = ports.free()
    web = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", _WEB, f"127.0.0.1:{port}", step, str(at),
         str(payday.user(by).pk)],
        env={**environment_of_test_database, "PRAJA_VAR": str(settings.VAR), "PRAJA_HTTPS": "tidak"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )  # fmt: skip
    assert web.stdout is not None
    session = web.stdout.readline().strip()
    pressing = threading.Thread(target=press, args=(port, f"/gaji/{run.pk}/{path}/", session))
    pressing.start()
    try:
        reached = web.stdout.readline().strip()
    finally:
        os.killpg(web.pid, signal.SIGKILL)
        web.wait()
        web.stdout.close()
        pressing.join()

    assert reached in (("sebelum", "sesudah") if point else ("sesudah",))
    if reached == "sebelum":
        assert kept(run) == before
        again(Run.objects.get(pk=run.pk))
    else:
        with pytest.raises(RunRefused):
            again(Run.objects.get(pk=run.pk))
    run.refresh_from_db()
    told = kept(run)[3]
    if step == "approve":
        assert run.state == State.DISETUJUI and told.count("payroll.run_approved") == 1
        assert stored(run) == before[1]
    else:
        assert run.attempt == before[0]["attempt"] + 1 and run_all().count("payroll.compute") == 1
        run.refresh_from_db()
        assert run.state == State.DIHITUNG and Slip.objects.filter(run=run).count() == 3
    assert check_run(run).wrong == []


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
