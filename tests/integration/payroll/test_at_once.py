"""Two treasurers at the same run in the same moment: one does it, the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from praja.audit.models import Event
from praja.payroll.models import Run, Slip
from praja.payroll.runs import actions
from praja.payroll.runs.actions import RunRefused
from tests.database import forget_jobs
from tests.integration.payroll.runs_world import PayDay

TURN = 20
"""Seconds to wait for the other one, at most."""


def in_thread(act: Callable[[], Any], result: list[Any]) -> threading.Thread:
    """Begin something with a connection of its own; what comes of it, or its refusal, goes to `result`."""

    def run() -> None:
        try:
            result.append(act())
        except RunRefused as error:
            result.append(error)
        finally:
            connections["default"].close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees what it saw at first
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def second_waits(first: Callable[[], object], then: Callable[[], object]) -> list[str]:
    """Do `first` in a transaction and `then` in another, which has to wait for it; return how the database
    refused the second.
    """
    told: list[str] = []

    def second() -> None:
        try:
            with transaction.atomic():
                then()
        except DatabaseError as error:
            told.append(str(error))
        finally:
            connections["default"].close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        first()
        thread.start()
        for _time in range(400):
            if waits_for_a_lock() or not thread.is_alive():
                break
            thread.join(0.05)
        assert thread.is_alive(), told
    thread.join()
    return told


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_compute_in_one_moment_one_is_told(
    payday: PayDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, real = payday.open(), actions._ask
    results: list[Any] = []
    inside, go_on = threading.Event(), threading.Event()

    def slowly(*args: Any) -> None:
        inside.set()
        assert go_on.wait(TURN)
        real(*args)

    monkeypatch.setattr(actions, "_ask", slowly)
    first = in_thread(lambda: payday.ask(run, "bendahara"), results)
    assert inside.wait(TURN)
    second = in_thread(lambda: payday.ask(run, "bendahara_dua"), results)
    for _time in range(TURN * 20):
        if waits_for_a_lock() or not second.is_alive():
            break
        second.join(0.05)
    go_on.set()
    first.join()
    second.join()

    refused = [one for one in results if isinstance(one, RunRefused)]
    assert len(results) == 2 and len(refused) == 1 and "sedang dihitung" in str(refused[0])
    with connection.cursor() as cursor:
        asked = "SELECT count(*) FROM procrastinate_jobs WHERE args ->> 'run_id' = %s"
        cursor.execute(asked, [str(run.pk)])
        assert cursor.fetchone() == (1,)
    forget_jobs()
    run = Run.objects.get(pk=run.pk)
    assert run.attempt == 1
    workers: list[Any] = []
    threads = [
        in_thread(lambda: actions.work(str(run.pk), 1, payday.user("bendahara").pk), workers)
        for _time in range(2)
    ]
    for thread in threads:
        thread.join()

    assert workers == [None, None] and Slip.objects.filter(run=run).count() == 3
    assert Event.objects.filter(kind="payroll.run_computed", target_id=str(run.pk)).count() == 1
