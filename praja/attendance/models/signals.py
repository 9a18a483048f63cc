"""What looked odd in how taps came in: something to ask about, never a verdict."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from praja.people.models import Person


class Signal(models.Model):
    """Something odd about one person's taps in a span of days."""

    class Kind(models.TextChoices):
        SAMA = "sama", _("Koordinat persis sama berminggu-minggu")
        CEPAT = "cepat", _("Berpindah lebih cepat dari 200 km/jam")
        PALSU = "palsu", _("Ponsel menyatakan posisinya buatan")
        SATU_PONSEL = "satu_ponsel", _("Satu ponsel dipakai beberapa orang")
        CUTI = "cuti", _("Presensi pada hari cuti")
        JAM = "jam", _("Jam ponsel berubah mendadak")
        FOTO = "foto", _("Foto yang sama dipakai lagi")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("isyarat"), max_length=12, choices=Kind.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendance_signals")
    key = models.CharField(max_length=100)
    """What it is about, so that it is told once: seen again, it grows instead."""
    first = models.DateField(_("sejak"))
    last = models.DateField(_("sampai"))
    count = models.PositiveIntegerField()
    """On how many days, or how many times, as the kind counts."""
    facts = models.JSONField(default=dict)
    """What was seen, in figures."""
    found_at = models.DateTimeField(db_default=Now(), editable=False)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    note = models.TextField(blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "key"], name="signal_once"),
            models.CheckConstraint(name="signal_days", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(
                name="signal_noted_by",
                condition=Q(noted_at__isnull=True, noted_by__isnull=True, note="")
                | Q(noted_at__isnull=False, noted_by__isnull=False) & ~Q(note=""),
            ),
        ]
        indexes = [models.Index(fields=["person", "-found_at"], name="signal_newest")]
