"""Each day of each person as it is judged now, what people ask and orders say of days, and closed months."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, TruncMonth
from django.utils.translation import gettext_lazy as _

from praja.attendance.days.enums import (
    PERMITS,
    JenisKoreksi,
    JenisTemuan,
    KeadaanKoreksi,
    Paruh,
    StatusHari,
)
from praja.files.models import StoredFile
from praja.organization.models import Unit
from praja.people.models import Person

if TYPE_CHECKING:
    from praja.attendance.days.story import Step

TWO_DAYS = 2 * 1440


class Day(models.Model):
    """A day of a person, as it is judged by all that is known now. Minutes count from its midnight, at the
    place of work; those of a shift over midnight go beyond 1440. What they mean: `days.judge`.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    """Without a constraint of the database: days are written by the hundred thousand, and made anew."""
    date = models.DateField(_("tanggal"))
    kind = models.CharField(max_length=12)
    """What the calendar says: `kerja`, `libur`, `cuti_bersama`, `lepas`."""
    status = models.CharField(max_length=12, choices=StatusHari.choices)
    codes = ArrayField(models.CharField(max_length=8), default=list)
    place = models.CharField(max_length=8)
    zone = models.CharField(max_length=4)
    start = models.IntegerField(null=True)
    end = models.IntegerField(null=True)
    net = models.IntegerField()
    in_minute = models.IntegerField(null=True)
    out_minute = models.IntegerField(null=True)
    in_tap = models.BigIntegerField(null=True)
    out_tap = models.BigIntegerField(null=True)
    in_fix = models.UUIDField(null=True)
    """The accepted correction by which the check-in is so."""
    out_fix = models.UUIDField(null=True)
    missing_in = models.BooleanField()
    missing_out = models.BooleanField()
    late = models.IntegerField()
    early = models.IntegerField()
    forgiven = models.IntegerField()
    worked = models.IntegerField()
    breaks = models.IntegerField()
    short = models.IntegerField()
    late_band = models.IntegerField()
    early_band = models.IntegerField()
    half = models.CharField(max_length=5, blank=True, choices=Paruh.choices)
    """Which half of the day leave, duty or permission takes; blank: the whole day, or nothing does."""
    excuse = models.CharField(max_length=24, blank=True)
    """What goes before taps: a kind of leave, `dinas_luar` or `izin`."""
    excuse_ref = models.UUIDField(null=True)
    """The leave request, the duty order or the request for permission."""
    excuse_why = models.CharField(max_length=300, blank=True)
    why = models.CharField(max_length=300, blank=True)
    """Which hours, roster or holiday decided."""
    missed = ArrayField(models.CharField(max_length=60), default=list)
    """Events that one had to attend and did not, `apel:<id>`, and what was found of one, `temuan_sidak:<id>`,
    `keluar_tanpa_izin:<id>:<minutes>`."""
    week = models.PositiveSmallIntegerField(null=True)
    """How many days a week are worked by the hours that held; none where a roster said who works when."""
    changed_at = models.DateTimeField(db_default=Now(), editable=False)
    """When it was first judged so."""
    pack = "nasional"
    """By which law its story is told; whoever shows it to people sets that of their government."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "date"], name="day_once")]

    @property
    def story(self) -> list[Step]:
        """What the day was, step by step, as it is told to people."""
        from praja.attendance.days.story import story_of

        return story_of(self)


class GoneDay(models.Model):
    """That a judged day was taken away, and when last: the person was not there on it after all, or their
    first tap was later. Kept by the database, so that whoever closed the month before is told.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    date = models.DateField()
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "date"], name="gone_day_once")]


class DutyOrder(models.Model):
    """A letter of duty (surat tugas) that covers days of people: no taps are asked of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duty_orders")
    """Whose officer or superior recorded it."""
    number = models.CharField(_("nomor surat"), max_length=120)
    subject = models.CharField(_("untuk"), max_length=300)
    place = models.CharField(_("tempat tujuan"), max_length=200)
    days = DateRangeField(_("masa tugas"))
    half = models.CharField(_("paruh hari"), max_length=5, blank=True, choices=Paruh.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    sent = models.UUIDField(null=True, editable=False, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.CharField(_("alasan dibatalkan"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="duty_order_days",
                condition=Q(
                    days__isempty=False, days__startswith__isnull=False, days__endswith__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="duty_order_withdrawn",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DutyPerson(models.Model):
    """Somebody whom a letter of duty names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(DutyOrder, models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="duties")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "person"], name="duty_person_once")]


class Correction(models.Model):
    """What somebody asks of a day: another time than was tapped, or permission to be away."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="corrections")
    kind = models.CharField(_("yang diminta"), max_length=10, choices=JenisKoreksi.choices)
    date = models.DateField(_("tanggal"))
    until = models.DateField(_("sampai tanggal"))
    """The last day, of permission; else the same day."""
    in_minute = models.IntegerField(_("jam datang"), null=True, blank=True)
    out_minute = models.IntegerField(_("jam pulang"), null=True, blank=True)
    reason = models.TextField(_("alasan"))
    evidence = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    sent = models.UUIDField(null=True, editable=False, unique=True)
    """Made with the form, so that a form that is sent twice counts once."""
    state = models.CharField(max_length=8, choices=KeadaanKoreksi.choices, default=KeadaanKoreksi.MENUNGGU)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)
    answer = models.TextField(_("keterangan atasan"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="correction_days",
                condition=Q(until=F("date")) | (Q(until__gt=F("date")) & Q(kind__in=PERMITS)),
            ),
            models.CheckConstraint(
                name="correction_times",
                condition=Q(kind=JenisKoreksi.MASUK, in_minute__isnull=False, out_minute__isnull=True)
                | Q(kind=JenisKoreksi.PULANG, in_minute__isnull=True, out_minute__isnull=False)
                | Q(kind=JenisKoreksi.KEDUANYA, in_minute__lt=F("out_minute"))
                | Q(kind__in=PERMITS, in_minute__isnull=True, out_minute__isnull=True),
            ),
            models.CheckConstraint(
                name="correction_minutes",
                condition=(Q(in_minute__isnull=True) | Q(in_minute__gte=0, in_minute__lt=TWO_DAYS))
                & (Q(out_minute__isnull=True) | Q(out_minute__gte=0, out_minute__lt=TWO_DAYS)),
            ),
            models.CheckConstraint(
                name="correction_decided",
                condition=Q(
                    state__in=("menunggu", "ditarik"), decided_by__isnull=True, decided_at__isnull=True
                )
                | Q(state__in=("diterima", "ditolak"), decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["person", "date"], condition=Q(state="menunggu"), name="correction_one_waiting"
            ),
        ]
        indexes = [models.Index(fields=["person", "date"], name="correction_of")]


class Finding(models.Model):
    """What was found of somebody in hours of work: at an inspection, or that they left without permission."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    """Of the person on that day."""
    person = models.ForeignKey(Person, models.PROTECT, related_name="findings")
    kind = models.CharField(_("yang ditemukan"), max_length=20, choices=JenisTemuan.choices)
    date = models.DateField(_("tanggal"))
    from_minute = models.IntegerField(_("keluar sejak"), null=True, blank=True)
    until_minute = models.IntegerField(_("sampai"), null=True, blank=True)
    said = models.TextField(_("uraian"))
    letter = models.CharField(_("berita acara atau surat"), max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    sent = models.UUIDField(null=True, editable=False, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.TextField(_("alasan dibatalkan"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="finding_minutes",
                condition=Q(
                    kind=JenisTemuan.KELUAR_TANPA_IZIN,
                    from_minute__gte=0,
                    until_minute__gt=F("from_minute"),
                    until_minute__lt=TWO_DAYS,
                )
                | Q(kind=JenisTemuan.TEMUAN_SIDAK, from_minute__isnull=True, until_minute__isnull=True),
            ),
            models.CheckConstraint(
                name="finding_withdrawn",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
            ),
            models.UniqueConstraint(
                fields=["person", "date"],
                condition=Q(kind=JenisTemuan.TEMUAN_SIDAK, withdrawn_at__isnull=True),
                name="finding_once_a_day",
            ),
        ]
        indexes = [models.Index(fields=["person", "date"], name="finding_of")]


class Closing(models.Model):
    """That a month of a unit's people was closed for pay, and maybe opened again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="attendance_closings")
    """With all units below it."""
    month = models.DateField(_("bulan"))
    number = models.PositiveSmallIntegerField(_("versi"))
    undecided = models.PositiveIntegerField(default=0)
    """How much was open: days that are not over or not judged, requests that wait."""
    undecided_reason = models.CharField(_("alasan ditutup sebelum semua jelas"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    digantikan = models.DateTimeField(null=True, editable=False)
    """When it was opened again."""
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reopened_because = models.CharField(_("alasan dibuka lagi"), max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="attendance_closing_month", condition=Q(month=TruncMonth("month"))),
            models.UniqueConstraint(fields=["unit", "month", "number"], name="attendance_closing_number"),
            models.UniqueConstraint(
                fields=["unit", "month"],
                condition=Q(digantikan__isnull=True),
                name="attendance_closing_one_known",
            ),
            models.CheckConstraint(
                name="attendance_closing_reopened_by_another",
                condition=Q(digantikan__isnull=True, reopened_by__isnull=True)
                | (
                    Q(digantikan__isnull=False, reopened_by__isnull=False)
                    & ~Q(reopened_because="")
                    & ~Q(reopened_by=F("by"))
                ),
            ),
            models.CheckConstraint(
                name="attendance_closing_undecided_because",
                condition=Q(undecided=0) | ~Q(undecided_reason=""),
            ),
        ]


class ClosedMonth(models.Model):
    """The recap of a person in a closing, with every event that counts. It holds until opened again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    closing = models.ForeignKey(Closing, models.PROTECT, related_name="rows")
    person = models.ForeignKey(Person, models.PROTECT, related_name="closed_months")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    """Of the person, on the last day of the month."""
    month = models.DateField(_("bulan"))
    facts = models.JSONField()
    """By the names of the law: `{"tl_1": 2, "hari_alpa": 0, …}`."""
    rows = models.JSONField()
    """Events: `{"jenis_kejadian": "terlambat", "menit": 12, "tanggal": "2026-11-03", "tap": 7}`."""
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    digantikan = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "month"],
                condition=Q(digantikan__isnull=True),
                name="closed_month_one_known",
            )
        ]
        indexes = [models.Index(fields=["month", "person"], name="closed_month_of")]


class AbsenceWarning(models.Model):
    """That somebody was told how near the absence of a year is to a sanction: once for each."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    sanction = models.CharField(max_length=40)
    """As the law calls it; for days in a row, with `_berturut`."""
    days = models.PositiveSmallIntegerField()
    """How many days it were."""
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "year", "sanction"], name="absence_warning_once")
        ]
