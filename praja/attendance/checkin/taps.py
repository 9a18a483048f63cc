"""A check-in that counts becomes a tap like any other, of a device that stands for the phones of a zone."""

from __future__ import annotations

import datetime
import uuid
import zoneinfo

from django.utils import timezone

from praja.attendance.models import CheckIn, Device, Tap
from praja.attendance.sources.actions.taking import take
from praja.attendance.sources.enums import Jalan, JenisMesin
from praja.attendance.sources.readers.lines import Line
from praja.attendance.touched import FIRST
from praja.organization.enums import Zona
from praja.organization.models import Unit
from praja.temporal.actions import span
from praja.web.said import gettext as _


def zone_of(zone: str) -> zoneinfo.ZoneInfo:
    """Return the zone of a workplace by its name."""
    return zoneinfo.ZoneInfo(Zona(zone).place)


def local_time(at: datetime.datetime, zone: str) -> datetime.datetime:
    """Return what a clock on the wall of a workplace shows, to the second."""
    return timezone.localtime(at, zone_of(zone)).replace(tzinfo=None, microsecond=0)


def tap(row: CheckIn) -> Tap:
    """Write a check-in as a tap, in the caller's transaction, which also marks its day to be judged."""
    device = phones_of(row.unit, row.zone)
    local, pin = local_time(row.at, row.zone), str(row.person_id)
    take(device, [Line(pin=pin, local=local, person=row.person_id)], how=Jalan.PONSEL)
    return Tap.objects.get(device=device, local=local, pin=pin)


def phones_of(unit: Unit, zone: str) -> Device:
    """Return the device that stands for the phones of a government in a zone, made if there is none."""
    government: uuid.UUID = unit.government_id or unit.pk
    found, _made = Device.objects.get_or_create(
        serial=f"ponsel-{zone}-{government.hex[:20]}",
        defaults={
            "government_id": government, "unit_id": government,
            "name": _("Ponsel pegawai (%(zone)s)") % {"zone": zone}, "kind": JenisMesin.PONSEL,
            "zone": zone, "used": span(FIRST),
        },
    )  # fmt: skip
    return found
