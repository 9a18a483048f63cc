"""Which apel and ceremonies people must attend, and whether they did."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection
from typing import Final

import polars as pl

from praja.attendance.calendar import reading
from praja.attendance.calendar.reading import NUMBER, TEXT, TRUTH, Asked, KnownAt, on_each

_EVENTS = """
SELECT e.id::text, e.name, e.kind, e.day, e.tap_from, e.tap_until, e.exempt_shift, u.unit_id::text,
    p.position_id::text
FROM attendance_attendanceevent e
LEFT JOIN attendance_attendanceevent_units u ON u.attendanceevent_id = e.id
LEFT JOIN attendance_attendanceevent_positions p ON p.attendanceevent_id = e.id
WHERE e.day >= %(start)s AND e.day < %(until)s
    AND (%(at)s::timestamptz IS NULL AND e.cancelled_at IS NULL
        OR e.tercatat <= %(at)s AND (e.cancelled_at IS NULL OR e.cancelled_at > %(at)s))
"""
_PRESENT = """
SELECT e.event_id::text, e.person_id::text FROM attendance_eventpresence e
JOIN attendance_attendanceevent a ON a.id = e.event_id
WHERE e.person_id = ANY(%(people)s::uuid[]) AND {e} AND a.day >= %(start)s AND a.day < %(until)s
"""
COLUMNS: Final[dict[str, pl.DataType]] = {
    "person": pl.String(), "date": pl.Date(), "event": pl.String(), "name": pl.String(), "kind": pl.String(),
    "from": pl.Int32(), "until": pl.Int32(), "exempt_by_shift": pl.Boolean(), "listed": pl.Boolean(),
}  # fmt: skip


def event_frame(
    people: Collection[uuid.UUID], start: datetime.date, end: datetime.date, known_at: KnownAt = None
) -> pl.DataFrame:
    """Return what people must attend from `start` to `end`, both included: a row a person and event.

    A tap between the minutes `from` and `until` shows that one was there; `listed` says that a list does.
    `exempt_by_shift` means that the roster has the person on a shift that day, which excuses. Whoever is on
    leave or on a duty order is excused by whoever judges the day.
    """
    asked = Asked(people, start, end, known_at)
    events = asked.read(
        _EVENTS,
        {"event": TEXT, "name": TEXT, "kind": TEXT, "date": pl.Date(), "from": NUMBER, "until": NUMBER,
         "exempt_shift": TRUTH, "unit": TEXT, "position": TEXT},
    )  # fmt: skip
    if events.is_empty():
        return pl.DataFrame(schema=COLUMNS)
    days = asked.days.filter(pl.col("date").is_in(events["date"].unique().implode()))
    worked = on_each(reading.members(asked), days)
    above = on_each(reading.lines(asked, worked["unit"].unique().to_list()), days)
    heads = events.unique("event").drop("unit", "position")
    by_unit = (
        worked.join(above, on=["unit", "date"])
        .join(
            events.select("event", "date", pl.col("unit").alias("above")).drop_nulls(), on=["above", "date"]
        )
        .select("person", "event")
    )  # fmt: skip
    posts = events.select("event", "date", "position").drop_nulls()
    by_post = (
        on_each(reading.posts(asked, posts["position"].unique().to_list()), days)
        .join(posts, on=["position", "date"]).select("person", "event")
    )  # fmt: skip
    shifts = reading.rostered(asked).filter(pl.col("code").is_not_null()).select("person", "date")
    present = asked.read(_PRESENT, {"event": TEXT, "person": TEXT}, "e")
    return (
        pl.concat([by_unit, by_post]).unique()
        .join(heads, on="event")
        .join(shifts.with_columns(on_shift=True), on=["person", "date"], how="left")
        .join(present.with_columns(listed=True), on=["event", "person"], how="left")
        .with_columns(
            exempt_by_shift=pl.col("exempt_shift") & pl.col("on_shift").fill_null(False),
            listed=pl.col("listed").fill_null(False),
        )
        .select(COLUMNS.keys()).cast(COLUMNS)  # type: ignore[arg-type]
        .sort("person", "date", "from", "event")
    )  # fmt: skip
