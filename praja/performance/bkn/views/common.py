"""What the pages of the exchange share."""

from __future__ import annotations

import datetime
import uuid

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from praja.access.queries import names_apart
from praja.organization.models import Unit
from praja.performance.bkn.modes import with_mode
from praja.performance.models import Period
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
    rows = list(units.order_by("code").values_list("pk", "government")[:MOST_UNITS])
    if not rows:
        raise Http404
    names = names_apart([pk for pk, _government in rows], on)
    governments = {government or pk for pk, government in rows}
    periods = with_mode(Period.objects.filter(government__in=governments, days__endswith__lte=on))
    return (
        on,
        {pk: names.get(pk, "") for pk, _government in rows},
        list(
            periods.select_related("government").order_by("-days__endswith", "days__startswith")[
                :MOST_PERIODS
            ]
        ),
    )
