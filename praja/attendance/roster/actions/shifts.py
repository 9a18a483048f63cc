"""Making shifts, and changing them from a day on."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.db import transaction

from praja.attendance.calendar.moved import touch_people
from praja.attendance.models import RosterDay, Shift, ShiftVersion
from praja.attendance.models.calendar import MIDNIGHT
from praja.attendance.models.roster import OFF
from praja.attendance.roster.actions import RosterRefused
from praja.attendance.roster.perms import keeps_roster
from praja.audit.actions import record
from praja.organization.models import Unit
from praja.temporal import actions as temporal
from praja.web.said import gettext as _


@transaction.atomic
def set_shift(
    *, unit: Unit, code: str, name: str, start: int, end: int, since: datetime.date, terms: dict[str, Any],
    by: Any, on: datetime.date,
) -> ShiftVersion:  # fmt: skip
    """Make a shift of a unit, or let it be another from a day on.

    :param start: minutes from midnight; an `end` that is not later ends on the next day
    :param terms: `pause`, `counts_breaks`, `requires_attendance`, the tolerances and windows
    :raises RosterRefused: if `by` may not, or something is not said
    """
    if not keeps_roster(by, unit, on):
        raise RosterRefused(_("Anda tidak berwenang menetapkan sif unit ini."))
    said = code.strip().upper()
    if said == OFF or not re.fullmatch(r"[A-Z0-9]{1,4}", said):
        raise RosterRefused(
            _("Kode sif terdiri dari 1 sampai 4 huruf atau angka, misalnya P atau M2; L berarti hari lepas.")
        )
    named = " ".join(name.split())[:80]
    if len(named) < 2:
        raise RosterRefused(_("Beri nama sifnya."))
    finish = end if end > start else end + MIDNIGHT
    if not 0 <= start < MIDNIGHT or not 0 <= end <= MIDNIGHT or finish - start > MIDNIGHT:
        raise RosterRefused(_("Jam ini tidak ada. Tulis seperti 07.00 atau 21.00."))
    if terms.get("pause", 0) >= finish - start:
        raise RosterRefused(_("Istirahat harus lebih pendek daripada jam kerjanya."))
    if since < on - datetime.timedelta(days=366) or since > on + datetime.timedelta(days=366):
        raise RosterRefused(_("Tanggal ini terlalu jauh. Periksa tahunnya."))
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    shift, _new = Shift.objects.get_or_create(unit=unit, code=said)
    row = ShiftVersion(
        shift=shift, name=named, start=start, end=finish, berlaku=temporal.span(since), **terms
    )
    held = ShiftVersion.objects.known().filter(shift=shift, berlaku__startswith=since).first()
    before = ShiftVersion.objects.on(since).filter(shift=shift).first()
    try:
        if held is not None:
            temporal.withdraw(held, by=by)
        temporal.record(row, by=by, close_previous=True)
    except temporal.TemporalError as error:
        raise RosterRefused(str(error)) from error
    record(
        kind="attendance.shift_set", by=by, target=shift, unit=unit.pk, on=on,
        before={"jam": [before.start, before.end]} if before else None,
        after={"kode": said, "nama": named, "jam": [start, finish], "mulai": since},
    )  # fmt: skip
    people = RosterDay.objects.filter(shift=shift, day__gte=since, digantikan__isnull=True)
    touch_people(set(people.values_list("person", flat=True)), since, None, "jadwal")
    return row
