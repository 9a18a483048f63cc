"""Asking the devices that are asked, one after another, and taking what they have."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from praja import jobs
from praja.attendance.models import Device
from praja.attendance.sources import pull
from praja.attendance.sources.actions.devices import PULLED
from praja.attendance.sources.actions.receiving import is_used, seen
from praja.attendance.sources.actions.taking import Taken, take
from praja.attendance.sources.enums import Jalan, JenisMesin
from praja.attendance.sources.readers.lines import Line
from praja.organization.enums import Zona
from praja.people.secrets import KeyMissing, decrypt

CHUNK: Final = 20_000
JOB: Final = "attendance.pull"


def pull_one(device: Device) -> Taken | None:
    """Ask a device for its taps and take them; none where it could not be asked, which its page then tells.

    Nothing is held while the device answers: a device that hangs keeps nobody else waiting.
    """
    if device.kind not in PULLED or device.address is None or not is_used(device):
        return None
    try:
        got = _asked(device)
    except pull.NotPulled as error:
        Device.objects.filter(pk=device.pk).update(trouble=str(error)[:300])
        return None
    taken = Taken()
    for start in range(0, len(got.lines), CHUNK):
        part = take(device, got.lines[start : start + CHUNK], how=Jalan.TARIK)
        taken = Taken(*(a + b for a, b in zip(_counts(taken), _counts(part), strict=True)))
    with transaction.atomic():
        last = max((one.local for one in got.lines if isinstance(one, Line)), default=None)
        seen(device, last, _drift(device, got.clock))
        Device.objects.filter(pk=device.pk).update(trouble="", pulled_at=timezone.now())
    return taken


def ask_all() -> None:
    """Ask for a job for each device that is asked and in use."""
    for device in Device.objects.filter(kind__in=PULLED, address__isnull=False):
        if is_used(device):
            ask(device)


def ask(device: Device) -> None:
    """Ask for a job for one device, if none waits or runs for it."""
    jobs.enqueue(JOB, key=f"{JOB}:{device.pk}", device_id=str(device.pk))


def _asked(device: Device) -> pull.Pulled:
    assert device.address is not None
    if not pull.allowed(device.address):
        raise pull.NotPulled(
            gettext_noop("Alamat mesin ini bukan alamat jaringan kantor; mesin tidak dihubungi.")
        )
    key = 0
    if device.comm_key:
        try:
            key = int(decrypt(device.comm_key, owner=device.pk))
        except KeyMissing as error:
            raise pull.NotPulled(
                gettext_noop("Kunci komunikasi mesin ini tidak dapat dibaca. Isi lagi.")
            ) from error
    if device.kind == JenisMesin.SOAP:
        return pull.pull_soap(device.address, device.port, key)
    got = pull.pull(device.address, device.port, key)
    if got.serial and got.serial != device.serial:
        raise pull.NotPulled(
            gettext_noop("Di alamat ini ada mesin lain: nomor serinya berbeda dari yang terdaftar.")
        )
    return got


def _drift(device: Device, clock: datetime.datetime | None) -> int | None:
    if clock is None:
        return None
    told = clock.replace(tzinfo=zoneinfo.ZoneInfo(Zona(device.zone).place))
    return round((told - timezone.now()).total_seconds())


def _counts(taken: Taken) -> tuple[int, ...]:
    return (taken.new, taken.doubled, taken.unreadable, taken.unknown, taken.outside)
