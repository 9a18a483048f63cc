"""What is exchanged with e-Kinerja of BKN: its predicates, files for it, and which of the two rates.

A predicate of BKN that was taken in stays as it was; a later one of the same period replaces it.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, TruncMonth
from django.utils.translation import gettext_lazy as _

from praja.files.models import StoredFile
from praja.organization.models import Unit
from praja.people.models import Person
from praja.performance.enums import Ekspektasi, PredikatKinerja, YangMenilai
from praja.performance.models.follow import Period


class RatingMode(models.Model):
    """Where a government is rated from a month on: proposed by one, decided by another.

    It counts for the periods that end in that month or later. Without any, Praja rates.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    government = models.ForeignKey(Unit, models.PROTECT, related_name="rating_modes")
    version = models.PositiveSmallIntegerField(_("versi"))
    mode = models.CharField(_("yang menilai"), max_length=8, choices=YangMenilai.choices)
    since = models.DateField(_("berlaku mulai bulan"))
    reason = models.CharField(_("dasar atau alasan"), max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    accepted = models.BooleanField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_why = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)
    """When the one who proposed it withdrew it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["government", "version"], name="rating_mode_version"),
            models.UniqueConstraint(
                fields=["government"],
                condition=Q(accepted__isnull=True, ended_at__isnull=True),
                name="rating_mode_one_waits",
            ),
            models.CheckConstraint(name="rating_mode_month", condition=Q(since=TruncMonth("since"))),
            models.CheckConstraint(
                name="rating_mode_maker_is_not_checker",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="rating_mode_decided_by_somebody",
                condition=Q(accepted__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    accepted__isnull=False,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    ended_at__isnull=True,
                ),
            ),
            models.CheckConstraint(name="rating_mode_reason", condition=~Q(reason="")),
        ]


class BknImport(models.Model):
    """A file with predicates of e-Kinerja: what it would change, what it did, and how it was undone."""

    class State(models.TextChoices):
        DIUNGGAH = "diunggah", _("Berkas diunggah")
        DIPERIKSA = "diperiksa", _("Siap diterapkan")
        DITERAPKAN = "diterapkan", _("Diterapkan")
        DIURUNGKAN = "diurungkan", _("Diurungkan")
        GAGAL = "gagal", _("Gagal, tidak ada yang berubah")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    government = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    """Of whose people, with those of all units below, it may speak."""
    number = models.PositiveIntegerField(_("nomor"))
    period = models.ForeignKey(Period, models.PROTECT, null=True, blank=True, related_name="+")
    """Of which period its rows are that name none; where it is given, no row may name another one."""
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    """Of JSON, its rows as a table."""
    name = models.CharField(_("berkas"), max_length=200)
    sha256 = models.CharField(_("sidik"), max_length=64)
    """Of the bytes as they were uploaded."""
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DIUNGGAH)
    rows = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["government", "number"], name="bkn_import_number")]


class BknPredicate(models.Model):
    """How BKN's e-Kinerja rated somebody in a period, as an import told it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(BknImport, models.PROTECT, related_name="predicates")
    person = models.ForeignKey(Person, models.PROTECT, related_name="bkn_predicates")
    period = models.ForeignKey(Period, models.PROTECT, related_name="bkn_predicates")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    """Where the person worked at the end of the period."""
    result = models.CharField(max_length=10, choices=Ekspektasi.choices)
    behaviour = models.CharField(max_length=10, choices=Ekspektasi.choices)
    predicate = models.CharField(max_length=16, choices=PredikatKinerja.choices)
    siasn_id = models.CharField(_("id riwayat SIASN"), max_length=60, blank=True)
    rater_nip = models.CharField(_("NIP/NRP penilai"), max_length=30, blank=True)
    rater_name = models.CharField(_("nama penilai"), max_length=200, blank=True)
    rater_post = models.CharField(_("jabatan penilai"), max_length=300, blank=True)
    rater_rank = models.CharField(_("golongan penilai"), max_length=60, blank=True)
    rater_unit = models.CharField(_("unor penilai"), max_length=300, blank=True)
    rater_status = models.CharField(_("status penilai"), max_length=20, blank=True)
    instead_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    """What it replaced, which holds again when the import is undone."""
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    digantikan = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "period"],
                condition=Q(digantikan__isnull=True),
                name="bkn_predicate_one_known",
            )
        ]
        indexes = [models.Index(fields=["period", "person"], name="bkn_predicate_of_period")]


class BknExport(models.Model):
    """SKP, realisations and ratings of a unit's people in the fields of BKN: made at once, or by a job."""

    class State(models.TextChoices):
        MENYUSUN = "menyusun", _("Sedang disusun")
        SIAP = "siap", _("Siap diunduh")
        GAGAL = "gagal", _("Tidak jadi disusun")
        DIHENTIKAN = "dihentikan", _("Dihentikan")

    class Form(models.TextChoices):
        XLSX = "xlsx", _("Buku kerja XLSX, satu lembar tiap isi")
        JSONL = "jsonl", _("JSON Lines, satu orang satu baris")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    form = models.CharField(_("bentuk"), max_length=8, choices=Form.choices)
    people = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    """How many of the people are written."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.MENYUSUN)
    message = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(_("sidik"), max_length=64, blank=True)
    """Of the file; it stays when the file is gone."""
    keep_until = models.DateField()
    """The last day on which it can be fetched."""
    attempt = models.PositiveIntegerField(default=0)
    """Counts how often it was asked for: a job of an earlier asking does nothing."""
    progress_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True)
