"""Jobs of slips; `shell.register` loads them."""

from __future__ import annotations

from praja import jobs
from praja.payroll.slip import many


@jobs.task(name=many.JOB, queue="panjang", retry=3)
def make_slips(run_id: str, site: str = "") -> None:
    """Make the printed slips of a run, a file for each unit."""
    many.make(run_id, site)
