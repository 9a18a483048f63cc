"""Shifts, the roster of a unit and month, and swaps. Minutes count from midnight at the workplace."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, TruncMonth
from django.utils.translation import gettext_lazy as _

from praja.attendance.models.calendar import MIDNIGHT, Windows
from praja.attendance.roster.enums import KeadaanTukar
from praja.organization.models import Unit
from praja.people.models import Person
from praja.temporal.models import History, no_overlap, not_empty

CODE = RegexValidator(
    r"^[A-Z0-9]{1,4}$", _("Kode sif terdiri dari 1 sampai 4 huruf besar atau angka, misalnya P atau M2.")
)
OFF = "L"
"""The code of a free day in every roster; no shift bears it."""


class Shift(models.Model):
    """A shift that a unit with all below it knows by a code. What it is stands in its versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="shifts")
    code = models.CharField(_("kode"), max_length=4, validators=[CODE])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="shift_once"),
            models.CheckConstraint(name="shift_not_off", condition=~Q(code=OFF)),
        ]

    def __str__(self) -> str:
        return self.code


class ShiftVersion(Windows, History):
    """What a shift is during a time."""

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="versions")
    name = models.CharField(_("nama sif"), max_length=80)
    start = models.PositiveSmallIntegerField()
    end = models.PositiveSmallIntegerField()
    """After midnight where it exceeds 1440."""
    pause = models.PositiveSmallIntegerField(_("istirahat (menit)"), default=0)
    counts_breaks = models.BooleanField(_("istirahat dihitung sebagai jam kerja"), default=True)
    requires_attendance = models.BooleanField(_("wajib merekam kehadiran"), default=True)
    """A shift on call at home does not."""

    class Meta:
        constraints = [
            no_overlap("shift_one_version", "shift"),
            not_empty("shift_version_not_empty"),
            models.CheckConstraint(
                name="shift_times",
                condition=Q(start__lt=MIDNIGHT, end__gt=F("start"), end__lte=F("start") + MIDNIGHT),
            ),
            models.CheckConstraint(name="shift_pause", condition=Q(pause__lt=F("end") - F("start"))),
        ]


class Roster(models.Model):
    """The roster of a unit in a month: its draft, and when it was last published."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rosters")
    month = models.DateField(_("bulan"))
    draft = models.JSONField(default=dict)
    """By person, by day of the month: the code."""
    revision = models.PositiveIntegerField(default=0)
    """Counts the changes of the draft, so that two who write at once do not overwrite each other."""
    changed_at = models.DateTimeField(db_default=Now(), editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    published_revision = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="roster_once"),
            models.CheckConstraint(name="roster_month", condition=Q(month=TruncMonth("month"))),
        ]


class RosterDay(models.Model):
    """What the published roster says of a person and day: a shift, or a free day. A later row replaces."""

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="days")
    person = models.ForeignKey(Person, models.PROTECT, related_name="roster_days")
    day = models.DateField()
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, related_name="+")
    """None is a free day."""
    swap = models.ForeignKey(
        "attendance.ShiftSwap", models.PROTECT, null=True, related_name="days", editable=False
    )
    """The swap that put it here; none where the roster did."""
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    digantikan = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "day"], condition=Q(digantikan__isnull=True), name="roster_day_one"
            )
        ]
        indexes = [models.Index(fields=["roster", "day"], name="roster_day_of")]


class ShiftSwap(models.Model):
    """That two people exchange what the roster says of them, on one day or on two."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asker = models.ForeignKey(Person, models.PROTECT, related_name="swaps_asked")
    other = models.ForeignKey(Person, models.PROTECT, related_name="swaps_offered")
    roster = models.ForeignKey(Roster, models.PROTECT, related_name="swaps")
    """That of the day of the asker."""
    day = models.DateField(_("tanggal saya"))
    """On which the asker is not to work the own shift."""
    other_day = models.DateField(_("tanggal rekan"))
    """On which the asker works that of the other; the same day where they merely exchange."""
    before = models.JSONField(default=dict)
    """What stood in the roster when it was asked, so that nothing else is swapped than what was seen."""
    reason = models.CharField(_("alasan"), max_length=300)
    state = models.CharField(max_length=12, choices=KeadaanTukar.choices, default=KeadaanTukar.DIMINTA)
    sent = models.UUIDField(null=True, editable=False, unique=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    decision = models.CharField(_("alasan keputusan"), max_length=300, blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="swap_of_two", condition=~Q(asker=F("other"))),
            models.UniqueConstraint(
                fields=["asker", "day"],
                condition=Q(state__in=(KeadaanTukar.DIMINTA, KeadaanTukar.DITERIMA)),
                name="swap_one_open",
            ),
        ]
