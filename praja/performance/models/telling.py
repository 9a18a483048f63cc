"""That a rating reached the person, what the person said to it, and how people found the process.

What somebody answers of the process is kept without who it was: an answer names a unit and a period, carries
no time, and is written anew in another order whenever one is added, so that nothing joins it to
`ProcessAnswered`. Answers are shown by groups of at least five (`ProcessGroup`); an answer stays in its group
for good, so that neither comparing units with what is below them nor one day with the next tells of fewer.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from praja.files.models import StoredFile
from praja.organization.models import Unit
from praja.people.models import Person
from praja.performance.models.follow import Period
from praja.performance.models.rating import Rating


class Delivery(models.Model):
    """Since when the person could read a signed rating; from then on the days to object run."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rating = models.OneToOneField(Rating, models.PROTECT, related_name="delivery")
    delivered_at = models.DateTimeField(editable=False)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    """When the person confirmed having read it, which is not to agree with it."""
    comment = models.CharField(_("tanggapan"), max_length=1000, blank=True)
    received_on = models.DateField(_("diterima"), null=True, blank=True)
    """The day on which the person received it on paper, from which the days to object run instead."""
    paper = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    """The scan of the receipt, where an officer recorded it."""
    paper_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delivery_paper_whole",
                condition=Q(received_on__isnull=True, paper__isnull=True, paper_by__isnull=True)
                | Q(
                    received_on__isnull=False,
                    paper__isnull=False,
                    paper_by__isnull=False,
                    acknowledged_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="delivery_comment_with_acknowledgement",
                condition=Q(comment="") | Q(acknowledged_at__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_acknowledged_after",
                condition=Q(acknowledged_at__isnull=True) | Q(acknowledged_at__gte=models.F("delivered_at")),
            ),
        ]


def _score(label: Any) -> models.PositiveSmallIntegerField[int, int]:
    return models.PositiveSmallIntegerField(
        label,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )


class RatingPapers(models.Model):
    """The official forms of all signed ratings of a unit in a period, in one PDF that a job makes."""

    class State(models.TextChoices):
        MENYUSUN = "menyusun", _("Sedang disusun")
        SIAP = "siap", _("Siap diunduh")
        GAGAL = "gagal", _("Tidak jadi disusun")
        DIHENTIKAN = "dihentikan", _("Dihentikan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    """With all units below it."""
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    people = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    """Of how many people the forms are set."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.MENYUSUN)
    message = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    keep_until = models.DateField()
    """The last day on which it can be fetched."""
    attempt = models.PositiveIntegerField(default=0)
    """Counts how often it was asked for: a job of an earlier asking does nothing."""
    progress_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["made_by", "period"], name="rating_papers_of")]


class ProcessGroup(models.Model):
    """At least five answers that are shown together, for good."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    """Of the answers, or above all of their units where one of them alone had too few."""
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["period", "unit"], name="process_group_of")]


class ProcessAnswer(models.Model):
    """What somebody of a unit answered of how a period was rated: from 1, not at all, to 5, wholly."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    known = _score(_("tahu sejak awal"))
    helped = _score(_("umpan balik membantu"))
    explained = _score(_("dijelaskan"))
    words = models.CharField(_("catatan"), max_length=1000, blank=True)
    group = models.ForeignKey(ProcessGroup, models.PROTECT, null=True, blank=True, related_name="answers")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="process_answer_one_to_five",
                condition=Q(known__range=(1, 5), helped__range=(1, 5), explained__range=(1, 5)),
            )
        ]
        indexes = [models.Index(fields=["period", "unit"], name="process_answer_of")]


class ProcessAnswered(models.Model):
    """That somebody has answered of a period, and nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "period"], name="process_answered_once")]
