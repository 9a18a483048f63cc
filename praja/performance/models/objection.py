"""An objection to a rating: what the person says against it, what was answered and heard, what was decided.

A draft is the person's alone and may change. Once it is filed it stays; what follows is added to it.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from praja.files.models import StoredFile
from praja.organization.models import Position, Unit
from praja.people.models import Person
from praja.performance.enums import (
    Ekspektasi,
    KeadaanKeberatan,
    Nilai,
    PokokKeberatan,
    PredikatKinerja,
    PutusanKeberatan,
)
from praja.performance.models.follow import Period
from praja.performance.models.plan import Rhk, Skp
from praja.performance.models.rating import Rating


class Objection(models.Model):
    """What a person says against a rating, and where it stands; one of an SKP and period, but for withdrawn
    ones.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rating = models.ForeignKey(Rating, models.PROTECT, related_name="objections")
    skp = models.ForeignKey(Skp, models.PROTECT, related_name="objections")
    period = models.ForeignKey(Period, models.PROTECT, related_name="objections")
    state = models.CharField(
        max_length=10, choices=KeadaanKeberatan.choices, default=KeadaanKeberatan.DISUSUN
    )
    text = models.TextField(_("uraian keberatan"), blank=True)
    wanted = models.CharField(_("yang diminta"), max_length=1000, blank=True)
    wanted_predicate = models.CharField(
        _("predikat yang diminta"), max_length=16, choices=PredikatKinerja.choices, blank=True
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    paper = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    """The scan of the person's letter, where an officer recorded it."""

    government = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(_("nomor"), null=True, blank=True)
    """In the register of the government and year in which it was filed."""
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_on = models.DateField(_("diajukan"), null=True, blank=True)
    """The day at the workplace of the person."""
    deadline = models.DateField(_("batas mengajukan"), null=True, blank=True)
    counted = models.JSONField(default=dict)
    """How the deadline was counted: since when, how many days, by which law, moved by which outage."""
    rater_position = models.ForeignKey(Position, models.PROTECT, null=True, blank=True, related_name="+")
    """The post by which the rater rated; who stands above it decides."""

    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    question = models.CharField(_("yang perlu dijelaskan"), max_length=1000, blank=True)
    explain_by = models.DateField(_("penjelasan paling lambat"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(_("alasan dicabut"), max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["skp", "period"],
                condition=~Q(state=KeadaanKeberatan.DICABUT),
                name="objection_one_of_a_rating",
            ),
            models.UniqueConstraint(fields=["government", "year", "number"], name="objection_number"),
            models.CheckConstraint(
                name="objection_filed_whole",
                condition=Q(state=KeadaanKeberatan.DISUSUN, filed_at__isnull=True, number__isnull=True)
                | (
                    ~Q(state=KeadaanKeberatan.DISUSUN)
                    & Q(
                        filed_at__isnull=False,
                        filed_on__isnull=False,
                        deadline__isnull=False,
                        government__isnull=False,
                        year__isnull=False,
                        number__isnull=False,
                    )
                    & ~Q(text="")
                    & ~Q(wanted="")
                ),
            ),
            models.CheckConstraint(
                name="objection_in_time",
                condition=Q(filed_on__isnull=True) | Q(filed_on__lte=F("deadline")),
            ),
            models.CheckConstraint(
                name="objection_withdrawn_when",
                condition=Q(state=KeadaanKeberatan.DICABUT, withdrawn_at__isnull=False)
                | (~Q(state=KeadaanKeberatan.DICABUT) & Q(withdrawn_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["rating"],
                condition=Q(state__in=("diajukan", "diminta", "didengar")),
                name="objection_open",
            )
        ]


class ObjectionGround(models.Model):
    """What exactly is objected to: a result, a behaviour, the predicate or the process."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    objection = models.ForeignKey(Objection, models.CASCADE, related_name="grounds")
    about = models.CharField(max_length=10, choices=PokokKeberatan.choices)
    rhk = models.ForeignKey(Rhk, models.PROTECT, null=True, blank=True, related_name="+")
    value = models.CharField(max_length=24, choices=Nilai.choices, blank=True)
    """Of a behaviour; empty where it is about behaviour as a whole."""
    text = models.TextField(_("alasan"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["objection", "about", "rhk", "value"],
                name="objection_ground_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="objection_ground_of",
                condition=(Q(about=PokokKeberatan.HASIL) | Q(rhk__isnull=True))
                & (Q(about=PokokKeberatan.PERILAKU) | Q(value="")),
            ),
        ]


class ObjectionEvidence(models.Model):
    """A proof that one of the sides gives: a stored file, or a link."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    objection = models.ForeignKey(Objection, models.CASCADE, related_name="evidence")
    title = models.CharField(_("nama bukti"), max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    link = models.URLField(_("tautan"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="objection_evidence_file_or_link",
                condition=Q(file__isnull=False, link="") | (Q(file__isnull=True) & ~Q(link="")),
            )
        ]


class ObjectionExplanation(models.Model):
    """What the rater answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    objection = models.ForeignKey(Objection, models.PROTECT, related_name="explanations")
    text = models.TextField(_("penjelasan"))
    name = models.CharField(max_length=200)
    """Of the rater."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)


class ObjectionHearing(models.Model):
    """What was said when the sides were heard."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    objection = models.ForeignKey(Objection, models.PROTECT, related_name="hearings")
    day = models.DateField(_("hari"))
    present = models.CharField(_("yang hadir"), max_length=300)
    text = models.TextField(_("catatan"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)


class ObjectionRecusal(models.Model):
    """That somebody who would decide has a conflict of interest, so that the next above decides."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    objection = models.ForeignKey(Objection, models.PROTECT, related_name="recusals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(_("benturan kepentingan"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["objection", "person"], name="objection_recusal_once")]


class ObjectionDecision(models.Model):
    """What the superior of the rater decided, which is final; both ratings stay readable."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    objection = models.OneToOneField(Objection, models.PROTECT, related_name="decision")
    outcome = models.CharField(_("putusan"), max_length=10, choices=PutusanKeberatan.choices)
    reasons = models.TextField(_("pertimbangan"))
    before_result = models.CharField(max_length=10, choices=Ekspektasi.choices)
    before_behaviour = models.CharField(max_length=10, choices=Ekspektasi.choices)
    before_predicate = models.CharField(max_length=16, choices=PredikatKinerja.choices)
    result = models.CharField(_("hasil kerja"), max_length=10, choices=Ekspektasi.choices)
    behaviour = models.CharField(_("perilaku kerja"), max_length=10, choices=Ekspektasi.choices)
    predicate = models.CharField(_("predikat kinerja"), max_length=16, choices=PredikatKinerja.choices)
    rating = models.OneToOneField(Rating, models.PROTECT, null=True, blank=True, related_name="decided_by")
    """The rating that it sets; none where the rating stays as it was."""
    decider = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Nobody of the records where an officer recorded a decision from its document."""
    decider_name = models.CharField(_("yang memutuskan"), max_length=200)
    decider_post = models.CharField(_("jabatannya"), max_length=300, blank=True)
    document = models.CharField(_("nomor surat keputusan"), max_length=120, blank=True)
    document_date = models.DateField(_("tanggal surat keputusan"), null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="objection_refused_changes_nothing",
                condition=~Q(outcome=PutusanKeberatan.DITOLAK) | Q(rating__isnull=True),
            ),
            models.CheckConstraint(
                name="objection_decision_changes_with_rating",
                condition=Q(
                    rating__isnull=True,
                    result=F("before_result"),
                    behaviour=F("before_behaviour"),
                    predicate=F("before_predicate"),
                )
                | Q(rating__isnull=False),
            ),
            models.CheckConstraint(
                name="objection_decision_by_somebody",
                condition=Q(decider__isnull=False)
                | (~Q(document="") & Q(document_date__isnull=False, file__isnull=False)),
            ),
        ]
