"""The assessment team of a unit: who was appointed, which ratings they look at, what each of them judged and
what they decided together.

The team does not rate. What stands is the signed rating of the one who rates; the team confirms it, or sends
it back with what must be looked at, and then it is given anew as a later version.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from praja.access.models import RoleHeld
from praja.files.models import StoredFile
from praja.organization.models import Unit
from praja.people.models import Person
from praja.performance.enums import JabatanTim, KeadaanPerkara, PutusanTim
from praja.performance.models.follow import Period
from praja.performance.models.plan import Indicator, Skp
from praja.performance.models.rating import Rating


class AssessmentTeam(models.Model):
    """A team appointed by SK for a unit with all below it, and which ratings come to it by rule."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assessment_teams")
    berlaku = DateRangeField(_("masa tugas"))
    sk_number = models.CharField(_("nomor SK"), max_length=100)
    sk_date = models.DateField(_("tanggal SK"))
    sk_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    purpose = models.CharField(_("tugas"), max_length=500)
    flagged = models.BooleanField(_("penilaian dengan catatan"), default=True)
    departing = models.BooleanField(_("penilaian yang berbeda dari usulan"), default=True)
    sample = models.PositiveSmallIntegerField(_("sampel (%)"), default=0, validators=[MaxValueValidator(100)])
    """Of the others, how many in a hundred; which ones follows from the ids alone, so that nobody chooses."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="assessment_team_one_at_a_time",
                expressions=[("unit", RangeOperators.EQUAL), ("berlaku", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="assessment_team_sample", condition=Q(sample__lte=100)),
        ]


class TeamMember(models.Model):
    """That somebody belongs to a team for a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(AssessmentTeam, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="assesses_in")
    office = models.CharField(_("jabatan dalam tim"), max_length=10, choices=JabatanTim.choices)
    berlaku = DateRangeField(_("masa"))
    role = models.ForeignKey(RoleHeld, models.PROTECT, null=True, editable=False, related_name="+")
    """The role that was given with it and ends with it; none where it was held before."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_because = models.CharField(_("alasan diakhiri"), max_length=300, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="team_member_once",
                expressions=[
                    ("team", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("berlaku", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="team_office_once",
                expressions=[
                    ("team", RangeOperators.EQUAL),
                    ("office", RangeOperators.EQUAL),
                    ("berlaku", RangeOperators.OVERLAPS),
                ],
                condition=Q(office__in=[JabatanTim.KETUA.value, JabatanTim.SEKRETARIS.value]),
            ),
            models.CheckConstraint(
                name="team_member_ended_because", condition=Q(ended_by__isnull=True) | ~Q(ended_because="")
            ),
        ]


class Minutes(models.Model):
    """The record of a session: who was there and what was decided. It is signed as it is made, and stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(AssessmentTeam, models.PROTECT, related_name="minutes")
    number = models.PositiveIntegerField(_("nomor"))
    session = models.DateField(_("tanggal sidang"))
    place = models.CharField(_("tempat"), max_length=200)
    note = models.CharField(_("catatan sidang"), max_length=1000, blank=True)
    content = models.JSONField()
    """What the paper says, as known when it was signed: team, people present, cases with their decisions."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    tercatat = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "number"], name="minutes_number")]


class Review(models.Model):
    """A signed rating before the team. A later version of the rating is a review of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(AssessmentTeam, models.PROTECT, related_name="reviews")
    rating = models.OneToOneField(Rating, models.PROTECT, related_name="review")
    skp = models.ForeignKey(Skp, models.PROTECT, related_name="reviews")
    period = models.ForeignKey(Period, models.PROTECT, related_name="reviews")
    why = models.JSONField(default=list)
    """Why it came, as codes of `AsalPerkara`."""
    asked = models.CharField(_("yang diminta diperiksa"), max_length=1000, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Who sent it; none where the rule did."""
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    state = models.CharField(max_length=12, choices=KeadaanPerkara.choices, default=KeadaanPerkara.ANTRE)
    reason = models.CharField(_("pertimbangan tim"), max_length=1000, blank=True)
    """Why the team decided so; of one sent back, what must be looked at."""
    confirming = models.PositiveSmallIntegerField(null=True)
    """How many members were for confirming it when it was decided,"""
    returning = models.PositiveSmallIntegerField(null=True)
    """how many for sending it back,"""
    entitled = models.PositiveSmallIntegerField(null=True)
    """and how many there were who could say."""
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """The member who recorded the decision: the chair, or the secretary where the chair must not."""
    ended_at = models.DateTimeField(null=True, blank=True)
    minutes = models.ForeignKey(Minutes, models.PROTECT, null=True, blank=True, related_name="cases")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="review_ended",
                condition=Q(ended_at__isnull=True, state__in=[KeadaanPerkara.ANTRE, KeadaanPerkara.DIBAHAS])
                | Q(ended_at__isnull=False) & ~Q(state__in=[KeadaanPerkara.ANTRE, KeadaanPerkara.DIBAHAS]),
            ),
            models.CheckConstraint(
                name="review_decided",
                condition=~Q(state__in=[KeadaanPerkara.DIPUTUS, KeadaanPerkara.DIKEMBALIKAN])
                | (
                    Q(decided_by__isnull=False)
                    & ~Q(reason="")
                    & Q(entitled__lt=F("confirming") * 2 + F("returning") * 2)
                ),
            ),
            models.CheckConstraint(
                name="review_by_majority",
                condition=(~Q(state=KeadaanPerkara.DIPUTUS) | Q(confirming__gte=F("returning")))
                & (~Q(state=KeadaanPerkara.DIKEMBALIKAN) | Q(returning__gte=F("confirming"))),
            ),
        ]
        indexes = [
            models.Index(fields=["team", "period", "state"], name="review_queue"),
            models.Index(fields=["skp", "period"], name="review_of"),
        ]


class IndicatorJudgement(models.Model):
    """What a member says of one indicator: the figure is right, or another one. A later one replaces it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="judgements")
    member = models.ForeignKey(TeamMember, models.PROTECT, related_name="judgements")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    achievement = models.DecimalField(_("capaian (%)"), max_digits=9, decimal_places=2, null=True, blank=True)
    """Where the member does not agree, what it should be."""
    reason = models.CharField(_("alasan"), max_length=1000, blank=True)
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    digantikan = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "member", "indicator"],
                condition=Q(digantikan__isnull=True),
                name="indicator_judgement_one_known",
            ),
            models.CheckConstraint(
                name="indicator_judgement_whole",
                condition=Q(agrees=True, achievement__isnull=True)
                | (Q(agrees=False, achievement__gte=0) & ~Q(reason="")),
            ),
        ]


class Opinion(models.Model):
    """What a member says of a rating as a whole. A later one replaces it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="opinions")
    member = models.ForeignKey(TeamMember, models.PROTECT, related_name="opinions")
    choice = models.CharField(_("pendapat"), max_length=10, choices=PutusanTim.choices)
    reason = models.CharField(_("alasan"), max_length=1000, blank=True)
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    digantikan = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "member"], condition=Q(digantikan__isnull=True), name="opinion_one_known"
            ),
            models.CheckConstraint(
                name="opinion_back_because", condition=Q(choice=PutusanTim.KUKUH) | ~Q(reason="")
            ),
        ]


class ReviewRecusal(models.Model):
    """That a member stays out of a review because of a conflict of interest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="recusals")
    member = models.ForeignKey(TeamMember, models.PROTECT, related_name="recusals")
    reason = models.CharField(_("benturan kepentingan"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tercatat = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "member"], name="review_recusal_once")]
