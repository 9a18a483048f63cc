"""Reading extra lines and regulations. A view obtains them here and nowhere else."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from praja.access.enums import Role
from praja.access.queries import units_visible_to
from praja.organization.models import Unit
from praja.payroll.enums import KeadaanSlip
from praja.payroll.extra.perms import extras_open_to
from praja.payroll.models import ExtraLine, LegalBasis, Slip
from praja.payroll.perms import LOCKED, READERS
from praja.people.models import Person, UnitHistory

WAITS = Q(confirmed_at__isnull=True, withdrawn_at__isnull=True)


def extras_visible_to(user: Any, on: datetime.date) -> QuerySet[ExtraLine]:
    """Return the extra lines that an account may see (`perms.extras_open_to`)."""
    return ExtraLine.objects.filter(extras_open_to(user, on))


def extras_waiting_for(user: Any, on: datetime.date) -> QuerySet[ExtraLine]:
    """Return the extra lines with a scan that wait for an account to confirm them."""
    mine = units_visible_to(user, on, Role.PEJABAT_PENYETUJU).values("pk")
    waiting = ExtraLine.objects.filter(WAITS, unit__in=mine, file__isnull=False)
    return waiting.exclude(made_by=user).exclude(person__account=user)


def bases_visible_to(user: Any, on: datetime.date) -> QuerySet[LegalBasis]:
    """Return the regulations of the governments for any unit of which an account sees slips."""
    units = units_visible_to(user, on, *READERS)
    own = Q(government__in=units.values("pk"))
    return LegalBasis.objects.filter(own | Q(government__in=units.values("government")))


def bases_waiting_for(user: Any, on: datetime.date) -> QuerySet[LegalBasis]:
    """Return the regulations that wait for an account to confirm them."""
    mine = units_visible_to(user, on, Role.PEJABAT_PENYETUJU).values("pk")
    return LegalBasis.objects.filter(WAITS, government__in=mine).exclude(made_by=user)


def people_added_to(user: Any, on: datetime.date) -> QuerySet[Person]:
    """Return the people of whom an account may record extra lines (`perms.may_give_extra`)."""
    units = units_visible_to(user, on, Role.BENDAHARA)
    members = UnitHistory.objects.on(on).filter(unit__in=units.values("pk"))
    return Person.objects.filter(pk__in=members.values("person")).exclude(account=user)


def governments_of(user: Any, on: datetime.date) -> QuerySet[Unit]:
    """Return the governments of which an account may record regulations (`perms.may_give_basis`)."""
    return units_visible_to(user, on, Role.BENDAHARA).filter(government__isnull=True)


Closed = Mapping[tuple[uuid.UUID, str, datetime.date], datetime.datetime | None]
"""Whose list of which month an approved run has paid, and as known when."""


def closed_months(people: Collection[uuid.UUID] | QuerySet[Any]) -> Closed:
    """Return which months of which lists are closed for some people."""
    slips = Slip.objects.filter(person__in=people, run__state__in=LOCKED, state=KeadaanSlip.DIBAYAR)
    rows = slips.values_list("person_id", "pay_list", "period", "run__known_at")
    return {(person, pay_list, period): at for person, pay_list, period, at in rows}


def counted_in(line: ExtraLine, month: datetime.date, closed: Closed) -> bool:
    """Tell whether a line stands on the closed slip of a month: it was confirmed before that was computed."""
    key = (line.person_id, line.pay_list, month)
    at = closed.get(key)
    return key in closed and line.confirmed_at is not None and (at is None or line.confirmed_at <= at)


def state_of(line: ExtraLine, closed: Closed) -> tuple[str, str]:
    """Return how far an extra line is, in words, and how it looks."""
    months = months_of(line)
    paid = [month for month in months if counted_in(line, month, closed)]
    missed = [
        month for month in months if (line.person_id, line.pay_list, month) in closed and month not in paid
    ]
    if line.withdrawn_at is not None:
        return (_("ditarik sebagian") if paid else _("ditarik")), ""
    if missed:
        return _("terlewat: slip bulannya sudah terkunci"), "bad"
    if line.confirmed_at is None:
        return _("menunggu pengesahan"), "warn"
    if len(paid) == len(months):
        return _("sudah masuk slip"), "ok"
    return (_("sebagian sudah masuk slip") if paid else _("disahkan, menunggu slipnya")), "ok"


def months_of(line: ExtraLine) -> list[datetime.date]:
    """Return the months in which an extra line counts."""
    found, month = [], line.first
    while month <= line.last and not (line.withdrawn_from and month >= line.withdrawn_from):
        found.append(month)
        month = (month + datetime.timedelta(days=32)).replace(day=1)
    return found
