"""Finding what looks odd, for all people at once.

What was found before grows (more days, the newest figures) and is never told twice; what an officer has noted
as explained stays as it was. Nothing here says that somebody did something: each kind has harmless reasons,
which the page tells beside it.
"""

from __future__ import annotations

import datetime
import json
import uuid
from typing import Any, Final

import polars as pl
from django.db import connection, transaction

from praja.attendance.leave.queries import leave_frame
from praja.attendance.models import Signal

DAYS: Final = 28
"""How far back is looked."""
SAME_DAYS, SAME_SPAN = 10, 14
"""Identical coordinates on so many days, spread over so many."""
FASTEST: Final = 200
"""Kilometres an hour."""
FAR: Final = 1000
"""Metres: nearer than this, what a phone does not know of its position looks like speed."""
BACK: Final = 120
"""Seconds by which a clock goes back between loading a page and pressing its button."""
JUMP: Final = 600
"""Seconds by which the clock of one phone differs from one time to the next."""
ALIKE: Final = 2
"""Bits of 64 in which two saved copies of one photo of a person may differ."""
LEAVE_DAYS: Final = 8
"""Taps of so many days are held against leave."""

Found = tuple[uuid.UUID, str, str, datetime.date, datetime.date, int, dict[str, Any]]
"""Person, kind, key, first and last day, how many, and what was seen."""

# Of each kind a query of person, key, first day, last day, count and facts. A key never holds what is erased
# later: coordinates, phones and photos stand in it as digests.
_SAMA = """
SELECT person_id, left(md5(lat::text || ' ' || lon::text), 16), min(day), max(day), count(DISTINCT day)::int,
    jsonb_build_object('hari', count(DISTINCT day), 'tempat', min(place))
FROM attendance_checkin WHERE day BETWEEN %(start)s AND %(on)s AND lat IS NOT NULL
GROUP BY person_id, lat, lon
HAVING count(DISTINCT day) >= %(same_days)s AND max(day) - min(day) >= %(same_span)s
"""
_CEPAT = """
WITH moved AS (
    SELECT person_id, day, at, lat, lon, coalesce(accuracy, 0) AS accuracy,
        lag(at) OVER mine AS before, lag(lat) OVER mine AS lat0, lag(lon) OVER mine AS lon0,
        lag(coalesce(accuracy, 0)) OVER mine AS accuracy0
    FROM attendance_checkin WHERE day BETWEEN %(start)s AND %(on)s AND lat IS NOT NULL
    WINDOW mine AS (PARTITION BY person_id ORDER BY at, id)
), apart AS (
    SELECT person_id, day, extract(epoch FROM at - before) AS seconds,
        12742017.6 * asin(least(1, sqrt(
            power(sin(radians((lat - lat0)::float8) / 2), 2)
            + cos(radians(lat::float8)) * cos(radians(lat0::float8))
            * power(sin(radians((lon - lon0)::float8) / 2), 2)
        ))) - accuracy - accuracy0 AS metres
    FROM moved WHERE before IS NOT NULL
), fast AS (
    SELECT *, metres * 3.6 / greatest(seconds, 1) AS speed FROM apart WHERE metres > %(far)s
)
SELECT DISTINCT ON (fast.person_id, fast.day) person_id, day::text, day, day, 1,
    jsonb_build_object('km', round((metres / 1000)::numeric, 1), 'menit', round((seconds / 60)::numeric, 1),
        'kmj', round(speed::numeric))
FROM fast WHERE speed > %(fastest)s ORDER BY fast.person_id, fast.day, speed DESC
"""
_PALSU = """
SELECT person_id, to_char(day, 'YYYY-MM'), min(day), max(day), count(DISTINCT day)::int,
    jsonb_build_object('hari', count(DISTINCT day))
FROM attendance_checkin WHERE day BETWEEN %(start)s AND %(on)s AND mock
GROUP BY person_id, to_char(day, 'YYYY-MM')
"""
_SATU_PONSEL = """
WITH shared AS (
    SELECT phone, to_char(day, 'YYYY-MM') AS month, array_agg(DISTINCT person_id) AS people
    FROM attendance_checkin WHERE day BETWEEN %(start)s AND %(on)s AND phone <> ''
    GROUP BY phone, to_char(day, 'YYYY-MM') HAVING count(DISTINCT person_id) > 1
)
SELECT c.person_id, left(md5(s.phone), 16) || ' ' || s.month, min(c.day), max(c.day),
    count(DISTINCT c.day)::int,
    jsonb_build_object('hari', count(DISTINCT c.day), 'orang', cardinality(s.people) - 1,
        'lain', to_jsonb(array_remove(s.people, c.person_id)))
FROM shared s JOIN attendance_checkin c
    ON c.phone = s.phone AND to_char(c.day, 'YYYY-MM') = s.month AND c.day BETWEEN %(start)s AND %(on)s
GROUP BY c.person_id, s.phone, s.month, s.people
"""
_JAM = """
WITH clocks AS (
    SELECT person_id, day, clock_gap, clock_off - lag(clock_off) OVER (
        PARTITION BY person_id, phone ORDER BY received_at, id
    ) AS jump
    FROM attendance_checkin WHERE day BETWEEN %(start)s AND %(on)s AND phone <> ''
)
SELECT person_id, day::text, day, day, count(*)::int,
    jsonb_build_object('mundur', -least(min(clock_gap), 0), 'lompat', max(abs(jump)))
FROM clocks WHERE clock_gap < -%(back)s OR abs(jump) > %(jump)s
GROUP BY person_id, day
"""
_FOTO = """
WITH photos AS MATERIALIZED (
    SELECT person_id, day, photo_print AS print, ('x' || photo_print)::bit(64) AS bits FROM attendance_checkin
    WHERE day BETWEEN %(start)s AND %(on)s AND photo_print <> ''
), own AS (
    SELECT a.person_id, a.print, b.day, NULL::uuid AS other FROM photos a JOIN photos b
        ON b.person_id = a.person_id AND b.day > a.day
        AND bit_count(a.bits # b.bits) <= %(alike)s
), others AS (
    SELECT a.person_id, a.print, a.day, b.person_id AS other FROM photos a JOIN photos b
        ON b.print = a.print AND b.person_id <> a.person_id
)
SELECT person_id, left(md5(print), 16), min(day), max(day), count(DISTINCT day)::int,
    jsonb_build_object('hari', count(DISTINCT day), 'orang', count(DISTINCT other),
        'lain', coalesce(jsonb_agg(DISTINCT other) FILTER (WHERE other IS NOT NULL), '[]'))
FROM (SELECT * FROM own UNION ALL SELECT * FROM others) AS again
GROUP BY person_id, print
"""
_KINDS: Final = {
    Signal.Kind.SAMA: _SAMA,
    Signal.Kind.CEPAT: _CEPAT,
    Signal.Kind.PALSU: _PALSU,
    Signal.Kind.SATU_PONSEL: _SATU_PONSEL,
    Signal.Kind.JAM: _JAM,
    Signal.Kind.FOTO: _FOTO,
}
_TAPS = """
SELECT DISTINCT person_id, local::date FROM attendance_tap
WHERE person_id = ANY(ARRAY(
    SELECT DISTINCT person_id FROM attendance_leaverequest
    WHERE state = 'disetujui' AND berlaku && daterange(%(start)s, %(on)s, '[]')
)) AND local >= %(start)s AND local < %(on)s::date + 1
"""
_KEEP = """
INSERT INTO attendance_signal (id, person_id, kind, key, first, last, count, facts, answer, note)
SELECT gen_random_uuid(), given.person, given.kind, given.key, given.first, given.last, given.count,
    given.facts, '', ''
FROM unnest(%(person)s::uuid[], %(kind)s::text[], %(key)s::text[], %(first)s::date[], %(last)s::date[],
    %(count)s::int[], %(facts)s::jsonb[]) AS given(person, kind, key, first, last, count, facts)
ON CONFLICT (person_id, kind, key) DO UPDATE
SET last = greatest(attendance_signal.last, excluded.last),
    first = least(attendance_signal.first, excluded.first),
    count = greatest(attendance_signal.count, excluded.count), facts = excluded.facts
WHERE attendance_signal.noted_at IS NULL
    AND (attendance_signal.last, attendance_signal.facts) IS DISTINCT FROM (excluded.last, excluded.facts)
RETURNING person_id, xmax = 0
"""


@transaction.atomic
def find(on: datetime.date) -> list[uuid.UUID]:
    """Look for signals in what came in until a day, and return the people about whom there are new ones."""
    given = [*_checkins(on), *_on_leave(on)]
    if not given:
        return []
    names = ("person", "kind", "key", "first", "last", "count", "facts")
    columns: dict[str, list[Any]] = {name: [row[place] for row in given] for place, name in enumerate(names)}
    columns["facts"] = [json.dumps(one) for one in columns["facts"]]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, columns)
        return sorted({person for person, new in cursor.fetchall() if new})


def _checkins(on: datetime.date) -> list[Found]:
    said: dict[str, Any] = {
        "start": on - datetime.timedelta(days=DAYS), "on": on, "same_days": SAME_DAYS, "same_span": SAME_SPAN,
        "fastest": FASTEST, "far": FAR, "back": BACK, "jump": JUMP, "alike": ALIKE,
    }  # fmt: skip
    found: list[Found] = []
    with connection.cursor() as cursor:
        for kind, query in _KINDS.items():
            cursor.execute(query, said)
            found += [
                (person, kind.value, key, first, last, count, _plain(facts))
                for person, key, first, last, count, facts in cursor.fetchall()
            ]
    return found


def _plain(facts: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(facts) if isinstance(facts, str) else facts
    return read


def _on_leave(on: datetime.date) -> list[Found]:
    """Return who tapped on whole days of approved leave; half days have taps by their nature."""
    start = on - datetime.timedelta(days=LEAVE_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(_TAPS, {"start": start, "on": on})
        rows = [(str(person), day) for person, day in cursor.fetchall()]
    if not rows:
        return []
    taps = pl.DataFrame(rows, schema={"person": pl.String, "date": pl.Date}, orient="row")
    people = [uuid.UUID(one) for one in taps["person"].unique()]
    both = leave_frame(people, start, on).filter(pl.col("half").is_null()).join(taps, on=["person", "date"])
    grouped = both.group_by("person", "request", maintain_order=True).agg(
        first=pl.col("date").min(), last=pl.col("date").max(), count=pl.len(), kind=pl.col("kind").first()
    )
    return [
        (
            uuid.UUID(one["person"]), Signal.Kind.CUTI.value, one["request"], one["first"], one["last"],
            one["count"], {"hari": one["count"], "jenis": one["kind"]},
        )
        for one in grouped.iter_rows(named=True)
    ]  # fmt: skip
