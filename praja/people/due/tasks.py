"""Jobs of what falls due."""

from __future__ import annotations

from praja import jobs
from praja.organization.queries import today
from praja.people.due.queries import forget_all, refresh

BATCH = 2000


@jobs.task(name="people.due", queue="panjang", retry=3)
def reckon_due() -> None:
    """Reckon anew the due days of everybody whose records were written since."""
    on = today()
    while refresh(on, most=BATCH):
        pass


@jobs.periodic(cron="15 17 * * *", name="people.due_daily")
def reckon_all() -> None:
    """Reckon everything anew shortly after midnight (00.15 WIB): rows begin to hold, and the law changes."""
    forget_all()
    reckon_due()
