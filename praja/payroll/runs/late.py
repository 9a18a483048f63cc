"""Who can be paid by a supplementary run (susulan): held, stuck or missed in a month, and free of it now."""

from __future__ import annotations

import dataclasses
import datetime
import json
import uuid
from collections.abc import Mapping
from typing import Any

import polars as pl
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from praja.organization.models import Unit
from praja.organization.queries import ancestor_ids, subtree
from praja.payroll.enums import JenisProses, KeadaanProses, KeadaanSlip
from praja.payroll.facts.survivors import HEIR
from praja.payroll.models import Run, Slip
from praja.payroll.perms import LOCKED
from praja.payroll.programs import pack_of
from praja.payroll.runs.compute import known_facts, outcome_of
from praja.payroll.runs.refused import RunRefused
from praja.people.models import Person, UnitHistory

UNLOCKED = (
    KeadaanProses.TERBUKA,
    KeadaanProses.MENGHITUNG,
    KeadaanProses.DIHITUNG,
    KeadaanProses.DIPERIKSA,
)
UNPAID = (KeadaanSlip.DITAHAN, KeadaanSlip.MASALAH, KeadaanSlip.TERUTANG)


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who was not paid in a month, and what would come out now."""

    person_id: uuid.UUID
    nip: str
    name: str
    unit: str
    why: str
    """Why nothing was paid then."""
    ready: bool
    """Whether that reason is gone."""
    net: int | None
    still: str
    """Why it is not gone."""
    account: str = ""
    """To which account it would go, with the name of its holder."""
    heir: str = ""
    """Of gaji terusan, who receives it."""


def candidates(
    unit: Unit, pay_list: str, period: datetime.date, *, paid_on: datetime.date | None = None
) -> list[Candidate]:
    """Return who of a unit, with all below, got nothing of a list in a month by runs that are closed.

    :raises RulesError: if the law of that month cannot be used
    """
    units = subtree([unit], period)
    why = _unpaid(units, pay_list, period) | _missed(unit, units, pay_list, period)
    return found_by_trial(JenisProses.SUSULAN, why, unit, pay_list, period, paid_on)


def found_by_trial(
    kind: JenisProses,
    why: Mapping[uuid.UUID, str],
    unit: Unit,
    pay_list: str,
    period: datetime.date,
    paid_on: datetime.date | None,
) -> list[Candidate]:
    """Return what a run of a kind would pay those of whom it is said why they were not paid.

    :raises RulesError: if the law of that month cannot be used
    """
    if not why:
        return []
    government = unit.government or unit
    trial = Run(
        pay_list=pay_list,
        kind=kind,
        period=period,
        unit=unit,
        government=government,
        people=sorted(str(one) for one in why),
        pack=pack_of(government, period),
        paid_on=paid_on or period,
    )
    known = known_facts(trial, timezone.now())
    try:
        slips = outcome_of(trial, known).slips
    except RunRefused:
        return []
    heirs = dict(known.origin.filter(pl.col("fakta") == HEIR).select("nip", "keterangan").iter_rows())
    found = []
    for row in slips.sort("nama", "nip").iter_rows(named=True):
        ready = row["keadaan"] == KeadaanSlip.DIBAYAR
        person = uuid.UUID(row["person_id"])
        still = "" if ready else _told(row["problems"]) or KeadaanSlip(row["keadaan"]).label
        found.append(
            Candidate(
                person,
                row["nip"],
                row["nama"],
                row["unit"],
                why[person],
                ready,
                row["net"],
                str(still),
                _account(row),
                heirs.get(row["nip"], ""),
            )  # fmt: skip
        )
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class Owed:
    """A month in which a list of a unit was computed and is owed."""

    unit_id: uuid.UUID
    """Of the run."""
    pay_list: str
    period: datetime.date
    people: frozenset[uuid.UUID]
    net: int


def owed(units: QuerySet[Unit]) -> list[Owed]:
    """Return by unit, list and month what locked runs of some units owe still, the oldest month first."""
    mine = Slip.objects.filter(
        period=OuterRef("period"), pay_list=OuterRef("pay_list"), person=OuterRef("person")
    )
    again = mine.filter(Q(state=KeadaanSlip.DIBAYAR) | Q(kind=JenisProses.SUSULAN, run__state__in=UNLOCKED))
    rows = Slip.objects.filter(
        ~Exists(again), run__unit__in=units.values("pk"), run__state__in=LOCKED, state=KeadaanSlip.TERUTANG
    ).order_by("pay_list", "period")
    people: dict[tuple[uuid.UUID, str, datetime.date], dict[uuid.UUID, int]] = {}
    for unit, pay_list, period, person, net in rows.values_list(
        "run__unit", "pay_list", "period", "person", "net"
    ):
        people.setdefault((unit, pay_list, period), {})[person] = net or 0
    return [Owed(*key, frozenset(found), sum(found.values())) for key, found in people.items()]


def _unpaid(units: set[uuid.UUID], pay_list: str, period: datetime.date) -> dict[uuid.UUID, str]:
    mine = Slip.objects.filter(period=period, pay_list=pay_list)
    paid = mine.filter(person=OuterRef("person"), state=KeadaanSlip.DIBAYAR)
    again = mine.filter(person=OuterRef("person"), kind=JenisProses.SUSULAN).exclude(run__state__in=LOCKED)
    rows = mine.filter(unit__in=units, run__state__in=LOCKED, state__in=UNPAID)
    rows = rows.filter(~Exists(paid), ~Exists(again)).order_by("run__made_at")
    return {
        person: " ".join(one["message"] for one in problems) or str(KeadaanSlip(state).label)
        for person, state, problems in rows.values_list("person_id", "state", "problems")
    }


def _missed(unit: Unit, units: set[uuid.UUID], pay_list: str, period: datetime.date) -> dict[uuid.UUID, str]:
    """Return those who belonged here, but stand in no run although the month's own is closed."""
    around = [*ancestor_ids(unit, period)]
    closed = Run.objects.filter(
        unit__in=around, period=period, pay_list=pay_list, kind=JenisProses.INDUK, people=[], state__in=LOCKED
    )
    if not closed.exists():
        return {}
    here = UnitHistory.objects.on(period).filter(unit__in=units)
    standing: Any = Slip.objects.filter(period=period, pay_list=pay_list, person=OuterRef("pk"))
    standing = standing.exclude(run__state=KeadaanProses.DIBATALKAN)
    missed = Person.objects.filter(pk__in=here.values("person")).filter(~Exists(standing))
    return dict.fromkeys(missed.values_list("pk", flat=True), _("Belum ada di proses mana pun bulan itu."))


def _account(row: Mapping[str, Any]) -> str:
    if not row["bank_nomor"]:
        return ""
    named = {"bank": row["bank"], "number": row["bank_nomor"], "holder": row["bank_nama"]}
    return _("%(bank)s %(number)s atas nama %(holder)s") % named


def _told(problems: str) -> str:
    return " ".join(one["message"] for one in json.loads(problems))
