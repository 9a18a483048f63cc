"""Jobs of people; Django's start finds them here."""

from django.utils import timezone

from praja import jobs
from praja.people.actions.day import do_what_is_due
from praja.people.due import tasks as due
from praja.people.exports import tasks as exports
from praja.people.imports import tasks as imports
from praja.people.many import tasks as many

__all__ = ["day_has_come", "due", "exports", "imports", "many"]


@jobs.periodic(cron="2 * * * *", name="people.day", retry=3)
def day_has_come() -> None:
    """Do what was recorded ahead of its day: each hour, because midnight comes thrice in three zones."""
    do_what_is_due(timezone.now())
