"""All that days of people are judged by, from the database: a constant number of queries for many people."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Mapping
from typing import Any, Final

import polars as pl
from django.db import connection

from praja.attendance.calendar.queries import event_frame, schedule_frame
from praja.attendance.days.judge import EVENTS, EXCUSES, FINDINGS, FIXES, Known
from praja.attendance.law import AttendanceLawUnknown, band_edges
from praja.attendance.leave.queries import leave_frame
from praja.attendance.sources.queries import tap_frame

_DUTIES: Final = """
SELECT p.person_id::text, d::date, 'dinas_luar', nullif(o.half, ''), o.id::text,
    o.number || ', ' || o.place
FROM attendance_dutyperson p
JOIN attendance_dutyorder o ON o.id = p.order_id AND o.withdrawn_at IS NULL
CROSS JOIN LATERAL generate_series(
    greatest(lower(o.days), %(start)s::date), least(upper(o.days) - 1, %(end)s::date), '1 day'
) d
WHERE p.person_id = ANY(%(people)s::uuid[]) AND o.days && daterange(%(start)s, %(end)s, '[]')
UNION ALL
SELECT c.person_id::text, d::date, 'izin',
    CASE c.kind WHEN 'izin_pagi' THEN 'pagi' WHEN 'izin_siang' THEN 'siang' END, c.id::text,
    left(c.reason, 200)
FROM attendance_correction c
CROSS JOIN LATERAL generate_series(
    greatest(c.date, %(start)s::date), least(c.until, %(end)s::date), '1 day'
) d
WHERE c.person_id = ANY(%(people)s::uuid[]) AND c.state = 'diterima'
    AND c.kind IN ('izin', 'izin_pagi', 'izin_siang') AND c.date <= %(end)s AND c.until >= %(start)s
"""
_FIXES: Final = """
SELECT c.person_id::text, c.date, c.in_minute, c.out_minute, c.id::text
FROM attendance_correction c
WHERE c.person_id = ANY(%(people)s::uuid[]) AND c.state = 'diterima'
    AND c.kind IN ('masuk', 'pulang', 'keduanya') AND c.date BETWEEN %(start)s AND %(end)s
ORDER BY c.decided_at, c.id
"""

_FINDINGS: Final = """
SELECT f.person_id::text, f.date, f.id::text, f.kind, f.from_minute, f.until_minute
FROM attendance_finding f
WHERE f.person_id = ANY(%(people)s::uuid[]) AND f.withdrawn_at IS NULL
    AND f.date BETWEEN %(start)s AND %(end)s
"""


def known_of(
    people: Collection[uuid.UUID], start: datetime.date, end: datetime.date, now: datetime.datetime
) -> Known:
    """Return all by which the days of people from `start` to `end`, both included, are judged."""
    given = {"people": list(people), "start": start, "end": end}
    leave = leave_frame(people, start, end).select(
        "person", "date", "kind", "half", ref=pl.col("request"), why=pl.col("why")
    )
    return Known(
        schedule=schedule_frame(people, start, end),
        taps=tap_frame(people, start, end),
        excuses=pl.concat([leave.cast(EXCUSES), _read(_DUTIES, given, EXCUSES)]),  # type: ignore[arg-type]
        fixes=_read(_FIXES, given, FIXES),
        events=_events(people, start, end),
        bands=_bands(end),
        now=now,
        findings=_read(_FINDINGS, given, FINDINGS),
    )


def _events(people: Collection[uuid.UUID], start: datetime.date, end: datetime.date) -> pl.DataFrame:
    """Return what people had to attend; those whom the roster excuses are left out."""
    due = event_frame(people, start, end).filter(~pl.col("exempt_by_shift"))
    return due.with_columns(attended=pl.col("listed")).select(EVENTS.keys()).cast(EVENTS)  # type: ignore[arg-type]


def _bands(on: datetime.date) -> tuple[int, ...]:
    """Return the edges of the bands; before the law had any, all minutes are of one."""
    try:
        return band_edges(on)
    except AttendanceLawUnknown:
        return ()


def _read(query: str, given: Mapping[str, Any], schema: Mapping[str, Any]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return pl.DataFrame(cursor.fetchall(), schema=dict(schema), orient="row")
