"""What was achieved, with evidence; what stood in the way; and what was said of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, TruncMonth
from django.utils.translation import gettext_lazy as _

from praja.files.models import StoredFile
from praja.organization.models import Unit
from praja.people.models import Person
from praja.performance.enums import (
    AkibatHambatan,
    JenisHambatan,
    JenisPembinaan,
    JenisPeriode,
    KeadaanHambatan,
    Nilai,
    PemberiUmpanBalik,
    SumberRealisasi,
)
from praja.performance.models.feeds import FeedBatch
from praja.performance.models.plan import YEARS, Indicator, Rhk, Skp


class Period(models.Model):
    """A span for which a government evaluates. A deadline is the end of its day at the workplace."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    government = models.ForeignKey(Unit, models.PROTECT, related_name="performance_periods")
    year = models.PositiveSmallIntegerField(_("tahun"), validators=YEARS)
    kind = models.CharField(_("jenis"), max_length=12, choices=JenisPeriode.choices)
    number = models.PositiveSmallIntegerField(_("nomor"))
    """Of a month 1-12, of a quarter 1-4, of a year 1."""
    days = DateRangeField(_("masa"))
    report_by = models.DateField(_("batas mengisi realisasi"))
    rate_by = models.DateField(_("batas menilai"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["government", "year", "kind", "number"], name="period_once"),
            models.CheckConstraint(
                name="period_has_days", condition=Q(days__isempty=False, days__startswith__isnull=False)
            ),
            models.CheckConstraint(name="period_deadlines", condition=Q(rate_by__gte=F("report_by"))),
        ]


class Realisation(models.Model):
    """What was reached of an indicator in a month. A later one replaces, and both are kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="realisations")
    month = models.DateField(_("bulan"))
    """The first day of the month."""
    value = models.DecimalField(_("realisasi"), max_digits=20, decimal_places=4, null=True, blank=True)
    """In the indicator's unit of measure; of milestones, how many are done since the beginning."""
    done_on = models.DateField(_("selesai pada"), null=True, blank=True)
    """Of an indicator by date (`Arah.TANGGAL`): when it was done."""
    story = models.TextField(_("uraian"), blank=True)
    source = models.CharField(max_length=10, choices=SumberRealisasi.choices, default=SumberRealisasi.PEGAWAI)
    batch = models.ForeignKey(
        FeedBatch, models.PROTECT, null=True, blank=True, related_name="realisations", editable=False
    )
    """The sheet or message that it came by; none where the person wrote it."""
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    digantikan = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "month"],
                condition=Q(digantikan__isnull=True),
                name="realisation_one_known",
            ),
            models.CheckConstraint(name="realisation_month", condition=Q(month=TruncMonth("month"))),
            models.CheckConstraint(
                name="realisation_not_negative", condition=Q(value__isnull=True) | Q(value__gte=0)
            ),
        ]
        indexes = [
            models.Index(
                fields=["month", "indicator"],
                condition=Q(digantikan__isnull=True),
                name="realisation_month_indicator",
            )
        ]


class LogEntry(models.Model):
    """What was reached of an indicator on a day or in a week, where a government asks for it: months are made
    of these. A later one replaces, and both are kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="log")
    day = models.DateField(_("hari"))
    """The day; of a week its first day in the SKP, a Monday but for the first week."""
    value = models.DecimalField(_("realisasi"), max_digits=20, decimal_places=4, null=True, blank=True)
    story = models.TextField(_("uraian"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    digantikan = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "day"], condition=Q(digantikan__isnull=True), name="log_entry_one_known"
            ),
            models.CheckConstraint(
                name="log_entry_not_negative", condition=Q(value__isnull=True) | Q(value__gte=0)
            ),
            models.CheckConstraint(
                name="log_entry_says_something", condition=Q(value__isnull=False) | ~Q(story="")
            ),
        ]


class LogReminder(models.Model):
    """That the people of a government were reminded of the log of a day: once."""

    government = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    day = models.DateField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["government", "day"], name="log_reminder_once")]


class RealisationRemark(models.Model):
    """What a person objects to in a figure that was counted, not claimed; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    realisation = models.ForeignKey(Realisation, models.PROTECT, related_name="remarks")
    text = models.TextField(_("keberatan"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)


class Reopened(models.Model):
    """A month that the superior opened again after its deadline, until a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    skp = models.ForeignKey(Skp, models.PROTECT, related_name="reopened")
    month = models.DateField(_("bulan"))
    until = models.DateField(_("terbuka sampai"))
    reason = models.CharField(_("alasan"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.CheckConstraint(name="reopened_month", condition=Q(month=TruncMonth("month")))]


class Evidence(models.Model):
    """A proof of what was reached in a month: a stored file, or a link."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="evidence")
    month = models.DateField(_("bulan"))
    title = models.CharField(_("nama bukti"), max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    link = models.URLField(_("tautan"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["indicator", "month"], name="evidence_of")]
        constraints = [
            models.CheckConstraint(name="evidence_month", condition=Q(month=TruncMonth("month"))),
            models.CheckConstraint(
                name="evidence_file_or_link",
                condition=Q(file__isnull=False, link="") | (Q(file__isnull=True) & ~Q(link="")),
            ),
        ]


class Obstacle(models.Model):
    """What stands in the way of a result, who sees to it by when, and what was decided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    skp = models.ForeignKey(Skp, models.PROTECT, related_name="obstacles")
    rhk = models.ForeignKey(Rhk, models.PROTECT, related_name="obstacles")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="obstacles")
    kind = models.CharField(_("sebab"), max_length=12, choices=JenisHambatan.choices)
    text = models.TextField(_("uraian"))
    since = models.DateField(_("sejak"))
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="obstacles_owned")
    """Who sees to it."""
    due = models.DateField(_("diselesaikan paling lambat"), null=True, blank=True)
    state = models.CharField(
        max_length=12, choices=KeadaanHambatan.choices, default=KeadaanHambatan.DILAPORKAN
    )
    effect = models.CharField(
        _("akibat"), max_length=14, choices=AkibatHambatan.choices, default=AkibatHambatan.TIDAK_ADA
    )
    new_target = models.DecimalField(
        _("target sesudah hambatan"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    new_target_max = models.DecimalField(
        _("batas atas target sesudah hambatan"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    new_due = models.DateField(_("tanggal selesai sesudah hambatan"), null=True, blank=True)
    agreed_target = models.DecimalField(max_digits=20, decimal_places=4, null=True, editable=False)
    """The target that was agreed when it was changed; where another one is agreed later, that one holds."""
    agreed_target_max = models.DecimalField(max_digits=20, decimal_places=4, null=True, editable=False)
    agreed_due = models.DateField(null=True, editable=False)
    effective = models.DateField(_("akibat berlaku sejak"), null=True, blank=True)
    """From which day on the target is another one, or the indicator is left out."""
    reason = models.TextField(_("alasan keputusan"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    solved_at = models.DateTimeField(null=True, blank=True)
    photo = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    sent = models.UUIDField(null=True, editable=False, unique=True)
    """Made with the form that it was sent by, so that a form that is sent twice counts once."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="obstacle_target",
                condition=~Q(effect=AkibatHambatan.TARGET)
                | (Q(indicator__isnull=False) & (Q(new_target__isnull=False) | Q(new_due__isnull=False))),
            ),
            models.CheckConstraint(
                name="obstacle_effect",
                condition=Q(effect=AkibatHambatan.TIDAK_ADA)
                | Q(
                    effective__isnull=False,
                    indicator__isnull=False,
                    kind__in=(JenisHambatan.SUMBER_DAYA, JenisHambatan.LUAR),
                ),
            ),
        ]


class Feedback(models.Model):
    """Something said of somebody's work, tied to a result or a behaviour; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    skp = models.ForeignKey(Skp, models.PROTECT, related_name="feedback")
    rhk = models.ForeignKey(Rhk, models.PROTECT, null=True, blank=True, related_name="feedback")
    value = models.CharField(_("perilaku"), max_length=24, choices=Nilai.choices, blank=True)
    role = models.CharField(_("sebagai"), max_length=10, choices=PemberiUmpanBalik.choices)
    text = models.TextField(_("umpan balik"))
    sent = models.UUIDField(null=True, editable=False, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    read_at = models.DateTimeField(_("dibaca"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="feedback_of_one",
                condition=Q(rhk__isnull=False, value="") | (Q(rhk__isnull=True) & ~Q(value="")),
            ),
        ]


class FeedbackRequest(models.Model):
    """A question of a person to somebody who knows their work."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    skp = models.ForeignKey(Skp, models.PROTECT, related_name="feedback_requests")
    asked = models.ForeignKey(Person, models.PROTECT, related_name="feedback_asked")
    rhk = models.ForeignKey(Rhk, models.PROTECT, null=True, blank=True, related_name="+")
    value = models.CharField(_("perilaku"), max_length=24, choices=Nilai.choices, blank=True)
    text = models.CharField(_("pertanyaan"), max_length=500)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    answer = models.OneToOneField(
        Feedback, models.PROTECT, null=True, blank=True, related_name="answers", editable=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="feedback_request_of_one",
                condition=Q(rhk__isnull=False, value="") | (Q(rhk__isnull=True) & ~Q(value="")),
            ),
        ]


class Coaching(models.Model):
    """A talk of superior and employee: planned with its agenda, then kept with what was said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    skp = models.ForeignKey(Skp, models.PROTECT, related_name="coachings")
    kind = models.CharField(_("jenis"), max_length=10, choices=JenisPembinaan.choices)
    on = models.DateField(_("tanggal"))
    agenda = models.TextField(_("yang dibicarakan"))
    notes = models.TextField(_("catatan"), blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    read_at = models.DateTimeField(_("dibaca pegawai"), null=True, blank=True)


class AgendaPoint(models.Model):
    """Something that one of both wants to talk about, added before the talk."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    coaching = models.ForeignKey(Coaching, models.PROTECT, related_name="points")
    text = models.CharField(_("yang ingin dibicarakan"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)


class FollowUp(models.Model):
    """What was agreed in a talk: who does what by when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    coaching = models.ForeignKey(Coaching, models.PROTECT, related_name="follow_ups")
    text = models.CharField(_("tindak lanjut"), max_length=300)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    due = models.DateField(_("paling lambat"))
    done_at = models.DateTimeField(null=True, blank=True)


class Recognition(models.Model):
    """A word of thanks that others of the unit may read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="recognitions")
    value = models.CharField(_("perilaku"), max_length=24, choices=Nilai.choices, blank=True)
    text = models.CharField(_("ucapan"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)


class SelfReport(models.Model):
    """What a person says of their own year or quarter, prefilled from the months and signed before rating."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    skp = models.ForeignKey(Skp, models.PROTECT, related_name="self_reports")
    period = models.ForeignKey(Period, models.PROTECT, related_name="self_reports")
    text = models.TextField(_("uraian"))
    rows = models.JSONField(default=list)
    """What stood in the months when it was signed: an indicator a row."""
    signed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["skp", "period"], name="self_report_once")]


class Reminder(models.Model):
    """That the people of a government were reminded of a month: once each time."""

    government = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    month = models.DateField()
    days_left = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["government", "month", "days_left"], name="reminder_once")
        ]


class Alive(models.Model):
    """A time during which this server gave signs of life; between two of them it was down."""

    since = models.DateTimeField()
    until = models.DateTimeField(db_index=True)
