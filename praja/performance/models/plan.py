"""The goals of units, and the SKP by which people serve them.

An SKP lives for a year or the part of it that a person holds a post. What it promises stands in versions: a
version is drafted, proposed and agreed by both, and stays as it was agreed; a change makes a new one that
holds from a day. A result (`Rhk`) and an indicator (`Indicator`) are the same ones in all versions that speak
of them, so that realisations, feedback and ratings stay with them when the plan changes.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from praja.files.models import StoredFile
from praja.organization.models import Position, Unit
from praja.people.models import Person
from praja.performance.enums import (
    AntarBulan,
    Arah,
    Aspek,
    JenisLampiran,
    JenisRhk,
    JenisSasaran,
    KeadaanSkp,
    KeadaanVersi,
    LingkupRhk,
    Nilai,
    Pendekatan,
    Perspektif,
)

YEARS = (MinValueValidator(2000), MaxValueValidator(2100))


class Measured(models.Model):
    """What says how something is measured: of the unit's indicators and of a person's alike.

    Figures are exact decimals in the indicator's own unit of measure (`measure`). Of a date (`Arah.TANGGAL`)
    the target is `due`; of milestones (`Arah.TAHAPAN`) the target is how many of `steps` there are.
    """

    text = models.CharField(_("indikator"), max_length=400)
    measure = models.CharField(_("satuan"), max_length=60, blank=True)
    direction = models.CharField(_("arah"), max_length=10, choices=Arah.choices, default=Arah.TINGGI)
    target = models.DecimalField(_("target"), max_digits=20, decimal_places=4, null=True, blank=True)
    target_max = models.DecimalField(
        _("batas atas target"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    """Of a range: its upper bound, `target` being the lower one."""
    due = models.DateField(_("tanggal selesai"), null=True, blank=True)
    steps = models.JSONField(_("tahapan"), default=list, blank=True)
    """Of milestones: `[{"text": "…", "due": "2026-06-30"}, …]`, in their order."""
    formula = models.CharField(_("cara menghitung"), max_length=400, blank=True)
    source = models.CharField(_("sumber data"), max_length=300, blank=True)

    class Meta:
        abstract = True


def measured_rightly(name: str) -> list[models.CheckConstraint]:
    """Return the constraints that an indicator's bounds are a range and that a range has both."""
    return [
        models.CheckConstraint(
            name=f"{name}_range",
            condition=~Q(direction=Arah.RENTANG, target__isnull=False, target_max__isnull=False)
            | Q(target_max__gte=F("target")),
        )
    ]


class Goal(models.Model):
    """A goal of a unit for a year: a tujuan, or a sasaran that serves one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="goals")
    year = models.PositiveSmallIntegerField(_("tahun"), validators=YEARS)
    kind = models.CharField(_("jenis"), max_length=10, choices=JenisSasaran.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="served_by")
    """The goal that it serves: of the same unit, or of a unit above."""
    text = models.CharField(_("uraian"), max_length=500)
    document = models.CharField(_("dokumen"), max_length=300, blank=True)
    """Where it is laid down: Renstra, perjanjian kinerja."""
    order = models.PositiveIntegerField(_("urutan"), default=0)
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True, editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["unit", "year"], name="goal_unit_year")]
        constraints = [
            models.CheckConstraint(
                name="goal_not_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))
            )
        ]


class GoalIndicator(Measured):
    """An indikator kinerja utama of a unit's goal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="indicators")
    order = models.PositiveIntegerField(_("urutan"), default=0)
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True, editable=False)

    class Meta:
        constraints = [*measured_rightly("goal_indicator")]


class Programme(models.Model):
    """A programme that several people carry together, with an owner and a budget."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="programmes")
    year = models.PositiveSmallIntegerField(_("tahun"), validators=YEARS)
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="programmes")
    name = models.CharField(_("nama program"), max_length=300)
    result = models.CharField(_("hasil bersama"), max_length=500)
    """What all of its members owe together."""
    owner = models.ForeignKey(Person, models.PROTECT, related_name="programmes_owned")
    budget_code = models.CharField(_("kode anggaran"), max_length=80, blank=True)
    starts = models.DateField(_("mulai"))
    ends = models.DateField(_("selesai"))
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True, editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["unit", "year"], name="programme_unit_year")]
        constraints = [
            models.CheckConstraint(name="programme_dates", condition=Q(ends__gte=F("starts"))),
        ]


class ProgrammeMember(models.Model):
    """Somebody who carries a part of a programme."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="programme_parts")
    part = models.CharField(_("bagian yang dikerjakan"), max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "person"], name="programme_member_once"),
        ]


class ProgrammeEvaluation(models.Model):
    """What was found when a programme was looked at."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="evaluations")
    on = models.DateField(_("tanggal"))
    percent = models.PositiveSmallIntegerField(_("kemajuan (%)"), validators=[MaxValueValidator(100)])
    finding = models.TextField(_("temuan"))
    next_step = models.TextField(_("tindak lanjut"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)


class Skp(models.Model):
    """The sasaran kinerja of a person in a post for a year or a part of it.

    The appraiser (pejabat penilai kinerja) is a person of the records, or somebody outside of them (a head of
    region), of whom then `appraiser_name` and `appraiser_title` tell.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="skp_set")
    year = models.PositiveSmallIntegerField(_("tahun"), validators=YEARS)
    berlaku = DateRangeField(_("masa penilaian"))
    """Days, the end not included; within the year."""
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="skp_set")
    position = models.ForeignKey(Position, models.PROTECT, related_name="skp_set")
    appraiser = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="appraises", verbose_name=_("penilai")
    )
    appraiser_position = models.ForeignKey(Position, models.PROTECT, null=True, blank=True, related_name="+")
    appraiser_name = models.CharField(_("nama penilai"), max_length=200, blank=True)
    appraiser_title = models.CharField(_("jabatan penilai"), max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=KeadaanSkp.choices, default=KeadaanSkp.DISUSUN)
    ended_because = models.CharField(_("sebab berakhir"), max_length=300, blank=True)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="skp_one_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("berlaku", RangeOperators.OVERLAPS)],
                condition=~Q(state=KeadaanSkp.DIBATALKAN),
            ),
            models.CheckConstraint(
                name="skp_has_days", condition=Q(berlaku__isempty=False, berlaku__startswith__isnull=False)
            ),
            models.CheckConstraint(
                name="skp_not_own_appraiser",
                condition=Q(appraiser__isnull=True) | ~Q(appraiser=F("person")),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "year"], name="skp_unit_year"),
            models.Index(fields=["appraiser", "year"], name="skp_appraiser_year"),
        ]


class SkpVersion(models.Model):
    """What an SKP promises from a day on: drafted, proposed, agreed by both, and then never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    skp = models.ForeignKey(Skp, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("versi"), default=1)
    since = models.DateField(_("berlaku sejak"))
    reason = models.CharField(_("alasan perubahan"), max_length=300, blank=True)
    approach = models.CharField(
        _("pendekatan"), max_length=12, choices=Pendekatan.choices, default=Pendekatan.KUANTITATIF
    )
    state = models.CharField(max_length=12, choices=KeadaanVersi.choices, default=KeadaanVersi.DISUSUN)
    proposed_at = models.DateTimeField(_("diajukan"), null=True, blank=True)
    """When the person agreed to it by proposing it."""
    agreed_at = models.DateTimeField(_("disepakati"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The account of the appraiser, or of who acts as one; of the officer who recorded a signed sheet."""
    agreed_file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("SKP bertanda tangan"),
    )
    """The sheet that an appraiser signed who has no account: a head of region."""
    understood_at = models.DateTimeField(_("dipahami"), null=True, blank=True)
    """When the person confirmed having understood how they are measured."""
    answers = models.JSONField(_("jawaban"), default=dict, blank=True)
    """What the person said to the three questions by which that is asked: question → whether it is clear."""
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["skp", "number"], name="skp_version_number"),
            models.UniqueConstraint(
                fields=["skp"], condition=Q(state=KeadaanVersi.DISEPAKATI), name="skp_one_agreed"
            ),
            models.UniqueConstraint(
                fields=["skp"],
                condition=Q(state__in=(KeadaanVersi.DISUSUN, KeadaanVersi.DIAJUKAN)),
                name="skp_one_negotiated",
            ),
            models.CheckConstraint(
                name="skp_version_agreed_by_somebody",
                condition=~Q(state__in=(KeadaanVersi.DISEPAKATI, KeadaanVersi.DIGANTIKAN))
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="skp_version_understood_after_agreed",
                condition=Q(understood_at__isnull=True) | Q(agreed_at__isnull=False),
            ),
        ]


class Rhk(models.Model):
    """A rencana hasil kerja: one promised result, the same one in all versions that speak of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    skp = models.ForeignKey(Skp, models.PROTECT, related_name="rhk_set")


class RhkVersion(models.Model):
    """What a version of an SKP says of a result."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(SkpVersion, models.CASCADE, related_name="rhk_versions")
    rhk = models.ForeignKey(Rhk, models.PROTECT, related_name="versions")
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)
    kind = models.CharField(_("jenis"), max_length=10, choices=JenisRhk.choices, default=JenisRhk.UTAMA)
    scope = models.CharField(
        _("lingkup"), max_length=10, choices=LingkupRhk.choices, default=LingkupRhk.ORGANISASI
    )
    text = models.CharField(_("rencana hasil kerja"), max_length=500)
    serves = models.ForeignKey(Rhk, models.PROTECT, null=True, blank=True, related_name="served_by")
    """The superior's result that it serves (rencana hasil kerja pimpinan yang diintervensi)."""
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="carried_by")
    """The unit's goal that it carries: of heads of units."""
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="carried_by")
    perspective = models.CharField(_("perspektif"), max_length=20, choices=Perspektif.choices, blank=True)
    weight = models.DecimalField(_("bobot (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    success = models.TextField(_("ukuran keberhasilan"), blank=True)
    """Of the qualitative approach: measure of success and target in words."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "rhk"], name="rhk_once_a_version"),
            models.CheckConstraint(
                name="rhk_weight", condition=Q(weight__isnull=True) | Q(weight__gt=0, weight__lte=100)
            ),
        ]


class Indicator(models.Model):
    """An indikator kinerja individu, the same one in all versions that speak of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rhk = models.ForeignKey(Rhk, models.PROTECT, related_name="indicators")


class IndicatorVersion(Measured):
    """What a version of an SKP says of an indicator."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(SkpVersion, models.CASCADE, related_name="indicator_versions", db_index=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="versions", db_index=False)
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)
    aspect = models.CharField(_("aspek"), max_length=10, choices=Aspek.choices, default=Aspek.KUANTITAS)
    weight = models.DecimalField(_("bobot (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    maximum = models.BooleanField(_("target adalah capaian tertinggi"), default=False)
    """Whether more than the target cannot be reached (PermenPANRB 8/2021 annex)."""
    library = models.CharField(_("kode pustaka"), max_length=40, blank=True)
    """The entry of the library of indicators that it was taken from."""
    across = models.CharField(
        _("antarbulan"), max_length=10, choices=AntarBulan.choices, blank=True, default=""
    )
    """How its months make its year; where it is empty, as its direction and unit of measure suggest."""
    feed = models.CharField(_("kode data"), max_length=60, blank=True)
    """By which sheets and other systems name it, where its realisation is counted, not claimed."""

    class Meta:
        constraints = [
            *measured_rightly("indicator"),
            models.UniqueConstraint(fields=["version", "indicator"], name="indicator_once_a_version"),
            models.CheckConstraint(
                name="indicator_weight", condition=Q(weight__isnull=True) | Q(weight__gt=0, weight__lte=100)
            ),
        ]
        indexes = [
            models.Index(
                fields=["indicator", "version"], include=["feed", "direction"], name="indicator_in_versions"
            )
        ]


class Expectation(models.Model):
    """What the appraiser expects of a behaviour, beside its three guides."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(SkpVersion, models.CASCADE, related_name="expectations")
    value = models.CharField(_("nilai"), max_length=24, choices=Nilai.choices)
    text = models.CharField(_("ekspektasi khusus pimpinan"), max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "value"], name="expectation_once")]


class Annex(models.Model):
    """A line of an annex: resources, how results are reported, consequences."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(SkpVersion, models.CASCADE, related_name="annexes")
    kind = models.CharField(_("lampiran"), max_length=20, choices=JenisLampiran.choices)
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)
    text = models.CharField(_("isi"), max_length=500)


class Remark(models.Model):
    """A sentence of the dialogue about a version, by the person or the appraiser; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(SkpVersion, models.PROTECT, related_name="remarks")
    rhk = models.ForeignKey(Rhk, models.PROTECT, null=True, blank=True, related_name="remarks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("catatan"))
    made_at = models.DateTimeField(db_default=Now(), editable=False)
