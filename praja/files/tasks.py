"""What happens to files every night."""

from __future__ import annotations

from django.utils import timezone

from praja import jobs
from praja.files import actions, retention


@jobs.periodic(cron="30 18 * * *", name="files.delete_expired")
def delete_expired() -> None:
    """Let go of files whose time is over and delete them, and content that no row names."""
    on = timezone.localdate()
    retention.release(on)
    actions.delete_expired(on=on)
    actions.sweep()
