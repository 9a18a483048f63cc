"""Working hours, holidays by letter, Ramadan, other places of work, and what one must attend.

Minutes count from midnight at the workplace. What a letter set is never changed: a later row replaces it.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from praja.attendance.calendar.enums import CaraHadir, JenisKegiatan, Ketetapan, PolaJam, Tempat
from praja.organization.models import Position, Unit
from praja.people.models import Person
from praja.temporal.models import History, no_overlap, not_empty

MIDNIGHT = 24 * 60
LONGEST = [MaxValueValidator(12 * 60)]
WINDOW = {"in_before": 90, "in_after": 270, "out_before": 240, "out_after": 240}
"""Within which taps count as coming and going, where nothing else is set: minutes around start and end."""


class Windows(models.Model):
    """Around start and end of a time of work: how late is not late, and which taps count."""

    tolerance_in = models.PositiveSmallIntegerField(
        _("toleransi datang (menit)"), default=0, validators=LONGEST
    )
    tolerance_out = models.PositiveSmallIntegerField(
        _("toleransi pulang (menit)"), default=0, validators=LONGEST
    )
    in_before = models.PositiveSmallIntegerField(
        _("rekaman datang dihitung sejak (menit sebelum mulai)"),
        default=WINDOW["in_before"],
        validators=LONGEST,
    )
    in_after = models.PositiveSmallIntegerField(
        _("sampai (menit sesudah mulai)"), default=WINDOW["in_after"], validators=LONGEST
    )
    out_before = models.PositiveSmallIntegerField(
        _("rekaman pulang dihitung sejak (menit sebelum selesai)"),
        default=WINDOW["out_before"],
        validators=LONGEST,
    )
    out_after = models.PositiveSmallIntegerField(
        _("sampai (menit sesudah selesai)"), default=WINDOW["out_after"], validators=LONGEST
    )

    class Meta:
        abstract = True


class WorkingHours(models.Model):
    """Hours of work that a government knows by a name. What they are stands in their versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    government = models.ForeignKey(Unit, models.PROTECT, related_name="working_hours")
    name = models.CharField(_("nama jam kerja"), max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["government", "name"], name="working_hours_once"),
        ]

    def __str__(self) -> str:
        return self.name


class HoursVersion(Windows, History):
    """What hours of work are during a time."""

    hours = models.ForeignKey(WorkingHours, models.PROTECT, related_name="versions")
    dasar = models.CharField(_("dasar hukum"), max_length=300)
    pattern = models.CharField(_("pola"), max_length=10, choices=PolaJam.choices, default=PolaJam.TETAP)
    flex = models.PositiveSmallIntegerField(_("boleh bergeser (menit)"), default=0, validators=LONGEST)
    counts_breaks = models.BooleanField(_("istirahat dihitung sebagai jam kerja"), default=False)
    tolerance_moves_band = models.BooleanField(
        _("terlambat dihitung sejak akhir toleransi, bukan sejak jam mulai"), default=False
    )
    min_inclusive = models.BooleanField(_("tepat satu menit sudah terlambat"), default=True)
    """Whether the lowest band begins with one minute, or with more than one."""
    days = models.JSONField()
    """The hours of each day of the week, usually and in Ramadan: `ramadan`, `weekday` (0 is Monday), `start`,
    `end`, `pause`. A day that is not named is free. The database checks each."""

    class Meta:
        constraints = [
            no_overlap("hours_one_version", "hours"),
            not_empty("hours_version_not_empty"),
            models.CheckConstraint(
                name="hours_flex", condition=Q(pattern=PolaJam.LENTUR, flex__gt=0) | Q(flex=0)
            ),
        ]


class HoursAssignment(History):
    """Which hours hold for a unit with all below it, for a post, or for a person, during a time.

    The nearest wins: those of the person, then of the post, of the unit, of the unit above it.
    """

    hours = models.ForeignKey(WorkingHours, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="hours_assigned")
    position = models.ForeignKey(
        Position, models.PROTECT, null=True, blank=True, related_name="hours_assigned"
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="hours_assigned")
    letter = models.CharField(_("dasar penetapan"), max_length=300)

    class Meta:
        constraints = [
            no_overlap("hours_one_of_unit", "unit", condition=Q(unit__isnull=False)),
            no_overlap("hours_one_of_position", "position", condition=Q(position__isnull=False)),
            no_overlap("hours_one_of_person", "person", condition=Q(person__isnull=False)),
            not_empty("hours_assignment_not_empty"),
            models.CheckConstraint(
                name="hours_of_one",
                condition=Q(unit__isnull=False, position__isnull=True, person__isnull=True)
                | Q(unit__isnull=True, position__isnull=False, person__isnull=True)
                | Q(unit__isnull=True, position__isnull=True, person__isnull=False),
            ),
        ]


class RamadanPeriod(History):
    """The days on which a government keeps the hours of Ramadan, by letter: never computed."""

    government = models.ForeignKey(Unit, models.PROTECT, related_name="ramadans")
    letter = models.CharField(_("surat edaran"), max_length=300)

    class Meta:
        constraints = [
            no_overlap("ramadan_once", "government"),
            not_empty("ramadan_not_empty"),
            models.CheckConstraint(name="ramadan_ends", condition=Q(berlaku__endswith__isnull=False)),
        ]


class HolidayLetter(models.Model):
    """What a letter makes of a day for a unit with all below it: a holiday more, or one less."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="holiday_letters")
    day = models.DateField(_("tanggal"))
    kind = models.CharField(_("menjadi"), max_length=12, choices=Ketetapan.choices)
    name = models.CharField(_("nama hari"), max_length=200)
    letter = models.CharField(_("surat"), max_length=300)
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    digantikan = models.DateTimeField(null=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day"], condition=Q(digantikan__isnull=True), name="holiday_letter_one"
            )
        ]
        indexes = [models.Index(fields=["day"], name="holiday_letter_day")]


class PlaceLetter(models.Model):
    """That a unit with all below it, or some people, work elsewhere on days of a span."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    government = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="place_letters")
    whole_unit = models.BooleanField(_("bagi seluruh unit"), default=False)
    """Else it is for `people`, who are of the unit."""
    people = models.ManyToManyField(Person, related_name="place_letters", blank=True)
    place = models.CharField(_("bekerja di"), max_length=8, choices=Tempat.choices)
    first = models.DateField(_("mulai"))
    last = models.DateField(_("sampai"))
    weekdays = models.CharField(max_length=7, default="0123456")
    """Those on which it holds: 0 is Monday."""
    letter = models.CharField(_("surat"), max_length=300)
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    digantikan = models.DateTimeField(_("dicabut"), null=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="place_letter_days", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(name="place_letter_elsewhere", condition=~Q(place=Tempat.KANTOR)),
        ]
        indexes = [models.Index(fields=["first", "last"], name="place_letter_span")]


class AttendanceEvent(models.Model):
    """An apel or ceremony: when, and who must attend."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="attendance_events")
    """Who holds it; its officers keep it."""
    kind = models.CharField(_("jenis"), max_length=20, choices=JenisKegiatan.choices)
    name = models.CharField(_("nama kegiatan"), max_length=200)
    day = models.DateField(_("tanggal"))
    tap_from = models.PositiveSmallIntegerField()
    tap_until = models.PositiveSmallIntegerField()
    """Between these minutes a tap shows that one was there."""
    place = models.CharField(_("tempat"), max_length=200, blank=True)
    letter = models.CharField(_("surat"), max_length=300, blank=True)
    units = models.ManyToManyField(Unit, related_name="+", blank=True)
    """Whose people must attend, with all below."""
    positions = models.ManyToManyField(Position, related_name="+", blank=True)
    """Whose holders must attend besides."""
    exempt_shift = models.BooleanField(_("yang bertugas sif dibebaskan"), default=True)
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancelled_why = models.CharField(max_length=300, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="attendance_event_window",
                condition=Q(tap_until__gt=F("tap_from"), tap_until__lte=MIDNIGHT),
            )
        ]
        indexes = [models.Index(fields=["day"], name="attendance_event_day")]


class EventPresence(models.Model):
    """That somebody attended, by a list; who tapped in the window is read from the taps."""

    event = models.ForeignKey(AttendanceEvent, models.PROTECT, related_name="presences")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    how = models.CharField(max_length=8, choices=CaraHadir.choices, default=CaraHadir.LEMBAR)
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    digantikan = models.DateTimeField(null=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"], condition=Q(digantikan__isnull=True), name="event_presence_once"
            )
        ]
