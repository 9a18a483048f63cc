"""What holds for a while and may be corrected later: the base of every history that an SK writes.

Each row says when it holds (`berlaku`, a range of days, its end not included) and when it was recorded
(`tercatat`). A correction never changes a row: it adds one and marks the old one superseded (`digantikan`),
so that "what was true on that day, and who said so when?" always has an answer.
"""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class HistoryQuerySet(models.QuerySet[Any]):
    """Rows of a history, read at two times."""

    def known(self, at: datetime.datetime | None = None) -> Self:
        """Return the rows as they were known at a moment, by default now."""
        if at is None:
            return self.filter(digantikan__isnull=True)
        return self.filter(tercatat__lte=at).filter(Q(digantikan__isnull=True) | Q(digantikan__gt=at))

    def on(self, day: datetime.date, *, known_at: datetime.datetime | None = None) -> Self:
        """Return the rows that hold on a day, as known at a moment."""
        return self.known(known_at).filter(berlaku__contains=day)

    def during(
        self, start: datetime.date, end: datetime.date, *, known_at: datetime.datetime | None = None
    ) -> Self:
        """Return the rows that hold on any day from `start` to before `end`, as known at a moment."""
        return self.known(known_at).filter(berlaku__overlap=(start, end))


class History(models.Model):
    """One row of a history: what, from when until when, known since when, by whom."""

    berlaku = DateRangeField("berlaku")
    tercatat = models.DateTimeField("tercatat", db_default=Now(), editable=False)
    dicatat_oleh = models.CharField("dicatat oleh", max_length=200, blank=True, editable=False)
    digantikan = models.DateTimeField("digantikan", null=True, blank=True, editable=False)
    pengganti = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="menggantikan"
    )
    """The row that was recorded instead of this one; none where it was withdrawn."""

    objects = HistoryQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds(self, day: datetime.date, known_at: datetime.datetime | None = None) -> bool:
        """Tell whether it holds on a day, as known at a moment (`HistoryQuerySet.on`)."""
        known = self.digantikan is None
        if known_at is not None:
            known = self.tercatat <= known_at and (self.digantikan is None or self.digantikan > known_at)
        return known and self.mulai <= day and (self.berlaku.upper is None or day < self.berlaku.upper)

    @property
    def mulai(self) -> datetime.date:
        """The first day on which it holds."""
        start: datetime.date = self.berlaku.lower
        return start

    @property
    def sampai(self) -> datetime.date | None:
        """The last day on which it holds; none while no end is known."""
        return None if self.berlaku.upper is None else self.berlaku.upper - datetime.timedelta(days=1)


def no_overlap(name: str, *owner: str, condition: Q | None = None) -> ExclusionConstraint:
    """Return the constraint that of one owner no two rows known today hold on the same day.

    :param name: of the constraint, unique in the database
    :param owner: the columns that say whose row it is
    :param condition: rows that it concerns, besides those not superseded
    """
    current = Q(digantikan__isnull=True)
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((column, RangeOperators.EQUAL) for column in owner),
            ("berlaku", RangeOperators.OVERLAPS),
        ],
        condition=current & condition if condition is not None else current,
    )


def not_empty(name: str) -> models.CheckConstraint:
    """Return the constraint that a row holds on at least one day, and since some day."""
    return models.CheckConstraint(
        name=name, condition=Q(berlaku__isempty=False, berlaku__startswith__isnull=False)
    )
