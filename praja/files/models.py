"""Uploaded files. Their bytes lie in a folder under the hash of their content; a row says what they are."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """One upload. Two uploads of the same bytes are two rows and one file on the disk."""

    class Kind(models.TextChoices):
        PDF = "application/pdf", "PDF"
        JPEG = "image/jpeg", _("Foto JPEG")
        PNG = "image/png", _("Gambar PNG")
        XLSX = (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            _("Buku kerja Excel"),
        )
        CSV = "text/csv", "CSV"
        JSONL = "application/x-ndjson", "JSON Lines"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)
    """As the uploader called it, cleaned; shown, and used when it is saved, never as a path."""
    kind = models.CharField(max_length=100, choices=Kind.choices)
    """By looking at the bytes, not at the name."""
    size = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField(db_default=Now(), editable=False)
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    keep_until = models.DateField(null=True, blank=True)
    """The day after which it may be deleted (UU 27/2022 on personal data), none while it must be kept."""
