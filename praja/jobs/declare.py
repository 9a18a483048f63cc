"""Declaring jobs and asking for them. Nobody else names the library that keeps the queue."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

Job = Task[Any, Any, Any]


def task(*, name: str, queue: str = "umum", retry: int = 0) -> Callable[[Callable[..., None]], Job]:
    """Return a decorator that makes a function a job.

    :param name: as `app.verb`; never change it while such jobs may wait
    :param queue: a name, so that a big site may give slow work a worker of its own
    :param retry: how often to try again after an exception: after 5, 25, 125 seconds, …
    """
    return app.task(
        name=name,
        queue=queue,
        retry=RetryStrategy(max_attempts=retry, exponential_wait=5) if retry else False,
    )


def periodic(
    *, cron: str, name: str, queue: str = "berkala", retry: int = 0
) -> Callable[[Callable[[], None]], Job]:
    """Return a decorator that makes a function without arguments a job that comes again and again.

    It never waits twice and never runs twice at once, however many workers there are.

    :param cron: minute, hour, day, month, day of the week, in UTC: `0 20 * * *` is 03.00 WIB
    """

    def declare(function: Callable[[], None]) -> Job:
        @functools.wraps(function)
        def run(timestamp: int) -> None:
            function()

        job: Job = app.task(
            name=name,
            queue=queue,
            lock=name,
            queueing_lock=name,
            retry=RetryStrategy(max_attempts=retry, exponential_wait=5) if retry else False,
        )(run)
        return app.periodic(cron=cron)(job)

    return declare


def enqueue(job: Job | str, *, key: str | None = None, **arguments: Any) -> int | None:
    """Queue a job in the caller's transaction and return its number, or None if the same already waits.

    :param job: the job, or the name under which it is declared: where it calls what asks for it
    :param key: of jobs with one key at most one waits, and no two run at the same time
    :param arguments: what JSON can hold: ids as text, not objects
    :raises procrastinate.exceptions.TaskNotFound: if no job is declared under that name
    """
    name = job if isinstance(job, str) else job.name
    if key is None:
        return int(app.configure_task(name, allow_unknown=False).defer(**arguments))
    try:
        with transaction.atomic():
            asked = app.configure_task(name, allow_unknown=False, lock=key, queueing_lock=key)
            return int(asked.defer(**arguments))
    except AlreadyEnqueued:
        return None


def is_wanted(key: str) -> bool:
    """Tell whether a job with a key waits or is being done."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE lock = %s AND status IN ('todo', 'doing'))",
            [key],
        )
        return bool(cursor.fetchone()[0])
