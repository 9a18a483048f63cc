"""How long files are kept, by what they are for: apps tell it here, with the ground on which they keep them.

    retention.add("people.sk", _("SK kepegawaian"), None, _("arsip kepegawaian, selama diperlukan"))
    store(upload, by=user, keep_until=retention.until("people.proposal", on))

A file is deleted only after its day, and only when no record refers to it any more (UU 27/2022 on personal
data).
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator

from django.utils.functional import Promise


@dataclasses.dataclass(frozen=True, slots=True)
class Retention:
    """What files of one purpose are called, for how many days they are kept (none: for good), and why."""

    purpose: str
    label: str | Promise
    days: int | None
    ground: str | Promise


_PERIODS: dict[str, Retention] = {}


def add(purpose: str, label: str | Promise, days: int | None, ground: str | Promise) -> None:
    """Tell how long files of a purpose are kept."""
    _PERIODS[purpose] = Retention(purpose, label, days, ground)


def until(purpose: str, on: datetime.date) -> datetime.date | None:
    """Return the last day on which a file of a purpose, uploaded on a day, must be kept; none: for good.

    :raises KeyError: if no app has told the purpose
    """
    days = _PERIODS[purpose].days
    return None if days is None else on + datetime.timedelta(days=days)


def periods() -> Iterator[Retention]:
    """Yield all purposes."""
    yield from sorted(_PERIODS.values(), key=lambda period: period.purpose)
