"""Jobs of devices and of files with taps."""

from __future__ import annotations

from praja import jobs
from praja.attendance.models import Device
from praja.attendance.sources.actions import files, pulling


@jobs.task(name=pulling.JOB, queue="panjang", retry=2)
def pull_device(device_id: str) -> None:
    """Ask a device for its taps."""
    device = Device.objects.filter(pk=device_id).first()
    if device is not None:
        pulling.pull_one(device)


@jobs.periodic(cron="*/15 * * * *", name="attendance.pull_all")
def pull_all() -> None:
    """Have every device asked for its taps, each by a job of its own."""
    pulling.ask_all()


@jobs.task(name=files.JOB, queue="panjang", retry=3)
def import_taps(batch_id: str, attempt: int) -> None:
    """Take a file in, if this attempt is still wanted."""
    files.work(batch_id, attempt)
