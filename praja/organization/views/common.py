"""Which unit and which day a page of the structure is about."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from collections.abc import Sequence

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from praja.organization import queries
from praja.organization.forms import (
    AsOfForm,
)
from praja.organization.models import Unit, UnitVersion


@dataclasses.dataclass(frozen=True, slots=True)
class AsOf:
    """The day that a page shows, and as known when."""

    day: datetime.date
    known_at: datetime.datetime | None
    form: AsOfForm
    today: datetime.date
    query: str
    name: str
    """What the unit is called on that day."""

    @property
    def past(self) -> bool:
        """Whether it is not simply now."""
        return self.day != self.today or self.known_at is not None


def as_of(
    request: HttpRequest, unit: Unit | None = None, *, known: Sequence[UnitVersion] | None = None
) -> AsOf:
    """Return the day that the request asks for; today at the unit's place where it asks for none.

    :param known: the known versions of the unit, where they were read already
    """
    if known is None:
        known = list(UnitVersion.objects.known().filter(unit=unit)) if unit else ()
    zone = queries.zone_in(known)
    today = timezone.localdate(timezone=zone)
    form = AsOfForm(request.GET if "per" in request.GET or "diketahui" in request.GET else None)
    day, known_at, query = today, None, ""
    if form.is_bound and form.is_valid():
        day = form.cleaned_data["per"] or today
        moment = form.cleaned_data["diketahui"]
        if day != today:
            query = f"per={day.isoformat()}"
        if moment:
            end = datetime.datetime.combine(moment + datetime.timedelta(days=1), datetime.time())
            known_at = timezone.make_aware(end, zone)
            query = f"{query}&diketahui={moment.isoformat()}" if query else f"diketahui={moment.isoformat()}"
    named = queries.nearest_in(known, day)
    return AsOf(day, known_at, form, today, query, named.name if named else unit.code if unit else "")


def unit_seen(request: HttpRequest, number: uuid.UUID) -> Unit:
    return get_object_or_404(queries.units_open_to(request.user).select_related("government"), pk=number)
