"""Whether a device is well: heard of lately, its clock right, its last pull good."""

from __future__ import annotations

import dataclasses
import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praja.attendance.models import Device
from praja.attendance.sources.actions.devices import PULLED
from praja.attendance.sources.actions.receiving import is_used
from praja.attendance.sources.enums import JenisMesin

SILENT_AFTER = datetime.timedelta(hours=2)
"""A device that sends by itself asks every few seconds, one that is asked every fifteen minutes."""
CLOCK_OFF = 120
"""Seconds that a clock may be ahead or behind before somebody should set it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Health:
    """A word, how it looks, and why."""

    word: str
    look: str
    why: str = ""


def health_of(device: Device) -> Health:
    """Return how a device is."""
    if not is_used(device):
        return Health(_("tidak dipakai"), "")
    if device.trouble:
        return Health(_("bermasalah"), "bad", _(device.trouble))
    speaks = device.kind in (JenisMesin.ADMS, JenisMesin.FINGERSPOT, *PULLED)
    if speaks and device.last_seen_at is None:
        return Health(_("belum terdengar"), "warn", _("Mesin ini belum pernah terhubung."))
    if device.last_seen_at is not None and device.kind in (JenisMesin.ADMS, *PULLED):
        silent = timezone.now() - device.last_seen_at
        if silent > SILENT_AFTER:
            return Health(_("diam"), "bad", _("Tidak terdengar sejak %(long)s.") % {"long": long(silent)})
    if device.drift is not None and is_off(device.drift):
        return Health(_("jamnya meleset"), "warn", clock(device.drift))
    return Health(_("sehat"), "ok")


def is_off(drift: int) -> bool:
    """Tell whether a clock is so far off that somebody should set it."""
    return abs(drift) > CLOCK_OFF


def clock(drift: int | None) -> str:
    """Return in words how far a clock is ahead or behind."""
    if drift is None:
        return ""
    if abs(drift) < 10:
        return _("tepat")
    far = long(datetime.timedelta(seconds=abs(drift)))
    return (
        _("%(long)s lebih cepat") % {"long": far} if drift > 0 else _("%(long)s lebih lambat") % {"long": far}
    )


def long(span: datetime.timedelta) -> str:
    """Return a length of time in its largest unit."""
    seconds = int(span.total_seconds())
    for size, words in (
        (86_400, lambda n: ngettext("%(n)s hari", "%(n)s hari", n)),
        (3_600, lambda n: ngettext("%(n)s jam", "%(n)s jam", n)),
        (60, lambda n: ngettext("%(n)s menit", "%(n)s menit", n)),
    ):
        if seconds >= size:
            return words(seconds // size) % {"n": seconds // size}
    return ngettext("%(n)s detik", "%(n)s detik", seconds) % {"n": seconds}
