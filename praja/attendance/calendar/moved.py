"""Telling the judge which days a change of the calendar concerns. Days to come are judged when they come."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection

from praja.attendance.touched import touch_known_span
from praja.organization.models import Unit
from praja.organization.queries import subtree, today
from praja.people.models import JabatanHistory, UnitHistory
from praja.temporal.actions import span

DAY = datetime.timedelta(days=1)


def people_in(unit: Unit, first: datetime.date, last: datetime.date) -> set[uuid.UUID]:
    """Return who works in a unit or below it on any of some days."""
    if unit.government_id is None:
        members = UnitHistory.objects.filter(unit__government=unit) | UnitHistory.objects.filter(unit=unit)
    else:
        places = subtree([unit.pk], first) | subtree([unit.pk], last)
        members = UnitHistory.objects.filter(unit__in=places)
    return set(
        members.known().filter(berlaku__overlap=span(first, last + DAY)).values_list("person", flat=True)
    )


def touch_unit(unit: Unit, first: datetime.date, last: datetime.date | None, why: str) -> None:
    """Mark the days of a span of all who work in a unit or below it."""
    end = today(unit) if last is None else min(last, today(unit))
    if first <= end:
        touch_known_span(people_in(unit, first, end), first, end, why)


def touch_people(
    people: Collection[uuid.UUID], first: datetime.date, last: datetime.date | None, why: str
) -> None:
    """Mark the days of a span of some people."""
    end = today() + DAY if last is None else min(last, today() + DAY)
    if people and first <= end:
        touch_known_span(people, first, end, why)


def touch_post(position: uuid.UUID, first: datetime.date, last: datetime.date | None, why: str) -> None:
    """Mark the days of a span of those who hold a post."""
    held = JabatanHistory.objects.known().filter(
        position=position, berlaku__overlap=span(first, None if last is None else last + DAY)
    )
    touch_people(set(held.values_list("person", flat=True)), first, last, why)
