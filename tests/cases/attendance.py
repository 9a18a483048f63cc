"""Adapters of what devices tell and how a day is judged by it: packed times, `attlog.dat`, night shifts."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from praja.attendance.law import band_edges
from praja.attendance.sources.readers.attlog import read_attlog
from praja.attendance.sources.readers.lines import Line as Tap
from praja.attendance.sources.readers.records import unpacked_time
from tests.cases.engine import Engine, Line
from tests.cases.row import Malformed, Row
from tests.unit.attendance import days

Compare = Callable[[Row, Row, Engine], Iterator[Line]]


def packed(given: Row, wanted: Row, engine: Engine) -> Iterator[Line]:
    """Compare a time as ZKTeco devices pack it."""
    found = unpacked_time(given.whole("uint32"))
    yield Line("local", wanted.text("local"), found.strftime("%Y-%m-%d %H:%M:%S"))


def exported(given: Row, wanted: Row, engine: Engine) -> Iterator[Line]:
    """Compare a day of everybody in an `attlog.dat`, by the hours that the block states."""
    lines = list(read_attlog("\n".join(given.words("lines")).encode()))
    taps = [line for line in lines if isinstance(line, Tap)]
    if len(taps) != len(lines) or len({tap.local.date() for tap in taps}) != 1:
        raise Malformed("lines are not the taps of one day")
    start, end = (_minute(text) for text in given.words("schedule"))
    for pin in wanted.names():
        own = [tap.local for tap in taps if tap.pin == pin]
        told, found = wanted.part(pin), _judged(own, own[0].date(), start, end)
        for key in told.names():
            yield Line(f"{pin}.{key}", _wanted(told, key), found[key])


def night(given: Row, wanted: Row, engine: Engine) -> Iterator[Line]:
    """Compare a shift over midnight with its taps."""
    roster = given.part("roster")
    [day] = roster.names()
    shift = roster.part(day)
    start, end = _minute(shift.text("in")), _minute(shift.text("out"))
    shift.leave("shift")
    taps = [datetime.datetime.fromisoformat(text) for text in given.words("taps")]
    on = datetime.date.fromisoformat(day)
    found = _judged(taps, on, start, end + days.DAY if shift.flag("is_next_day") else end)
    yield Line("work_date", wanted.text("work_date"), day if found["both"] else "unpaired")
    for key in ("late_min", "early_min"):
        yield Line(key, wanted.number(key), found[key])


def _judged(
    taps: list[datetime.datetime], on: datetime.date, start: int, end: int
) -> Mapping[str, Fraction | str | bool | None]:
    hours = {
        **days.OFFICE, "date": on, "start": start, "end": end, "net_minutes": end - start - 60,
        "in_from": start - 90, "in_until": (start + end) // 2, "out_from": (start + end) // 2 + 1,
        "out_until": end + 420,
    }  # fmt: skip
    [day] = days.judge([hours], days.taps_at(taps), bands=band_edges(on))
    codes = day["codes"].split(",")
    return {
        "late_min": Fraction(day["late"]),
        "early_min": Fraction(day["early"]),
        "late_band": next((code for code in codes if code.startswith("TL")), ""),
        "early_band": next((code for code in codes if code.startswith("PSW")), ""),
        "check_out": None if day["missing_out"] else str(day["out_minute"]),
        "both": not (day["missing_in"] or day["missing_out"]),
    }


def _wanted(told: Row, key: str) -> Fraction | str | None:
    if key not in told:
        return None
    return told.text(key) if key.endswith("_band") else told.number(key)


def _minute(text: str) -> int:
    return days.minute(text.replace(":", "."))


DEVICES: Mapping[str, Compare] = {
    "zk_packed_time": packed,
    "zk_attlog_dat": exported,
    "shift_pairing": night,
}
"""By pack name of the file."""
