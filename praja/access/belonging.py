"""Whose account belongs to which unit. Only the records of people know it, and they lie above; they tell."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from praja.organization.models import Unit
from praja.organization.queries import today

AccountsIn = Callable[[QuerySet[Unit], datetime.date], Iterable[Any]]
UnitOf = Callable[[Any, datetime.date], Unit | None]
IsRecorded = Callable[[Any], bool]
HasLeft = Callable[[str, datetime.date], Q]
Left = Callable[[Any, datetime.date], bool]

_accounts_in: AccountsIn = lambda units, on: ()  # noqa: E731
_unit_of: UnitOf = lambda user, on: None  # noqa: E731
_is_recorded: IsRecorded = lambda user: False  # noqa: E731
_has_left: HasLeft = lambda account, on: Q(pk__in=[])  # noqa: E731
_left: Left = lambda user, on: False  # noqa: E731


def tell(
    *,
    accounts_in: AccountsIn,
    unit_of: UnitOf,
    is_recorded: IsRecorded | None = None,
    has_left: HasLeft,
    left: Left,
) -> None:
    """Be told, when the site starts, how to find out.

    :param accounts_in: gives the ids of the accounts (a queryset or list) of people who work in some units
    :param unit_of: gives the unit in which the person of an account works on a day, or worked last before it
    :param is_recorded: tells whether an account belongs to a person in the records, also one without a unit;
        by default whoever has a unit is
    :param has_left: gives the condition that the person of an account, named by its column, has left service
        before a day
    :param left: tells the same of one account
    """
    global _accounts_in, _unit_of, _is_recorded, _has_left, _left
    _accounts_in, _unit_of, _has_left, _left = accounts_in, unit_of, has_left, left
    _is_recorded = is_recorded or (lambda user: unit_of(user, today()) is not None)


def accounts_in(units: QuerySet[Unit], on: datetime.date) -> Iterable[Any]:
    """Return the ids of the accounts of people who work in some units on a day."""
    return _accounts_in(units, on)


def unit_of(user: Any, on: datetime.date) -> Unit | None:
    """Return the unit in which the person of an account works on a day, or worked last before it."""
    return _unit_of(user, on)


def is_recorded(user: Any) -> bool:
    """Tell whether an account belongs to a person in the records."""
    return _is_recorded(user)


def has_left(account: str, on: datetime.date) -> Q:
    """Return the condition that the person of an account has left service before a day.

    :param account: the column that names the account
    """
    return _has_left(account, on)


def left(user: Any, on: datetime.date) -> bool:
    """Tell whether the person of an account has left service before a day, as `has_left` says of many."""
    return _left(user, on)
