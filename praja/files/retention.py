"""How long files are kept, by what they are for: apps tell it here, with the ground on which they keep them.

    retention.add("people.sk", _("SK kepegawaian"), None, _("arsip kepegawaian, selama diperlukan"))
    store(upload, by=user, keep_until=retention.until("people.upload", on))

A file is deleted only after its day, and only when no record refers to it any more (UU 27/2022 on personal
data). Where a record refers to it longer than it is needed, its app tells as well how to let go of it; that
is done each night, before files are deleted.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Iterator

from django.utils.functional import Promise


@dataclasses.dataclass(frozen=True, slots=True)
class Retention:
    """What files of one purpose are called, for how many days they are kept (none: for good), and why."""

    purpose: str
    label: str | Promise
    days: int | None
    ground: str | Promise
    release: Callable[[datetime.date], int] | None = None
    """Lets records refer no more to files whose time is over, and returns how many."""


_PERIODS: dict[str, Retention] = {}


def add(
    purpose: str,
    label: str | Promise,
    days: int | None,
    ground: str | Promise,
    release: Callable[[datetime.date], int] | None = None,
) -> None:
    """Tell how long files of a purpose are kept."""
    _PERIODS[purpose] = Retention(purpose, label, days, ground, release)


def until(purpose: str, on: datetime.date) -> datetime.date | None:
    """Return the last day on which a file of a purpose, uploaded on a day, must be kept; none: for good.

    :raises KeyError: if no app has told the purpose
    """
    days = days_of(purpose)
    return None if days is None else on + datetime.timedelta(days=days)


def days_of(purpose: str) -> int | None:
    """Return for how many days files of a purpose are kept.

    :raises KeyError: if no app has told the purpose
    """
    return _PERIODS[purpose].days


def release(on: datetime.date) -> int:
    """Let records refer no more to files whose time is over, and return how many."""
    return sum(period.release(on) for period in periods() if period.release is not None)


def periods() -> Iterator[Retention]:
    """Yield all purposes."""
    yield from sorted(_PERIODS.values(), key=lambda period: period.purpose)
