"""A month of an SKP as its page shows it: each indicator with what was reported, and how far it is."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from praja.organization.models import Unit
from praja.organization.queries import zone_of
from praja.performance.enums import KeadaanVersi, SumberRealisasi
from praja.performance.follow import clock
from praja.performance.follow.progress import Progress, Target, progress_of, reached_in, target_at
from praja.performance.models import (
    Evidence,
    IndicatorVersion,
    Obstacle,
    Realisation,
    RealisationRemark,
    Reopened,
    RhkVersion,
    Skp,
    SkpVersion,
)
from praja.web.words import tanggal

AGREED = (KeadaanVersi.DISEPAKATI, KeadaanVersi.DIGANTIKAN)


# --- which months, which version


def months_of(skp: Skp, upto: datetime.date | None = None) -> list[datetime.date]:
    """Return the months of an SKP by their first days, as far as a day."""
    first = skp.berlaku.lower.replace(day=1)
    last = skp.berlaku.upper - datetime.timedelta(days=1)
    if upto is not None:
        last = min(last, upto)
    months = []
    while first <= last:
        months.append(first)
        first = clock.next_month(first)
    return months


def version_for(skp: Skp, month: datetime.date) -> SkpVersion | None:
    """Return the agreed version that holds at the end of a month; before the first one, the first."""
    rows = SkpVersion.objects.filter(skp=skp, state__in=AGREED).order_by("since", "number")
    return _holding(rows, clock.last_day(month))


def _holding(versions: Iterable[SkpVersion], day: datetime.date) -> SkpVersion | None:
    found = None
    for one in versions:
        if found is None or one.since <= day:
            found = one
    return found


def holding(versions: Iterable[SkpVersion], day: datetime.date) -> dict[uuid.UUID, SkpVersion]:
    """Return, by SKP, the agreed version that holds on a day.

    :param versions: of many SKP, those of each in the order of `since` and number
    """
    by_skp: dict[uuid.UUID, list[SkpVersion]] = defaultdict(list)
    for one in versions:
        by_skp[one.skp_id].append(one)
    found = {skp: _holding(rows, day) for skp, rows in by_skp.items()}
    return {skp: one for skp, one in found.items() if one is not None}


# --- whether it may still be written


@dataclasses.dataclass(frozen=True, slots=True)
class Window:
    """Whether a month may be written, until when, and why (not)."""

    open: bool
    deadline: clock.Deadline
    text: str
    moved: str
    reopened: Reopened | None = None


def government_of(skp: Skp) -> Unit:
    """Return the government of an SKP's unit."""
    return skp.unit.government or skp.unit


def window_of(skp: Skp, month: datetime.date, now: datetime.datetime | None = None) -> Window:
    """Return whether a month of an SKP may be written at a moment, by default now."""
    moment = now or timezone.now()
    government = government_of(skp)
    due = clock.report_by(month, government, moment)
    today = timezone.localdate(moment, zone_of(skp.unit))
    if month > today:
        return Window(False, due, _("Bulan ini belum dimulai."), "")
    if today <= due.day:
        return Window(True, due, _("Dapat diisi sampai %(day)s.") % {"day": tanggal(due.day)}, due.moved)
    again = Reopened.objects.filter(skp=skp, month=month, until__gte=today).order_by("-until").first()
    if again is not None:
        text = _("Dibuka lagi oleh %(name)s sampai %(day)s: %(reason)s") % {
            "name": again.by,
            "day": tanggal(again.until),
            "reason": again.reason,
        }
        return Window(True, due, text, due.moved, again)
    text = _(
        "Bulan ini terkunci sejak %(day)s berakhir. Bila ada yang perlu diperbaiki, atasan dapat "
        "membukanya lagi."
    ) % {"day": tanggal(due.day)}
    return Window(False, due, text, due.moved)


# --- the page


@dataclasses.dataclass(slots=True)
class Line:
    """An indicator in a month."""

    rhk: RhkVersion
    version: IndicatorVersion
    reported: Realisation | None
    earlier: list[Realisation]
    """What stood for this month before, the newest first."""
    evidence: list[Evidence]
    remarks: list[RealisationRemark]
    target: Target
    progress: Progress
    done_before: bool
    """Whether it was complete in an earlier month, so that nothing is left to report."""
    form: Any = None

    @property
    def counted(self) -> bool:
        """Whether its figure comes from sheets or another system, not from the person."""
        return bool(self.version.feed) or (self.reported is not None and self.reported.batch_id is not None)

    @property
    def logged(self) -> bool:
        """Whether its figure of the month follows from the log by day or week."""
        return self.reported is not None and self.reported.source == SumberRealisasi.CATATAN

    @property
    def missing(self) -> bool:
        """Whether its realisation of the month is still to come from the person."""
        return self.reported is None and not (self.counted or self.target.excluded or self.done_before)

    @property
    def state(self) -> tuple[str, str]:
        """Return its state in words, and how it looks."""
        if self.target.excluded:
            return _("dikecualikan"), ""
        if self.reported is not None:
            if not self.evidence and not self.counted:
                return _("terisi, tanpa bukti"), "warn"
            return _("terisi"), "ok"
        if self.done_before:
            return _("sudah selesai"), "ok"
        return (_("menunggu data"), "") if self.counted else (_("belum diisi"), "warn")


@dataclasses.dataclass(slots=True)
class Board:
    """A month of an SKP."""

    skp: Skp
    month: datetime.date
    version: SkpVersion | None
    lines: list[Line]
    obstacles: list[Obstacle]

    @property
    def missing(self) -> int:
        """How many indicators are still to be reported."""
        return sum(line.missing for line in self.lines)

    @property
    def groups(self) -> list[tuple[RhkVersion, list[Line]]]:
        """Return the lines by the result that they measure."""
        grouped: dict[Any, tuple[RhkVersion, list[Line]]] = {}
        for line in self.lines:
            grouped.setdefault(line.rhk.pk, (line.rhk, []))[1].append(line)
        return list(grouped.values())


def board_of(skp: Skp, month: datetime.date) -> Board:
    """Return a month of an SKP, in a number of queries that does not depend on how much there is."""
    version = version_for(skp, month)
    if version is None:
        return Board(skp, month, None, [], [])
    results = {row.rhk_id: row for row in RhkVersion.objects.filter(version=version).order_by("order", "pk")}
    order = {rhk: place for place, rhk in enumerate(results)}
    indicators = [
        row
        for row in IndicatorVersion.objects.filter(version=version)
        .select_related("indicator")
        .order_by("order", "pk")
        if row.indicator.rhk_id in results
    ]
    indicators.sort(key=lambda row: order[row.indicator.rhk_id])
    ids = [row.indicator_id for row in indicators]
    rows = list(
        Realisation.objects.filter(indicator__in=ids, month__lte=month)
        .select_related("by")
        .order_by("-tercatat")
    )
    evidence: dict[uuid.UUID, list[Evidence]] = defaultdict(list)
    for one in (
        Evidence.objects.filter(indicator__in=ids, month=month, withdrawn_at__isnull=True)
        .select_related("file")
        .order_by("made_at")
    ):
        evidence[one.indicator_id].append(one)
    remarks: dict[uuid.UUID, list[RealisationRemark]] = defaultdict(list)
    for said in (
        RealisationRemark.objects.filter(realisation__indicator__in=ids, realisation__month=month)
        .select_related("by", "realisation")
        .order_by("made_at")
    ):
        remarks[said.realisation.indicator_id].append(said)
    obstacles = list(Obstacle.objects.filter(skp=skp).select_related("owner").order_by("-made_at"))
    months = months_of(skp)
    lines = [
        _line(results[row.indicator.rhk_id], row, rows, evidence, remarks, obstacles, months, month)
        for row in indicators
    ]
    return Board(skp, month, version, lines, obstacles)


def _line(
    rhk: RhkVersion,
    version: IndicatorVersion,
    rows: Sequence[Realisation],
    evidence: Mapping[uuid.UUID, list[Evidence]],
    remarks: Mapping[uuid.UUID, list[RealisationRemark]],
    obstacles: Sequence[Obstacle],
    months: Sequence[datetime.date],
    month: datetime.date,
) -> Line:
    mine = [row for row in rows if row.indicator_id == version.indicator_id]
    known = {row.month: row for row in mine if row.digantikan is None}
    target = target_at(
        version,
        [one for one in obstacles if one.indicator_id == version.indicator_id],
        clock.last_day(month),
    )
    before = {day: row for day, row in known.items() if day < month}
    earlier_month = month - datetime.timedelta(days=1)
    return Line(
        rhk,
        version,
        known.get(month),
        [row for row in mine if row.month == month and row.digantikan is not None],
        evidence.get(version.indicator_id, []),
        remarks.get(version.indicator_id, []),
        target,
        progress_of(version, reached_in(known, month), months, month, target),
        bool(before)
        and progress_of(
            version, reached_in(before, month), months, earlier_month.replace(day=1), target
        ).complete,
    )


def named(month: datetime.date) -> str:
    """Return a month in words: November 2026."""
    return str(date_format(month, "F Y"))
