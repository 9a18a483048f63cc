"""On which terms somebody may check in on a day."""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from typing import Any

from praja.attendance.checkin.geo import distance
from praja.attendance.models import CheckInConsent, CheckInPermit, CheckInPolicy
from praja.organization.queries import ancestor_ids
from praja.people.models import Person
from praja.people.perms import unit_of


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Somewhere one may check in."""

    name: str
    lat: float
    lon: float
    radius: int
    """Metres."""


@dataclasses.dataclass(frozen=True, slots=True)
class Near:
    """The place that is nearest to a position."""

    place: Place
    metres: int

    @property
    def inside(self) -> bool:
        """Tell whether the position is within its radius."""
        return self.metres <= self.place.radius


def places_of(policy: CheckInPolicy) -> list[Place]:
    """Return where one may check in by a policy; none: anywhere."""
    return [Place(**one) for one in policy.places]


def nearest(places: list[Place], lat: float, lon: float) -> Near | None:
    """Return the place whose circle is nearest to a position; none where none is named."""
    found = [Near(one, round(distance(lat, lon, one.lat, one.lon))) for one in places]
    return min(found, key=lambda one: one.metres - one.place.radius, default=None)


@dataclasses.dataclass(frozen=True, slots=True)
class Terms:
    """What holds for a person on a day: of which unit, and by which policy; none where nothing is open."""

    unit: uuid.UUID | None
    policy: CheckInPolicy | None


def terms_of(person: Person, on: datetime.date) -> Terms:
    """Return on which terms a person may check in on a day: those of the unit, or of the nearest above it."""
    unit = unit_of(person, on)
    if unit is None:
        return Terms(None, None)
    line = ancestor_ids(unit, on)
    held = {one.unit_id: one for one in CheckInPolicy.objects.on(on).filter(unit__in=line)}
    policy: CheckInPolicy | None = next((held[one] for one in line if one in held), None)
    if policy is None or not policy.open:
        return Terms(unit, None)
    if policy.who == CheckInPolicy.Who.TERTENTU and not permitted(person, on):
        return Terms(unit, None)
    return Terms(unit, policy)


def permitted(person: Person, on: datetime.date) -> bool:
    """Tell whether a person is one of those who may check in from a phone by name."""
    return bool(CheckInPermit.objects.on(on).filter(person=person).exists())


def consent_of(person: Any) -> CheckInConsent | None:
    """Return to what a person has agreed and not withdrawn."""
    return CheckInConsent.objects.filter(person=person, withdrawn_at__isnull=True).first()
