"""Check-in from a phone: who may, where and on which terms; who consented; and each time somebody did."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from praja.attendance.models.sources import Tap
from praja.files.models import StoredFile
from praja.organization.models import Unit
from praja.people.models import Person
from praja.temporal.models import History, no_overlap, not_empty

RADIUS = (10, 1000)
"""Metres: how far from a place one may be at the least and at the most."""


class CheckInPolicy(History):
    """On which terms the people of a unit, and of those below that have no terms of their own, check in."""

    class Who(models.TextChoices):
        SEMUA = "semua", _("Semua pegawai unit ini")
        TERTENTU = "tertentu", _("Hanya pegawai yang diberi izin di halaman ini")

    class Photo(models.TextChoices):
        TIDAK = "tidak", _("Tanpa foto")
        BOLEH = "boleh", _("Boleh dengan foto")
        WAJIB = "wajib", _("Harus dengan foto")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="checkin_policies")
    open = models.BooleanField(_("dibuka"), default=True)
    """False closes what a unit above has opened."""
    who = models.CharField(_("bagi siapa"), max_length=10, choices=Who.choices, default=Who.SEMUA)
    places = models.JSONField(_("tempat"), default=list, blank=True)
    """Where one may check in: name, lat and lon in degrees, radius in metres. None: anywhere."""
    accuracy = models.PositiveSmallIntegerField(
        _("ketelitian posisi paling kasar (meter)"), default=100,
        validators=[MinValueValidator(10), MaxValueValidator(1000)],
    )  # fmt: skip
    photo = models.CharField(_("foto"), max_length=8, choices=Photo.choices, default=Photo.TIDAK)
    keep_photo = models.PositiveSmallIntegerField(
        _("foto disimpan (hari)"), default=30, validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    keep_position = models.PositiveSmallIntegerField(
        _("posisi disimpan (hari)"), default=90, validators=[MinValueValidator(30), MaxValueValidator(730)]
    )
    late_hours = models.PositiveSmallIntegerField(
        _("dikirim kemudian paling lama (jam)"), default=24,
        validators=[MinValueValidator(1), MaxValueValidator(168)],
    )  # fmt: skip
    dasar = models.CharField(_("dasar"), max_length=300)

    class Meta:
        constraints = [
            no_overlap("checkin_policy_one", "unit"),
            not_empty("checkin_policy_not_empty"),
            models.CheckConstraint(
                name="checkin_policy_limits",
                condition=Q(accuracy__range=(10, 1000), keep_photo__range=(1, 366))
                & Q(keep_position__range=(30, 730), late_hours__range=(1, 168)),
            ),
        ]


class CheckInPermit(History):
    """Somebody who may check in from a phone where the terms name those who may."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="checkin_permits")
    reason = models.CharField(_("alasan"), max_length=300)

    class Meta:
        constraints = [no_overlap("checkin_permit_one", "person"), not_empty("checkin_permit_not_empty")]


class CheckInConsent(models.Model):
    """That a person agreed to tell position (and photo, where the terms want one), until it is withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="checkin_consents")
    text = models.TextField()
    """What was agreed to, as it was shown."""
    given_at = models.DateTimeField(db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(withdrawn_at__isnull=True), name="checkin_consent_one"
            )
        ]


class CheckIn(models.Model):
    """One time that somebody checked in from a phone: what the phone said, and what became of it."""

    class State(models.TextChoices):
        TERCATAT = "tercatat", _("Tercatat")
        MENUNGGU = "menunggu", _("Menunggu atasan")
        DITERIMA = "diterima", _("Diterima atasan")
        DITOLAK = "ditolak", _("Tidak diterima")

    class Why(models.TextChoices):
        """Why a check-in waits for the superior instead of counting at once."""

        TANPA_POSISI = "tanpa_posisi", _("tanpa posisi")
        DI_LUAR = "di_luar", _("di luar radius tempat kerja")
        KASAR = "kasar", _("posisinya kurang teliti")
        TANPA_FOTO = "tanpa_foto", _("tanpa foto")
        TERLAMBAT = "terlambat", _("terlalu lama baru terkirim")
        WAKTU = "waktu", _("waktu di ponsel tidak dapat dipastikan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="checkins")
    key = models.UUIDField()
    """By which the phone names it: sent twice, it counts once."""
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    """Of the person, on that day."""
    policy = models.ForeignKey(CheckInPolicy, models.PROTECT, related_name="+")
    place = models.CharField(max_length=120, blank=True)
    """The nearest place of the policy."""
    at = models.DateTimeField()
    """The moment that counts: the phone's, corrected by how far its clock was off when it sent this."""
    device_at = models.DateTimeField(null=True)
    """When the phone says that the button was pressed; none without a script."""
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    day = models.DateField()
    """Of `at`, at the workplace."""
    zone = models.CharField(max_length=4)
    late = models.BooleanField(default=False)
    """Sent later than it was pressed, for want of a connection."""
    clock_off = models.IntegerField(null=True)
    """Seconds by which the phone's clock was behind the server's when it sent."""
    clock_gap = models.IntegerField(null=True)
    """Seconds by which the moment differs from what the page's own counting says: below zero, the clock was
    set back while the page was open."""
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lon = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    accuracy = models.PositiveIntegerField(null=True)
    """Metres, as the phone says."""
    distance = models.PositiveIntegerField(null=True)
    """Metres to the nearest place."""
    mock = models.BooleanField(default=False)
    """The phone said that the position was made up."""
    phone = models.CharField(max_length=64, blank=True)
    """Keyed hash of the name that the phone gave itself."""
    agent = models.CharField(max_length=64, blank=True)
    """Keyed hash of what the browser calls itself."""
    photo = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    photo_print = models.CharField(max_length=16, blank=True)
    """By which a photo is known again that was saved anew; blank where it shows nothing."""
    keep_photo_until = models.DateField(null=True)
    keep_position_until = models.DateField()
    erased_at = models.DateTimeField(null=True, editable=False)
    """When position and photo were erased, as the policy says."""
    note = models.CharField(_("keterangan"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    why = ArrayField(models.CharField(max_length=12, choices=Why.choices), default=list)
    tap = models.ForeignKey(Tap, models.PROTECT, null=True, related_name="checkins")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)
    decision = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="checkin_once"),
            models.CheckConstraint(
                name="checkin_tap_where_it_counts",
                condition=Q(state__in=("tercatat", "diterima"), tap__isnull=False)
                | Q(state__in=("menunggu", "ditolak"), tap__isnull=True),
            ),
            models.CheckConstraint(
                name="checkin_decided",
                condition=Q(
                    state__in=("tercatat", "menunggu"), decided_at__isnull=True, decided_by__isnull=True
                )
                | Q(state__in=("diterima", "ditolak"), decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="checkin_position_whole",
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__range=(-90, 90), lon__range=(-180, 180)),
            ),
            models.CheckConstraint(name="checkin_not_ahead", condition=Q(at__lte=F("received_at"))),
        ]
        indexes = [
            models.Index(fields=["person", "day"], name="checkin_of_day"),
            models.Index(fields=["day"], name="checkin_day"),
            models.Index(fields=["person"], condition=Q(state="menunggu"), name="checkin_waiting"),
            models.Index(
                fields=["keep_position_until"], condition=Q(erased_at__isnull=True), name="checkin_to_erase"
            ),
        ]
