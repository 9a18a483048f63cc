"""What the pages of the exchange share."""

from __future__ import annotations

import datetime
import uuid

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from praja.access.queries import names_apart
from praja.organization.models import Unit
from praja.performance.bkn.modes import MODE
from praja.performance.models import Period
from praja.web.prepared import rows_of
from praja.web.shell import day_of

MOST_UNITS = 300
MOST_PERIODS = 40


def unit_and_periods(
    request: HttpRequest, units: QuerySet[Unit]
) -> tuple[datetime.date, dict[uuid.UUID, str], list[Period]]:
    """Return the day, units to choose from by name, and the periods of their governments that are over.

    :raises Http404: if there are no units
    """
    on = day_of(request.user)
    names, periods = offered(units, on)
    if not names:
        raise Http404
    return on, names, periods


def offered(units: QuerySet[Unit], on: datetime.date) -> tuple[dict[uuid.UUID, str], list[Period]]:
    """Return units to choose from by name, and the periods of their governments that are over."""
    rows = list(units.order_by("code").values_list("pk", "government")[:MOST_UNITS])
    names = names_apart([pk for pk, _government in rows], on)
    ended = "t.government_id = ANY(%(governments)s::uuid[]) AND upper(t.days) <= %(on)s::date"
    newest = "upper(t.days) DESC, lower(t.days) LIMIT %(most)s::int"
    given = {
        "governments": list({government or pk for pk, government in rows}),
        "on": on,
        "most": MOST_PERIODS,
    }
    periods = rows_of(Period, f"{ended} ORDER BY {newest}", given, along="government", more=(MODE,))
    return {pk: names.get(pk, "") for pk, _government in rows}, periods
