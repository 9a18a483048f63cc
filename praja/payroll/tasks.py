"""Jobs of the pay month; Django's start finds them here."""

from __future__ import annotations

import datetime
import logging

from django.utils import timezone

from praja import jobs
from praja.payroll.models import Run
from praja.payroll.perms import LOCKED
from praja.payroll.runs import actions, archive
from praja.rules.errors import RulesError

LOG = logging.getLogger(__name__)
LOOKED_AT = datetime.timedelta(days=92)
"""Of runs approved this long ago, what changed since is looked for each night."""


@jobs.task(name=actions.JOB, queue="panjang", retry=3)
def compute_run(run_id: str, attempt: int, by: int, only_changed: bool = False) -> None:
    """Compute a run, if this attempt is still wanted."""
    actions.work(run_id, attempt, by, only_changed=only_changed)


@jobs.periodic(cron="10 19 * * *", name="payroll.look_later")
def look_later() -> None:
    """Look each night whether facts of approved months have changed since."""
    since = timezone.now() - LOOKED_AT
    for run in Run.objects.filter(state__in=LOCKED, approved_at__gte=since).select_related(
        "unit", "government"
    ):
        try:
            actions.look_later(run)
        except (RulesError, archive.ArchiveMissing):
            LOG.exception("Run %s could not be compared with what is known now.", run.pk)
