"""How far a year's money will reach: the last locked month again for each month left, corrected for what is
known of people: raises (KGB), promotions, pensions, ends of contracts, moves, and those who join; and THR and
the thirteenth salary, once.

Amounts of raises and joiners come from the law, by the program of the last month; those of leavers from what
they were paid. Everything is done by set: the number of queries does not grow with the people.
"""

from __future__ import annotations

import dataclasses
import datetime
import logging
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

import polars as pl
from django.db.models import Q, Sum

from praja.organization.models import Unit
from praja.payroll.budget.accounts import chosen_by
from praja.payroll.budget.booking import program_of, statuses
from praja.payroll.budget.holiday import HolidayPay, holiday_pay
from praja.payroll.enums import JenisDaftar, JenisProses, KeadaanSlip
from praja.payroll.facts import facts_for
from praja.payroll.models import Run, RunAccount, Slip
from praja.payroll.outputs.recap import booked
from praja.payroll.perms import LOCKED
from praja.payroll.runs import archive
from praja.people.models import DueItem, GolonganHistory, KgbHistory, StatusHistory, UnitHistory
from praja.rules.errors import RulesError
from praja.rules.month import State, run_month
from praja.rules.schema import Grain

LOG = logging.getLogger(__name__)
DECEMBER = 12
EARNED = (KeadaanSlip.DIBAYAR, KeadaanSlip.TERUTANG)
"""Slips whose amounts come again each month, paid or owed."""
Key = tuple[str, str, str]
"""Account, rule, title."""
Months = dict[Key, dict[int, int]]
"""By account and rule, month → rupiah."""


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """From a day on somebody has these years in grade, and another golongan if one is named."""

    day: datetime.date
    mkg: int
    golongan: str | None


@dataclasses.dataclass
class Forecast:
    """What the months that are left will take, and what it was reckoned from."""

    months: Months = dataclasses.field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    last: dict[str, int] = dataclasses.field(default_factory=dict)
    """By list, the last locked month."""
    raises: int = 0
    """People whose step in grade rises, by what is due or already recorded."""
    late_raises: int = 0
    promotions: int = 0
    """People whose golongan rises by an SK that is recorded already."""
    holiday: HolidayPay | None = None
    """THR and the thirteenth salary; none where no month is locked."""
    pensions: int = 0
    contracts: int = 0
    moves: int = 0
    """Those who leave otherwise: to another unit, or by an SK that ends their service."""
    joiners: int = 0
    unknown: int = 0
    """People whose raise or first pay cannot be computed yet."""
    stuck: int = 0
    """People who were held or had a problem in the last month: what they are owed is in no month."""
    incomplete: bool = False
    """Whether the stored results of a month could not be read, so that nothing was corrected."""

    def add(self, rows: pl.DataFrame, months: Iterable[int], sign: int) -> None:
        """Add booked amounts to months."""
        for month in months:
            for row in rows.iter_rows(named=True):
                self.months[row["kode"], row["aturan"], row["nama"]][month] += sign * row["jumlah"]


def forecast(unit: Unit, units: Collection[uuid.UUID], year: int) -> Forecast:
    """Return what the months of a year that no run has locked yet will take of some units.

    :param unit: the one above all `units`
    """
    found = Forecast()
    for pay_list in JenisDaftar.values:
        runs = _last_runs(units, pay_list, year)
        if not runs:
            continue
        last = runs[0].period
        found.last[pay_list] = last.month
        left = range(last.month + 1, DECEMBER + 1)
        if not left:
            continue
        # Extra lines are of single months; nothing says that they come again.
        once = Q(rule__startswith="baris_")
        base = RunAccount.objects.filter(~once, run__in=runs, unit__in=units).order_by()
        for row in base.values("account", "rule", "title").annotate(sum=Sum("amount"), owed=Sum("accrued")):
            for month in left:
                found.months[row["account"], row["rule"], row["title"]][month] += row["sum"] + row["owed"]
        try:
            _Corrections(found, unit, frozenset(units), runs, pay_list).all()
        except (archive.ArchiveMissing, RulesError):
            LOG.exception("The forecast of %s for %s could not be corrected.", unit.pk, year)
            found.incomplete = True
    return found


def _last_runs(units: Collection[uuid.UUID], pay_list: str, year: int) -> list[Run]:
    """Return the runs of the last month that is locked for some units."""
    runs = Run.objects.filter(
        pay_list=pay_list, kind=JenisProses.INDUK, period__year=year, state__in=LOCKED,
        pk__in=RunAccount.objects.filter(unit__in=units).values("run"),
    )  # fmt: skip
    latest = list(runs.select_related("unit", "government").order_by("-period", "pk"))
    return [run for run in latest if run.period == latest[0].period]


class _Corrections:
    """What is known of the people of one list."""

    def __init__(
        self, found: Forecast, unit: Unit, units: frozenset[uuid.UUID], runs: list[Run], pay_list: str
    ) -> None:
        self.found, self.unit, self.units, self.runs, self.pay_list = found, unit, units, runs, pay_list
        self.chosen = chosen_by(unit.government_id or unit.pk)
        self.last = runs[0].period
        self.first_left = _next_month(self.last)
        self.year_end = datetime.date(self.last.year + 1, 1, 1)
        slips = Slip.objects.filter(run__in=runs, unit__in=units)
        self.people = slips.filter(state__in=EARNED).values("person")
        self.paid: dict[uuid.UUID, str] = {}
        stuck = 0
        for person, nip, state in slips.values_list("person_id", "nip", "state"):
            if state in EARNED:
                self.paid[person] = nip
            elif state in (KeadaanSlip.MASALAH, KeadaanSlip.DITAHAN):
                stuck += 1
        if pay_list == JenisDaftar.GAJI:
            found.stuck = stuck

    @property
    def of_pay(self) -> bool:
        """Whether it is the list of salaries, whose people are counted and whose raises are known."""
        return self.pay_list == JenisDaftar.GAJI

    def all(self) -> None:
        """Correct the forecast."""
        leaves = self._leaves()
        steps = self._steps() if self.of_pay else {}
        if leaves or steps:
            frames, results = self._stored({*leaves, *steps})
            self._without(leaves, results)
            self._raised(steps, leaves, frames, results)
        if self.of_pay:
            self._joined()
            self._holiday()

    def _holiday(self) -> None:
        """Add THR and the thirteenth salary, once, to the first month that is left."""
        others = _last_runs(self.units, JenisDaftar.TPP, self.last.year)
        self.found.holiday = holiday_pay(self.runs, others, set(self.paid.values()), self.chosen)
        self.found.add(self.found.holiday.rows, [self.first_left.month], 1)

    def _months(self, start: datetime.date, before: datetime.date | None = None) -> range:
        """Return the months left from the first one that begins on or after a day, to before another."""
        begins = max(_month_from(start), self.first_left)
        if begins >= self.year_end:
            return range(0)
        end = DECEMBER + 1 if before is None or before >= self.year_end else before.month
        return range(begins.month, end)

    # --- who leaves

    def _leaves(self) -> dict[uuid.UUID, datetime.date]:
        """Return the first month for which somebody is not paid any more."""
        ends: dict[uuid.UUID, tuple[datetime.date, str]] = {}

        def note(person: uuid.UUID, day: datetime.date, why: str) -> None:
            month = max(_month_from(day), self.first_left)
            if month < self.year_end and (person not in ends or month < ends[person][0]):
                ends[person] = (month, why)

        kinds = {DueItem.Kind.PENSIUN: "pensions", DueItem.Kind.KONTRAK: "contracts"}
        dues = DueItem.objects.filter(kind__in=list(kinds), day__lt=self.year_end, person__in=self.people)
        for person, kind, day in dues.values_list("person_id", "kind", "day"):
            # A pension begins on its day; of a contract it is the last day.
            after = day if kind == DueItem.Kind.PENSIUN else day + datetime.timedelta(days=1)
            note(person, after, kinds[DueItem.Kind(kind)])
        for person, day in self._ends_of(UnitHistory, Q(unit__in=self.units)).items():
            note(person, day, "moves")
        for person, day in self._ends_of(StatusHistory, Q()).items():
            note(person, day, "moves")
        if self.of_pay:
            for _month, why in ends.values():
                setattr(self.found, why, getattr(self.found, why) + 1)
        return {person: month for person, (month, _why) in ends.items()}

    def _ends_of(self, model: Any, which: Q) -> dict[uuid.UUID, datetime.date]:
        """Return of those whose row ends within the year the day from which on no other follows it."""
        ending = model.objects.known().filter(
            which, berlaku__endswith__gt=self.last, berlaku__endswith__lt=self.year_end,
            person__in=self.people,
        )  # fmt: skip
        people = set(ending.values_list("person_id", flat=True))
        if not people:
            return {}
        rows = model.objects.during(self.last, self.year_end).filter(which, person__in=people)
        ends: dict[uuid.UUID, datetime.date] = {}
        for person, days in rows.order_by("berlaku").values_list("person_id", "berlaku"):
            if days.lower <= ends.get(person, self.last):
                ends[person] = days.upper or self.year_end
        return ends

    def _stored(self, people: Collection[uuid.UUID]) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
        """Return the stored facts and amounts of some people of the last month.

        :raises praja.payroll.runs.archive.ArchiveMissing: if they are not on the disk as they were
        """
        nips = pl.Series([self.paid[one] for one in people if one in self.paid], dtype=pl.String).implode()
        frames: dict[str, list[pl.DataFrame]] = defaultdict(list)
        results = []
        for run in self.runs:
            for grain, frame in archive.frames(run).items():
                frames[grain].append(frame.filter(pl.col("nip").is_in(nips)))
            results.append(archive.results(run).filter(pl.col("nip").is_in(nips)))
        whole = {grain: pl.concat(parts, how="diagonal_relaxed") for grain, parts in frames.items()}
        return whole, pl.concat(results, how="diagonal_relaxed").join(
            statuses(whole[Grain.ORANG.value]), on="nip", how="left"
        )

    def _without(self, leaves: dict[uuid.UUID, datetime.date], results: pl.DataFrame) -> None:
        program = program_of(self.runs[0])
        for month in sorted(set(leaves.values())):
            nips = _nips(self.paid[one] for one, leaves_in in leaves.items() if leaves_in == month)
            rows = booked(program, results.filter(pl.col("nip").is_in(nips)), chosen=self.chosen)
            self.found.add(rows, self._months(month), -1)

    # --- raises

    def _steps(self) -> dict[uuid.UUID, list[Step]]:
        """Return what changes a person's grade or step: what is due, and what is recorded to begin later."""
        steps: dict[uuid.UUID, list[Step]] = defaultdict(list)
        ahead = Q(berlaku__startswith__gt=self.last, berlaku__startswith__lt=self.year_end)
        for model, known in ((GolonganHistory, True), (KgbHistory, False)):
            rows = model.objects.known().filter(ahead, person__in=self.people)
            for person, days, golongan, years in rows.values_list(
                "person_id", "berlaku", "golongan", "mkg_years"
            ):
                steps[person].append(Step(days.lower, years, golongan if known else None))
        dues = DueItem.objects.filter(kind=DueItem.Kind.KGB, day__lt=self.year_end, person__in=self.people)
        for person, day, basis in dues.values_list("person_id", "day", "basis"):
            steps[person].append(Step(day, basis["mkg_after"], None))
            self.found.late_raises += _month_from(day) <= self.last
        return {person: sorted(own, key=lambda one: one.day) for person, own in steps.items()}

    def _raised(
        self, steps: dict[uuid.UUID, list[Step]], leaves: dict[uuid.UUID, datetime.date],
        frames: dict[str, pl.DataFrame], results: pl.DataFrame,
    ) -> None:  # fmt: skip
        """Put each step in place of the last month's pay, from its month to that of the next one."""
        people = frames[Grain.ORANG.value] if steps else None
        if people is None or "mkg" not in people.columns:
            return
        unknown: set[str] = set()
        for at in range(max(map(len, steps.values()))):
            now: dict[str, tuple[Step, range]] = {}
            for person, own in steps.items():
                if at < len(own):
                    ends = [own[at + 1].day if at + 1 < len(own) else None, leaves.get(person)]
                    before = min((_month_from(day) for day in ends if day is not None), default=None)
                    merged = _merged(own[: at + 1])
                    now[self.paid[person]] = (merged, self._months(own[at].day, before))
            unknown |= self._try(now, people, frames, results)
        self.found.unknown += len(unknown)
        known = {person: own for person, own in steps.items() if self.paid[person] not in unknown}
        self.found.promotions = sum(any(one.golongan for one in own) for own in known.values())
        self.found.raises = sum(any(not one.golongan for one in own) for own in known.values())

    def _try(
        self, now: dict[str, tuple[Step, range]], people: pl.DataFrame, frames: dict[str, pl.DataFrame],
        results: pl.DataFrame,
    ) -> set[str]:  # fmt: skip
        """Pay people by their step in its months instead of by the last month; return whom it cannot."""
        program, wanted = program_of(self.runs[0]), _nips(now)
        tried = {grain: frame.filter(pl.col("nip").is_in(wanted)) for grain, frame in frames.items()}
        schema: dict[str, Any] = {"nip": pl.String, "#mkg": people.schema["mkg"], "#golongan": pl.String}
        said = [(nip, step.mkg, step.golongan) for nip, (step, _span) in now.items()]
        changed = pl.DataFrame(said, schema=schema, orient="row")
        tried[Grain.ORANG.value] = (
            tried[Grain.ORANG.value]
            .join(changed, on="nip", maintain_order="left")
            .with_columns(pl.col("#mkg").alias("mkg"), pl.coalesce("#golongan", "golongan").alias("golongan"))
            .drop("#mkg", "#golongan")
        )
        amounts = run_month({self.pay_list: program}, tried)[self.pay_list].amounts
        paid = amounts.filter(pl.col("keadaan").cast(pl.String) == State.DIBAYAR.value)
        after = paid.join(statuses(people), on="nip", how="left")
        before = results.filter(pl.col("nip").is_in(_nips(paid["nip"])))
        groups: dict[range, list[str]] = defaultdict(list)
        for nip, (_step, span) in now.items():
            groups[span].append(nip)
        for span, nips in groups.items():
            own = pl.col("nip").is_in(_nips(nips))
            self.found.add(booked(program, after.filter(own), chosen=self.chosen), span, 1)
            self.found.add(booked(program, before.filter(own), chosen=self.chosen), span, -1)
        return set(amounts["nip"]) - set(paid["nip"])

    # --- who joins

    def _joined(self) -> None:
        """Add who is recorded to begin in the units in a month that is left, as the law would pay them."""
        rows = UnitHistory.objects.known().filter(
            unit__in=self.units, berlaku__startswith__gt=self.last, berlaku__startswith__lt=self.year_end
        )
        starts: dict[uuid.UUID, datetime.date] = {}
        for person, days in rows.order_by("berlaku").values_list("person_id", "berlaku"):
            starts.setdefault(person, _month_from(days.lower))
        here = UnitHistory.objects.on(self.last).filter(unit__in=self.units, person__in=list(starts))
        for person in here.values_list("person_id", flat=True):
            del starts[person]
        program = program_of(self.runs[0])
        for month in sorted({one for one in starts.values() if one < self.year_end}):
            people = [one for one, begins in starts.items() if begins == month]
            facts = facts_for(
                programs={self.pay_list: program}, pay_list=self.pay_list, period=month, unit=self.unit,
                people=people,
            )  # fmt: skip
            amounts = run_month({self.pay_list: program}, facts.frames)[self.pay_list].amounts
            paid = amounts.filter(pl.col("keadaan").cast(pl.String) == State.DIBAYAR.value)
            self.found.joiners += paid.height
            self.found.unknown += len(people) - paid.height
            joining = paid.join(statuses(facts.people), on="nip", how="left")
            rows_of = booked(program, joining, chosen=self.chosen)
            self.found.add(rows_of, self._months(month), 1)


def _merged(steps: list[Step]) -> Step:
    """Return what holds after some steps: the last years in grade, and the last golongan that was named."""
    golongan = next((one.golongan for one in reversed(steps) if one.golongan), None)
    return Step(steps[-1].day, steps[-1].mkg, golongan)


def _nips(nips: Iterable[str]) -> pl.Series:
    return pl.Series(list(nips), dtype=pl.String).implode()


def _month_from(day: datetime.date) -> datetime.date:
    """Return the first month that begins on or after a day: the state on its first day counts."""
    return day if day.day == 1 else _next_month(day)


def _next_month(day: datetime.date) -> datetime.date:
    return datetime.date(day.year + day.month // 12, day.month % 12 + 1, 1)
