"""Jobs of one SK for many people."""

from __future__ import annotations

from praja import jobs
from praja.people.many import actions


@jobs.task(name=actions.JOB, queue="panjang", retry=3)
def record_for_many(recording_id: str, attempt: int) -> None:
    """Record one SK for many people, if this attempt is still wanted."""
    actions.work(recording_id, attempt)


@jobs.periodic(cron="45 19 * * *", name="people.many_forget")
def forget_old_recordings() -> None:
    """Let go each night of what was typed long ago."""
    actions.forget_old()
