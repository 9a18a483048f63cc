"""What devices send by themselves: who sends is known, what comes is taken, and that it was here is noted."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Sequence
from typing import Final

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_noop

from praja.attendance.models import Device
from praja.attendance.models.sources import IS_SERIAL
from praja.attendance.sources.actions.taking import Taken, take
from praja.attendance.sources.enums import Jalan
from praja.attendance.sources.readers.lines import Line, Unread
from praja.organization.enums import Zona
from praja.web.prepared import rows_of
from praja.web.tokens import digest_of

MOST_UNKNOWN: Final = 500
"""So many unknown devices are noted; whoever sends made-up numbers fills no table."""
SEEN_EVERY: Final = datetime.timedelta(seconds=20)
FURTHEST: Final = 2**31 - 1
"""Seconds that a clock is said to be off at most: 68 years."""
DRIFT_FOR: Final = datetime.timedelta(hours=24)
"""For so long the best measure of a clock stands, though later taps may have waited."""


def sender(serial: str, address: str | None, sample: str = "") -> Device | None:
    """Return the device that sends by itself under a serial number, noting it where nobody knows it.

    :param address: from where it speaks; a device for which one is registered may speak from no other
    :param sample: a line that it wants to send, by which people may know it
    """
    if not IS_SERIAL.fullmatch(serial):
        return None
    rows = rows_of(Device, "t.serial = %(serial)s AND t.kind = 'adms'", {"serial": serial})
    found = rows[0] if rows else None
    if found is not None and is_used(found):
        if found.address in (None, address):
            return found
        told = gettext_noop("Kiriman dari alamat lain ditolak. Periksa alamat IP yang terdaftar.")
        Device.objects.filter(pk=found.pk).exclude(trouble=told).update(trouble=told)
    if found is None and not Device.objects.filter(serial=serial).exists():
        _note(serial, address, sample)
    return None


def holder(secret: str) -> Device | None:
    """Return the device for which a token was made, if it is in use."""
    found = Device.objects.filter(token_digest=digest_of(secret)).first() if secret else None
    return found if found is not None and is_used(found) else None


def is_used(device: Device) -> bool:
    """Tell whether a device is in use on the present day at its place."""
    day = timezone.localdate(timezone=zoneinfo.ZoneInfo(Zona(device.zone).place))
    until = device.used.upper
    return bool(device.used.lower <= day and (until is None or day < until))


def receive(device: Device, lines: Sequence[Line | Unread], *, how: str = Jalan.ADMS) -> Taken:
    """Take what a device sent; after this has returned it is kept, and the device may forget it."""
    taken = take(device, lines, how=how)
    last = max((one.local for one in lines if isinstance(one, Line)), default=None)
    seen(device, last)
    return taken


def seen(device: Device, tap: datetime.datetime | None = None, drift: int | None = None) -> None:
    """Note that a device was heard of, at most every twenty seconds unless that tells something of its clock.

    :param tap: its newest tap, by its clock
    :param drift: the seconds that its clock is ahead, where it told its time itself
    """
    now = timezone.now()
    at = tap and tap.replace(tzinfo=zoneinfo.ZoneInfo(Zona(device.zone).place))
    exact = drift is not None
    if at is not None and drift is None:
        drift = round((at - now).total_seconds())
    if drift is not None:  # decades are said as what the column holds
        drift = max(-FURTHEST, min(FURTHEST, drift))
    better = drift is not None and (
        exact
        or device.drift is None
        or device.drift_at is None
        or drift > device.drift
        or now - device.drift_at > DRIFT_FOR
    )
    if not better and device.last_seen_at is not None and now - device.last_seen_at < SEEN_EVERY:
        return
    changed: dict[str, object] = {"last_seen_at": now, "last_tap_at": at or device.last_tap_at}
    if better:
        changed |= {"drift": drift, "drift_at": now}
    Device.objects.filter(pk=device.pk).update(**changed)


def _note(serial: str, address: str | None, sample: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO attendance_unknowndevice (id, serial, address, sample, times) "
            "SELECT gen_random_uuid(), %s, %s, %s, 1 "
            "WHERE (SELECT count(*) FROM attendance_unknowndevice) < %s "
            "ON CONFLICT (serial) DO UPDATE SET last_at = now(), address = EXCLUDED.address, "
            "times = attendance_unknowndevice.times + 1, "
            "sample = CASE WHEN EXCLUDED.sample = '' THEN attendance_unknowndevice.sample "
            "ELSE EXCLUDED.sample END "
            "WHERE attendance_unknowndevice.last_at < now() - interval '20 seconds' "
            "OR (attendance_unknowndevice.sample = '' AND EXCLUDED.sample <> '')",
            [serial, address, sample, MOST_UNKNOWN],
        )
