"""Taking taps in: each once, whatever is sent again, with whose it is and the days that it touches."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import uuid
import zoneinfo
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from praja.attendance.models import Device, TapBatch
from praja.attendance.sources.enums import Jalan
from praja.attendance.sources.readers.lines import Line, Unread
from praja.attendance.touched import FIRST
from praja.organization.enums import Zona
from praja.web.prepared import prepared_cursor

FEW: Final = 2_000
"""So many lines are given with the command itself; more go by COPY."""
MOST_PROBLEMS: Final = 200
NIGHT_ENDS: Final = 14
"""A tap before this hour may close the shift of the night before."""
CLOCK_AHEAD: Final = datetime.timedelta(days=1)
"""A tap further ahead than this is nobody's and touches no day: the clock of its device is wrong."""

_COLUMNS: Final = "pin, local, direction, verify, workcode, raw, person_id"
_UNNESTED: Final = (
    "unnest(%(pin)s::text[], %(local)s::timestamp[], %(direction)s::text[], %(verify)s::text[], "
    f"%(workcode)s::text[], %(raw)s::text[], %(person)s::uuid[]) AS given({_COLUMNS})"
)
GIVEN: Final = "attendance_tap_given"
"""The temporary table of taps that are to be taken, or compared with those that were."""
_MAKE_TABLE: Final = (
    "SET LOCAL work_mem = '64MB'; "  # so that some ten thousand taps are sorted in memory
    f"CREATE TEMPORARY TABLE IF NOT EXISTS {GIVEN} (pin text, local timestamp, direction text, verify text, "
    f"workcode text, raw text, person_id uuid) ON COMMIT DROP; TRUNCATE {GIVEN}"
)
# Of a tap that is given twice the first counts. Rows are added in one order, so that two who send the same
# wait for each other instead of locking each other out. What is known for one device goes before what is
# known for all of the government, also that a PIN is nobody's. A tap of a day on which its device was not in
# use, or further ahead than its clock may be, is kept, and is nobody's: it would count when its day comes.
_TAKE: Final = """
WITH once AS MATERIALIZED (
    SELECT DISTINCT ON (local, pin) given.*,
           daterange(%(used_from)s::date, %(used_until)s::date) @> local::date
           AND local AT TIME ZONE %(place)s::text
               <= %(now)s::timestamptz + make_interval(secs => %(ahead)s::int) AS inside
    FROM {source} ORDER BY local, pin
), whose AS MATERIALIZED (
    SELECT once.*, coalesce(here.id, everywhere.id) IS NOT NULL OR once.person_id IS NOT NULL AS known,
           CASE WHEN NOT once.inside THEN NULL WHEN once.person_id IS NOT NULL THEN once.person_id
                WHEN here.id IS NULL THEN everywhere.person_id ELSE here.person_id END AS whose
    FROM once
    LEFT JOIN attendance_deviceperson here ON here.device_id = %(device)s::uuid AND here.pin = once.pin
         AND here.digantikan IS NULL AND here.berlaku @> once.local::date
    LEFT JOIN attendance_deviceperson everywhere ON everywhere.government_id = %(government)s::uuid
         AND everywhere.device_id IS NULL AND everywhere.pin = once.pin
         AND everywhere.digantikan IS NULL AND everywhere.berlaku @> once.local::date
), inserted AS (
    INSERT INTO attendance_tap (device_id, pin, local, zone, at, source, direction, verify, workcode, raw,
                                batch_id, received_at, person_id)
    SELECT %(device)s::uuid, pin, local, %(zone)s::text, local AT TIME ZONE %(place)s::text, %(how)s::text,
           direction, verify, workcode, raw, %(batch)s::uuid, %(now)s::timestamptz, whose
    FROM whose ORDER BY local, pin
    ON CONFLICT (device_id, local, pin) DO NOTHING
    RETURNING pin, local, person_id
), touched AS (
    INSERT INTO attendance_touchedday (person_id, date, why)
    SELECT DISTINCT person_id, day, 'tap'
    FROM inserted, LATERAL (
        SELECT local::date AS day
        UNION ALL SELECT local::date - 1 WHERE extract(hour FROM local) < %(night)s::int
    ) AS days
    WHERE person_id IS NOT NULL AND day BETWEEN %(first)s::date AND %(last)s::date
), lost AS MATERIALIZED (
    SELECT inside, known FROM inserted JOIN whose USING (pin, local) WHERE inserted.person_id IS NULL
), counts AS MATERIALIZED (
    SELECT (SELECT count(*) FROM inserted) AS new,
           (SELECT count(*) FROM lost WHERE inside AND NOT known) AS unknown,
           (SELECT count(*) FROM lost WHERE NOT inside) AS outside
), batch AS (
    UPDATE attendance_tapbatch
    SET new = attendance_tapbatch.new + counts.new,
        doubled = doubled + %(given)s::int - counts.new,
        unreadable = unreadable + %(unreadable)s::int,
        unknown = attendance_tapbatch.unknown + counts.unknown,
        problems = CASE WHEN %(unreadable)s::int = 0 OR jsonb_array_length(problems) >= %(most)s::int
                        THEN problems ELSE problems || %(problems)s::jsonb END
    FROM counts WHERE attendance_tapbatch.id = %(batch)s::uuid
)
SELECT new, unknown, outside FROM counts
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Taken:
    """How many taps were new, had come before, could not be read, and were nobody's."""

    new: int = 0
    doubled: int = 0
    unreadable: int = 0
    unknown: int = 0
    outside: int = 0
    """Of the new ones: on days on which the device was not in use, or that were yet to come."""


@transaction.atomic
def take(
    device: Device,
    lines: Iterable[Line | Unread],
    *,
    how: str,
    by: Any = None,
    batch: TapBatch | None = None,
) -> Taken:
    """Record taps of a device in the caller's transaction: what came before is not taken again.

    Each is said to be of whoever has its PIN on its day, and the days that it may change are marked. It asks
    nobody whether `by` may: those who take a file or a message in have asked.

    :param how: the way in (`Jalan`)
    :param batch: to which they are added; none: to that of the device and the present day
    """
    good, bad = _parted(lines)
    now = timezone.now()
    few = len(good) <= FEW
    with prepared_cursor() if few else connection.cursor() as cursor:
        batch_id = _begun(cursor, device, how, batch) or batch_of_day(device, how, by=by).pk
        given: dict[str, Any] = {}
        if few:
            given = _arrays(good)
        else:
            copy_lines(cursor, good)
        zone = Zona(device.zone)
        cursor.execute(
            _TAKE.format(source=_UNNESTED if few else f"{GIVEN} AS given"),
            {
                **given,
                "device": device.pk,
                "government": device.government_id,
                "used_from": device.used.lower,
                "used_until": device.used.upper,
                "zone": zone.value,
                "place": zone.place,
                "how": Jalan(how).value,
                "batch": batch_id,
                "now": now,
                "night": NIGHT_ENDS,
                "first": FIRST,
                "last": (now + CLOCK_AHEAD).date(),
                "ahead": int(CLOCK_AHEAD.total_seconds()),
                "given": len(good),
                "unreadable": len(bad),
                "problems": json.dumps(
                    [{"line": one.number, "raw": one.raw, "why": one.why} for one in bad[:MOST_PROBLEMS]]
                ),
                "most": MOST_PROBLEMS,
            },
        )
        new, unknown, outside = cursor.fetchone()
    return Taken(new, len(good) - new, len(bad), unknown, outside)


def _begun(cursor: Any, device: Device, how: str, batch: TapBatch | None) -> uuid.UUID | None:
    """Keep the PINs as they are, and return the batch, none if it is that of the day and must be made."""
    day = timezone.localdate(timezone=zoneinfo.ZoneInfo(Zona(device.zone).place))
    cursor.execute(
        "SELECT pg_advisory_xact_lock_shared(%(lock)s::bigint), coalesce(%(batch)s::uuid, (SELECT id FROM "
        "attendance_tapbatch WHERE device_id = %(device)s::uuid AND how = %(how)s AND day = %(day)s::date "
        "AND how <> 'unggah'))",
        {
            "lock": _lock_of(device.government_id),
            "batch": None if batch is None else batch.pk,
            "device": device.pk,
            "how": Jalan(how).value,
            "day": day,
        },
    )
    found: uuid.UUID | None = cursor.fetchone()[1]
    return found


def batch_of_day(device: Device, how: str, *, by: Any = None) -> TapBatch:
    """Return the batch of what a device gives by one way on the present day, made if there is none."""
    day = timezone.localdate(timezone=zoneinfo.ZoneInfo(Zona(device.zone).place))
    found = TapBatch.objects.filter(device=device, how=how, day=day).first()
    if found is None:
        found, _made = TapBatch.objects.get_or_create(
            device=device, how=how, day=day, defaults={"made_by": by}
        )
    return found


def lock_pins(government: uuid.UUID) -> None:
    """Let nobody take taps in until the transaction's end, while somebody says whose a PIN is: a tap would
    find no person, and not be found as one that has none.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_lock_of(government)])


def _lock_of(government: uuid.UUID) -> int:
    digest = hashlib.sha256(f"attendance.pins:{government}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _parted(lines: Iterable[Line | Unread]) -> tuple[list[Line], list[Unread]]:
    good: list[Line] = []
    bad: list[Unread] = []
    for one in lines:
        if isinstance(one, Line):
            good.append(one)
        else:
            bad.append(one)
    return good, bad


def _arrays(lines: Sequence[Line]) -> dict[str, list[Any]]:
    names = ("pin", "local", "direction", "verify", "workcode", "raw", "person")
    return {name: [getattr(one, name) for one in lines] for name in names}


def copy_lines(cursor: Any, lines: Sequence[Line]) -> None:
    """Put taps into the temporary table `GIVEN`, which lasts until the end of the transaction."""
    cursor.execute(_MAKE_TABLE)
    with cursor.copy(f"COPY {GIVEN} ({_COLUMNS}) FROM STDIN") as copy:
        for start in range(0, len(lines), 2_000):
            copy.write("".join(map(_row, lines[start : start + 2_000])))
    cursor.execute(f"ANALYZE {GIVEN}")


def _row(one: Line) -> str:
    """Return a tap as COPY reads it."""
    person = "\\N" if one.person is None else one.person
    raw, workcode = (text.replace("\\", "\\\\").replace("\t", "\\t") for text in (one.raw, one.workcode))
    return f"{one.pin}\t{one.local}\t{one.direction}\t{one.verify}\t{workcode}\t{raw}\t{person}\n"
