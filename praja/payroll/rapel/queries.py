"""The rapel that a run pays or takes back, and how it adds up to the lines of its slips."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from praja.payroll.enums import JenisTambahan, KeadaanSlip
from praja.payroll.models import ExtraLine, Rapel, Run, Slip
from praja.payroll.rapel.replay import Part
from praja.payroll.runs.compute import programs_of
from praja.rules.errors import RulesError

OF_EARLIER = (JenisTambahan.TAMBAHAN_KEKURANGAN, JenisTambahan.PENGURANGAN_KELEBIHAN)
"""Lines that are about earlier months, whether or not Praja reckoned them."""
SIGNS: Mapping[str, int] = {
    JenisTambahan.TAMBAHAN_KEKURANGAN: 1,
    JenisTambahan.TAMBAHAN_PENGEMBALIAN: 1,
    JenisTambahan.PENGURANGAN_KELEBIHAN: -1,
    JenisTambahan.PENGURANGAN_KEPUTUSAN: -1,
}


@dataclasses.dataclass(frozen=True, slots=True)
class OfMonth:
    """What rapel is about in one closed month."""

    period: datetime.date
    parts: tuple[Part, ...]
    causes: tuple[Mapping[str, str], ...]

    @property
    def net(self) -> int:
        """What the month was paid too little, contributions taken off."""
        return sum(-one.difference if one.cut else one.difference for one in self.parts)

    @property
    def papers(self) -> str:
        """What became known later, in sentences, each once."""
        return "; ".join(dict.fromkeys(one["why"] for one in self.causes if one["why"]))


@dataclasses.dataclass(frozen=True, slots=True)
class Paid:
    """The rapel of one person in a run."""

    slip: Slip
    months: tuple[OfMonth, ...]
    lines: tuple[ExtraLine, ...]

    @property
    def net(self) -> int:
        """What the lines come to on the slip: more, or less."""
        return sum(SIGNS[line.kind] * line.amount for line in self.lines)

    @property
    def papers(self) -> tuple[str, ...]:
        """By which documents it was recorded."""
        return tuple(dict.fromkeys(f"{one.document} ({one.document_date:%d-%m-%Y})" for one in self.lines))


@dataclasses.dataclass(frozen=True, slots=True)
class OfRun:
    """All rapel of a run, with the sums of the lines of its slips beside those of the list."""

    people: tuple[Paid, ...]
    sums: tuple[tuple[str, int, int], ...]
    """Title of a line, what the list comes to, and what the slips come to."""

    @property
    def net(self) -> int:
        """What the run pays more by it."""
        return sum(one.net for one in self.people)


def counts_in(run: Run) -> Q:
    """Return the condition that an extra line was reckoned in a run: confirmed when its facts were read."""
    kept = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=run.known_at) | Q(withdrawn_from__gt=run.period)
    return kept & Q(
        pay_list=run.pay_list, first__lte=run.period, last__gte=run.period, confirmed_at__lte=run.known_at
    )


def has_rapel(run: Run) -> bool:
    """Tell whether a run that was computed pays or takes back anything of earlier months."""
    if run.known_at is None:
        return False
    try:
        rules = _rules(run)
    except RulesError:  # the law on the disk is not the one it was computed by any more
        return False
    return any(run.totals.get(rules.get(kind, "")) for kind in OF_EARLIER)


def of_run(run: Run) -> OfRun:
    """Return the rapel of those whom a run pays. A line without months was recorded by hand.

    :raises RulesError: if the law of the month cannot be used
    """
    if run.known_at is None:
        return OfRun((), ())
    rules = _rules(run)
    slips = Slip.objects.filter(run=run, state=KeadaanSlip.DIBAYAR)
    about = Q(kind__in=OF_EARLIER) | Q(rapel_cuts__isnull=False) | Q(rapel_income__isnull=False)
    lines: dict[uuid.UUID, dict[uuid.UUID, ExtraLine]] = {}
    for line in ExtraLine.objects.filter(about, counts_in(run), person__in=slips.values("person")):
        lines.setdefault(line.person_id, {})[line.pk] = line
    months = _months([pk for own in lines.values() for pk in own])
    mine = {slip.person_id: slip for slip in slips.filter(person__in=lines)}
    people = []
    for person, slip in sorted(mine.items(), key=lambda one: (one[1].unit_name, one[1].name, one[1].nip)):
        own = tuple(one for one in lines[person].values() if slip.amounts.get(rules.get(one.kind, "")))
        if own:
            found = {pk: month for line in own for pk, month in months.get(line.pk, {}).items()}
            ordered = sorted(found.values(), key=lambda one: one.period)
            people.append(Paid(slip, tuple(ordered), own))
    return OfRun(tuple(people), tuple(_sums(run, rules, people)))


def of_line(line: ExtraLine) -> list[OfMonth]:
    """Return the closed months that an extra line is about; none where it was recorded by hand."""
    return sorted(_months([line.pk]).get(line.pk, {}).values(), key=lambda one: one.period)


def _months(lines: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[uuid.UUID, OfMonth]]:
    """Return by line the closed months that these lines are about, by the number of their row: of each the
    side that these lines pay, so that months come to what lines come to.
    """
    asked = set(lines)
    found: dict[uuid.UUID, dict[uuid.UUID, OfMonth]] = {}
    for one in Rapel.objects.filter(Q(income__in=asked) | Q(cuts__in=asked)):
        sides = {False: one.income_id in asked, True: one.cuts_id in asked}
        parts = tuple(Part(**part) for part in one.parts if sides[part["cut"]])
        month = OfMonth(one.period, parts, tuple(one.causes))
        for line in (one.income_id, one.cuts_id):
            if line in asked and line is not None:
                found.setdefault(line, {})[one.pk] = month
    return found


def _rules(run: Run) -> dict[str, str]:
    """Return by kind of extra line the rule that puts it on the slip."""
    rules = programs_of(run)[run.pay_list].selection.rules.values()
    kinds = {kind.value for kind in JenisTambahan}
    return {
        one.version.formula: one.rule.name
        for one in rules
        if one.version is not None and one.version.formula in kinds and _on(one.rule.lists, run)
    }


def _on(lists: Any, run: Run) -> bool:
    return not lists or run.pay_list in lists


def _sums(run: Run, rules: Mapping[str, str], people: Iterable[Paid]) -> Iterable[tuple[str, int, int]]:
    """Yield of each line of the slips what the list comes to, and what the slips come to. Those that may
    hold other things besides are told with what is rapel only.
    """
    everyone = list(people)
    for kind in SIGNS:
        listed = sum(line.amount for one in everyone for line in one.lines if line.kind == kind)
        on_slips = int(run.totals.get(rules.get(kind, "")) or 0)
        if listed or (kind in OF_EARLIER and on_slips):
            yield str(JenisTambahan(kind).label), listed, on_slips
