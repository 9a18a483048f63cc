"""Leave: who decides on it, requests with each step, what was owed when the records began.

A draft is the person's alone and may change. Once a request is sent, what it is about changes only by a step
that says who did it, and steps stay as they were written.
"""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from praja.attendance.leave.enums import (
    STANDING,
    Bagian,
    JenisCuti,
    KeadaanCuti,
    Langkah,
    Pertimbangan,
    SebabCuti,
    Wewenang,
)
from praja.files.models import StoredFile
from praja.organization.models import Position, Unit
from praja.people.models import Person
from praja.temporal.models import History, no_overlap, not_empty


class LeaveAuthority(History):
    """Who decides on a kind of leave for the people of a unit and all below it; the nearest unit counts.

    Where nothing is delegated, the pejabat pembina kepegawaian decides, and an officer records it from the
    decision.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(_("jenis cuti"), max_length=20, choices=JenisCuti.choices)
    who = models.CharField(_("yang berwenang"), max_length=8, choices=Wewenang.choices)
    position = models.ForeignKey(Position, models.PROTECT, null=True, blank=True, related_name="+")
    document = models.CharField(_("surat pendelegasian"), max_length=200)

    class Meta:
        constraints = [
            no_overlap("leave_authority_one", "unit", "kind"),
            not_empty("leave_authority_not_empty"),
            models.CheckConstraint(
                name="leave_authority_position",
                condition=Q(who=Wewenang.JABATAN, position__isnull=False)
                | Q(who=Wewenang.ATASAN, position__isnull=True),
            ),
        ]


class LeaveStaffing(History):
    """How many of the people of a unit must be at work on a workday; whoever decides is warned below it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    least = models.PositiveSmallIntegerField(
        _("paling sedikit yang masuk"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    """In percent of the people of the unit itself, rounded up to whole people."""

    class Meta:
        constraints = [
            no_overlap("leave_staffing_one", "unit"),
            not_empty("leave_staffing_not_empty"),
            models.CheckConstraint(name="leave_staffing_percent", condition=Q(least__range=(1, 100))),
        ]


class LeaveRequest(models.Model):
    """A leave that somebody asks for: what, when, why, and where it stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="leave_requests")
    kind = models.CharField(_("jenis cuti"), max_length=20, choices=JenisCuti.choices)
    state = models.CharField(max_length=16, choices=KeadaanCuti.choices, default=KeadaanCuti.DISUSUN)
    berlaku = DateRangeField(_("lamanya"))
    """The days of the leave as they stand; its end is the day of return."""
    half = models.CharField(_("setengah hari"), max_length=5, choices=Bagian.choices, blank=True)
    because = models.CharField(_("sebab"), max_length=20, choices=SebabCuti.choices, default=SebabCuti.LAIN)
    reason = models.CharField(_("alasan cuti"), max_length=500)
    address = models.CharField(_("alamat selama cuti"), max_length=300, blank=True)
    phone = models.CharField(_("telepon selama cuti"), max_length=30, blank=True)
    abroad = models.BooleanField(_("dijalankan di luar negeri"), default=False)
    remote = models.BooleanField(_("ke tempat yang sulit perhubungannya"), default=False)
    child_number = models.PositiveSmallIntegerField(
        _("kelahiran anak ke"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    inpatient = models.BooleanField(_("dirawat inap"), default=False)
    substitute = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Who does the work meanwhile."""
    substitute_agrees = models.BooleanField(null=True, blank=True)
    """None while they have not answered."""
    days = models.DecimalField(_("hari yang dihitung"), max_digits=5, decimal_places=1, default=0)
    """Workdays of annual leave, calendar days of the others, as they stand now."""
    counted = models.JSONField(default=dict)
    """How it was counted when it was sent: days, the balance, by which law, what was warned of."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    """In which the person worked when it was sent."""
    government = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(_("nomor"), null=True, blank=True)
    """In the register of the government and year in which it was sent."""
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_on = models.DateField(_("diajukan"), null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    """Since when it is known that it was approved, deferred or refused."""

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="leave_days_once",
                expressions=[("person", RangeOperators.EQUAL), ("berlaku", RangeOperators.OVERLAPS)],
                condition=Q(state__in=STANDING),
            ),
            models.CheckConstraint(
                name="leave_range",
                condition=Q(
                    berlaku__isempty=False, berlaku__startswith__isnull=False, berlaku__endswith__isnull=False
                ),
            ),  # fmt: skip
            models.CheckConstraint(
                name="leave_half_of_one_day",
                condition=Q(half="")
                | Q(
                    berlaku__endswith=Func(
                        F("berlaku"),
                        template="(lower(%(expressions)s) + 1)",
                        output_field=models.DateField(),
                    )
                ),
            ),  # fmt: skip
            models.UniqueConstraint(fields=["government", "year", "number"], name="leave_number"),
            models.CheckConstraint(
                name="leave_filed_whole",
                condition=Q(state=KeadaanCuti.DISUSUN, filed_at__isnull=True, number__isnull=True)
                | (
                    ~Q(state=KeadaanCuti.DISUSUN)
                    & Q(
                        filed_at__isnull=False,
                        filed_on__isnull=False,
                        unit__isnull=False,
                        government__isnull=False,
                        year__isnull=False,
                        number__isnull=False,
                    )
                ),
            ),  # fmt: skip
            models.CheckConstraint(
                name="leave_substitute_another",
                condition=Q(substitute__isnull=True) | ~Q(substitute=F("person")),
            ),
            models.CheckConstraint(
                name="leave_child_of_birth",
                condition=~Q(kind=JenisCuti.MELAHIRKAN)
                | Q(state=KeadaanCuti.DISUSUN)
                | Q(child_number__isnull=False),
            ),  # fmt: skip
        ]
        indexes = [
            models.Index(fields=["person", "kind", "state"], name="leave_of_person"),
            models.Index(
                fields=["state"], condition=Q(state__in=("diajukan", "dipertimbangkan")), name="leave_waiting"
            ),
        ]

    @property
    def first(self) -> datetime.date:
        """The first day of the leave."""
        day: datetime.date = self.berlaku.lower
        return day

    @property
    def shown_days(self) -> Decimal:
        """How many days it counts, without decimals where there are none."""
        return self.days.quantize(Decimal(1)) if self.days == self.days.to_integral() else self.days

    @property
    def last(self) -> datetime.date:
        """The last day of the leave."""
        day: datetime.date = self.berlaku.upper - datetime.timedelta(days=1)
        return day


class LeaveStep(models.Model):
    """Something that was done with a request: by whom, as holder of which post, and what it changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(LeaveRequest, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=Langkah.choices)
    outcome = models.CharField(max_length=16, choices=Pertimbangan.choices, blank=True)
    """Of the superior and of who decides."""
    before = DateRangeField(null=True, blank=True)
    after = DateRangeField(null=True, blank=True)
    """The days of the leave, where the step changes them."""
    reason = models.CharField(_("alasan"), max_length=1000, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Who did it; nobody of the records where an officer records it from its document."""
    name = models.CharField(max_length=200)
    post = models.CharField(_("jabatan"), max_length=300, blank=True)
    document = models.CharField(_("nomor surat"), max_length=120, blank=True)
    document_date = models.DateField(_("tanggal surat"), null=True, blank=True)
    consent = models.CharField(_("nomor persetujuan BKN"), max_length=120, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["request", "made_at"], name="leave_step_order")]
        constraints = [
            models.CheckConstraint(
                name="leave_step_decides",
                condition=(Q(kind__in=(Langkah.PERTIMBANGAN, Langkah.KEPUTUSAN)) & ~Q(outcome=""))
                | (~Q(kind__in=(Langkah.PERTIMBANGAN, Langkah.KEPUTUSAN)) & Q(outcome="")),
            ),
            models.CheckConstraint(
                name="leave_step_by_somebody",
                condition=~Q(kind=Langkah.KEPUTUSAN)
                | Q(person__isnull=False)
                | (~Q(document="") & Q(document_date__isnull=False)),
            ),
        ]


class LeaveDocument(models.Model):
    """A letter that proves why: of a doctor, of a hospital, of the head of the neighbourhood."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(LeaveRequest, models.PROTECT, related_name="documents")
    title = models.CharField(_("nama surat"), max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)


class LeaveOpening(models.Model):
    """What somebody was owed of annual leave when the records of leave began: at the start of a year."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("tahun"), validators=[MinValueValidator(2000)])
    left_last = models.DecimalField(
        _("sisa tahun lalu"), max_digits=4, decimal_places=1, validators=[MaxValueValidator(24)]
    )
    left_before = models.DecimalField(
        _("sisa dua tahun lalu"), max_digits=4, decimal_places=1, validators=[MaxValueValidator(24)]
    )
    deferred = models.DecimalField(
        _("ditangguhkan"), max_digits=4, decimal_places=1, default=0, validators=[MaxValueValidator(24)]
    )
    """Days of last year that were deferred and therefore are carried whole."""
    taken = models.DecimalField(
        _("sudah diambil tahun ini"), max_digits=4, decimal_places=1, default=0,
        validators=[MaxValueValidator(36)],
    )  # fmt: skip
    source = models.CharField(_("sumber"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    digantikan = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "year"], condition=Q(digantikan__isnull=True), name="leave_opening_one"
            ),
            models.CheckConstraint(
                name="leave_opening_days",
                condition=Q(
                    left_last__range=(0, 24),
                    left_before__range=(0, 24),
                    deferred__range=(0, 24),
                    taken__range=(0, 36),
                ),
            ),  # fmt: skip
        ]


class LeaveWorked(models.Model):
    """Cuti bersama on which somebody had to work by their post: so many days are added to annual leave."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    day = models.DateField(_("hari cuti bersama"))
    document = models.CharField(_("surat perintah"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "day"], condition=Q(withdrawn_at__isnull=True), name="leave_worked_once"
            )
        ]


class LeaveCalendar(models.Model):
    """A secret address by which a calendar reads who is on leave. Only a digest of it is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="one_leave_calendar"
            )
        ]
