"""Sealing, every minute."""

from __future__ import annotations

from praja import jobs
from praja.audit import sealer


@jobs.periodic(cron="* * * * *", name="audit.seal")
def seal() -> None:
    """Seal what was committed since, and sign the day before when it is over."""
    sealer.seal_all()
