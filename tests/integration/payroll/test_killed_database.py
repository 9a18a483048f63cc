"""A run whose database is killed: what was there before stays whole, and the next try completes.

The server is the test's own, and keeps what is committed, as in production. It is killed with all that it
has started, as when the power goes, at points drawn by a seed: one here, the others with the slow tests.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from praja import jobs
from praja.audit.models import Event
from praja.config import embedded
from praja.jobs import lost
from praja.jobs.testing import run_all
from praja.payroll.enums import KeadaanProses as State
from praja.payroll.models import Deduction, Run, Slip
from praja.payroll.runs import actions, archive, store
from praja.payroll.runs.verify import check_run
from praja.server import postgres
from praja.temporal.actions import span
from tests.integration.payroll.runs_world import PayDay
from tests.integration.people.conftest import LONG_AGO
from tests.integration.server.conftest import first, folder_of_installations
from tests.waiting import until

__all__ = ["first"]

SEED, POINTS = 41, 16


class Server:
    """A database server that can be killed, and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.use = postgres.use(folder)

    def kill(self) -> None:
        note = self.use.place.data / "postmaster.pid"
        number = int(note.read_text().split("\n", 1)[0])
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(number)], capture_output=True, text=True)
        for one in (number, *map(int, listed.stdout.split())):
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        until(lambda: not postgres.runs(self._folder), 20)

    def start(self) -> None:
        connection.close()
        killed, self.use = self.use, postgres.use(self._folder)
        assert self.use.started
        killed.leave()


@pytest.fixture
def server(first: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Server]:
    """Let Django's connection lead to a server of this test, with its tables and no rows."""
    with folder_of_installations() as folder, django_db_blocker.unblock():
        subprocess.run(["cp", "-a", str(first), str(folder / "var")], check=True)
        made = Server(folder / "var" / "postgres")
        place, usual = made.use.place, dict(connection.settings_dict)
        options = {key: value for key, value in usual["OPTIONS"].items() if key != "requirepeer"}
        if place.socket.parent != place.home:
            options["requirepeer"] = postgres.owner_name(place)
        here: dict[str, Any] = {"USER": embedded.OWNER, "HOST": str(place.socket), "PORT": "", "PASSWORD": ""}
        connection.close()
        for settings in (connection.settings_dict, connections.settings["default"]):
            settings.update(here, NAME=embedded.DATABASE, OPTIONS=options)
        yield made
        connection.close()
        for settings in (connection.settings_dict, connections.settings["default"]):
            settings.update(usual)
        made.use.leave()


@pytest.fixture
def db(server: Server) -> None:
    """Let everything that asks for the database get this test's own."""


def owes(payday: PayDay, monthly: int) -> None:
    Deduction.objects.update_or_create(
        person=payday.office.sari, kind="infak", creditor="Baznas",
        defaults={"monthly": monthly, "berlaku": span(LONG_AGO)},
    )  # fmt: skip


def begun() -> None:
    """Take the job that waits, as a worker does when it begins."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_fetch_job_v2(NULL, NULL)")
        assert cursor.fetchone() == ("payroll.compute",)


def killing(at: int, kill: Callable[[], None]) -> Callable[..., None]:
    """Return what computes a run until its statement number `at`, or until just before its commit."""
    computing = actions._compute

    def stopping(*args: Any) -> None:
        said = 0

        def counted(execute: Any, *more: Any) -> Any:
            nonlocal said
            said += 1
            if said == at:
                kill()
            return execute(*more)

        with connection.execute_wrapper(counted):
            computing(*args)
        kill()

    return stopping


@pytest.mark.parametrize(
    "points", [pytest.param([0], id="one"), pytest.param(range(1, POINTS), id="all", marks=pytest.mark.slow)]
)
def test_a_database_that_is_killed_in_the_middle_of_a_run(
    server: Server, payday: PayDay, monkeypatch: pytest.MonkeyPatch, points: list[int]
) -> None:
    monkeypatch.setattr(lost, "SILENT_AFTER", 0)
    run = payday.ask(payday.open())
    with CaptureQueriesContext(connection) as said:
        assert run_all() == ["payroll.compute"]
    for point in points:
        monthly = 25_000 + 1_000 * point
        owes(payday, monthly)
        run = payday.ask(run)
        begun()
        before, told = seen(run)
        at = random.Random(f"{SEED}/{point}").randrange(1, len(said) + 1)
        with monkeypatch.context() as patched, pytest.raises(OperationalError):
            patched.setattr(actions, "_compute", killing(at, server.kill))
            actions.work(str(run.pk), run.attempt, payday.user("bendahara").pk)
        server.start()

        run.refresh_from_db()
        assert run.state == State.MENGHITUNG, point  # that it was asked for is not lost
        assert seen(run) == (before, told), point
        assert "payroll.compute" in {job.name for job in jobs.rescue()}
        assert run_all(also_later=True) == ["payroll.compute"]

        run.refresh_from_db()
        assert run.state == State.DIHITUNG and Slip.objects.filter(run=run).count() == 3, point
        assert payday.slip(run, payday.office.sari).amounts["potongan_infak"] == monthly
        assert seen(run)[1] == told + 1
        assert check_run(run).wrong == [] and len(archive.parts(run)) == len(before[1])


@contextlib.contextmanager
def worker_of(server: Server, settings: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run `praja worker` on the server, as in production, until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "praja", "worker"],
        env={**os.environ, "DATABASE_URL": server.use.address(), "PRAJA_VAR": str(settings.VAR),
             "PRAJA_HTTPS": "tidak", "DJANGO_SETTINGS_MODULE": "praja.config.settings"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'")
        return bool(cursor.fetchone()[0])


@pytest.mark.slow
def test_a_real_worker_whose_database_is_killed_finishes_when_it_comes_back(
    server: Server, payday: PayDay, settings: Any
) -> None:
    settings.FILES = settings.VAR / "berkas"  # as the worker has it
    run = payday.computed()
    before, told = seen(run)
    owes(payday, 25_000)
    run = payday.ask(run)
    with worker_of(server, settings) as worker:
        with transaction.atomic():
            store.lock_month(run)
            assert until(waits_for_a_lock), "the worker has computed, and waits to write"
            with pytest.raises(OperationalError):
                server.kill()
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1")
            connection.close()
        until(lambda: worker.poll() is not None, 20)
        assert worker.returncode != 0  # none: it goes on; anything else: whoever watches it starts it again
        server.start()
        assert seen(run) == (before, told)
        with connection.cursor() as cursor:  # its last sign of life was long ago
            cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
        with worker_of(server, settings):
            assert until(lambda: Run.objects.get(pk=run.pk).state == State.DIHITUNG)

    assert payday.slip(run, payday.office.sari).amounts["potongan_infak"] == 25_000
    assert Slip.objects.filter(run=run).count() == 3 and seen(run)[1] == told + 1
    run.refresh_from_db()
    assert check_run(run).wrong == [] and len(archive.parts(run)) == len(before[1])


def seen(run: Run) -> tuple[tuple[list[Any], set[Any]], int]:
    """Return what readers see of a run, and how often it was told that it was computed."""
    slips = list(Slip.objects.filter(run=run).order_by("pk").values())
    files = set(archive.current(run).values_list("name", "sha256"))
    told = Event.objects.filter(kind="payroll.run_computed", target_id=str(run.pk))
    return (slips, files), told.count()
