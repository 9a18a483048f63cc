"""Jobs of files for e-Kinerja."""

from __future__ import annotations

from praja import jobs
from praja.performance.bkn.actions import exports


@jobs.task(name=exports.JOB, queue="panjang", retry=3)
def make_export(export_id: str, attempt: int) -> None:
    """Make a file, if this attempt is still wanted."""
    exports.work(export_id, attempt)
