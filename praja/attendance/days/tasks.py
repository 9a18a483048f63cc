"""Jobs of judged days."""

from __future__ import annotations

from django.db import connection

from praja import jobs
from praja.attendance.days.absence import warn
from praja.attendance.days.judging import judge_ended, judge_touched
from praja.attendance.touched import MISSING, touch_missing
from praja.organization.queries import today

_KEY = "attendance.judge"
LONG_BACK = 100
"""Days: longer than somebody who taps is away without any leave, and longer than a month stays open."""


@jobs.task(name="attendance.judge", retry=3)
def judge_now() -> None:
    """Judge what was touched, now: asked for by whoever waits for it."""
    judge_touched()


@jobs.periodic(cron="* * * * *", name="attendance.judge_touched", retry=1)
def judge_each_minute() -> None:
    """Judge each minute what was touched."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM attendance_touchedday)")
        waits = cursor.fetchone()[0]
    if waits:
        judge_touched()


@jobs.periodic(cron="20 * * * *", name="attendance.judge_ended", retry=1)
def judge_each_hour() -> None:
    """Judge each hour the days that are over: evenings come thrice, in three zones."""
    judge_ended()


@jobs.task(name=MISSING, queue="panjang", retry=1)
def judge_missing() -> None:
    """Judge what was touched, then the days of the last months that nothing has touched."""
    judge_touched()
    if touch_missing(today(), LONG_BACK):
        judge_touched()


@jobs.periodic(cron="10 18 * * *", name="attendance.judge_long_ended", retry=1)
def judge_each_night() -> None:
    """Judge each night what is missing."""
    judge_missing()


@jobs.periodic(cron="30 22 * * *", name="attendance.warn", retry=1)
def warn_of_absence() -> None:
    """Warn each morning those whose absence of the year comes near a step of the law."""
    warn(today())


def judge_soon() -> None:
    """Ask, in the caller's transaction, that what it touched is judged as soon as it is kept."""
    jobs.enqueue(judge_now, key=_KEY)
