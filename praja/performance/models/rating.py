"""How somebody's work was rated in a period, by whom and why; and how the ratings of a period were closed.

A rating is drafted by the one who rates and then signed; a signed one stays, and a later one replaces it. A
closing freezes what stands for the people of a unit, so that pay and others read the same tomorrow as today.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from praja.organization.models import Unit
from praja.people.models import Person
from praja.performance.enums import Ekspektasi, Nilai, PredikatKinerja, PredikatOrganisasi
from praja.performance.models.follow import Period
from praja.performance.models.plan import Rhk, Skp


class Rating(models.Model):
    """What was proposed and what was given for an SKP in a period, with the reasons of both."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    skp = models.ForeignKey(Skp, models.PROTECT, related_name="ratings")
    period = models.ForeignKey(Period, models.PROTECT, related_name="ratings")
    number = models.PositiveSmallIntegerField(_("versi"), default=1)

    proposed_result = models.CharField(max_length=10, choices=Ekspektasi.choices, blank=True)
    """Empty where nothing could be proposed: no realisation, nothing to be measured."""
    proposed_behaviour = models.CharField(max_length=10, choices=Ekspektasi.choices, blank=True)
    achievement = models.DecimalField(_("capaian (%)"), max_digits=9, decimal_places=2, null=True, blank=True)
    score = models.DecimalField(_("nilai"), max_digits=7, decimal_places=2, null=True, blank=True)
    """Of results, where the law of the government gives scores."""
    basis = models.JSONField(default=dict)
    """What the proposal was computed from: indicators, evidence, obstacles, the pack and its law."""
    flags = models.JSONField(default=list)
    """What had to be looked at, as codes of `rating.flags`."""

    result = models.CharField(_("hasil kerja"), max_length=10, choices=Ekspektasi.choices, blank=True)
    behaviour = models.CharField(_("perilaku kerja"), max_length=10, choices=Ekspektasi.choices, blank=True)
    behaviour_score = models.DecimalField(
        _("nilai perilaku"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    """From 0 to 120, where the law of the government scores behaviour."""
    peers_heard = models.BooleanField(
        _("rekan dan bawahan ikut menilai perilaku"), default=False, db_default=False
    )
    new_idea = models.BooleanField(
        _("ada ide atau cara baru yang bermanfaat"), default=False, db_default=False
    )
    final_score = models.DecimalField(_("nilai akhir"), max_digits=5, decimal_places=2, null=True, blank=True)
    """Of results and behaviour together."""
    predicate = models.CharField(
        _("predikat kinerja"), max_length=16, choices=PredikatKinerja.choices, blank=True
    )
    result_reason = models.CharField(_("alasan hasil kerja"), max_length=1000, blank=True)
    behaviour_reason = models.CharField(_("alasan perilaku kerja"), max_length=1000, blank=True)
    note = models.CharField(_("catatan bagi pegawai"), max_length=1000, blank=True)
    """What the rater recommends; and why, where a signed rating is given anew."""
    rater = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="ratings_given")
    """Nobody of the records where a head of region rated, whose signed form an officer recorded."""
    rater_name = models.CharField(max_length=200)
    rater_post = models.CharField(max_length=300, blank=True)
    """The post of the rater on that day, with Plt. or Plh. where they act in it."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(auto_now=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    digantikan = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["skp", "period"], condition=Q(signed_at__isnull=True), name="rating_one_draft"
            ),
            models.UniqueConstraint(
                fields=["skp", "period"],
                condition=Q(signed_at__isnull=False, digantikan__isnull=True),
                name="rating_one_known",
            ),
            models.UniqueConstraint(fields=["skp", "period", "number"], name="rating_number"),
            models.CheckConstraint(
                name="rating_signed_whole",
                condition=Q(signed_at__isnull=True) | (~Q(result="") & ~Q(behaviour="") & ~Q(predicate="")),
            ),
            models.CheckConstraint(
                name="rating_replaced_after_signed",
                condition=Q(digantikan__isnull=True) | Q(signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="rating_departs_with_reason",
                condition=Q(signed_at__isnull=True)
                | (
                    (Q(result=F("proposed_result")) | ~Q(result_reason=""))
                    & (Q(behaviour=F("proposed_behaviour")) | ~Q(behaviour_reason=""))
                ),
            ),
            models.CheckConstraint(
                name="rating_scores_in_bounds",
                condition=(Q(behaviour_score__isnull=True) | Q(behaviour_score__range=(0, 120)))
                & (Q(final_score__isnull=True) | Q(final_score__range=(0, 120))),
            ),
        ]
        indexes = [models.Index(fields=["period", "skp"], name="rating_of_period")]


class RhkRating(models.Model):
    """How one result was rated."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rating = models.ForeignKey(Rating, models.CASCADE, related_name="rhk_ratings")
    rhk = models.ForeignKey(Rhk, models.PROTECT, related_name="ratings")
    achievement = models.DecimalField(_("capaian (%)"), max_digits=9, decimal_places=2, null=True, blank=True)
    proposed = models.CharField(max_length=10, choices=Ekspektasi.choices, blank=True)
    given = models.CharField(_("rating"), max_length=10, choices=Ekspektasi.choices, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rating", "rhk"], name="rhk_rating_once")]


class BehaviourRating(models.Model):
    """How a behaviour was rated, with an example from the period."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rating = models.ForeignKey(Rating, models.CASCADE, related_name="behaviour_ratings")
    value = models.CharField(_("nilai"), max_length=24, choices=Nilai.choices)
    given = models.CharField(_("rating"), max_length=10, choices=Ekspektasi.choices)
    example = models.CharField(_("contoh"), max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rating", "value"], name="behaviour_rating_once")]


class UnitAchievement(models.Model):
    """The predicate of a unit for a period, as the level above set it; a later one replaces it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="achievements")
    period = models.ForeignKey(Period, models.PROTECT, related_name="achievements")
    predicate = models.CharField(_("predikat kinerja"), max_length=16, choices=PredikatOrganisasi.choices)
    basis = models.CharField(_("dasar"), max_length=1000)
    """What it rests on: the indicators of the unit, recommendations, a decree."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    digantikan = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "period"],
                condition=Q(digantikan__isnull=True),
                name="unit_achievement_one_known",
            )
        ]


class Recusal(models.Model):
    """A conflict of interest that the rater or the person declared, and who rates instead."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    skp = models.ForeignKey(Skp, models.PROTECT, related_name="recusals")
    period = models.ForeignKey(Period, models.PROTECT, related_name="recusals")
    reason = models.CharField(_("benturan kepentingan"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    substitute = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="rates_instead",
        verbose_name=_("penilai pengganti"),
    )  # fmt: skip
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    named_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("keterangan"), max_length=1000, blank=True)
    """Why somebody else rates, or why the appraiser does after all."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["skp", "period"], name="recusal_once"),
            models.CheckConstraint(
                name="recusal_named_by_somebody",
                condition=Q(named_at__isnull=True, substitute__isnull=True)
                | Q(named_at__isnull=False, named_by__isnull=False),
            ),
        ]


class Closing(models.Model):
    """That the ratings of a unit's people for a period were closed, and maybe opened again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rating_closings")
    """With all units below it."""
    period = models.ForeignKey(Period, models.PROTECT, related_name="closings")
    number = models.PositiveSmallIntegerField(_("versi"))
    missing = models.PositiveIntegerField(default=0)
    """Of how many people no rating stood."""
    missing_reason = models.CharField(_("alasan ditutup tanpa penilaian"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    digantikan = models.DateTimeField(null=True, editable=False)
    """When it was opened again."""
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reopened_because = models.CharField(_("alasan dibuka lagi"), max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "period", "number"], name="closing_number"),
            models.UniqueConstraint(
                fields=["unit", "period"], condition=Q(digantikan__isnull=True), name="closing_one_known"
            ),
            models.CheckConstraint(
                name="closing_reopened_because",
                condition=Q(digantikan__isnull=True, reopened_by__isnull=True)
                | (Q(digantikan__isnull=False, reopened_by__isnull=False) & ~Q(reopened_because="")),
            ),
            models.CheckConstraint(
                name="closing_missing_because", condition=Q(missing=0) | ~Q(missing_reason="")
            ),
        ]


class ClosedRating(models.Model):
    """What stood for an SKP when its period was closed. It holds until the closing is opened again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    closing = models.ForeignKey(Closing, models.PROTECT, related_name="rows")
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    skp = models.ForeignKey(Skp, models.PROTECT, related_name="closed_ratings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="closed_ratings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    rating = models.ForeignKey(Rating, models.PROTECT, null=True, related_name="closed")
    predicate = models.CharField(max_length=16, choices=PredikatKinerja.choices, blank=True)
    """Empty where nobody had rated."""
    result = models.CharField(max_length=10, choices=Ekspektasi.choices, blank=True)
    behaviour = models.CharField(max_length=10, choices=Ekspektasi.choices, blank=True)
    achievement = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    score = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    final_score = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    flags = models.JSONField(default=list)
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    digantikan = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["skp", "period"], condition=Q(digantikan__isnull=True), name="closed_rating_one_known"
            ),
        ]
        indexes = [models.Index(fields=["person", "period"], name="closed_rating_of")]
