"""Making the frames by which days are judged, for tests, by hand."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import polars as pl

from praja.attendance.days.judge import EVENTS, EXCUSES, FINDINGS, FIXES, Known, judged

MONDAY = datetime.date(2026, 10, 5)
DAY = 24 * 60
LATER = datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC)
BANDS = (30, 60, 90)
SCHEDULE: dict[str, Any] = {
    "person": pl.String, "date": pl.Date, "kind": pl.String, "start": pl.Int32, "end": pl.Int32,
    "net_minutes": pl.Int32, "break_minutes": pl.Int32, "in_from": pl.Int32, "in_until": pl.Int32,
    "out_from": pl.Int32, "out_until": pl.Int32, "tolerance_in": pl.Int32, "tolerance_out": pl.Int32,
    "tolerance_moves_band": pl.Boolean, "dynamic": pl.Boolean, "flex": pl.Int32,
    "make_up": pl.Int32, "min_inclusive": pl.Boolean,
    "requires_attendance": pl.Boolean, "place": pl.String, "zone": pl.String, "why": pl.String,
}  # fmt: skip
TAPS: dict[str, Any] = {
    "person": pl.String, "at": pl.Datetime("us", "UTC"), "local": pl.Datetime("us"), "source": pl.String,
    "direction": pl.String, "tap": pl.Int64,
}  # fmt: skip
OFFICE: dict[str, Any] = {
    "person": "sari", "date": MONDAY, "kind": "kerja", "start": 450, "end": 960, "net_minutes": 450,
    "break_minutes": 60, "in_from": 360, "in_until": 720, "out_from": 721, "out_until": 1200,
    "tolerance_in": 0, "tolerance_out": 0, "tolerance_moves_band": False, "dynamic": False, "flex": 0,
    "make_up": 0,
    "min_inclusive": True, "requires_attendance": True, "place": "kantor", "zone": "WIB",
    "why": "Jam kerja lima hari",
}  # fmt: skip
NIGHT: dict[str, Any] = OFFICE | {
    "start": 21 * 60, "end": 31 * 60, "net_minutes": 540, "in_from": 19 * 60, "in_until": 24 * 60,
    "out_from": 25 * 60, "out_until": 38 * 60, "why": "Dinas malam",
}  # fmt: skip


def minute(text: str) -> int:
    """Return a time as minutes: 07.30 is 450."""
    hour, _, rest = text.partition(".")
    return int(hour) * 60 + int(rest)


def taps_of(*when: str, person: str = "sari", zone: int = 7, day: datetime.date = MONDAY) -> list[Any]:
    """Return taps on a day (`07.31`), with seconds (`07.31.59`), or on the next one (`+07.12`)."""
    rows = []
    for text in when:
        on = day + datetime.timedelta(days=text.startswith("+"))
        parts = [int(one) for one in text.lstrip("+").split(".")]
        local = datetime.datetime.combine(on, datetime.time(parts[0], parts[1], (parts + [0])[2]))
        at = (local - datetime.timedelta(hours=zone)).replace(tzinfo=datetime.UTC)
        number = int(at.timestamp()) - 1_700_000_000
        rows.append((person, at, local, "adms", "", number))
    return rows


def taps_at(when: Sequence[datetime.datetime], person: str = "sari", zone: int = 7) -> list[Any]:
    """Return taps at these times of the place."""
    before = datetime.timedelta(hours=zone)
    return [
        (person, (local - before).replace(tzinfo=datetime.UTC), local, "adms", "", number)
        for number, local in enumerate(when, start=1)
    ]


def frame(rows: Sequence[dict[str, Any]], schema: dict[str, Any]) -> pl.DataFrame:
    """Return rows as a frame; what they do not say is null."""
    return pl.DataFrame([{**dict.fromkeys(schema), **row} for row in rows], schema=schema)


def judge(
    days: Sequence[dict[str, Any]],
    taps: Sequence[Any] = (),
    *,
    excuses: Sequence[dict[str, Any]] = (),
    fixes: Sequence[dict[str, Any]] = (),
    events: Sequence[dict[str, Any]] = (),
    findings: Sequence[dict[str, Any]] = (),
    bands: Sequence[int] = BANDS,
    now: datetime.datetime = LATER,
) -> list[dict[str, Any]]:
    """Return the judged days; what a day does not say is as at an office."""
    usual = {"person": "sari", "date": MONDAY, "kind": "apel", "name": "Apel pagi", "why": "sebab"}

    def told(rows: Sequence[dict[str, Any]], schema: dict[str, Any]) -> pl.DataFrame:
        return frame([{name: usual[name] for name in usual if name in schema} | row for row in rows], schema)

    known = Known(
        schedule=frame([OFFICE | one for one in days], SCHEDULE),
        taps=pl.DataFrame(list(taps), schema=TAPS, orient="row"),
        excuses=told(excuses, EXCUSES),
        fixes=told(fixes, FIXES),
        events=told(events, EVENTS),
        findings=told(findings, FINDINGS),
        bands=bands,
        now=now,
    )
    return judged(known).to_dicts()


def one(*taps: str, **more: Any) -> dict[str, Any]:
    """Return the one day of Sari at an office, judged; what is no frame is of the hours."""
    frames = {
        name: more.pop(name)
        for name in ("excuses", "fixes", "events", "findings", "bands", "now")
        if name in more
    }
    zone = {"WIB": 7, "WITA": 8, "WIT": 9}[more.get("zone", "WIB")]
    [found] = judge([more], taps_of(*taps, zone=zone), **frames)
    return found
