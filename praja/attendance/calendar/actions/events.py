"""Apel and ceremonies: setting them, cancelling them, and taking lists of who attended."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from praja.attendance.calendar.actions import CalendarRefused, check_days, plain
from praja.attendance.calendar.enums import JenisKegiatan
from praja.attendance.calendar.moved import people_in
from praja.attendance.calendar.perms import keeps_unit
from praja.attendance.models import AttendanceEvent, EventPresence
from praja.attendance.touched import touch
from praja.audit.actions import record
from praja.organization.models import Position, Unit
from praja.organization.queries import subtree, today
from praja.people.models import JabatanHistory, Person
from praja.web.said import gettext as _

MOST_WEEKS = 53
DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(weeks=1)


@transaction.atomic
def make_events(
    *, unit: Unit, kind: str, name: str, first: datetime.date, last: datetime.date | None, tap_from: int,
    tap_until: int, place: str, letter: str, units: Sequence[Unit], positions: Sequence[Position],
    exempt_shift: bool, by: Any, on: datetime.date,
) -> list[AttendanceEvent]:  # fmt: skip
    """Set an apel or ceremony, or one each week until a day.

    :param last: none for a single one
    :param units: whose people must attend, with all below; of the unit or below it
    :param positions: whose holders must attend besides
    :raises CalendarRefused: if `by` may not, or something is not said
    """
    if not keeps_unit(by, unit, on):
        raise CalendarRefused(_("Anda tidak berwenang menetapkan kegiatan unit ini."))
    check_days(first, last, on)
    if kind not in JenisKegiatan:
        raise CalendarRefused(_("Pilih jenis kegiatannya."))
    said = plain(name, 200)
    if len(said) < 3:
        raise CalendarRefused(_("Beri nama kegiatannya."))
    if not 0 <= tap_from < tap_until <= 24 * 60:
        raise CalendarRefused(_("Jam selesai harus sesudah jam mulai."))
    if not units and not positions:
        raise CalendarRefused(_("Pilih unit atau jabatan yang wajib hadir."))
    below = subtree([unit.pk], on)
    if any(one.pk not in below for one in units):
        raise CalendarRefused(_("Yang wajib hadir harus unit ini atau unit di bawahnya."))
    days = [first]
    while last is not None and days[-1] + WEEK <= last:
        days.append(days[-1] + WEEK)
    if len(days) > MOST_WEEKS:
        raise CalendarRefused(_("Paling lama setahun sekali tetapkan."))
    made = [
        AttendanceEvent.objects.create(
            unit=unit, kind=kind, name=said, day=day, tap_from=tap_from, tap_until=tap_until,
            place=plain(place, 200), letter=plain(letter), exempt_shift=exempt_shift, by=by,
        )
        for day in days
    ]  # fmt: skip
    for one in made:
        one.units.set(units)
        one.positions.set(positions)
        _touch(one)
    record(
        kind="attendance.events_set", by=by, target=made[0], unit=unit.pk, on=on,
        after={"nama": said, "jenis": kind, "mulai": first, "sampai": last, "jumlah": len(made)},
    )  # fmt: skip
    return made


@transaction.atomic
def cancel_event(*, event: AttendanceEvent, reason: str, by: Any, on: datetime.date) -> None:
    """Cancel an event: nobody had to attend it.

    :raises CalendarRefused: if `by` may not, no reason is given, or it is cancelled already
    """
    if not keeps_unit(by, event.unit, on):
        raise CalendarRefused(_("Anda tidak berwenang menetapkan kegiatan unit ini."))
    said = plain(reason)
    if len(said) < 5:
        raise CalendarRefused(_("Tuliskan alasannya."))
    done = AttendanceEvent.objects.filter(pk=event.pk, cancelled_at__isnull=True).update(
        cancelled_at=timezone.now(), cancelled_why=said
    )
    if not done:
        raise CalendarRefused(_("Kegiatan ini sudah dibatalkan."))
    record(
        kind="attendance.event_cancelled", by=by, target=event, unit=event.unit_id, on=on,
        before={"nama": event.name, "tanggal": event.day}, reason=said,
    )  # fmt: skip
    _touch(event)


@transaction.atomic
def take_list(*, event: AttendanceEvent, nips: Collection[str], by: Any, on: datetime.date) -> list[str]:
    """Take the list of who attended, by NIP; it replaces an earlier one, and is returned with who is unknown.

    :returns: the NIP that nobody bears who had to attend; the others are taken
    :raises CalendarRefused: if `by` may not, the event is cancelled or not yet over, or the list names nobody
        who had to attend
    """
    found = AttendanceEvent.objects.select_for_update(of=("self",)).select_related("unit").get(pk=event.pk)
    if not keeps_unit(by, found.unit, on):
        raise CalendarRefused(_("Anda tidak berwenang mengisi daftar hadir kegiatan ini."))
    if found.cancelled_at is not None:
        raise CalendarRefused(_("Kegiatan ini sudah dibatalkan."))
    if found.day > on:
        raise CalendarRefused(_("Kegiatan ini belum berlangsung."))
    wanted = {"".join(one.split()) for one in nips} - {""}
    who = dict(Person.objects.filter(nip__in=wanted, pk__in=invited(found)).values_list("nip", "pk"))
    if not who:
        raise CalendarRefused(
            _(
                "Tidak satu pun yang wajib hadir ditemukan di daftar ini, maka daftar yang sudah ada tidak "
                "diubah. Tulis NIP 18 angka, satu tiap baris."
            )
        )
    own = Person.objects.filter(account=by).values_list("pk", flat=True).first()
    held = set(found.presences.filter(digantikan__isnull=True).values_list("person", flat=True))
    if own is not None and (own in who.values()) != (own in held):
        raise CalendarRefused(_("Kehadiran Anda sendiri diisi oleh orang lain."))
    now = timezone.now()
    gone = held - set(who.values())
    found.presences.filter(digantikan__isnull=True, person__in=gone).update(digantikan=now)
    EventPresence.objects.bulk_create(
        EventPresence(event=found, person_id=one, by=by) for one in sorted(set(who.values()) - held)
    )
    changed = gone ^ (set(who.values()) - held)
    record(
        kind="attendance.event_listed", by=by, target=found, unit=found.unit_id, on=on,
        after={"nama": found.name, "jumlah": len(who), "tidak_dikenal": len(wanted - set(who))},
        people=changed,
    )  # fmt: skip
    touch([(one, found.day) for one in changed], "apel")
    return sorted(wanted - set(who))


def invited(event: AttendanceEvent) -> set[uuid.UUID]:
    """Return who must attend an event."""
    people: set[uuid.UUID] = set()
    for unit in event.units.all():
        people |= people_in(unit, event.day, event.day)
    held = JabatanHistory.objects.on(event.day).filter(
        position__in=event.positions.values("pk"), how="definitif"
    )
    return people | set(held.values_list("person", flat=True))


def _touch(event: AttendanceEvent) -> None:
    if event.day <= today(event.unit):
        touch([(one, event.day) for one in invited(event)], "apel")
