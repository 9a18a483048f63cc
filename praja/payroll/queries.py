"""Reading runs and slips. A view obtains them here and nowhere else."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from praja.access.enums import Role
from praja.access.queries import units_visible_to
from praja.organization.models import Unit
from praja.payroll.enums import KeadaanProses, KeadaanSlip
from praja.payroll.models import PayHold, Run, RunFile, Slip
from praja.payroll.perms import READERS, TOTALS, slips_open_to


def slips_visible_to(user: Any, on: datetime.date | None = None) -> QuerySet[Slip]:
    """Return the slips that an account may see (`perms.may_see_slip`), in one query."""
    return Slip.objects.filter(slips_open_to(user, on))


def runs_visible_to(user: Any, on: datetime.date | None = None) -> QuerySet[Run]:
    """Return the runs of which an account may see at least the totals (`perms.may_see_totals`)."""
    return Run.objects.filter(unit__in=units_visible_to(user, on, *TOTALS).values("pk"))


def runs_open_to(user: Any, on: datetime.date | None = None) -> QuerySet[Run]:
    """Return the runs of which an account may see the people and the files (`perms.may_see_people`)."""
    return Run.objects.filter(unit__in=units_visible_to(user, on, *READERS).values("pk"))


def files_visible_to(user: Any, on: datetime.date | None = None) -> QuerySet[RunFile]:
    """Return the files of runs that an account may have."""
    return RunFile.objects.filter(run__in=runs_open_to(user, on))


def holds_visible_to(user: Any, on: datetime.date | None = None) -> QuerySet[PayHold]:
    """Return what is or was held back in the units for which an account sees slips."""
    return PayHold.objects.filter(unit__in=units_visible_to(user, on, *READERS).values("pk"))


def units_paid_by(user: Any, on: datetime.date | None = None) -> QuerySet[Unit]:
    """Return the units for which an account may open a run (`perms.may_open_run`)."""
    return units_visible_to(user, on, Role.BENDAHARA)


def waiting_for_approval(user: Any, on: datetime.date | None = None) -> QuerySet[Run]:
    """Return the runs that wait for an account to approve them."""
    mine = units_visible_to(user, on, Role.PEJABAT_PENYETUJU).values("pk")
    waiting = Run.objects.filter(state=KeadaanProses.DIPERIKSA, unit__in=mine)
    return waiting.exclude(computed_by=user).exclude(checked_by=user)


def waiting_for_treasurer(user: Any, on: datetime.date | None = None) -> QuerySet[Run]:
    """Return the runs whose next step is a bendahara's: to compute, to check, to pay."""
    paid = Slip.objects.filter(run=OuterRef("pk"), state=KeadaanSlip.DIBAYAR)
    wanted = Q(state__in=(KeadaanProses.TERBUKA, KeadaanProses.DIHITUNG)) | Q(
        Exists(paid), state=KeadaanProses.DISETUJUI
    )
    return Run.objects.filter(wanted, unit__in=units_paid_by(user, on).values("pk"))


def counts_of(run: Run) -> dict[str, int]:
    """Return how many people of a run are in each state, and how many of the paid have no bank account."""
    states = Slip.objects.filter(run=run).aggregate(
        **{state.value: Count("pk", filter=Q(state=state)) for state in KeadaanSlip},
        tunai=Count("pk", filter=Q(state=KeadaanSlip.DIBAYAR, bank_number="", net__gt=0)),
    )
    return {key: int(number or 0) for key, number in states.items()}


def sums_of(run: Run) -> dict[str, int]:
    """Return what those who are paid by a run get in all: before deductions, deductions, after them; and what
    others are owed (`owed`, after deductions).
    """
    paid = Q(state=KeadaanSlip.DIBAYAR)
    sums = Slip.objects.filter(run=run).aggregate(
        owed=Sum("net", filter=Q(state=KeadaanSlip.TERUTANG)),
        **{name: Sum(name, filter=paid) for name in ("gross", "cuts", "net")},
    )
    return {key: int(amount or 0) for key, amount in sums.items()}
