"""Which days are worked: Monday to Friday, or to Saturday, less the holidays that bind every government.

The holidays stand in `praja/law/kalender/hari_libur.csv`, each with the day on which it was decreed: one that
is added within the year was not known before.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime
import functools
from pathlib import Path

FILE = Path(__file__).parents[1] / "law" / "kalender" / "hari_libur.csv"
SATURDAY, SUNDAY = 5, 6
DAY = datetime.timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True)
class Holiday:
    """A day on which nobody works: what it is, which decree says so, and since when that was known."""

    day: datetime.date
    kind: str
    name: str
    document: str
    enacted: datetime.date
    status: str


@functools.cache
def holidays() -> tuple[Holiday, ...]:
    """Return all holidays, in the order of days."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter=";")
        next(rows)
        return tuple(
            Holiday(datetime.date.fromisoformat(day), kind, name, document,
                    datetime.date.fromisoformat(enacted), status)
            for day, kind, name, document, enacted, status in rows
        )  # fmt: skip


def workdays(
    first: datetime.date, last: datetime.date, *, saturdays: bool, known_on: datetime.date | None = None
) -> int | None:
    """Return how many days are worked from one day to another, both included.

    None where the holidays of a year are not known: then nobody can tell.

    :param saturdays: whether the week has six workdays
    :param known_on: only decrees of this day or before; by default all
    """
    known = {one.day for one in holidays() if known_on is None or one.enacted <= known_on}
    if not {first.year, last.year} <= {day.year for day in known}:
        return None
    free = {SUNDAY} if saturdays else {SATURDAY, SUNDAY}
    days = ((first + number * DAY) for number in range((last - first).days + 1))
    return sum(day.weekday() not in free and day not in known for day in days)
