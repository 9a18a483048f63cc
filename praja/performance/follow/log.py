"""The log by day or week, where the law of a government asks for one: months are made of it."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from praja.performance import law
from praja.performance.enums import AntarBulan, Arah, JangkaCatatan
from praja.performance.follow.clock import next_month
from praja.performance.follow.months import Line, board_of, government_of
from praja.performance.follow.progress import across_of
from praja.performance.models import IndicatorVersion, LogEntry, Skp
from praja.performance.rating.packs import pack_of
from praja.rules.workdays import workdays

FIGURES: Final = (Arah.TINGGI, Arah.RENDAH, Arah.RENTANG)
"""Of these directions the months are made of the log; steps and dates are reported by the month."""
FRIDAY: Final = 4


def kind_of(skp: Skp, day: datetime.date) -> JangkaCatatan:
    """Return how often the law of an SKP's government asks for the log on a day.

    :param skp: with its unit and its government
    """
    return JangkaCatatan(law.method_of(day, pack_of(government_of(skp), day)).log)


def slot_of(skp: Skp, day: datetime.date, kind: JangkaCatatan) -> datetime.date:
    """Return the day by which the log names a day: itself, or the first day of its week in the SKP."""
    if kind != JangkaCatatan.MINGGUAN:
        return day
    monday = day - datetime.timedelta(days=day.weekday())
    start: datetime.date = skp.berlaku.lower
    return max(monday, start)


def beside(skp: Skp, slot: datetime.date, kind: JangkaCatatan, *, ahead: bool) -> datetime.date:
    """Return the day by which the log names the day or week before or after."""
    step = datetime.timedelta(days=1)
    if kind == JangkaCatatan.MINGGUAN and ahead:
        step = datetime.timedelta(days=7 - slot.weekday())
    return slot_of(skp, slot + step if ahead else slot - step, kind)


def is_due(kind: JangkaCatatan, day: datetime.date) -> bool:
    """Tell whether something is to be written down on a day: on workdays, or on the last of a week."""
    if kind == JangkaCatatan.BULANAN:
        return False
    worked = workdays(day, day, saturdays=False)
    working = day.weekday() <= FRIDAY if worked is None else bool(worked)
    return working and (kind == JangkaCatatan.HARIAN or day.weekday() == FRIDAY)


def has_figure(version: IndicatorVersion) -> bool:
    """Tell whether the months of an indicator are made of the log."""
    return version.direction in FIGURES and not version.feed


def entries_of(indicators: Iterable[uuid.UUID], month: datetime.date) -> dict[uuid.UUID, list[LogEntry]]:
    """Return by indicator what the log says of a month, by days, in one query."""
    rows = LogEntry.objects.filter(
        indicator__in=list(indicators), digantikan__isnull=True, day__gte=month, day__lt=next_month(month)
    )
    found: dict[uuid.UUID, list[LogEntry]] = {}
    for row in rows.order_by("day"):
        found.setdefault(row.indicator_id, []).append(row)
    return found


def figure_of(version: IndicatorVersion, entries: Iterable[LogEntry]) -> Decimal | None:
    """Return what a month comes to by its log: the sum, the mean or the last, as the months make the year."""
    values = [one.value for one in sorted(entries, key=lambda one: one.day) if one.value is not None]
    if not values:
        return None
    match across_of(version):
        case AntarBulan.JUMLAH:
            return sum(values, Decimal())
        case AntarBulan.RERATA:
            return (sum(values, Decimal()) / len(values)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return values[-1]


@dataclasses.dataclass(slots=True)
class Noted:
    """An indicator on the page of a day or week."""

    line: Line
    entry: LogEntry | None
    month: Decimal | None
    """What the month comes to so far; of indicators whose months are not made of the log, nothing."""
    form: Any = None

    @property
    def version(self) -> IndicatorVersion:
        """What is said of the indicator."""
        return self.line.version


def page_of(skp: Skp, slot: datetime.date) -> list[Noted]:
    """Return what can be noted on a day or in a week, in a number of queries that stays."""
    month = slot.replace(day=1)
    board = board_of(skp, month)
    entries = entries_of([line.version.indicator_id for line in board.lines], month)
    found = []
    for line in board.lines:
        if line.target.excluded:
            continue
        mine = entries.get(line.version.indicator_id, [])
        entry = next((one for one in mine if one.day == slot), None)
        figure = figure_of(line.version, mine) if has_figure(line.version) else None
        found.append(Noted(line, entry, figure))
    return found
