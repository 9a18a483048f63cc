"""Making hours, changing them from a day on, and giving them to units, posts and people."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Min

from praja.attendance.calendar.actions import CalendarRefused, check_days, letter_of, plain
from praja.attendance.calendar.enums import PolaJam
from praja.attendance.calendar.moved import DAY, touch_people, touch_post, touch_unit
from praja.attendance.calendar.perms import keeps_calendar
from praja.attendance.models import HoursAssignment, HoursVersion, WorkingHours
from praja.attendance.models.calendar import WINDOW
from praja.audit.actions import record
from praja.organization.models import Position, Unit
from praja.people.models import Person
from praja.people.perms import unit_of
from praja.temporal import actions as temporal
from praja.web.said import gettext as _

TERMS = (
    "pattern", "flex", "counts_breaks", "tolerance_moves_band", "min_inclusive", "tolerance_in",
    "tolerance_out", *WINDOW,
)  # fmt: skip
Week = Sequence[dict[str, Any]]


@transaction.atomic
def make_hours(
    *, government: Unit, name: str, week: Week, dasar: str, start: datetime.date, terms: dict[str, Any],
    by: Any, on: datetime.date,
) -> WorkingHours:  # fmt: skip
    """Make hours that can then be given to units, posts and people.

    :param week: what `HoursVersion.days` holds
    :param terms: of `TERMS`, those that differ from the usual
    :raises CalendarRefused: if `by` may not, or something is not said
    """
    if not keeps_calendar(by, government, on):
        raise CalendarRefused(_("Hanya admin BKPSDM pemerintah daerah ini yang menetapkan jam kerja."))
    said = plain(name, 120)
    if len(said) < 3:
        raise CalendarRefused(_("Beri nama jam kerja ini."))
    try:
        with transaction.atomic():
            made = WorkingHours.objects.create(government=government, name=said)
    except IntegrityError as error:
        raise CalendarRefused(
            _("Nama ini sudah dipakai. Ubah yang sudah ada, atau beri nama lain.")
        ) from error
    _write(HoursVersion(hours=made), week, dasar, start, terms, by, on)
    record(
        kind="attendance.hours_made", by=by, target=made, unit=government.pk, on=on,
        after={"nama": said, "dasar": dasar, "mulai": start, "jam": _told(week)},
    )  # fmt: skip
    return made


@transaction.atomic
def change_hours(
    *, hours: WorkingHours, week: Week, dasar: str, start: datetime.date, terms: dict[str, Any], by: Any,
    on: datetime.date,
) -> HoursVersion:  # fmt: skip
    """Let hours be others from a day on; of the days before nothing changes.

    :raises CalendarRefused: if `by` may not, or a version begins on that day or later
    """
    if not keeps_calendar(by, hours.government, on):
        raise CalendarRefused(_("Hanya admin BKPSDM pemerintah daerah ini yang menetapkan jam kerja."))
    WorkingHours.objects.select_for_update(of=("self",)).get(pk=hours.pk)
    before = HoursVersion.objects.on(start).filter(hours=hours).first()
    made = _write(HoursVersion(hours=hours), week, dasar, start, terms, by, on)
    record(
        kind="attendance.hours_changed", by=by, target=hours, unit=hours.government_id, on=on,
        before={"jam": _told(before.days)} if before else None,
        after={"dasar": dasar, "mulai": start, "jam": _told(week)},
    )  # fmt: skip
    for one in HoursAssignment.objects.known().filter(hours=hours):
        _touch(one, max(start, one.mulai), one.sampai)
    return made


def _write(
    row: HoursVersion, week: Week, dasar: str, start: datetime.date, terms: dict[str, Any], by: Any,
    on: datetime.date,
) -> HoursVersion:  # fmt: skip
    check_days(start, None, on)
    _check_week(week)
    for name in TERMS:
        if name in terms:
            setattr(row, name, terms[name])
    if row.pattern == PolaJam.LENTUR and not row.flex:
        raise CalendarRefused(_("Jam lentur perlu batas: berapa menit boleh bergeser."))
    if row.pattern != PolaJam.LENTUR:
        row.flex = 0
    row.days, row.dasar, row.berlaku = list(week), letter_of(dasar), temporal.span(start)
    try:
        return temporal.record(row, by=by, close_previous=True)
    except temporal.TemporalError as error:
        raise CalendarRefused(str(error)) from error


def _check_week(week: Week) -> None:
    if not any(not day["ramadan"] for day in week):
        raise CalendarRefused(_("Isi jam paling sedikit satu hari dalam seminggu."))
    keys = [(day["ramadan"], day["weekday"]) for day in week]
    if len(set(keys)) != len(keys):
        raise CalendarRefused(_("Ada hari yang tertulis dua kali."))
    for day in week:
        if day["end"] <= day["start"]:
            raise CalendarRefused(_("Jam selesai harus sesudah jam mulai."))
        if not 0 <= day["pause"] < day["end"] - day["start"]:
            raise CalendarRefused(_("Istirahat harus lebih pendek daripada jam kerjanya."))


def _told(week: Week) -> list[str]:
    return [
        f"{'R' if day['ramadan'] else ''}{day['weekday'] + 1} {day['start']}-{day['end']} ({day['pause']})"
        for day in week
    ]


@transaction.atomic
def assign_hours(
    *, hours: WorkingHours, letter: str, start: datetime.date, last: datetime.date | None, by: Any,
    on: datetime.date, unit: Unit | None = None, position: Position | None = None,
    person: Person | None = None,
) -> HoursAssignment:  # fmt: skip
    """Give hours to a unit with all below it, or to a post, or to a person.

    Others without an end that hold for the same end where these begin.

    :raises CalendarRefused: if `by` may not, it is for oneself, or others hold on some of the days
    """
    place = _place(unit, position, person, start, on)
    if not keeps_calendar(by, place, on) or hours.government_id != (place.government_id or place.pk):
        raise CalendarRefused(_("Hanya admin BKPSDM pemerintah daerah ini yang menetapkan jam kerja."))
    if person is not None and person.account_id == by.pk:
        raise CalendarRefused(_("Jam kerja Anda sendiri ditetapkan oleh orang lain."))
    check_days(start, last, on)
    first = (
        HoursVersion.objects.known().filter(hours=hours).aggregate(first=Min("berlaku__startswith"))["first"]
    )
    if first is None or start < first:
        raise CalendarRefused(_("Jam kerja ini belum ada pada tanggal itu. Pilih tanggal lain."))
    row = HoursAssignment(
        hours=hours, unit=unit, position=position, person=person, letter=letter_of(letter),
        berlaku=temporal.span(start, temporal.until(last)),
    )  # fmt: skip
    try:
        temporal.record(row, by=by, close_previous=True)
    except temporal.TemporalError as error:
        raise CalendarRefused(str(error)) from error
    record(
        kind="attendance.hours_assigned", by=by, target=row, unit=place.pk, on=on,
        person=None if person is None else person.pk,
        after={"nama": hours.name, "dasar": row.letter, "mulai": start, "sampai": last},
    )  # fmt: skip
    _touch(row, start, last)
    return row


@transaction.atomic
def end_assignment(*, assignment: HoursAssignment, last: datetime.date, by: Any, on: datetime.date) -> None:
    """Let hours that were given hold until a day, and no longer.

    A last day before the first takes them back as a whole.

    :raises CalendarRefused: if `by` may not, or somebody else changed them in the meantime
    """
    place = _place(assignment.unit, assignment.position, assignment.person, on, on)
    if not keeps_calendar(by, place, on):
        raise CalendarRefused(_("Hanya admin BKPSDM pemerintah daerah ini yang menetapkan jam kerja."))
    if assignment.person is not None and assignment.person.account_id == by.pk:
        raise CalendarRefused(_("Jam kerja Anda sendiri ditetapkan oleh orang lain."))
    check_days(assignment.mulai, max(last, assignment.mulai), on)
    was = assignment.sampai
    try:
        if last < assignment.mulai:
            temporal.withdraw(assignment, by=by)
        else:
            temporal.end(assignment, last + DAY, by=by)
    except temporal.TemporalError as error:
        raise CalendarRefused(str(error)) from error
    record(
        kind="attendance.hours_ended", by=by, target=assignment, unit=place.pk, on=on,
        person=assignment.person_id, after={"nama": assignment.hours.name, "sampai": last},
    )  # fmt: skip
    _touch(assignment, max(assignment.mulai, last + DAY), was)


def _place(
    unit: Unit | None, position: Position | None, person: Person | None, day: datetime.date, on: datetime.date
) -> Unit:
    """Return the unit that what hours are given to belongs to."""
    if unit is not None:
        return unit
    if position is not None:
        version = position.versions.known().order_by("-berlaku__startswith").first()
        if version is None:
            raise CalendarRefused(_("Jabatan ini tidak ada."))
        return Unit.objects.get(pk=version.unit_id)
    found = None if person is None else unit_of(person, day)
    if found is None:
        raise CalendarRefused(_("Pilih unit, jabatan atau pegawai yang mendapat jam kerja ini."))
    return Unit.objects.get(pk=found)


def _touch(row: HoursAssignment, first: datetime.date, last: datetime.date | None) -> None:
    if row.unit is not None:
        touch_unit(row.unit, first, last, "jam")
    elif row.person_id is not None:
        touch_people([row.person_id], first, last, "jam")
    elif row.position_id is not None:
        touch_post(row.position_id, first, last, "jam")
