"""Doing the waiting jobs inside a test, in the test's own connection and transaction."""

from __future__ import annotations

import json

from django.db import connection, transaction
from procrastinate.contrib.django import app

MOST = 1000


def run_all(*, also_later: bool = False) -> list[str]:
    """Do all waiting jobs, also those that they ask for, and return their names in order.

    An exception of a job leaves this function: a test should see it.

    :param also_later: also those that wait for a moment in the future, as a retry does
    """
    done: list[str] = []
    for _ in range(MOST):
        with connection.cursor() as cursor:
            if also_later:
                cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
            cursor.execute("SELECT id, task_name, args FROM procrastinate_fetch_job_v2(NULL, NULL)")
            row = cursor.fetchone()
        if row is None or row[0] is None:
            return done
        number, name, arguments = row
        if isinstance(arguments, str):
            arguments = json.loads(arguments)
        try:
            with transaction.atomic():
                app.tasks[name].func(**arguments)
        except Exception:
            _finish(number, "failed")
            raise
        _finish(number, "succeeded")
        done.append(name)
    raise AssertionError(f"More than {MOST} jobs: does a job ask for itself again? Last: {done[-1]}")


def _finish(number: int, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, %s, false)", [number, status])
