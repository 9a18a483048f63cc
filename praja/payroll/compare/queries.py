"""What a run and the one of the month before come to, and why they differ."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Collection, Sequence
from typing import Any

import polars as pl
from django.db.models.fields.json import KT

from praja.payroll.compare.causes import KEY, Cause, Month, differences
from praja.payroll.enums import JenisProses, KeadaanProses, KeadaanSlip
from praja.payroll.models import Run, Slip
from praja.payroll.runs import archive
from praja.payroll.runs.compute import programs_of

UNCOMPUTED = (KeadaanProses.TERBUKA, KeadaanProses.MENGHITUNG, KeadaanProses.DIBATALKAN)


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """What one cause added or took, in whole rupiah, and from how many people."""

    cause: Cause
    people: int
    amount: int


@dataclasses.dataclass(frozen=True, slots=True)
class Comparison:
    """One line of a list in two months. `before` + the blocks + `residual` is `now`; the residual is zero."""

    rule: str
    title: str
    before: int
    now: int
    people_before: int
    people_now: int
    blocks: tuple[Block, ...]
    by_person: pl.DataFrame
    """`nip`, `cause`, `amount`."""

    @property
    def difference(self) -> int:
        """By how much this month differs."""
        return self.now - self.before

    @property
    def drop(self) -> int:
        """By how much this month is less."""
        return -self.difference

    @property
    def residual(self) -> int:
        """What no cause explains."""
        return self.difference - sum(block.amount for block in self.blocks)

    def of(self, cause: Cause) -> dict[str, int]:
        """Return by NIP what a cause did."""
        rows = self.by_person.filter(pl.col("cause") == cause.value)
        return dict(rows.select(KEY, "amount").iter_rows())


def month_before(run: Run) -> Run | None:
    """Return the computed run of the same list and unit one month earlier, none if there is none."""
    last = (run.period - datetime.timedelta(days=1)).replace(day=1)
    return (
        Run.objects.filter(
            unit=run.unit_id, pay_list=run.pay_list, kind=JenisProses.INDUK, period=last, people=[]
        )
        .exclude(state__in=UNCOMPUTED)
        .first()
    )


def runs_of_government(run: Run) -> list[Run]:
    """Return the computed runs by which the government of a run pays the same list of the month, that run
    first: units that pay their own people have runs of their own.
    """
    found = (
        Run.objects.filter(
            government=run.government_id, pay_list=run.pay_list, kind=JenisProses.INDUK, period=run.period,
            people=[],
        )
        .exclude(state__in=UNCOMPUTED)
        .select_related("unit", "government")
    )  # fmt: skip
    return sorted(found, key=lambda one: (one.pk != run.pk, str(one.pk)))


def lines_of(run: Run) -> list[tuple[str, str]]:
    """Return the lines that can be compared: name and title, what is received first."""
    program = programs_of(run)[run.pay_list]
    names = program.selection.outputs()
    pay_list = program.selection.pay_list
    totals = list(pay_list.totals) if pay_list is not None else []
    ordered = dict.fromkeys([*reversed(totals), *names])
    known = {name: program.rule(name) for name in ordered if name in program.lowering.computed}
    return [(name, rule.title) for name, rule in known.items() if rule.value.numeric and rule.value.whole]


def compare(
    before: Run | Sequence[Run],
    now: Run | Sequence[Run],
    rule: str,
    title: str,
    units: Collection[uuid.UUID] | None = None,
) -> Comparison:
    """Return why a line of a run differs from the month before, in a number of queries that people do not
    raise.

    :param before: the run of the month before, or those of a government together
    :param units: limits it to people who stood in one of these units in the month that is looked at
    :raises ArchiveMissing: if the facts of a run are not on the disk as they were
    """
    months = [_month([runs] if isinstance(runs, Run) else runs, rule, units) for runs in (before, now)]
    told = differences(months[0], months[1], rule)
    sums = told.group_by("cause").agg(pl.col("amount").sum(), pl.len().alias("people"))
    rows = sums.select("cause", "people", "amount").iter_rows()
    by_cause = {cause: (people, amount) for cause, people, amount in rows}
    totals = [month.paid["amount"].fill_null(0).sum() for month in months]
    counts = [int(month.paid["amount"].is_not_null().sum()) for month in months]
    return Comparison(
        rule,
        title,
        int(totals[0]),
        int(totals[1]),
        counts[0],
        counts[1],
        tuple(Block(cause, *by_cause[cause]) for cause in Cause if cause in by_cause),
        told,
    )


def _month(runs: Sequence[Run], rule: str, units: Collection[uuid.UUID] | None) -> Month:
    slips = Slip.objects.filter(run__in=runs)
    if units is not None:
        slips = slips.filter(unit__in=units)
    rows: Sequence[Any] = list(slips.values_list("nip", "state", KT(f"amounts__{rule}")))
    paid = pl.DataFrame(
        [
            (nip, int(amount) if state == KeadaanSlip.DIBAYAR and amount is not None else None)
            for nip, state, amount in rows
        ],
        schema={KEY: pl.String, "amount": pl.Int64},
        orient="row",
    )
    parts: dict[str, list[pl.DataFrame]] = {}
    for run in runs:
        for name, frame in archive.frames(run).items():
            parts.setdefault(name, []).append(frame.join(paid.select(KEY), on=KEY, how="semi"))
    frames = {name: pl.concat(own, how="diagonal_relaxed") for name, own in parts.items()}
    return Month(runs[0].pay_list, programs_of(runs[0])[runs[0].pay_list], frames, paid)
