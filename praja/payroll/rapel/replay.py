"""Paying closed months again in thought: by the rules of then and what is known now, less what was paid.

Tax follows the month of payment, so that its lines are not compared; neither are loans, dues and extra lines,
which were taken or paid as they stood. Rounding belongs to the month in which it was rounded.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import polars as pl
from django.utils import timezone
from django.utils.translation import gettext as _

from praja.organization.models import Unit
from praja.payroll.enums import JenisPotongan, JenisTambahan, KeadaanSlip
from praja.payroll.models import Rapel, Run, Slip
from praja.payroll.perms import LOCKED
from praja.payroll.programs import law_of
from praja.payroll.runs import archive, stale, watch
from praja.payroll.runs.compute import Known, changed_people, known_facts, outcome_of, programs_of
from praja.rules.program import Program
from praja.rules.schema import Following, Grain

MOST_MONTHS: Final = 24
GIVEN: Final = frozenset([*JenisPotongan.values, *JenisTambahan.values])
"""Facts of deductions and extra lines: the lines that just repeat them are not rapel."""


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """One line of the slip, as it was paid and as it comes to now, in whole rupiah."""

    rule: str
    title: str
    cut: bool
    """Whether it is taken from pay rather than added to it."""
    before: int
    after: int

    @property
    def difference(self) -> int:
        """What it is more, or less."""
        return self.after - self.before


@dataclasses.dataclass(frozen=True, slots=True)
class Month:
    """One closed month of somebody that comes to something else now."""

    run: Run
    parts: tuple[Part, ...]
    causes: tuple[dict[str, str], ...]

    @property
    def income(self) -> int:
        """What was paid too little before deductions; below zero: too much."""
        return sum(one.difference for one in self.parts if not one.cut)

    @property
    def cuts(self) -> int:
        """What was deducted too little; below zero: too much."""
        return sum(one.difference for one in self.parts if one.cut)


@dataclasses.dataclass(frozen=True, slots=True)
class Due:
    """Somebody whose closed months come to something else now."""

    person_id: uuid.UUID
    nip: str
    name: str
    unit: str
    months: tuple[Month, ...]

    @property
    def income(self) -> int:
        """What was paid too little before deductions, of all months."""
        return sum(one.income for one in self.months)

    @property
    def cuts(self) -> int:
        """What was deducted too little, of all months."""
        return sum(one.cuts for one in self.months)

    @property
    def net(self) -> int:
        """What the person gets before tax; below zero: gives back."""
        return self.income - self.cuts

    @property
    def token(self) -> str:
        """What a form says to choose this person and these amounts."""
        return f"{self.person_id}:{self.income}:{self.cuts}"


@dataclasses.dataclass(frozen=True, slots=True)
class Stuck:
    """Somebody of whom something changed, but whose month cannot be paid again in thought."""

    nip: str
    name: str
    run: Run
    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """Who gets rapel, or gives something back, and of whom it cannot be told."""

    due: list[Due]
    stuck: list[Stuck]
    runs: int
    """Closed runs that were paid again in thought."""


def find(unit: Unit, pay_list: str, first: datetime.date, last: datetime.date) -> Found:
    """Return what the closed runs of a unit's list come to now, of all months from the first to the last.

    :raises praja.payroll.runs.archive.ArchiveMissing: if files of a run are gone
    :raises RulesError: if the law of a month cannot be used
    """
    runs = Run.objects.filter(
        unit=unit, pay_list=pay_list, period__gte=first, period__lte=last, state__in=LOCKED
    ).select_related("unit", "government")
    now = timezone.now()
    months: dict[uuid.UUID, list[Month]] = {}
    who: dict[uuid.UUID, Slip] = {}
    stuck: list[Stuck] = []
    ordered = list(runs.order_by("period", "approved_at"))
    for run in ordered:
        for slip, said in _replayed(run, now):
            if isinstance(said, str):
                stuck.append(Stuck(slip.nip, slip.name, run, said))
            elif said.parts:
                who[slip.person_id] = slip
                months.setdefault(slip.person_id, []).append(said)
    everyone = [
        Due(person, slip.nip, slip.name, slip.unit_name, tuple(months[person]))
        for person, slip in who.items()
    ]
    due = [one for one in everyone if one.income or one.cuts]
    return Found(sorted(due, key=lambda one: (one.name, one.nip)), stuck, len(ordered))


def _replayed(run: Run, now: datetime.datetime) -> Iterator[tuple[Slip, Month | str]]:
    """Yield the slips of a run that would be other ones now, with the month, or why it cannot be told."""
    law = law_of(run.pack)
    rules, settled = stale.changed_rules(run, law), _settled(run)
    if not rules and not settled and watch.unchanged(run, now):
        return
    known, before = known_facts(run, now, left_out=run.left_out), archive.frames(run)
    frames = stale.with_earlier_of(known.frames, before)
    people = frames[Grain.ORANG.value]
    # Whom other rules concern cannot be told without paying everyone again in thought.
    nips = set(people["nip"]) if rules else set(changed_people(before, frames))
    slips = {
        slip.nip: slip
        for slip in Slip.objects.filter(run=run, state=KeadaanSlip.DIBAYAR, nip__in=nips | set(settled))
    }
    here = set(people["nip"])
    for nip in sorted(set(slips) - here):
        yield slips[nip], _("Tidak lagi dalam daftar unit ini bulan itu. Periksa SK-nya bersama unit lain.")
    wanted = sorted(set(slips) & here)
    if not wanted:
        return
    chosen = pl.Series(wanted, dtype=pl.String)
    some = {grain: frame.filter(pl.col("nip").is_in(chosen.implode())) for grain, frame in frames.items()}
    again = dataclasses.replace(
        known, frames=some, unread=known.unread.filter(pl.col("nip").is_in(chosen.implode()))
    )
    yield from _compared(run, again, slips, stale.told_of(before, again, wanted, law), rules, settled)


def _settled(run: Run) -> dict[str, Counter[tuple[str, bool]]]:
    """Return by NIP, rule and side the differences of a run's month for which rapel was made already."""
    rows = Rapel.objects.filter(run=run, income__withdrawn_at__isnull=True, cuts__withdrawn_at__isnull=True)
    sums: dict[str, Counter[tuple[str, bool]]] = {}
    for nip, parts in rows.values_list("person__nip", "parts"):
        of = sums.setdefault(nip, Counter())
        for part in parts:
            of[part["rule"], part["cut"]] += part["after"] - part["before"]
    return sums


def _compared(
    run: Run, known: Known, slips: Mapping[str, Slip], changes: Iterable[stale.Change], rules: Sequence[str],
    settled: Mapping[str, Counter[tuple[str, bool]]],
) -> Iterator[tuple[Slip, Month | str]]:  # fmt: skip
    program = programs_of(run)[run.pay_list]
    lines = list(lines_of(program))
    causes: dict[str, list[dict[str, str]]] = {}
    for one in changes:
        said = {"title": one.title, "before": one.before, "after": one.after, "why": one.why, "by": one.by}
        causes.setdefault(one.nip, []).append(said)
    law_changed = {"title": _("Aturan"), "before": "", "after": "", "why": ", ".join(rules), "by": ""}
    for row in outcome_of(run, known).slips.sort("nip").iter_rows(named=True):
        slip = slips[row["nip"]]
        if row["keadaan"] not in (KeadaanSlip.DIBAYAR, KeadaanSlip.GUGUR):
            why = " ".join(one["message"] for one in json.loads(row["problems"]))
            yield slip, why or str(KeadaanSlip(row["keadaan"]).label)
            continue
        now = json.loads(row["amounts"]) if row["keadaan"] == KeadaanSlip.DIBAYAR else {}
        done = settled.get(row["nip"], Counter())
        parts = []
        for rule, title, cut in lines:
            before = int(slip.amounts.get(rule) or 0) + done[rule, cut]
            after = int(now.get(rule) or 0)
            if before != after:
                parts.append(Part(rule, title, cut, before, after))
        told = [*causes.get(row["nip"], []), *([law_changed] if rules else [])]
        yield slip, Month(run, tuple(parts), tuple(told))


def lines_of(program: Program) -> Iterator[tuple[str, str, bool]]:
    """Yield rule, title and whether it is a deduction of the lines that rapel is about."""
    for group, cut in (("penghasilan", False), ("potongan", True)):
        for one in program.selection.members(group):
            given = one.version is not None and one.version.formula in GIVEN
            if one.rule.follows is not Following.BAYAR and not given:
                yield one.rule.name, one.rule.title, cut
