"""What officers keep: who decides, how many must be at work, what was owed at first, worked cuti bersama."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Func, Value
from django.utils import timezone
from psycopg.types.range import DateRange

from praja.attendance.calendar.queries import schedule_frame
from praja.attendance.leave import perms
from praja.attendance.leave.actions import LeaveRefused
from praja.attendance.leave.enums import JenisCuti, Wewenang
from praja.attendance.models import LeaveAuthority, LeaveOpening, LeaveStaffing, LeaveWorked
from praja.audit.actions import record
from praja.organization.models import Position, Unit
from praja.people.models import Person
from praja.people.perms import can_edit_person
from praja.web.said import gettext as _


@transaction.atomic
def delegate(
    *,
    unit: Unit,
    kind: str,
    who: str,
    position: Position | None,
    document: str,
    start: datetime.date,
    by: Any,
    on: datetime.date,
) -> LeaveAuthority:
    """Record who decides on a kind of leave for a unit from a day on; what held before ends the day before.

    :raises LeaveRefused: if `by` may not, or the kind is never delegated
    """
    if not perms.may_delegate(by, unit, on):
        raise LeaveRefused(_("Pendelegasian cuti dicatat oleh admin BKPSDM."))
    if kind not in JenisCuti.values or kind == JenisCuti.CLTN:
        raise LeaveRefused(
            _("Cuti di luar tanggungan negara diputus PPK dengan persetujuan BKN dan tidak didelegasikan.")
        )
    if (who == Wewenang.JABATAN) != (position is not None) or who not in Wewenang.values:
        raise LeaveRefused(_("Pilih jabatan yang memutus, atau atasan langsung."))
    if len(document.strip()) < 3:
        raise LeaveRefused(_("Isi nomor surat pendelegasiannya."))
    _ended(LeaveAuthority.objects.filter(unit=unit, kind=kind), start)
    made = LeaveAuthority.objects.create(
        unit=unit, kind=kind, who=who, position=position, document=document.strip()[:200],
        berlaku=DateRange(start, None), dicatat_oleh=str(by)[:200],
    )  # fmt: skip
    record(
        kind="attendance.leave_delegated", by=by, target=made, unit=unit.pk, on=on,
        after={"jenis": kind, "yang_berwenang": who, "mulai": start}, reason=made.document,
    )  # fmt: skip
    return made


@transaction.atomic
def set_staffing(
    *, unit: Unit, least: int, start: datetime.date, by: Any, on: datetime.date
) -> LeaveStaffing:
    """Record how many percent of a unit must be at work from a day on.

    :raises LeaveRefused: if `by` may not, or it is no percentage
    """
    if not perms.may_delegate(by, unit, on):
        raise LeaveRefused(_("Jumlah paling sedikit yang masuk dicatat oleh admin BKPSDM."))
    if not 1 <= least <= 100:
        raise LeaveRefused(_("Isi angka dari 1 sampai 100 persen."))
    _ended(LeaveStaffing.objects.filter(unit=unit), start)
    made = LeaveStaffing.objects.create(
        unit=unit, least=least, berlaku=DateRange(start, None), dicatat_oleh=str(by)[:200]
    )
    record(
        kind="attendance.leave_staffing", by=by, target=made, unit=unit.pk, on=on,
        after={"persen": least, "mulai": start},
    )  # fmt: skip
    return made


def _ended(rows: Any, start: datetime.date) -> None:
    """End what holds on a day the day before; what was to begin later is superseded."""
    known = rows.filter(digantikan__isnull=True)
    known.filter(berlaku__startswith__gte=start).update(digantikan=timezone.now())
    known.filter(berlaku__contains=start).update(
        berlaku=Func(Func(F("berlaku"), function="lower"), Value(start), function="daterange")
    )


@transaction.atomic
def set_opening(
    *,
    person: Person,
    year: int,
    days: Mapping[str, Decimal],
    source: str,
    by: Any,
    on: datetime.date,
) -> LeaveOpening:
    """Record what somebody was owed of annual leave when the records began; the one before is superseded.

    :param days: `left_last`, `left_before`, `deferred`, `taken`
    :raises LeaveRefused: if `by` may not
    """
    if not can_edit_person(by, person, on):
        raise LeaveRefused(_("Saldo awal cuti dicatat oleh pengelola kepegawaian, bukan oleh orangnya."))
    old = LeaveOpening.objects.filter(person=person, digantikan__isnull=True)
    if old.filter(year=year, **days).exists():
        return old.get(year=year)
    old.update(digantikan=timezone.now())
    made = LeaveOpening.objects.create(person=person, year=year, source=source[:200], by=by, **days)
    record(
        kind="attendance.leave_opening", by=by, target=made, person=person.pk, on=on,
        after={"tahun": year, **{name: str(one) for name, one in days.items()}}, reason=made.source,
    )  # fmt: skip
    return made


@transaction.atomic
def record_worked(
    *, person: Person, day: datetime.date, document: str, by: Any, on: datetime.date
) -> LeaveWorked:
    """Record that somebody had to work on a day of cuti bersama, which is added to their annual leave.

    :raises LeaveRefused: if `by` may not, it is no such day, or it is recorded already
    """
    if not can_edit_person(by, person, on):
        raise LeaveRefused(_("Hari cuti bersama yang dikerjakan dicatat oleh pengelola kepegawaian."))
    frame = schedule_frame([person.pk], day, day)
    if "cuti_bersama" not in frame["kind"].to_list():
        raise LeaveRefused(_("Tanggal itu bukan hari cuti bersama bagi pegawai ini."))
    if len(document.strip()) < 3:
        raise LeaveRefused(_("Isi nomor surat perintahnya."))
    try:
        with transaction.atomic():
            made = LeaveWorked.objects.create(person=person, day=day, document=document.strip()[:200], by=by)
    except IntegrityError as error:
        raise LeaveRefused(_("Hari itu sudah dicatat.")) from error
    record(
        kind="attendance.leave_worked", by=by, target=made, person=person.pk, on=on,
        after={"hari": day}, reason=made.document,
    )  # fmt: skip
    return made
