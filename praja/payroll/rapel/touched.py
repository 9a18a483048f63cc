"""Paid months that read a predicate which the decision on an objection changed since."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Collection
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation

from praja.access.enums import Role
from praja.access.queries import holders, units_of_roles, units_visible_to
from praja.audit.models import Event
from praja.payroll.enums import KeadaanSlip
from praja.payroll.facts.rated import PREDICATE
from praja.payroll.models import Rapel, Run, Slip
from praja.payroll.perms import LOCKED, TOUCHED_READERS
from praja.payroll.runs.compute import programs_of
from praja.performance.models import ObjectionDecision
from praja.rules.errors import RulesError
from praja.web.notices import notify_many
from praja.web.said import gettext as _

DECIDED: Final = "performance.objection_decided"

_TOUCHED = """
SELECT s.id, s.run_id, d.id
FROM performance_objectiondecision d
JOIN performance_objection o ON o.id = d.objection_id
JOIN performance_closedrating c ON c.rating_id = o.rating_id AND c.digantikan IS NOT NULL
JOIN performance_period p ON p.id = c.period_id AND p.kind <> 'tahunan'
JOIN payroll_slip s ON s.person_id = c.person_id AND s.state = %(paid)s
    AND s.period >= date_trunc('month', upper(p.days) - 1)::date
JOIN payroll_run r ON r.id = s.run_id AND r.state = ANY(%(locked)s)
    AND r.known_at >= c.tercatat AND r.known_at < c.digantikan
WHERE d.before_predicate <> d.predicate AND (%(all)s OR c.person_id = ANY(%(people)s::uuid[]))
    AND NOT EXISTS (
        SELECT FROM performance_period n
        WHERE n.government_id = p.government_id AND n.kind <> 'tahunan' AND upper(n.days) > upper(p.days)
            AND upper(n.days) <= (s.period + interval '1 month')::date
    )
    AND NOT EXISTS (
        SELECT FROM payroll_recap x
        WHERE x.person_id = s.person_id AND x.period = s.period AND x.values ? %(fact)s
            AND x.tercatat <= r.known_at AND (x.digantikan IS NULL OR x.digantikan > r.known_at)
    )
"""
"""Slips of locked runs with the decision: the run was computed while the former rating was the closed one,
its period is the one that counts for the month, and no sheet of the month said another predicate."""


@dataclasses.dataclass(frozen=True, slots=True)
class Touched:
    """Why a paid month may come to something else."""

    decision: ObjectionDecision
    settled: bool
    """Whether rapel of the month was recorded since."""


def touched(people: Collection[uuid.UUID] | None = None) -> dict[uuid.UUID, Touched]:
    """Return by slip why it may come to something else, in a number of queries that stays.

    :param people: of whom; None for all
    """
    given: dict[str, Any] = {
        "paid": KeadaanSlip.DIBAYAR,
        "locked": list(LOCKED),
        "all": people is None,
        "people": "{" + ",".join(map(str, people or ())) + "}",
        "fact": PREDICATE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, given)
        rows = cursor.fetchall()
    runs = Run.objects.select_related("government").in_bulk({run for _slip, run, _decision in rows})
    reading = {pk for pk, run in runs.items() if _reads_predicate(run)}
    here = [row for row in rows if row[1] in reading]
    decisions = ObjectionDecision.objects.select_related("objection__skp").in_bulk({row[2] for row in here})
    kept = Rapel.objects.filter(
        run__in=reading, income__withdrawn_at__isnull=True, cuts__withdrawn_at__isnull=True
    )
    made: dict[tuple[uuid.UUID, uuid.UUID], datetime.datetime] = {}
    for run, person, *lines in kept.values_list("run", "person", "income__made_at", "cuts__made_at"):
        made[run, person] = max(filter(None, [made.get((run, person)), *lines]))
    found = {}
    for slip, run, pk in here:
        decision = decisions[pk]
        last = made.get((run, decision.objection.skp.person_id))
        found[slip] = Touched(decision, last is not None and last > decision.made_at)
    return found


def _reads_predicate(run: Run) -> bool:
    try:
        programs = programs_of(run).values()
    except RulesError:  # what cannot be asked any more is looked at by people
        return True
    return any(fact.name == PREDICATE for program in programs for fact in program.facts)


def touched_for(user: Any, on: datetime.date, found: Collection[uuid.UUID]) -> QuerySet[Slip]:
    """Return of some slips those for whose unit somebody pays, approves, audits or keeps the records."""
    everywhere, some = units_of_roles(user, on, *TOUCHED_READERS)
    rows = Slip.objects.filter(pk__in=found)
    if not everywhere:
        units = units_visible_to(user, on, *TOUCHED_READERS).values("pk") if some else []
        rows = rows.filter(Q(unit__in=units) | Q(run__unit__in=units))
    return rows.select_related("run__unit")


def tell_of(event: Event, people: Any) -> None:
    """Tell those who pay that the decision on an objection touches months that are paid."""
    if event.kind != DECIDED or event.person_id is None or not (event.after or {}).get("penutupan_diganti"):
        return
    slips = touched([event.person_id])
    units = {one.run.unit for one in Slip.objects.filter(pk__in=slips).select_related("run__unit")}
    titles = {}
    for account in {one for unit in units for one in holders(Role.BENDAHARA, unit=unit)}:
        with translation.override(account.language):
            titles[account] = _("Keputusan keberatan menyentuh bulan gaji yang sudah dibayar")
    if titles:
        notify_many(titles, reverse("payroll:touched"))
