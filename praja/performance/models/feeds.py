"""What other systems and sheets tell of indicators, so that achievement is counted, not claimed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from praja.files.models import StoredFile
from praja.organization.models import Unit


class FeedToken(models.Model):
    """By what another system shows that it may tell figures of a government; kept as a hash alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    government = models.ForeignKey(Unit, models.PROTECT, related_name="feed_tokens")
    name = models.CharField(_("nama sistem"), max_length=120)
    hint = models.CharField(max_length=8, editable=False)
    """Its first letters, by which people tell tokens apart."""
    digest = models.CharField(max_length=64, unique=True, editable=False)
    """The SHA-256 of the token, which is long and random."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    window_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When the minute began in which messages are being counted."""
    window_count = models.PositiveIntegerField(default=0, editable=False)


class FeedBatch(models.Model):
    """Figures that came together: looked at first, then applied as a whole; or the message of a system."""

    class State(models.TextChoices):
        DIPERIKSA = "diperiksa", _("Belum diterapkan")
        DITERAPKAN = "diterapkan", _("Diterapkan")
        DITOLAK = "ditolak", _("Ditolak")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    government = models.ForeignKey(Unit, models.PROTECT, related_name="feed_batches")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    """For the people of which unit, with those below it, it may speak."""
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    token = models.ForeignKey(FeedToken, models.PROTECT, null=True, blank=True, related_name="batches")
    key = models.CharField(max_length=100, blank=True, editable=False)
    """Of a message: how the sender names it, so that one sent twice counts once."""
    digest = models.CharField(max_length=64, editable=False)
    """Of what would change, or of the message: nothing else is applied, and no other has the key."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.DIPERIKSA)
    summary = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    applied_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["government", "-made_at"], name="feed_batch_newest")]
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], condition=~Q(key=""), name="feed_message_once"),
            models.CheckConstraint(
                name="feed_file_or_token",
                condition=Q(file__isnull=False, token__isnull=True)
                | Q(file__isnull=True, token__isnull=False),
            ),
        ]
