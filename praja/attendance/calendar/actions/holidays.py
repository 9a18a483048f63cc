"""Setting by letter that a day is free, or worked after all; and when Ramadan is kept."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from praja.attendance.calendar.actions import CalendarRefused, check_days, letter_of, plain
from praja.attendance.calendar.enums import Ketetapan
from praja.attendance.calendar.moved import touch_unit
from praja.attendance.calendar.perms import keeps_calendar
from praja.attendance.models import HolidayLetter, RamadanPeriod
from praja.audit.actions import record
from praja.organization.models import Unit
from praja.temporal import actions as temporal
from praja.web.said import gettext as _

MOST_DAYS = 45
"""Of the hours of Ramadan: a month and what may surround it."""


@transaction.atomic
def set_day(
    *, unit: Unit, day: datetime.date, kind: str, name: str, letter: str, by: Any, on: datetime.date
) -> HolidayLetter:
    """Set what a day is for a unit with all below it; what an earlier letter set for it holds no longer.

    The moment is kept, so that it stays known what held before.

    :raises CalendarRefused: if `by` may not, or something is not said
    """
    if not keeps_calendar(by, unit, on):
        raise CalendarRefused(_("Hanya admin BKPSDM pemerintah daerah ini yang menetapkan hari libur."))
    check_days(day, day, on)
    if kind not in Ketetapan:
        raise CalendarRefused(_("Pilih menjadi apa hari itu."))
    said = plain(name, 200)
    if len(said) < 3:
        raise CalendarRefused(_("Tuliskan nama harinya."))
    reason = letter_of(letter)
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    before = _supersede(unit, day)
    made = HolidayLetter.objects.create(unit=unit, day=day, kind=kind, name=said, letter=reason, by=by)
    record(
        kind="attendance.holiday_set", by=by, target=made, unit=unit.pk, on=on,
        before=_told(before), after=_told(made),
    )  # fmt: skip
    touch_unit(unit, day, day, "libur")
    return made


@transaction.atomic
def withdraw_day(*, letter: HolidayLetter, by: Any, on: datetime.date) -> None:
    """Let a day be again what it is without a letter.

    :raises CalendarRefused: if `by` may not, or it is withdrawn already
    """
    if not keeps_calendar(by, letter.unit, on):
        raise CalendarRefused(_("Hanya admin BKPSDM pemerintah daerah ini yang menetapkan hari libur."))
    done = HolidayLetter.objects.filter(pk=letter.pk, digantikan__isnull=True).update(
        digantikan=timezone.now()
    )
    if not done:
        raise CalendarRefused(_("Ketetapan ini sudah diganti atau dicabut. Muat ulang halaman ini."))
    record(
        kind="attendance.holiday_withdrawn", by=by, target=letter, unit=letter.unit_id, on=on,
        before=_told(letter),
    )  # fmt: skip
    touch_unit(letter.unit, letter.day, letter.day, "libur")


def _supersede(unit: Unit, day: datetime.date) -> HolidayLetter | None:
    held = HolidayLetter.objects.filter(unit=unit, day=day, digantikan__isnull=True)
    before = held.first()
    held.update(digantikan=timezone.now())
    return before


def _told(letter: HolidayLetter | None) -> dict[str, Any] | None:
    if letter is None:
        return None
    return {"tanggal": letter.day, "nama": letter.name, "menjadi": letter.kind, "dasar": letter.letter}


@transaction.atomic
def set_ramadan(
    *, government: Unit, first: datetime.date, last: datetime.date, letter: str, by: Any, on: datetime.date
) -> RamadanPeriod:
    """Set from when until when a government keeps the hours of Ramadan, both days included.

    One that begins in the same Gregorian year is replaced: the sidang isbat may shift it by a day.

    :raises CalendarRefused: if `by` may not, or the span cannot be
    """
    if not keeps_calendar(by, government, on):
        raise CalendarRefused(_("Hanya admin BKPSDM pemerintah daerah ini yang menetapkan jam Ramadan."))
    check_days(first, last, on)
    if (last - first).days >= MOST_DAYS:
        raise CalendarRefused(_("Jam Ramadan berlaku paling lama 45 hari. Periksa tanggalnya."))
    reason = letter_of(letter)
    near = RamadanPeriod.objects.known().filter(
        government=government,
        berlaku__overlap=temporal.span(
            first - datetime.timedelta(days=MOST_DAYS), last + datetime.timedelta(days=MOST_DAYS)
        ),
    )
    try:
        for other in near:
            temporal.withdraw(other, by=by)
            touch_unit(government, other.mulai, other.sampai, "jam")
        made = temporal.record(
            RamadanPeriod(
                government=government, letter=reason, berlaku=temporal.span(first, temporal.until(last))
            ),
            by=by,
        )
    except temporal.TemporalError as error:
        raise CalendarRefused(str(error)) from error
    record(
        kind="attendance.ramadan_set", by=by, target=made, unit=government.pk, on=on,
        after={"mulai": first, "sampai": last, "dasar": reason},
    )  # fmt: skip
    touch_unit(government, first, last, "jam")
    return made
