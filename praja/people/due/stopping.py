"""From when on no family allowance is paid for somebody, because the reason for it is gone. Pure.

Allowances are paid by the month, as it stands on its first day (PP 7/1977 article 16): what happens in a
month ends them with the next one. Treasurers follow that month; no text that was read says it outright.
"""

from __future__ import annotations

import dataclasses
import datetime

from praja.people.due.career import add_months, first_of_month


@dataclasses.dataclass(frozen=True, slots=True)
class Stop:
    """Why and from when on no allowance is paid."""

    why: str
    """`cerai`, `meninggal`, `kawin` (a child married) or `asn` (a child has an income of its own)."""
    happened: datetime.date | None
    """None where it is not recorded when."""
    day: datetime.date
    """The first day without an allowance: the first of a month."""


def stop_of(
    relation: str,
    *,
    divorced_on: datetime.date | None,
    died_on: datetime.date | None,
    married_on: datetime.date | None,
    works_as_asn: bool,
    on: datetime.date,
) -> Stop | None:
    """Return why and from when on no allowance is paid for a member of the family; none while it may be.

    A spouse who is an ASN too does not end it by that alone: it is paid to one of the two.

    :param on: the day from which it is looked at; a reason without a day of its own counts from its month on
    """
    child = relation.startswith("anak")
    found = [Stop("meninggal", died_on, _month_after(died_on))] if died_on else []
    if divorced_on and not child:
        found.append(Stop("cerai", divorced_on, _month_after(divorced_on)))
    if married_on and child:
        found.append(Stop("kawin", married_on, _month_after(married_on)))
    if works_as_asn and child:
        found.append(Stop("asn", None, first_of_month(on)))
    return min(found, key=lambda stop: stop.day, default=None)


def _month_after(day: datetime.date) -> datetime.date:
    return add_months(first_of_month(day), 1)
