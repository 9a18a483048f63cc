"""The hours that are worked where a government has set none, dated and cited.

They stand in `praja/law/kalender/jam_kerja.csv`. Minutes count from midnight at the workplace.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime
import functools
from pathlib import Path

FILE = Path(__file__).parents[1] / "law" / "kalender" / "jam_kerja.csv"
WEEKDAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
USUAL, RAMADAN = "biasa", "ramadan"
FIVE_DAYS, SIX_DAYS = "lima_hari", "enam_hari"


@dataclasses.dataclass(frozen=True, slots=True)
class GivenDay:
    """The hours of one day of the week, and how long of them is a break."""

    weekday: int
    """0 is Monday."""
    ramadan: bool
    start: int
    end: int
    pause: int


@dataclasses.dataclass(frozen=True, slots=True)
class GivenHours:
    """The hours of a week as a document sets them, from a day on."""

    code: str
    name: str
    document: str
    since: datetime.date
    status: str
    counts_breaks: bool
    """Whether the break counts as worked."""
    days: tuple[GivenDay, ...]

    def minutes(self, *, ramadan: bool = False) -> int:
        """Return how many minutes a week are to be worked."""
        return sum(
            day.end - day.start - (0 if self.counts_breaks else day.pause)
            for day in self.days
            if day.ramadan == ramadan
        )


@functools.cache
def given_hours() -> tuple[GivenHours, ...]:
    """Return all hours that are given, in the order of the file."""
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            found.setdefault((row["kode"], row["berlaku"]), []).append(row)
    return tuple(
        GivenHours(
            code, rows[0]["nama"], rows[0]["dokumen"], datetime.date.fromisoformat(since), rows[0]["status"],
            rows[0]["istirahat_dihitung"] == "ya", tuple(_day(row) for row in rows),
        )
        for (code, since), rows in found.items()
    )  # fmt: skip


def given_on(code: str, day: datetime.date) -> GivenHours | None:
    """Return the hours that a code names on a day; None before its first document."""
    held = [one for one in given_hours() if one.code == code and one.since <= day]
    return max(held, key=lambda one: one.since, default=None)


def _day(row: dict[str, str]) -> GivenDay:
    return GivenDay(
        WEEKDAYS.index(row["hari"]), row["varian"] == RAMADAN,
        _minutes(row["mulai"]), _minutes(row["selesai"]), int(row["istirahat"]),
    )  # fmt: skip


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
