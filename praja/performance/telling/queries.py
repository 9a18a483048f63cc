"""Reading how ratings were told. A view obtains it here and nowhere else."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from praja.performance.models import Delivery, Period, Rating, RatingPapers


def delivery_of(rating: Rating) -> Delivery | None:
    """Return since when the person could read a rating; nothing while it is not signed."""
    return Delivery.objects.filter(rating=rating).first()


def deliveries_of(ratings: Iterable[Rating]) -> dict[uuid.UUID, Delivery]:
    """Return by rating since when the people could read it, in one query."""
    rows = Delivery.objects.filter(rating__in=[one.pk for one in ratings])
    return {one.rating_id: one for one in rows}


def taken_of(units: Iterable[uuid.UUID], period: Period) -> tuple[int, int]:
    """Return how many ratings that stand were delivered in some units, and how many of them were read."""
    rows = Delivery.objects.filter(
        rating__skp__unit__in=set(units), rating__period=period, rating__digantikan__isnull=True
    )
    found = rows.aggregate(delivered=Count("pk"), read=Count("acknowledged_at"))
    return found["delivered"], found["read"]


def forms_visible_to(user: Any, on: datetime.date) -> QuerySet[RatingPapers]:
    """Return the forms of units that an account asked for and that are still kept, the newest first."""
    found = RatingPapers.objects.filter(made_by=user, keep_until__gte=on)
    return found.select_related("unit__government", "period", "file").order_by("-made_at")
