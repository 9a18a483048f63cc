"""Reading leave: who is on leave when, which requests somebody may read, and what waits for them."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection
from typing import Any, Final

import polars as pl
from django.db import connection
from django.db.models import QuerySet

from praja.access.enums import Role
from praja.access.queries import units_visible_to
from praja.attendance.leave.deciding import waiting_for
from praja.attendance.leave.enums import STANDING, KeadaanCuti
from praja.attendance.leave.perms import OFFICERS, requests_open_to
from praja.attendance.models import LeaveRequest
from praja.people.asker import asker_of

FRAME: Final = {
    "person": pl.String,
    "date": pl.Date,
    "kind": pl.String,
    "half": pl.String,
    "request": pl.String,
    "why": pl.String,
}
_FRAME = """
SELECT r.person_id::text, d::date, r.kind, nullif(r.half, ''), r.id::text,
    coalesce(nullif(k.document, ''), format('%%s/%%s', r.number, r.year))
FROM attendance_leaverequest r
CROSS JOIN LATERAL generate_series(
    greatest(lower(r.berlaku), %(start)s::date), least(upper(r.berlaku) - 1, %(end)s::date), '1 day'
) d
LEFT JOIN LATERAL (
    SELECT s.document FROM attendance_leavestep s
    WHERE s.request_id = r.id AND s.kind = 'keputusan' ORDER BY s.made_at DESC LIMIT 1
) k ON true
WHERE r.person_id = ANY(%(people)s::uuid[]) AND r.state = 'disetujui'
    AND r.berlaku && daterange(%(start)s, %(end)s, '[]')
ORDER BY r.person_id, d
"""


def leave_frame(people: Collection[uuid.UUID], start: datetime.date, end: datetime.date) -> pl.DataFrame:
    """Return each day of approved leave of some people, in one query.

    :param end: the last day, included
    :returns: `person`, `date`, `kind` (as the law calls it: `cuti_tahunan`, …), `half` (`pagi`, `siang` or
        null), `request` (its id), `why` (the number of the decision); also days on which nobody works
    """
    with connection.cursor() as cursor:
        cursor.execute(_FRAME, {"people": list(people), "start": start, "end": end})
        return pl.DataFrame(cursor.fetchall(), schema=FRAME, orient="row")


def requests_visible_to(user: Any, on: datetime.date) -> QuerySet[LeaveRequest]:
    """Return the requests that somebody may read (`perms.requests_open_to`)."""
    found = LeaveRequest.objects.filter(requests_open_to(user, on)).values("pk")
    return LeaveRequest.objects.filter(pk__in=found)


def own_requests(user: Any) -> QuerySet[LeaveRequest]:
    """Return what somebody has asked for or drafted, the latest leave first."""
    return LeaveRequest.objects.filter(person=asker_of(user).person).order_by("-berlaku")


def waiting_by(user: Any, on: datetime.date) -> QuerySet[LeaveRequest]:
    """Return the requests that somebody considers or decides on, the oldest first."""
    rows = LeaveRequest.objects.filter(pk__in=waiting_for(user, on))
    return rows.select_related("person").order_by("filed_at")


def to_stand_in(user: Any) -> QuerySet[LeaveRequest]:
    """Return the requests, of leave not over, in which somebody is asked to stand in and said nothing yet."""
    own = asker_of(user)
    rows = LeaveRequest.objects.filter(
        substitute=own.person,
        substitute_agrees__isnull=True,
        state__in=STANDING,
        berlaku__endswith__gt=own.today,
    )
    return rows.select_related("person").order_by("berlaku")


def register_for(user: Any, on: datetime.date) -> QuerySet[LeaveRequest]:
    """Return what was sent in the units for which somebody keeps or audits the register."""
    units = units_visible_to(user, on, *OFFICERS, Role.AUDITOR).values("pk")
    rows = LeaveRequest.objects.filter(unit__in=units).exclude(state=KeadaanCuti.DISUSUN)
    return rows.select_related("person", "unit")
