"""Giving one person's standing facts and deductions by form, with a reason; all that stood before stays.

The trail tells that and why something was given, never an amount: it is read by more people than pay is.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from praja.access.enums import Role
from praja.audit.actions import record
from praja.files.models import StoredFile
from praja.organization.models import Unit
from praja.payroll.models import Deduction, StandingFact
from praja.payroll.sheets.actions import SheetFactsRefused
from praja.payroll.sheets.perms import may_give_fact, may_give_of_person
from praja.payroll.sheets.plan import covering
from praja.people.models import Person, UnitHistory
from praja.rules.facts import Fault, encode
from praja.rules.language.value import Codebook
from praja.rules.schema import Fact
from praja.temporal import actions as temporal
from praja.temporal.actions import Overlap, span
from praja.web.said import gettext as _


@transaction.atomic
def give_fact(
    *, person: Person, fact: Fact, value: str, start: datetime.date, end: datetime.date | None,
    note: str, file: StoredFile | None, by: Any, on: datetime.date,
) -> StandingFact:  # fmt: skip
    """Record what holds of a person from a day on; what was said before ends there.

    :param value: in the one form in which values are kept (`facts.typed.as_text`)
    :param end: the last day on which it holds; none while no end is known
    :param note: why, or by which document
    :raises SheetFactsRefused: if `by` may not give it, or the value cannot be one of the fact
    """
    if not may_give_of_person(by, person, on) or not may_give_fact(by, fact, _unit_of(person, on), on):
        raise SheetFactsRefused(_("Anda tidak berwenang mengisi fakta ini bagi orang itu."))
    if fact.low is not None or fact.kind.value not in ("rupiah", "angka"):
        found = encode(fact, value, Codebook(), None)
        if isinstance(found, Fault):
            raise SheetFactsRefused(f"{found.message} {found.advice}")
    upper = end + datetime.timedelta(days=1) if end else None
    if upper is not None and upper <= start:
        raise SheetFactsRefused(_("Tanggal berakhirnya mendahului tanggal mulainya."))
    known = list(StandingFact.objects.known().filter(person=person, fact=fact.name).order_by("berlaku"))
    now, later = covering(known, start)
    upper = min((one for one in (upper, later) if one is not None), default=None)
    row = StandingFact(
        person=person, fact=fact.name, value=value, note=note, file=file, berlaku=span(start, upper)
    )
    made = _in_place_of(now, row, start, by)
    record(
        kind="payroll.fact_given", by=by, target=made, person=person.pk, on=on,
        after={"fakta": fact.title, "mulai": start, "sampai": end}, reason=note,
    )  # fmt: skip
    return made


@transaction.atomic
def give_deduction(
    *, person: Person, said: dict[str, Any], start: datetime.date, end: datetime.date | None,
    file: StoredFile | None, note: str, by: Any, on: datetime.date,
) -> Deduction:  # fmt: skip
    """Record a loan, due or rent of a person from a day on; the same one as it was before ends there.

    :param said: kind, creditor, number, monthly, total, paid_before
    :raises SheetFactsRefused: if `by` may not, or the amounts contradict each other
    """
    if not may_give_of_person(by, person, on, Role.BENDAHARA):
        raise SheetFactsRefused(_("Anda tidak berwenang mencatat potongan orang itu."))
    if said["total"] is not None and said["paid_before"] > said["total"]:
        raise SheetFactsRefused(_("Yang sudah dibayar lebih besar daripada jumlah seluruhnya."))
    upper = end + datetime.timedelta(days=1) if end else None
    if upper is not None and upper <= start:
        raise SheetFactsRefused(_("Tanggal berakhirnya mendahului tanggal mulainya."))
    same = {name: said[name] for name in ("kind", "creditor", "number")}
    known = list(Deduction.objects.known().filter(person=person, **same).order_by("berlaku"))
    now, later = covering(known, start)
    upper = min((one for one in (upper, later) if one is not None), default=None)
    made = _in_place_of(
        now, Deduction(person=person, file=file, berlaku=span(start, upper), **said), start, by
    )
    record(
        kind="payroll.deduction_given", by=by, target=made, person=person.pk, on=on,
        after={"potongan": made.get_kind_display(), "mulai": start, "sampai": end},
        reason=note,
    )  # fmt: skip
    return made


@transaction.atomic
def end(
    *, row: StandingFact | Deduction, last: datetime.date, reason: str, by: Any, on: datetime.date
) -> None:
    """Let a standing fact or a deduction of a person end: `last` is the last day on which it holds.

    :raises SheetFactsRefused: if `by` may not, or it does not hold on that day
    """
    person = row.person
    roles = (Role.BENDAHARA,) if isinstance(row, Deduction) else ()
    if person is None or not may_give_of_person(by, person, on, *roles):
        raise SheetFactsRefused(_("Anda tidak berwenang mengakhiri ini."))
    if last < row.mulai or (row.sampai is not None and last >= row.sampai):
        raise SheetFactsRefused(_("Pilih hari terakhir di dalam masa berlakunya."))
    try:
        temporal.end(row, last + datetime.timedelta(days=1), by=by)
    except temporal.Superseded as error:
        raise SheetFactsRefused(_("Data ini baru saja diubah orang lain. Muat ulang halamannya.")) from error
    record(
        kind="payroll.given_ended", by=by, target=row, person=person.pk, on=on,
        before={"sampai": row.sampai}, after={"sampai": last}, reason=reason,
    )  # fmt: skip


def _unit_of(person: Person, on: datetime.date) -> Unit:
    place: Any = UnitHistory.objects.on(on).filter(person=person).select_related("unit").get()
    unit: Unit = place.unit
    return unit


def _in_place_of(now: Any, row: Any, start: datetime.date, by: Any) -> Any:
    """Record a row; the one that holds on its first day ends before it, or is replaced by it."""
    try:
        if now is None:
            return temporal.record(row, by=by)
        if now.berlaku.lower < start:
            temporal.end(now, start, by=by)
            return temporal.record(row, by=by)
        changes = {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if field.attname not in _KEPT
        }
        return temporal.correct(now, by=by, **changes)
    except (Overlap, temporal.Superseded) as error:
        raise SheetFactsRefused(_("Data ini baru saja diubah orang lain. Muat ulang halamannya.")) from error


_KEPT = ("id", "tercatat", "dicatat_oleh", "digantikan", "pengganti_id", "person_id")
