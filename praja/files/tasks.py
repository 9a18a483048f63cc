"""What happens to files every night."""

from __future__ import annotations

from django.utils import timezone

from praja import jobs
from praja.files import actions


@jobs.periodic(cron="30 18 * * *", name="files.delete_expired")
def delete_expired() -> None:
    """Delete files whose time is over, and content that no row names."""
    actions.delete_expired(on=timezone.localdate())
    actions.sweep()
