"""Reading ratings and closings. A view obtains them here and nowhere else."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet

from praja.people.asker import asker_of
from praja.performance.models import Closing, Rating, UnitAchievement
from praja.performance.rating.perms import ratings_open_to


def ratings_visible_to(user: Any, on: datetime.date) -> QuerySet[Rating]:
    """Return the ratings that somebody may read (`perms.ratings_open_to`)."""
    return Rating.objects.filter(ratings_open_to(user, on))


def own_ratings(user: Any) -> QuerySet[Rating]:
    """Return what somebody was rated, as it stands, the newest first."""
    own = asker_of(user).person
    rows = Rating.objects.filter(skp__person=own, signed_at__isnull=False, digantikan__isnull=True)
    return rows.select_related("period", "skp", "delivery").order_by("-period__days__endswith", "-signed_at")


def achievements_of(unit: Any, period: Any) -> QuerySet[UnitAchievement]:
    """Return what was said of a unit in a period, the newest first."""
    return UnitAchievement.objects.filter(unit=unit, period=period).select_related("by").order_by("-tercatat")


def closings_of(unit: Any, period: Any) -> QuerySet[Closing]:
    """Return how often a unit was closed for a period, the newest first."""
    rows = Closing.objects.filter(unit=unit, period=period)
    return rows.select_related("by", "reopened_by").order_by("-number")
