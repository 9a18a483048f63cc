"""Jobs: queued with the transaction, once by key, seen and tried again when their worker dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection, transaction
from procrastinate.exceptions import TaskNotFound

from praja import jobs
from praja.jobs import testing
from praja.jobs.lost import MOST_ATTEMPTS

pytestmark = pytest.mark.django_db

DONE: list[str] = []


@jobs.task(name="tests.note")
def note(text: str) -> None:
    DONE.append(text)


@jobs.task(name="tests.chain")
def chain(left: int) -> None:
    DONE.append(str(left))
    if left:
        jobs.enqueue(chain, left=left - 1)


@jobs.task(name="tests.broken", retry=2)
def broken() -> None:
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def nothing_done():
    DONE.clear()


def test_a_job_is_queued_with_the_transaction():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue(note, text="tidak jadi")
        raise ZeroDivisionError
    jobs.enqueue(note, text="jadi")

    assert testing.run_all() == ["tests.note"]
    assert DONE == ["jadi"]


def test_of_one_key_only_one_waits_and_the_transaction_goes_on():
    with transaction.atomic():
        first = jobs.enqueue(note, key="catat:1", text="satu")
        second = jobs.enqueue(note, key="catat:1", text="dua")
        other = jobs.enqueue(note, key="catat:2", text="lain")

    assert first is not None and other is not None
    assert second is None
    testing.run_all()
    assert DONE == ["satu", "lain"]
    assert (
        jobs.enqueue(note, key="catat:1", text="kemudian") is not None
    )  # done, so it may be asked for again


def test_a_job_is_asked_for_by_its_name_and_a_wrong_name_is_told_at_once():
    jobs.enqueue("tests.note", text="menurut nama")

    with pytest.raises(TaskNotFound):
        jobs.enqueue("tests.tiada", text="")
    assert testing.run_all() == ["tests.note"]


def test_jobs_that_a_job_asks_for_are_done_too():
    jobs.enqueue(chain, left=2)

    assert testing.run_all() == ["tests.chain"] * 3
    assert DONE == ["2", "1", "0"]


def test_a_failure_is_seen_by_the_test_and_afterwards():
    jobs.enqueue(broken)

    with pytest.raises(ZeroDivisionError):
        testing.run_all()

    assert [job.name for job in jobs.failed()] == ["tests.broken"]


def _begun(attempts: int, *, heartbeat: str | None) -> int:
    """Queue a job and let a worker have begun it that last gave a sign of life then."""
    number = jobs.enqueue(note, key="macet", text="sesudah macet")
    with connection.cursor() as cursor:
        worker = None
        if heartbeat is not None:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) "
                "RETURNING id",
                [heartbeat],
            )
            (worker,) = cursor.fetchone()
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])
        cursor.execute("UPDATE procrastinate_jobs SET attempts = %s WHERE id = %s", [attempts, number])
    assert number is not None
    return number


@pytest.mark.parametrize("heartbeat", ["1 hour", None])
def test_a_job_of_a_dead_worker_is_done_by_the_next(heartbeat):
    number = _begun(0, heartbeat=heartbeat)

    assert [job.id for job in jobs.stalled()] == [number]
    jobs.rescue()

    assert jobs.stalled() == []
    testing.run_all()
    assert DONE == ["sesudah macet"]


def test_a_job_of_a_living_worker_is_left_alone():
    _begun(0, heartbeat="5 seconds")

    assert jobs.stalled() == []
    assert jobs.rescue() == []
    assert testing.run_all() == []


def test_a_job_that_kills_its_workers_ends_as_failed():
    number = _begun(MOST_ATTEMPTS - 1, heartbeat="1 hour")

    jobs.rescue()

    assert testing.run_all(also_later=True) == []
    assert [(job.id, job.attempts) for job in jobs.failed()] == [(number, MOST_ATTEMPTS)]


def test_a_dead_workers_job_gives_way_to_the_same_one_that_waits():
    _begun(0, heartbeat="1 hour")
    with connection.cursor() as cursor:
        cursor.execute('UPDATE procrastinate_jobs SET args = \'{"text": "lama"}\'')
    jobs.enqueue(note, key="macet", text="baru")

    jobs.rescue()

    testing.run_all()
    assert DONE == ["baru"]


_WORKER = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "praja.config.settings"
import django; django.setup()
from django.db import connection
from procrastinate.contrib.django import app
from praja.jobs import lost, task, worker
lost.SILENT_AFTER = 0.5  # seconds; a living worker of this test gives no sign that early

@task(name="tests.slow")
def slow(key):
    # Safe to repeat: looks first, writes in one statement.
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO pekerjaan_uji (key, step) VALUES (%s, 'mulai')", [key])
    if sys.argv[1] == "mati":
        print("mulai", flush=True)
        time.sleep(60)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO pekerjaan_uji (key, step) SELECT %s, 'selesai' WHERE NOT EXISTS "
                       "(SELECT FROM pekerjaan_uji WHERE key = %s AND step = 'selesai')", [key, key])

worker.run(wait=sys.argv[1] == "mati")
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_in_the_middle(environment_of_test_database):
    """The whole way: a real worker, SIGKILL, and the next worker, which does the work once."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE pekerjaan_uji (key text, step text)")
    try:
        from procrastinate.contrib.django import app

        app.configure_task("tests.slow", lock="satu", queueing_lock="satu", allow_unknown=True).defer(
            key="satu"
        )
        first = subprocess.Popen(
            [sys.executable, "-c", _WORKER, "mati"],
            env=environment_of_test_database,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert first.stdout is not None
        assert first.stdout.readline() == "mulai\n"
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        first.stdout.close()
        time.sleep(0.6)

        second = subprocess.run(
            [sys.executable, "-c", _WORKER, "hidup"],
            env=environment_of_test_database,
            capture_output=True,
            text=True,
            timeout=60,
        )

        assert second.returncode == 0, second.stderr
        assert "lost its worker; it is queued again" in second.stderr
        with connection.cursor() as cursor:
            cursor.execute("SELECT step, count(*) FROM pekerjaan_uji GROUP BY step ORDER BY step")
            assert cursor.fetchall() == [("mulai", 2), ("selesai", 1)]
            cursor.execute("SELECT status, attempts FROM procrastinate_jobs WHERE task_name = 'tests.slow'")
            assert cursor.fetchall() == [("succeeded", 2)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE pekerjaan_uji")
            cursor.execute("DELETE FROM procrastinate_jobs")
            cursor.execute("DELETE FROM procrastinate_workers")
