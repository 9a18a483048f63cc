"""Saying whose a PIN is, from when until when; what has come already follows."""

from __future__ import annotations

import datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from praja.attendance.models import Device, DevicePerson
from praja.attendance.sources import perms
from praja.attendance.sources.actions.refused import SourcesRefused
from praja.attendance.sources.actions.taking import CLOCK_AHEAD, NIGHT_ENDS, lock_pins
from praja.attendance.sources.readers.lines import NotRead, pin_of
from praja.attendance.touched import FIRST
from praja.audit.actions import record
from praja.organization.models import Unit
from praja.people.models import Person, UnitHistory
from praja.temporal.actions import span
from praja.temporal.actions import until as day_after
from praja.web.said import gettext as _

# Of taps under a PIN, whose they are now and whose they ought to be; the days of both are judged anew.
_FOLLOW: Final = """
WITH meant AS (
    SELECT t.id, t.local, t.person_id AS was,
           CASE WHEN NOT d.used @> t.local::date
                  OR t.at > t.received_at + make_interval(secs => %(ahead)s::int) THEN NULL
                WHEN here.id IS NULL THEN everywhere.person_id ELSE here.person_id END AS whose
    FROM attendance_tap t
    JOIN attendance_device d ON d.id = t.device_id
    LEFT JOIN attendance_deviceperson here ON here.device_id = t.device_id AND here.pin = t.pin
         AND here.digantikan IS NULL AND here.berlaku @> t.local::date
    LEFT JOIN attendance_deviceperson everywhere ON everywhere.government_id = d.government_id
         AND everywhere.device_id IS NULL AND everywhere.pin = t.pin
         AND everywhere.digantikan IS NULL AND everywhere.berlaku @> t.local::date
    WHERE d.government_id = %(government)s AND (%(device)s::uuid IS NULL OR d.id = %(device)s)
      AND d.kind <> 'ponsel' AND t.pin = %(pin)s
), moved AS (
    UPDATE attendance_tap t SET person_id = meant.whose FROM meant
    WHERE t.id = meant.id AND meant.was IS DISTINCT FROM meant.whose
    RETURNING meant.was, meant.whose, t.local
), touched AS (
    INSERT INTO attendance_touchedday (person_id, date, why)
    SELECT DISTINCT person, day, 'pin'
    FROM moved, LATERAL (VALUES (was), (whose)) AS people(person), LATERAL (
        SELECT local::date AS day
        UNION ALL SELECT local::date - 1 WHERE extract(hour FROM local) < %(night)s
    ) AS days
    WHERE person IS NOT NULL AND day BETWEEN %(first)s AND %(last)s
)
SELECT count(*) FROM moved
"""


@transaction.atomic
def identify(
    *,
    device: Device,
    pin: str,
    person: Person | None,
    everywhere: bool = False,
    since: datetime.date,
    until: datetime.date | None = None,
    by: Any,
    on: datetime.date,
) -> int:
    """Say whose a PIN is from `since` on, at a device or at all of its government, and return how many taps
    changed hands. What was said before of those days is superseded, of the others it stays.

    :param person: None: somebody who is no employee
    :param until: the last day; none while no end is known
    :raises SourcesRefused: if `by` may not, or the PIN or the days cannot be
    """
    government = Unit.objects.get(pk=device.government_id)
    may = (
        perms.may_identify_everywhere(by, government, person, on)
        if everywhere
        else perms.may_identify(by, device, person, on)
    )
    if not may:
        raise SourcesRefused(
            _("Anda tidak berwenang menetapkan PIN ini. PIN sendiri ditetapkan oleh petugas lain.")
        )
    if person is not None and not _is_of(person, government):
        raise SourcesRefused(_("Pegawai itu bukan pegawai pemerintah daerah mesin ini."))
    try:
        number = pin_of(pin)
    except NotRead:
        raise SourcesRefused(_("PIN terdiri dari 1 sampai 36 huruf atau angka.")) from None
    if until is not None and until < since:
        raise SourcesRefused(_("Hari terakhir tidak boleh sebelum hari pertama."))
    lock_pins(government.pk)
    at = None if everywhere else device
    made = _replace(government, at, number, person, since, until, by)
    moved = _follow(government, at, number)
    record(
        kind="attendance.pin_identified", by=by, target=made, on=on, unit=device.unit_id,
        person=None if person is None else person.pk,
        after={"pin": number, "mesin": None if everywhere else device.serial,
               "berlaku": f"{since} – {until or ''}", "tap": moved},
    )  # fmt: skip
    return moved


@transaction.atomic
def forget(*, known: DevicePerson, by: Any, on: datetime.date) -> int:
    """Withdraw what was said of a PIN, as if it had never been, and return how many taps changed hands.

    :raises SourcesRefused: if `by` may not
    """
    found = DevicePerson.objects.select_related("government", "device__unit", "person").get(pk=known.pk)
    may = (
        perms.may_identify_everywhere(by, found.government, found.person, on)
        if found.device is None
        else perms.may_identify(by, found.device, found.person, on)
    )
    if not may:
        raise SourcesRefused(_("Anda tidak berwenang menarik penetapan PIN ini."))
    lock_pins(found.government_id)
    DevicePerson.objects.filter(pk=found.pk, digantikan__isnull=True).update(digantikan=timezone.now())
    moved = _follow(found.government, found.device, found.pin)
    record(
        kind="attendance.pin_withdrawn", by=by, target=found, on=on,
        unit=found.device.unit_id if found.device else found.government_id, person=found.person_id,
        before={"pin": found.pin, "mesin": found.device and found.device.serial}, after={"tap": moved},
    )  # fmt: skip
    return moved


def _is_of(person: Person, government: Unit) -> bool:
    units = Q(unit=government) | Q(unit__government=government)
    return bool(UnitHistory.objects.known().filter(units, person=person).exists())


def _replace(
    government: Unit,
    device: Device | None,
    pin: str,
    person: Person | None,
    since: datetime.date,
    until: datetime.date | None,
    by: Any,
) -> DevicePerson:
    """Record it, and supersede what was said of its days: what remains before and after is said again."""
    now = timezone.now()
    meant = span(since, day_after(until))
    rows = DevicePerson.objects.known().filter(government=government, device=device, pin=pin)
    old = list(rows.filter(berlaku__overlap=meant))
    rows.filter(pk__in=[one.pk for one in old]).update(digantikan=now)
    common: dict[str, Any] = {"government": government, "device": device, "pin": pin, "by": by}
    common["dicatat_oleh"] = str(by or "")
    made: DevicePerson = DevicePerson.objects.create(person=person, berlaku=meant, **common)
    for one in old:
        DevicePerson.objects.filter(pk=one.pk).update(pengganti=made)
        if one.mulai < since:
            before = (one.mulai, since)
            DevicePerson.objects.create(person_id=one.person_id, berlaku=before, **common)
        end = meant.upper
        if end is not None and (one.berlaku.upper is None or end < one.berlaku.upper):
            after = (end, one.berlaku.upper)
            DevicePerson.objects.create(person_id=one.person_id, berlaku=after, **common)
    return made


def _follow(government: Unit, device: Device | None, pin: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            _FOLLOW,
            {
                "government": government.pk,
                "device": None if device is None else device.pk,
                "pin": pin,
                "night": NIGHT_ENDS,
                "first": FIRST,
                "last": (timezone.now() + CLOCK_AHEAD).date(),
                "ahead": int(CLOCK_AHEAD.total_seconds()),
            },
        )
        return int(cursor.fetchone()[0])
