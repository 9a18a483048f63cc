"""Judging days and keeping what changed: many people at once, or the few days that something touched.

Who judges waits for whoever else does, so that an older judgement never replaces a newer one.
"""

from __future__ import annotations

import datetime
import io
import uuid
from collections.abc import Collection, Iterator
from typing import Final

import polars as pl
from django.db import connection, transaction
from django.utils import timezone

from praja.attendance.days.judge import judged
from praja.attendance.days.known import known_of
from praja.attendance.days.pairing import ZONES
from praja.jobs.asked import alone

AROUND: Final = datetime.timedelta(days=2)
"""A day is paired with what is known of the days before and after it, and these with theirs."""
ONE: Final = datetime.timedelta(days=1)
FEW: Final = 500
"""So many days are written with the statement itself; more go by COPY."""
AT_ONCE: Final = 20_000
"""So many touched days are judged in one transaction."""
FULL: Final = 0.25
"""From which part of a rectangle of people and days on it is judged as a whole."""

_COLUMNS: Final = {
    "person_id": "uuid", "date": "date", "kind": "text", "status": "text", "codes": "text", "place": "text",
    "zone": "text", "start": "integer", "end": "integer", "net": "integer", "in_minute": "integer",
    "out_minute": "integer", "in_tap": "bigint", "out_tap": "bigint", "in_fix": "uuid", "out_fix": "uuid",
    "missing_in": "boolean", "missing_out": "boolean", "late": "integer", "early": "integer",
    "forgiven": "integer", "worked": "integer", "breaks": "integer", "short": "integer",
    "late_band": "integer", "early_band": "integer", "half": "text", "excuse": "text", "excuse_ref": "uuid",
    "excuse_why": "text", "why": "text", "missed": "text", "week": "smallint",
}  # fmt: skip
_LISTS: Final = ("codes", "missed")
_KEY: Final = ("person_id", "date")
_NEVER_NULL: Final = {"net": 0, "half": "", "excuse": "", "excuse_why": "", "why": ""}
_NAMED: Final = ", ".join(f'"{name}"' for name in _COLUMNS)
_TYPED: Final = ", ".join(f'"{name}" {kind}' for name, kind in _COLUMNS.items())
_GIVEN: Final = ", ".join(
    f"array_remove(string_to_array(n.\"{name}\", ','), '')" if name in _LISTS else f'n."{name}"'
    for name in _COLUMNS
)
_OTHERS: Final = [name for name in _COLUMNS if name not in _KEY]
_UPSERT: Final = f"""
INSERT INTO attendance_day AS d ({_NAMED})
SELECT {_GIVEN} FROM {{source}}
ON CONFLICT (person_id, date) DO UPDATE SET
    {", ".join(f'"{name}" = excluded."{name}"' for name in _OTHERS)}, changed_at = clock_timestamp()
WHERE ({", ".join(f'd."{name}"' for name in _OTHERS)})
    IS DISTINCT FROM ({", ".join(f'excluded."{name}"' for name in _OTHERS)})
"""
_STAGE: Final = "attendance_day_new"


@transaction.atomic
def judge(
    people: Collection[uuid.UUID],
    start: datetime.date,
    end: datetime.date,
    now: datetime.datetime | None = None,
) -> int:
    """Judge the days of people from `start` to `end`, both included, as far as they have begun where they
    work, and return how many are not as they were. Who is named twice is judged once.
    """
    alone("attendance.judge")
    return _judge(set(people), start, end, now or timezone.now())


def _judge(
    people: Collection[uuid.UUID], start: datetime.date, end: datetime.date, now: datetime.datetime
) -> int:
    known = known_of(people, start - AROUND, end + AROUND, now)
    days = judged(known)
    there = pl.col("zone").replace_strict(ZONES, default=ZONES["WIB"], return_dtype=pl.Int64)
    begun = (pl.lit(now) + pl.duration(minutes=there)).dt.date()
    days = days.filter(pl.col("date").is_between(start, end) & (pl.col("date") <= begun))
    days = _of_those_who_tap(days, people)
    days = days.rename({"person": "person_id"}).with_columns(
        pl.col(name).fill_null(value) for name, value in _NEVER_NULL.items()
    )
    days = days.with_columns(pl.col("excuse_why", "why").str.head(300))
    return _kept(days) + _gone(people, start, end, days)


_FIRST_TAPS: Final = """
SELECT p.person::text, t.local::date FROM unnest(%s::uuid[]) AS p(person), LATERAL (
    SELECT local FROM attendance_tap WHERE person_id = p.person ORDER BY local LIMIT 1
) AS t
"""
_BY_TAPS: Final = ("alpa", "belum")


def _of_those_who_tap(days: pl.DataFrame, people: Collection[uuid.UUID]) -> pl.DataFrame:
    """Return the days without absence before somebody taps first: nobody is absent where taps come another
    way than through Praja, or not yet.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_TAPS, [list(people)])
        schema = {"person": pl.String, "first_tap": pl.Date}
        first = pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")
    days = days.join(first, on="person", how="left", maintain_order="left")
    taps = (pl.col("first_tap") <= pl.col("date")).fill_null(False)
    return days.filter(taps | ~pl.col("status").is_in(_BY_TAPS)).drop("first_tap")


def _kept(days: pl.DataFrame) -> int:
    """Write days and return how many were new or other."""
    if days.is_empty():
        return 0
    with connection.cursor() as cursor:
        if days.height <= FEW:
            source = f"json_to_recordset(%s::json) AS n({_TYPED})"
            cursor.execute(_UPSERT.format(source=source), [days.write_json()])
            return int(cursor.rowcount)
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {_STAGE} ({_TYPED}) ON COMMIT DELETE ROWS")
        cursor.execute(f"DELETE FROM {_STAGE}")
        written = io.BytesIO()
        days.write_csv(written, include_header=False, null_value="\\N")
        command = f"COPY {_STAGE} ({_NAMED}) FROM STDIN (FORMAT csv, NULL '\\N')"
        with cursor.copy(command) as copy:  # type: ignore[attr-defined]
            copy.write(written.getbuffer())
        cursor.execute(_UPSERT.format(source=f"{_STAGE} AS n"))
        return int(cursor.rowcount)


def _gone(people: Collection[uuid.UUID], start: datetime.date, end: datetime.date, days: pl.DataFrame) -> int:
    """Take away days that the calendar knows no more: the person had left, the hours were withdrawn."""
    given = list(people)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM attendance_day "
            "WHERE person_id = ANY(%s::uuid[]) AND date BETWEEN %s AND %s",
            [given, start, end],
        )
        if cursor.fetchone()[0] == days.height:
            return 0
        cursor.execute(
            "DELETE FROM attendance_day d WHERE d.person_id = ANY(%s::uuid[]) AND d.date BETWEEN %s AND %s "
            "AND NOT EXISTS (SELECT FROM unnest(%s::uuid[], %s::date[]) AS n(person, day) "
            "WHERE n.person = d.person_id AND n.day = d.date)",
            [given, start, end, days["person_id"].to_list(), days["date"].to_list()],
        )
        return int(cursor.rowcount)


# --- what was touched


def judge_touched(now: datetime.datetime | None = None) -> int:
    """Judge all days that something touched, some thousands in a transaction, and return how many days these
    were.
    """
    done = 0
    while True:
        count = _judge_some(now or timezone.now())
        done += count
        if count < AT_ONCE:  # whatever was touched meanwhile waits for the next minute
            return done


@transaction.atomic
def _judge_some(now: datetime.datetime) -> int:
    alone("attendance.judge")
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM attendance_touchedday WHERE id IN (SELECT id FROM attendance_touchedday ORDER BY id "
            "LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING person_id, date",
            [AT_ONCE],
        )
        touched = cursor.fetchall()
    # A shift over midnight, or a tap between two shifts, concerns the days beside the one that was touched.
    pairs = {(person, day + step * ONE) for person, day in touched for step in (-1, 0, 1)}
    for people, start, end in rectangles(pairs):
        _judge(people, start, end, now)
    return len(touched)


def rectangles(
    pairs: Collection[tuple[uuid.UUID, datetime.date]],
) -> Iterator[tuple[list[uuid.UUID], datetime.date, datetime.date]]:
    """Yield people and spans of days that together hold all the pairs, and not many others."""
    if not pairs:
        return
    days = sorted({day for _person, day in pairs})
    people = sorted({person for person, _day in pairs})
    start, end = days[0], days[-1]
    if len(days) == 1 or len(pairs) >= FULL * len(people) * ((end - start).days + 1):
        yield people, start, end
        return
    middle = days[len(days) // 2]
    yield from rectangles({one for one in pairs if one[1] < middle})
    yield from rectangles({one for one in pairs if one[1] >= middle})


_OPEN: Final = """
SELECT DISTINCT h.person_id FROM people_unithistory h
WHERE h.digantikan IS NULL AND h.berlaku @> %(day)s::date AND NOT EXISTS (
    SELECT FROM attendance_day d
    WHERE d.person_id = h.person_id AND d.date = %(day)s AND d.status <> 'belum'
) AND EXISTS (
    SELECT FROM attendance_tap t WHERE t.person_id = h.person_id AND t.local < %(day)s::date + 1
)
"""


def judge_ended(now: datetime.datetime | None = None, back: int = 7) -> int:
    """Judge the days of the last time that nobody has touched since they were over, and return how many
    people were asked about: who has not tapped that day is judged, too, if they ever did.

    :param back: how many days back
    """
    moment = now or timezone.now()
    today = (moment + datetime.timedelta(hours=9)).date()
    asked = 0
    for step in range(back, -1, -1):
        day = today - step * ONE
        with connection.cursor() as cursor:
            cursor.execute(_OPEN, {"day": day})
            people = [row[0] for row in cursor.fetchall()]
        if people:
            judge(people, day, day, moment)
            asked += len(people)
    return asked
