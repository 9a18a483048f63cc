"""Jobs of telling: forms of a unit, reminders to read, and groups of answers."""

from __future__ import annotations

from django.utils import timezone

from praja import jobs
from praja.performance.telling import reminders
from praja.performance.telling.actions import answering, forms


@jobs.task(name=forms.JOB, queue="panjang", retry=3)
def make_forms(papers_id: str, attempt: int) -> None:
    """Make the forms of a unit, if this attempt is still wanted."""
    forms.work(papers_id, attempt)


@jobs.periodic(cron="20 22 * * *", name="performance.unread", retry=3)
def remind_of_ratings() -> None:
    """Remind those who have not read their rating while half of the days to object are left."""
    reminders.remind(timezone.now())


@jobs.periodic(cron="40 18 * * *", name="performance.process", retry=3)
def gather_answers() -> None:
    """Put answers of small units together, once nobody of the period is asked any more."""
    answering.gather_ended(timezone.now())
