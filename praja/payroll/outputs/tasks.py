"""Jobs of what leaves the office."""

from __future__ import annotations

from praja import jobs
from praja.payroll.outputs import actions


@jobs.task(name=actions.JOB, queue="panjang", retry=3)
def make_files(run_id: str, attempt: int) -> None:
    """Make the files of a locked run."""
    actions.make(run_id, attempt)
