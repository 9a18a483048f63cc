"""Jobs of what follows a plan: signs of life, reminders."""

from __future__ import annotations

from django.utils import timezone

from praja import jobs
from praja.performance.follow.clock import beat
from praja.performance.follow.reminders import remind, remind_of_log


@jobs.periodic(cron="* * * * *", name="performance.alive")
def alive() -> None:
    """Note each minute that the server is alive."""
    beat(timezone.now())


@jobs.periodic(cron="5 * * * *", name="performance.remind", retry=3)
def remind_of_months() -> None:
    """Remind people of months whose deadline is near: each hour, as mornings come thrice in three zones."""
    remind(timezone.now())


@jobs.periodic(cron="10 * * * *", name="performance.remind_of_log", retry=3)
def remind_of_logs() -> None:
    """Remind people of the log of the day, where their government asks for one: each hour, as afternoons come
    thrice in three zones."""
    remind_of_log(timezone.now())
