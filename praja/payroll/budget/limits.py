"""The pagu of a year as they stand, and what locked runs have used."""

from __future__ import annotations

import dataclasses
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet, Sum

from praja.access.queries import units_visible_to
from praja.payroll.models import Pagu, RunAccount
from praja.payroll.perms import LOCKED, TOTALS

Account = tuple[uuid.UUID, str]
"""Whose, and the code of the account."""


@dataclasses.dataclass(frozen=True)
class Limits:
    """What units may spend: of whole accounts, and of single components."""

    whole: Mapping[Account, int]
    """Where only components have a pagu, it is their sum."""
    parts: Mapping[Account, Mapping[str, int]]
    having: frozenset[uuid.UUID]


def limits(units: Collection[uuid.UUID], year: int) -> Limits:
    """Return the pagu of some units in a year, in one query."""
    whole: dict[Account, int] = {}
    parts: dict[Account, dict[str, int]] = defaultdict(dict)
    rows = Pagu.objects.filter(unit__in=units, year=year, digantikan__isnull=True)
    for unit, account, component, amount in rows.values_list("unit_id", "account", "component", "amount"):
        if component:
            parts[unit, account][component] = amount
        else:
            whole[unit, account] = amount
    for key, own in parts.items():
        whole.setdefault(key, sum(own.values()))
    return Limits(whole, parts, frozenset(unit for unit, _account in whole))


def used(units: Iterable[uuid.UUID], year: int) -> QuerySet[Any]:
    """Return what locked runs of a year have booked for some units."""
    rows = RunAccount.objects.filter(unit__in=units, run__period__year=year, run__state__in=LOCKED)
    return rows.order_by()


def used_by_unit(units: Iterable[uuid.UUID], year: int, *, but_not: Any = None) -> QuerySet[Any]:
    """Return what was used by unit, account and rule: rows with `amount`.

    :param but_not: the id of a run that is left out
    """
    rows = used(units, year)
    rows = rows.exclude(run=but_not) if but_not is not None else rows
    return rows.values("unit_id", "account", "rule").annotate(sum=Sum("amount"))


def pagu_visible_to(user: Any, on: Any = None) -> QuerySet[Pagu]:
    """Return the pagu, superseded ones too, that an account may see (`perms.may_see_budget`)."""
    return Pagu.objects.filter(unit__in=units_visible_to(user, on, *TOTALS).values("pk"))
