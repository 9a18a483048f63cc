"""The attendance of one government, from its machines to the closed month that its pay reads."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from praja.access.enums import Role
from praja.attendance.calendar.schedule import schedule_frame
from praja.attendance.days.absence import warn
from praja.attendance.days.actions.closings import close
from praja.attendance.days.judging import judge
from praja.attendance.days.months import last_day
from praja.attendance.leave.enums import WAITING
from praja.attendance.models import (
    ClosedMonth,
    Closing,
    Correction,
    Day,
    Device,
    DutyOrder,
    Finding,
    LeaveRequest,
    Tap,
    TouchedDay,
)
from praja.attendance.signals.finding import find
from praja.attendance.sources.enums import JenisMesin
from praja.audit.actions import record
from praja.demo.attendance import corrections, findings, leave, sources
from praja.demo.attendance.days import lived
from praja.demo.attendance.places import at_home, renumbered, set_up
from praja.demo.attendance.staff import Staff, staff_of
from praja.demo.performance.staff import give_accounts, holder
from praja.organization.enums import Zona
from praja.organization.models import Unit

OPEN: Final = (
    "Permintaan yang belum diputus diajukan lagi sesudah bulan dibuka; tidak ada yang menunggu mesin."
)
ONE: Final = datetime.timedelta(days=1)
BY_SHEET: Final = {
    "semarang": ("semarang.banyumanik", "semarang.bkpp", "semarang.satpolpp"),
    "surabaya": ("surabaya.gayungan",),
}
"""Governments that bring attendance by sheet, but for units that have machines and close their own month."""


@dataclasses.dataclass(frozen=True, slots=True)
class Attended:
    """What there is of attendance."""

    machines: int
    taps: int
    days: int
    closed: int
    """People whose last month is closed."""
    waiting: int
    """Requests for corrections and leave that nobody has decided."""


def settle_attendance(government: Unit, on: datetime.date, now: datetime.datetime | None = None) -> None:
    """Give one government its attendance of the last month and of this one, as far as it is not there yet.

    Not in one transaction: whoever judges waits for all others who do.

    :param now: until when people have tapped; by default until now
    """
    now = now or timezone.now()
    places = BY_SHEET.get(government.code, (government.code,))
    if Closing.objects.filter(unit__code__in=places).exists():
        return
    month = on.replace(day=1)
    first = (month - ONE).replace(day=1)
    officer = holder(government, Role.ADMIN_BKPSDM)
    give_accounts(government, on)
    staff = [one for one in staff_of(government, on) if one.unit.code.startswith(places)]
    people = {str(one.person.pk): one for one in staff}
    if not Device.objects.filter(government=government).exists():
        with transaction.atomic():
            set_up(government, staff, first, by=officer, on=on)
    frame = schedule_frame([one.person.pk for one in staff], first, last_day(on))
    works = frame.filter(frame["start"].is_not_null())
    workdays = {
        person: list(days)
        for person, days in works.group_by("person", maintain_order=True).agg("date").iter_rows()
    }
    leaves = leave.planned(staff, workdays, on)
    sent = leave.duties(staff, on)
    if not DutyOrder.objects.filter(unit__government=government).exists():
        leave.send_out(government, sent, by=officer, on=on)
    elsewhere = leave.away(leaves, on) | {
        (str(one.person.pk), start + step * ONE)
        for group, start, end in sent
        for one in group
        for step in range((end - start).days + 1)
    }
    done = lived(
        works.filter(works["date"] <= on).iter_rows(named=True),
        {person: one.dice("hadir") for person, one in people.items()},
        elsewhere,
        {zone.value: timezone.localtime(now, ZoneInfo(zone.place)).replace(tzinfo=None) for zone in Zona},
        {str(one.person.pk) for one in staff if one.unit.code.startswith("semarang.banyumanik")},
    )
    if not Tap.objects.filter(device__government=government).exists():
        with transaction.atomic():
            leave.approve(government, leaves, on)
            sources.feed(government, staff, done.taps, (renumbered(staff), on - 5 * ONE), by=officer, on=on)
            sources.from_home(at_home(staff), done.at_home, first, by=officer)
            corrections.settle(people, done.forgotten, on)
    if not Correction.objects.filter(person__in=[one.person for one in staff], state="menunggu").exists():
        corrections.ask_for(people, done.forgotten, on)
        leave.ask(staff, workdays, {str(one.who.person.pk) for one in leaves}, on)
    if not Finding.objects.filter(unit__government=government).exists():
        findings.find_out(staff, workdays, elsewhere, on)
    _judge(staff, first, on, now)
    _close(government, places, first, officer, on)


@transaction.atomic
def _judge(staff: list[Staff], first: datetime.date, on: datetime.date, now: datetime.datetime) -> None:
    people = [one.person.pk for one in staff]
    TouchedDay.objects.filter(person__in=people).delete()
    judge(people, first, on, now)


@transaction.atomic
def _close(
    government: Unit, places: Sequence[str], month: datetime.date, officer: Any, on: datetime.date
) -> None:
    """Close the last month of the units that have machines."""
    for unit in Unit.objects.filter(code__in=places):
        close(unit=unit, month=month, undecided_reason=OPEN, by=officer, on=on)
    record(
        kind="attendance.settled", by=None, target_kind="demo", target="rekaan", unit=government.pk, on=on,
        after={"tap": Tap.objects.filter(device__government=government).count()},
        reason="Kehadiran rekaan untuk mencoba Praja",
    )  # fmt: skip


def look_over(on: datetime.date) -> None:
    """Look for signals and warn of absence, so that both show without waiting for the background jobs."""
    find(on)
    warn(on)


def attended(on: datetime.date) -> Attended:
    """Return what there is of attendance, and of the last month's closing."""
    closed = ClosedMonth.objects.filter(digantikan=None, month=(on.replace(day=1) - ONE).replace(day=1))
    return Attended(
        Device.objects.exclude(kind=JenisMesin.PONSEL).count(),
        Tap.objects.count(),
        Day.objects.count(),
        closed.count(),
        Correction.objects.filter(state="menunggu").count()
        + LeaveRequest.objects.filter(state__in=WAITING).count(),
    )
