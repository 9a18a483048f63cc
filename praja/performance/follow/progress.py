"""How far an indicator is: in words, and as a share that a bar can show. No rating follows from here."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from praja.performance.enums import AkibatHambatan, AntarBulan, Arah, KeadaanHambatan
from praja.performance.models import IndicatorVersion, Obstacle, Realisation
from praja.web.words import angka, tanggal

_STANDS = re.compile(r"%|persen|indeks|nilai|skor|poin|rasio|opini|predikat", re.IGNORECASE)
_TIMES = re.compile(r"\b(menit|jam|hari|minggu|detik)\b", re.IGNORECASE)


def across_of(version: IndicatorVersion) -> AntarBulan:
    """Return how the months of an indicator make its year: as was said, or as its unit suggests.

    Shares, indices and scores stand as of the last month; times (days, hours) are a mean; all else adds up.
    Milestones and dates are counted from the beginning, so that the last month holds.
    """
    if version.across:
        return AntarBulan(version.across)
    if version.direction in (Arah.TAHAPAN, Arah.TANGGAL) or _STANDS.search(version.measure):
        return AntarBulan.TERAKHIR
    return AntarBulan.RERATA if _TIMES.search(version.measure) else AntarBulan.JUMLAH


@dataclasses.dataclass(frozen=True, slots=True)
class Target:
    """What an indicator has to reach on a day, after what was decided on obstacles."""

    low: Decimal | None
    high: Decimal | None
    due: datetime.date | None
    excluded: bool = False
    because: Obstacle | None = None
    """The accepted obstacle by which it is another one than was agreed."""


def target_at(version: IndicatorVersion, obstacles: Sequence[Obstacle], day: datetime.date) -> Target:
    """Return the target of an indicator on a day: as agreed, or as decided since on its obstacles.

    A target that was decided holds until another one is agreed than the one that it changed.

    :param version: of the indicator, in the version of the SKP that holds on that day
    :param obstacles: of the indicator, in any order
    """
    deciding = [
        one
        for one in obstacles
        if one.state in (KeadaanHambatan.DITERIMA, KeadaanHambatan.SELESAI)
        and one.effect != AkibatHambatan.TIDAK_ADA
        and one.effective is not None
        and one.effective <= day
        and _holds(one, version)
    ]
    if not deciding:
        return Target(version.target, version.target_max, version.due)
    last = max(deciding, key=lambda one: (one.effective, one.decided_at))
    if last.effect == AkibatHambatan.DIKECUALIKAN:
        return Target(version.target, version.target_max, version.due, excluded=True, because=last)
    return Target(last.new_target, last.new_target_max, last.new_due or version.due, because=last)


def _holds(decided: Obstacle, version: IndicatorVersion) -> bool:
    """Tell whether what was decided still changes what is agreed: another target agreed since goes before it,
    while what was left out stays so.
    """
    if decided.effect == AkibatHambatan.DIKECUALIKAN:
        return True
    changed = decided.agreed_target, decided.agreed_target_max, decided.agreed_due
    return changed == (version.target, version.target_max, version.due)


@dataclasses.dataclass(frozen=True, slots=True)
class Reached:
    """What was reported of an indicator until the end of a month, added up."""

    count: int = 0
    """In how many months there was a figure."""
    total: Decimal = Decimal()
    last: Decimal | None = None
    done_on: datetime.date | None = None


def reached_in(reported: Mapping[datetime.date, Realisation], upto: datetime.date) -> Reached:
    """Return what was reported until the end of a month.

    :param reported: what is known, by month
    """
    rows = [reported[month] for month in sorted(reported) if month <= upto]
    values = [row.value for row in rows if row.value is not None]
    done = next((row.done_on for row in reversed(rows) if row.done_on is not None), None)
    return Reached(len(values), sum(values, Decimal()), values[-1] if values else None, done)


@dataclasses.dataclass(frozen=True, slots=True)
class Progress:
    """How far an indicator is at the end of a month."""

    value: Decimal | None
    done_on: datetime.date | None
    say: Callable[[], str]
    say_plan: Callable[[], str]
    share: int | None
    """From 0 to 100, for a bar; none where nothing can be said."""
    behind: bool | None
    """Whether it is behind plan; none where nothing can be said."""
    complete: bool = False
    """Whether nothing is left to report in later months: done on a day, or all steps done."""
    direction: str = Arah.TINGGI
    """In which direction it is better."""
    exceeds: bool = False
    """Whether what is to stay low is more than its whole target, not only more than planned by now."""

    @property
    def words(self) -> str:
        """Return how far it is, in words; found when asked for, as lists of many need them not."""
        return self.say()

    @property
    def lagging(self) -> str:
        """Return in words that it is behind plan; of what is to stay low, more than planned is no “below”."""
        match self.direction:
            case Arah.RENDAH:
                return _("melebihi batas") if self.exceeds else _("di atas rencana")
            case Arah.RENTANG:
                return _("di luar rentang")
            case Arah.TANGGAL:
                return _("terlambat")
        return _("di bawah rencana")

    @property
    def plan(self) -> str:
        """Return what was to be reached by now, in words."""
        return self.say_plan()


def progress_of(
    version: IndicatorVersion,
    reached: Reached,
    months: Sequence[datetime.date],
    upto: datetime.date,
    target: Target,
) -> Progress:
    """Return how far an indicator is at the end of a month.

    :param reached: until the end of that month
    :param months: all months of the SKP, in their order
    :param upto: the month, by its first day
    """
    if version.direction == Arah.TANGGAL:
        return _of_date(reached.done_on, upto, target)

    def plan() -> str:
        return _plan(version, target, months, upto)

    if reached.last is None:
        return Progress(None, None, lambda: _("Belum ada realisasi"), plan, 0, None)
    value = {
        AntarBulan.JUMLAH: reached.total,
        AntarBulan.TERAKHIR: reached.last,
        AntarBulan.RERATA: (reached.total / reached.count).quantize(Decimal("0.01"), ROUND_HALF_UP),
    }[across_of(version)]

    def words() -> str:
        return _words(version, value, target)

    if version.direction == Arah.TAHAPAN:
        steps = _steps(version)
        complete = bool(steps) and value >= steps
        share = _share(value, Decimal(steps))
        late = _steps_late(version, value, upto)
        return Progress(value, None, words, plan, share, late, complete)
    if target.low is None:
        return Progress(value, None, words, str, None, None)
    if version.direction == Arah.RENTANG:
        high = target.high if target.high is not None else target.low
        inside = target.low <= value <= high
        share = _share(value, high)
        return Progress(value, None, words, plan, share, not inside, direction=version.direction)
    expected = expected_by(version, target.low, months, upto)
    behind = value > expected if version.direction == Arah.RENDAH else value < expected
    share = _share(value, target.low)
    exceeds = version.direction == Arah.RENDAH and value > target.low
    return Progress(value, None, words, plan, share, behind, direction=version.direction, exceeds=exceeds)


def _steps(version: IndicatorVersion) -> int:
    return len(version.steps) if isinstance(version.steps, list) else 0


def _words(version: IndicatorVersion, value: Decimal, target: Target) -> str:
    unit = _unit(version)
    if version.direction == Arah.TAHAPAN:
        return _("%(done)s dari %(all)s tahap") % {"done": said(value), "all": _steps(version)}
    if (
        target.low is not None
        and version.direction == Arah.TINGGI
        and across_of(version) == AntarBulan.JUMLAH
    ):
        whole = f"{said(target.low)}{unit}"
        return _("%(value)s dari %(target)s") % {"value": said(value), "target": whole}
    return f"{said(value)}{unit}"


def _of_date(done: datetime.date | None, upto: datetime.date, target: Target) -> Progress:
    def plan() -> str:
        return _("Target selesai %(day)s") % {"day": tanggal(target.due)} if target.due else ""

    if done is not None:
        late = target.due is not None and done > target.due

        def words() -> str:
            return _("Selesai %(day)s") % {"day": tanggal(done)}

        return Progress(None, done, words, plan, 100, late, complete=True, direction=Arah.TANGGAL)
    late_now = target.due is not None and (target.due.year, target.due.month) < (upto.year, upto.month)
    return Progress(None, None, lambda: _("Belum selesai"), plan, 0, late_now or None, direction=Arah.TANGGAL)


def _steps_late(version: IndicatorVersion, value: Decimal, upto: datetime.date) -> bool:
    """Tell whether a step that is not done was due before the end of a month."""
    open_steps = version.steps[int(value) :] if isinstance(version.steps, list) else []
    ends = f"{upto:%Y-%m}"
    return any((step.get("due") or "9999")[:7] <= ends for step in open_steps)


def expected_by(
    version: IndicatorVersion, target: Decimal, months: Sequence[datetime.date], upto: datetime.date
) -> Decimal:
    """Return what was to be reached by a month: its part of the year where months add up, else all of it."""
    if across_of(version) != AntarBulan.JUMLAH or not months:
        return target
    passed = sum(month <= upto for month in months)
    return (target * passed / len(months)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _plan(
    version: IndicatorVersion, target: Target, months: Sequence[datetime.date], upto: datetime.date
) -> str:
    unit = _unit(version)
    if version.direction == Arah.TAHAPAN or target.low is None:
        return ""
    low = f"{said(target.low)}{unit}"
    match version.direction:
        case Arah.RENTANG if target.high is not None:
            return _("Target %(low)s sampai %(high)s") % {
                "low": said(target.low),
                "high": f"{said(target.high)}{unit}",
            }
        case Arah.RENDAH if across_of(version) != AntarBulan.JUMLAH:
            return _("Target paling banyak %(target)s") % {"target": low}
    if across_of(version) == AntarBulan.JUMLAH:
        expected = expected_by(version, target.low, months, upto)
        if version.direction == Arah.RENDAH:
            return _("Rencana sampai bulan ini paling banyak %(expected)s, setahun %(target)s") % {
                "expected": said(expected),
                "target": low,
            }
        return _("Rencana sampai bulan ini %(expected)s, setahun %(target)s") % {
            "expected": said(expected),
            "target": low,
        }
    return _("Target %(target)s") % {"target": low}


def _share(value: Decimal, of: Decimal) -> int | None:
    return int(min(max(value * 100 / of, Decimal()), Decimal(100))) if of > 0 else None


def _unit(version: IndicatorVersion) -> str:
    return f" {version.measure}" if version.measure else ""


def said(figure: Decimal) -> str:
    """Return a figure as it is written here, without the zeros that the database adds."""
    text: str = angka(figure)
    return text.rstrip("0").rstrip(",") if "," in text else text
