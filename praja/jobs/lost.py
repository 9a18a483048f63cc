"""Jobs whose worker died: the next worker sees them, tries again, and in the end fails them visibly."""

from __future__ import annotations

import dataclasses
import datetime
import logging
from typing import Any

from django.db import connection, transaction

from praja.jobs.declare import periodic

SILENT_AFTER = 30
"""Seconds without a sign of life, which a living worker gives every ten, after which it is taken for dead."""
MOST_ATTEMPTS = 3
"""A job that took its worker with it this often is not tried again: it may be the job that kills."""

_LOG = logging.getLogger("praja.jobs")


@dataclasses.dataclass(frozen=True, slots=True)
class Stalled:
    """A job that nobody works on although it was begun."""

    id: int
    name: str
    attempts: int


_STALLED = """
    SELECT job.id, job.task_name, job.attempts
      FROM procrastinate_jobs job
      LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
     WHERE job.status = 'doing'
       AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
     ORDER BY job.id
"""


def stalled() -> list[Stalled]:
    """Return the jobs whose worker is gone."""
    with connection.cursor() as cursor:
        cursor.execute(_STALLED, [SILENT_AFTER])
        return [Stalled(*row) for row in cursor.fetchall()]


def failed() -> list[Stalled]:
    """Return the jobs that failed for good and that nobody has dealt with."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, task_name, attempts FROM procrastinate_jobs WHERE status = 'failed' ORDER BY id DESC"
        )
        return [Stalled(*row) for row in cursor.fetchall()]


def last_success(name: str) -> datetime.datetime | None:
    """Return when a job of this name was last done; none if never, or so long ago that it was forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT max(event.at) FROM procrastinate_events event
                 JOIN procrastinate_jobs job ON job.id = event.job_id
                WHERE job.task_name = %s AND event.type = 'succeeded'""",
            [name],
        )
        found: datetime.datetime | None = cursor.fetchone()[0]
    return found


@transaction.atomic
def rescue() -> list[Stalled]:
    """Put the jobs of dead workers back into the queue, or mark them failed, and return them."""
    with connection.cursor() as cursor:
        cursor.execute(_STALLED + " FOR UPDATE OF job SKIP LOCKED", [SILENT_AFTER])
        found = [Stalled(*row) for row in cursor.fetchall()]
        for job in found:
            if job.attempts + 1 >= MOST_ATTEMPTS:
                _LOG.error(
                    "Job %s (%s) took its worker with it %s times; it is marked failed",
                    job.id,
                    job.name,
                    job.attempts + 1,
                )
                cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job.id])
                continue
            _LOG.warning("Job %s (%s) lost its worker; it is queued again", job.id, job.name)
            if _one_like_it_waits(cursor, job.id):
                # Its key is taken by a job that was asked for since: that one does the same work.
                cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'aborted', false)", [job.id])
            else:
                cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job.id])
    return found


def _one_like_it_waits(cursor: Any, job_id: int) -> bool:
    cursor.execute(
        """SELECT EXISTS (SELECT FROM procrastinate_jobs mine
              JOIN procrastinate_jobs other USING (queueing_lock)
             WHERE mine.id = %s AND other.status = 'todo')""",
        [job_id],
    )
    return bool(cursor.fetchone()[0])


@periodic(cron="* * * * *", name="jobs.rescue")
def _rescue_each_minute() -> None:
    rescue()


@periodic(cron="30 19 * * *", name="jobs.forget")
def _forget_old_ones() -> None:
    """Remove finished jobs after 30 days; failed ones stay until somebody has looked."""
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM procrastinate_jobs job WHERE status IN ('succeeded', 'cancelled', 'aborted')
               AND NOT EXISTS (SELECT FROM procrastinate_events event WHERE event.job_id = job.id
                               AND event.at > now() - interval '30 days')"""
        )
