"""Devices, whose PIN is whose, and the taps as they came in."""

from __future__ import annotations

import datetime
import re
import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from praja.attendance.sources.enums import ArahTap, CaraVerifikasi, Jalan, JenisMesin
from praja.files.models import StoredFile
from praja.organization.enums import Zona
from praja.organization.models import Unit
from praja.people.models import Person
from praja.temporal.models import History, no_overlap, not_empty

IS_SERIAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{2,39}", re.ASCII)
SERIAL = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._:-]{2,39}$",
    _("Nomor seri terdiri dari 3 sampai 40 huruf, angka, titik, atau tanda hubung."),
)


class LocalTimeField(models.Field):  # type: ignore[type-arg]
    """A date and time without a zone: what a clock on the wall shows."""

    def db_type(self, connection: Any) -> str:
        """Return PostgreSQL's name of it."""
        return "timestamp"

    def to_python(self, value: Any) -> datetime.datetime | None:
        """Return a value as a naive datetime.

        :raises ValueError: if it has a zone, or is no date and time
        """
        if isinstance(value, str):
            value = datetime.datetime.fromisoformat(value)
        if isinstance(value, datetime.datetime) and value.tzinfo is not None:
            raise ValueError("A local time has no zone.")
        return value  # type: ignore[no-any-return]

    def get_prep_value(self, value: Any) -> Any:
        """Return what is given to the database."""
        return super().get_prep_value(self.to_python(value))


@LocalTimeField.register_lookup
class LocalDate(models.Transform):
    """The date of a local time: `local__date`."""

    lookup_name = "date"
    function = "DATE"
    output_field = models.DateField()


class Device(models.Model):
    """A machine at which people tap, or an application that gives taps as one does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    government = models.ForeignKey(Unit, models.PROTECT, related_name="attendance_devices")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    """Where it stands; people of any unit of the government may tap there."""
    serial = models.CharField(_("nomor seri"), max_length=40, unique=True, validators=[SERIAL])
    name = models.CharField(_("nama"), max_length=120)
    kind = models.CharField(_("jenis"), max_length=12, choices=JenisMesin.choices)
    zone = models.CharField(_("zona waktu"), max_length=4, choices=Zona.choices, default=Zona.WIB)
    """Of its clock."""
    used = DateRangeField(_("dipakai"))
    """The days on which it may give taps, by its clock."""
    address = models.GenericIPAddressField(_("alamat IP"), protocol="IPv4", null=True, blank=True)
    """From which its taps are pulled; of one that sends by itself, from which alone it may, if given."""
    port = models.PositiveIntegerField(
        _("port"), default=4370, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    comm_key = models.BinaryField(_("kunci komunikasi"), null=True, blank=True, editable=False)
    """Encrypted (`praja.people.secrets`); none where the device wants none."""
    token_digest = models.CharField(max_length=64, blank=True, editable=False)
    """The SHA-256 of what a sender must show; blank where nobody sends for it."""
    token_hint = models.CharField(max_length=8, blank=True, editable=False)
    last_seen_at = models.DateTimeField(null=True, editable=False)
    last_tap_at = models.DateTimeField(null=True, editable=False)
    """By its clock, of what came last."""
    drift = models.IntegerField(null=True, editable=False)
    """Seconds that its clock is ahead of ours; behind is negative. Of a device that sends by itself: at most
    so far behind, because a tap may also have waited."""
    drift_at = models.DateTimeField(null=True, editable=False)
    pulled_at = models.DateTimeField(null=True, editable=False)
    """When its taps were last pulled whole."""
    trouble = models.CharField(max_length=300, blank=True, editable=False)
    """Why the last pull failed; blank if it did not."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="device_used", condition=Q(used__isempty=False, used__startswith__isnull=False)
            ),
            models.CheckConstraint(
                name="device_pulled_has_address",
                condition=~Q(kind__in=(JenisMesin.TARIK, JenisMesin.SOAP)) | Q(address__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["token_digest"], condition=~Q(token_digest=""), name="device_token_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnknownDevice(models.Model):
    """A device that asked to send and is not registered: nothing of it is taken until it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    serial = models.CharField(_("nomor seri"), max_length=40, unique=True, validators=[SERIAL])
    address = models.GenericIPAddressField(_("dari alamat"), null=True)
    first_at = models.DateTimeField(db_default=Now(), editable=False)
    last_at = models.DateTimeField(db_default=Now(), editable=False)
    times = models.PositiveIntegerField(default=1, editable=False)
    sample = models.CharField(max_length=200, blank=True, editable=False)
    """The first line that it wanted to send, for people to know it by."""
    dismissed_at = models.DateTimeField(null=True, editable=False)
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")


class DevicePerson(History):
    """Whose a PIN is during a time: at one device, or at all of a government."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    government = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="pins")
    """Only at this one, where it goes before what holds for all; none: at all of the government."""
    pin = models.CharField(_("PIN"), max_length=36)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="pins")
    """None: somebody who is no employee, such as a guest, whose taps count for nobody."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            no_overlap("pin_at_device_one_person", "device", "pin", condition=Q(device__isnull=False)),
            no_overlap("pin_everywhere_one_person", "government", "pin", condition=Q(device__isnull=True)),
            not_empty("pin_not_empty"),
        ]


class TapBatch(models.Model):
    """Taps that came in together: a file that was uploaded, or what a device gave in a day."""

    class State(models.TextChoices):
        DIUNGGAH = "diunggah", _("Menunggu pilihan kolom")
        DIPERIKSA = "diperiksa", _("Belum diterima")
        DIMINTA = "diminta", _("Sedang diterima")
        SELESAI = "selesai", _("Diterima")
        GAGAL = "gagal", _("Gagal")
        DITOLAK = "ditolak", _("Tidak diterima")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    device = models.ForeignKey(Device, models.PROTECT, related_name="batches")
    how = models.CharField(max_length=10, choices=Jalan.choices)
    day = models.DateField()
    """At the place of the device, when it came."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.SELESAI)
    new = models.PositiveIntegerField(default=0, editable=False)
    doubled = models.PositiveIntegerField(default=0, editable=False)
    unreadable = models.PositiveIntegerField(default=0, editable=False)
    unknown = models.PositiveIntegerField(default=0, editable=False)
    """Of the new ones, those whose PIN was nobody's when they came."""
    problems = models.JSONField(default=list)
    """Lines that could not be read: `{"line": n, "raw": text, "why": text}`; the first of them only."""
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200, blank=True, editable=False)
    form = models.CharField(max_length=12, blank=True, editable=False)
    """Of a file: how it is written (`praja.attendance.sources.files`)."""
    mapping = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    """What the preview told."""
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    attempt = models.PositiveIntegerField(default=0)
    progress_at = models.DateTimeField(null=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "how", "day"], condition=~Q(how=Jalan.UNGGAH), name="tap_batch_of_day"
            )
        ]
        indexes = [models.Index(fields=["device", "-made_at"], name="tap_batch_newest")]


class Tap(models.Model):
    """One tap as a device told it. Only whose it is may change, when somebody says whose PIN it was."""

    id = models.BigAutoField(primary_key=True)
    device = models.ForeignKey(
        Device, models.PROTECT, related_name="taps", db_index=False, db_constraint=False
    )
    """That of the batch. Neither is checked for each of a million rows: the command that adds taps changes
    their batch as well, and a trigger lets no batch with taps go."""
    pin = models.CharField(max_length=36)
    local = LocalTimeField()
    """As the clock of the device showed it."""
    zone = models.CharField(max_length=4, choices=Zona.choices)
    at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Jalan.choices)
    direction = models.CharField(max_length=8, choices=ArahTap.choices, blank=True)
    verify = models.CharField(max_length=8, choices=CaraVerifikasi.choices, blank=True)
    workcode = models.CharField(max_length=12, blank=True)
    raw = models.TextField(blank=True)
    batch = models.ForeignKey(TapBatch, models.PROTECT, related_name="taps", db_constraint=False)
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="taps", db_index=False, db_constraint=False
    )
    """Looked up once a statement, for all of its rows together, by triggers of the database."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "local", "pin"], name="tap_once")]
        indexes = [
            models.Index(fields=["person", "local"], name="tap_of_person", condition=Q(person__isnull=False)),
            models.Index(fields=["device", "pin"], name="tap_of_nobody", condition=Q(person__isnull=True)),
        ]
