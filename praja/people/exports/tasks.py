"""Jobs of workbooks of people."""

from __future__ import annotations

from praja import jobs
from praja.people.exports import actions


@jobs.task(name=actions.JOB, queue="panjang", retry=3)
def make_export(export_id: str, attempt: int) -> None:
    """Make a workbook, if this attempt is still wanted."""
    actions.work(export_id, attempt)
