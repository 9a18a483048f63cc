"""Jobs of imports."""

from __future__ import annotations

from praja import jobs
from praja.organization.queries import today
from praja.people.imports import actions


@jobs.task(name=actions.JOB, queue="panjang", retry=3)
def work_on_import(import_id: str, attempt: int, by: int) -> None:
    """Check, apply or undo an import, whatever was asked for."""
    actions.work(import_id, attempt, by)


@jobs.periodic(cron="40 19 * * *", name="people.imports_forget")
def forget_old_imports() -> None:
    """Let go each night of the sheets and previews whose time is over."""
    actions.forget_old(on=today())
