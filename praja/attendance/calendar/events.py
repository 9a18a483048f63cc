"""Which apel and ceremonies people must attend, and whether they did."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Mapping
from typing import Final

import polars as pl

from praja.attendance.calendar import reading
from praja.attendance.calendar.reading import Asked, KnownAt, Row

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
TEXT, NUMBER, TRUTH = pl.String(), pl.Int32(), pl.Boolean()
_EVENT: Final[dict[str, pl.DataType]] = {
    "event": TEXT, "name": TEXT, "kind": TEXT, "date": pl.Date(), "from": NUMBER, "until": NUMBER,
    "exempt_shift": TRUTH, "unit": TEXT, "position": TEXT,
}  # fmt: skip
_SPAN: Final[dict[str, pl.DataType]] = {"first": pl.Date(), "until": pl.Date()}
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
    events = _framed(asked.read(_EVENTS), _EVENT)
    if events.is_empty():
        return pl.DataFrame(schema=COLUMNS)
    days = events.select("date").unique()
    members = _framed(reading.members(asked), {"person": TEXT, "unit": TEXT} | _SPAN)
    worked = _on_each(members, days)
    lines = reading.lines(asked, worked["unit"].unique().to_list())
    above = _on_each(_framed(lines, {"unit": TEXT, "above": TEXT, "height": NUMBER} | _SPAN), days)
    heads = events.unique("event").drop("unit", "position")
    by_unit = (
        worked.join(above, on=["unit", "date"])
        .join(
            events.select("event", "date", pl.col("unit").alias("above")).drop_nulls(), on=["above", "date"]
        )
        .select("person", "event")
    )  # fmt: skip
    posts = events.select("event", "date", "position").drop_nulls()
    held = reading.posts(asked, posts["position"].unique().to_list())
    by_post = (
        _on_each(_framed(held, {"person": TEXT, "position": TEXT} | _SPAN), days)
        .join(posts, on=["position", "date"]).select("person", "event")
    )  # fmt: skip
    rostered = [row[:2] for row in reading.rostered(asked) if row[2] is not None]
    shifts = _framed(rostered, {"person": TEXT, "date": pl.Date()})
    present = _framed(asked.read(_PRESENT, "e"), {"event": TEXT, "person": TEXT})
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


def _framed(rows: list[Row], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")


def _on_each(frame: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of spans once for each of the days that they hold."""
    held = pl.col("date").ge(pl.col("first")) & pl.col("date").lt(pl.col("until"))
    return frame.join(days, how="cross").filter(held).drop("first", "until")
