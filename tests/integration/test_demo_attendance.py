"""The attendance of the demo: what its machines gave, what is closed, and what waits."""

import datetime

import pytest

from praja.access.enums import Role
from praja.attendance.calendar.schedule import schedule_frame
from praja.attendance.days.closing import moved_count
from praja.attendance.days.facts import facts
from praja.attendance.days.judging import judge
from praja.attendance.models import (
    Closing,
    Correction,
    Day,
    Device,
    Finding,
    LeaveRequest,
    RosterDay,
    Tap,
    TapBatch,
    TouchedDay,
)
from praja.attendance.sources.health import health_of
from praja.attendance.sources.queries import nobodys
from praja.demo.attendance import attendance_shown, attended, settle_attendance
from praja.demo.attendance.settle import look_over
from praja.demo.house import build_structures
from praja.demo.pay_facts import facts_of_pay, pack_in_use
from praja.demo.performance.staff import holder
from praja.demo.settle import settle
from praja.organization.models import Unit
from praja.payroll.enums import JenisRekap
from praja.payroll.models import Recap

ON = datetime.date(2026, 11, 23)
NOW = datetime.datetime(2026, 11, 23, 3, tzinfo=datetime.UTC)
MOST = 600
OCTOBER = datetime.date(2026, 10, 1)
NOVEMBER = datetime.date(2026, 11, 1)

pytestmark = pytest.mark.django_db


def test_a_month_of_machines_is_closed_and_read_by_pay():
    build_structures(by=None, on=ON, large=False)
    settle(on=ON, most=MOST)
    sawahlunto = Unit.objects.get(code="sawahlunto")

    settle_attendance(sawahlunto, ON, NOW)
    look_over(ON)

    # Taps came by files and by messages, each day of everybody is judged, and nothing is left to be judged.
    assert set(TapBatch.objects.values_list("how", flat=True)) == {"adms", "unggah"}
    assert not TouchedDay.objects.exists()
    closed = facts(OCTOBER)
    assert Closing.objects.get().unit == sawahlunto and len(closed) > 50
    assert moved_count(sawahlunto, OCTOBER, ON) == 0
    days = Day.objects.filter(date__lt=ON - datetime.timedelta(days=1), kind="kerja")
    here = days.filter(status="hadir")
    assert days.filter(status="belum").count() == 0
    assert 0.9 < here.count() / days.count() < 1
    assert 0.01 < here.filter(late__gt=0).count() / here.count() < 0.06
    assert here.filter(missing_out=True).exists() and here.exclude(out_fix=None).exists()
    assert {"cuti", "sakit", "dinas_luar"} <= set(days.values_list("status", flat=True))
    assert Day.objects.filter(end__gt=24 * 60, status="hadir", out_minute__gt=24 * 60).exists()

    # Work waits: requests, PINs that nobody knows, machines that are not well.
    assert Correction.objects.filter(state="menunggu").exists()
    assert LeaveRequest.objects.filter(state="diajukan").exists()
    assert nobodys().exists() and Tap.objects.filter(person=None).count() < 50
    assert {health_of(one).look for one in Device.objects.all()} >= {"ok", "warn", "bad"}
    there = attended(ON)
    assert (there.closed, there.taps) == (len(closed), Tap.objects.count()) and there.waiting > 3
    assert {one.label for one in attendance_shown(ON)} == {"TPP terpotong", "Sif malam", "Koreksi menunggu"}

    # What superiors found stands at days that were worked, and one of it was a mistake.
    found = Finding.objects.all()
    assert sorted(one.withdrawn_at is None for one in found) == [False, True, True]
    assert (
        not days.filter(person__in=found.values("person"), date__in=found.values("date"))
        .exclude(status="hadir")
        .exists()
    )

    # Alone or with everybody, a person's schedule and days are the same.
    last = ON - datetime.timedelta(days=2)
    everybody = sorted(one.person for one in closed)
    together = schedule_frame(everybody, OCTOBER, last)
    rostered = RosterDay.objects.values_list("person", flat=True).first()
    for one in (rostered, *everybody[:3]):
        alone = schedule_frame([one], OCTOBER, last)
        assert alone.equals(together.filter(together["person"] == str(one)))
        assert judge([one], OCTOBER, last, NOW) == 0

    # A second call adds nothing.
    settle_attendance(sawahlunto, ON, NOW)
    assert attended(ON) == there

    # Pay has no sheet of the closed month; that of the current one says what the days come to.
    pack_in_use(sawahlunto).save()
    *_others, recaps = facts_of_pay(sawahlunto, ON, [OCTOBER, NOVEMBER])
    sheets = [one for one in recaps if one.kind == JenisRekap.KEHADIRAN]
    assert {one.period for one in sheets if isinstance(one, Recap)} == {NOVEMBER}
    late = here.filter(date__gte=NOVEMBER, late_band=1).values_list("person", flat=True)
    told = {one.person_id: int(one.values["tl_1"]) for one in sheets}
    assert sum(told.values()) == sum(person in told for person in late)
    assert holder(sawahlunto, Role.ADMIN_BKPSDM) == Closing.objects.get().by
