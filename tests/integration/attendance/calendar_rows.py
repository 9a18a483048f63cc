"""Who may what with hours, holidays, other places of work, events, rosters and swaps."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from praja.access.enums import Role
from praja.attendance.models import (
    AttendanceEvent,
    HolidayLetter,
    HoursAssignment,
    HoursVersion,
    PlaceLetter,
    Roster,
    RosterDay,
    Shift,
    ShiftSwap,
    ShiftVersion,
    WorkingHours,
)
from praja.organization.queries import today
from praja.temporal.actions import span
from tests.integration.access.matrix import LONG_AGO, SIGNED_IN, Row, World

DAY = datetime.date(2024, 4, 3)
ADMIN = {f"{Role.ADMIN_BKPSDM}:own"}
ADMINS = {*ADMIN, f"{Role.ADMIN_BKPSDM}:foreign"}
OFFICERS = {*ADMIN, f"{Role.PENGELOLA_KEPEGAWAIAN}:own"}
OFFICERS_ANYWHERE = {*OFFICERS, *ADMINS, f"{Role.PENGELOLA_KEPEGAWAIAN}:foreign"}
READERS = {*OFFICERS, f"{Role.KEPALA_UNIT}:own", f"{Role.AUDITOR}:own"}
READERS_ANYWHERE = {*READERS, *OFFICERS_ANYWHERE, f"{Role.KEPALA_UNIT}:foreign", f"{Role.AUDITOR}:foreign"}
KEEPERS = {*OFFICERS, f"{Role.KEPALA_UNIT}:own", "atasan"}
ROSTER_READERS = {*KEEPERS, f"{Role.AUDITOR}:own"}
PEOPLE = {"pegawai:self", "pegawai:other", "pegawai:foreign", "atasan"}
WEEK = [{"ramadan": False, "weekday": 0, "start": 450, "end": 960, "pause": 60}]


def _admin(world: World) -> Any:
    return world.user(f"{Role.ADMIN_BKPSDM}:own")


def _hours(world: World) -> WorkingHours:
    made = WorkingHours.objects.create(government=world.government, name="Enam hari")
    HoursVersion.objects.create(hours=made, dasar="Perwali 1", days=WEEK, berlaku=span(LONG_AGO))
    return made


def _assigned(world: World) -> HoursAssignment:
    return HoursAssignment.objects.create(
        hours=world["working_hours"], unit=world.unit, letter="SK 1", berlaku=span(LONG_AGO)
    )


def _letter(world: World) -> HolidayLetter:
    return HolidayLetter.objects.create(
        unit=world.unit, day=DAY, kind="libur", name="Libur daerah", letter="SE 1", by=_admin(world)
    )


def _place(world: World) -> PlaceLetter:
    return PlaceLetter.objects.create(
        government=world.government, unit=world.unit, whole_unit=True, place="wfh", first=DAY, last=DAY,
        letter="SE 2", by=_admin(world),
    )  # fmt: skip


def _event(world: World) -> AttendanceEvent:
    made = AttendanceEvent.objects.create(
        unit=world.unit, kind="apel", name="Apel pagi", day=DAY, tap_from=420, tap_until=450, by=_admin(world)
    )
    made.units.add(world.unit)
    return made


def _roster(world: World) -> Roster:
    shift = Shift.objects.create(unit=world.unit, code="P")
    ShiftVersion.objects.create(shift=shift, name="Pagi", start=420, end=840, berlaku=span(LONG_AGO))
    month = today().replace(day=1)
    made = Roster.objects.create(unit=world.unit, month=month, published_at=timezone.now())
    day = today()
    for who, what in (("pegawai:self", shift), ("pegawai:other", None)):
        RosterDay.objects.create(roster=made, person=world.person(who), day=day, shift=what)
    return made


def _swap(world: World, asker: str = "pegawai:self", mate: str = "pegawai:other", **more: Any) -> ShiftSwap:
    one, other, day = world.person(asker), world.person(mate), today()
    codes = {"pegawai:self": "P", "pegawai:other": "L"}
    return ShiftSwap.objects.create(
        roster=world["roster"], asker=one, other=other, day=day, other_day=day, reason="anak sakit",
        before={f"{one.pk} {day}": codes[asker], f"{other.pk} {day}": codes[mate]}, **more,
    )  # fmt: skip


def _accepted(world: World) -> ShiftSwap:
    return _swap(world, "pegawai:other", "pegawai:self", state="diterima")


FACTORIES: dict[str, Any] = {
    "working_hours": _hours, "hours_assigned": _assigned, "holiday_letter": _letter, "place_letter": _place,
    "attendance_event": _event, "roster": _roster, "shift_swap": _swap, "shift_swap_accepted": _accepted,
}  # fmt: skip


def _pk(key: str) -> Any:
    return lambda world: {"pk": world[key].pk}


def _month(world: World) -> dict[str, Any]:
    return {"pk": world["roster"].unit_id, "month": f"{today():%Y-%m}"}


def _unit(world: World) -> dict[str, Any]:
    return {"pk": world["roster"].unit_id}


def _swap_day(world: World) -> dict[str, Any]:
    assert world["roster"]
    return {"day": today().isoformat()}


def _do(key: str, what: str) -> Any:
    return lambda world: {"pk": world[key].pk, "what": what}


YES = frozenset({200, 302, 400})
ROWS = [
    Row("attendance:hours", may=READERS_ANYWHERE),
    Row("attendance:hours_new", may=ADMINS),
    Row("attendance:hours_new", "POST", may=ADMINS, fine=YES),
    Row("attendance:hours_one", may=READERS, args=_pk("working_hours")),
    Row("attendance:hours_one", "POST", may=ADMIN, args=_pk("working_hours"), fine=YES),
    Row("attendance:hours_change", may=ADMIN, args=_pk("working_hours")),
    Row("attendance:hours_change", "POST", may=ADMIN, args=_pk("working_hours"), fine=YES),
    Row("attendance:hours_end", may=ADMIN, args=_pk("hours_assigned")),
    Row("attendance:hours_end", "POST", may=ADMIN, args=_pk("hours_assigned"), fine=YES),
    Row("attendance:holidays", may=SIGNED_IN),
    Row("attendance:holiday_set", may=ADMINS),
    Row("attendance:holiday_set", "POST", may=ADMINS, fine=YES),
    Row("attendance:ramadan_set", may=ADMINS),
    Row("attendance:ramadan_set", "POST", may=ADMINS, fine=YES),
    Row("attendance:holiday_withdraw", "POST", may=ADMIN, args=_pk("holiday_letter")),
    Row("attendance:places", may=READERS_ANYWHERE),
    Row("attendance:place_set", may=OFFICERS_ANYWHERE),
    Row("attendance:place_set", "POST", may=OFFICERS_ANYWHERE, fine=YES),
    Row("attendance:place_withdraw", "POST", may=OFFICERS, args=_pk("place_letter")),
    Row("attendance:events", may=READERS_ANYWHERE),
    Row("attendance:event_new", may=OFFICERS_ANYWHERE),
    Row("attendance:event_new", "POST", may=OFFICERS_ANYWHERE, fine=YES),
    Row("attendance:event", may=READERS, args=_pk("attendance_event")),
    Row("attendance:event", "POST", may=OFFICERS, args=_pk("attendance_event"), fine=YES),
    Row("attendance:event_cancel", "POST", may=OFFICERS, args=_pk("attendance_event"), fine=YES),
    Row("attendance:own_roster", may=PEOPLE),
    Row("attendance:swap_ask", may={"pegawai:self", "pegawai:other"}, args=_swap_day),
    Row("attendance:swap_ask", "POST", may={"pegawai:self", "pegawai:other"}, args=_swap_day, fine=YES),
    Row("attendance:swaps", may=SIGNED_IN),
    Row("attendance:swap", may={"pegawai:self", "pegawai:other"}, args=_pk("shift_swap")),
    Row("attendance:swap", may={"pegawai:self", "pegawai:other", *KEEPERS},
        args=_pk("shift_swap_accepted"), key="accepted"),
    Row("attendance:swap_do", "POST", may={"pegawai:self", "pegawai:other"}, args=_do("shift_swap", "terima"),
        fine=YES),
    Row("attendance:swap_do", "POST", may={"pegawai:self", "pegawai:other", *KEEPERS},
        args=_do("shift_swap_accepted", "setujui"), fine=YES, key="accepted"),
    Row("attendance:rosters", may=READERS_ANYWHERE | {"atasan", "pegawai:foreign"}),
    Row("attendance:shifts", may=ROSTER_READERS, args=_unit),
    Row("attendance:shifts", "POST", may=KEEPERS, args=_unit, fine=YES),
    Row("attendance:roster", may=ROSTER_READERS, args=_month),
    Row("attendance:roster", "POST", may=KEEPERS, args=_month, data={"revisi": "0"}),
    Row("attendance:roster_pattern", "POST", may=KEEPERS, args=_month, fine=YES),
    Row("attendance:roster_publish", "POST", may=KEEPERS, args=_month, fine=YES),
    Row("attendance:roster_sheet", may=ROSTER_READERS, args=_month),
    Row("attendance:roster_sheet", "POST", may=KEEPERS, args=_month, fine=YES),
]  # fmt: skip
