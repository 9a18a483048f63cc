"""Credit points (angka kredit) of functional posts: what was determined, by which SK, for which months."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, Round
from django.utils.translation import gettext_lazy as _

from praja.files.models import StoredFile
from praja.organization.models import Position, Unit
from praja.people.enums import JenjangPendidikan
from praja.people.models import Person
from praja.performance.enums import JenisAngkaKredit, PredikatKinerja
from praja.performance.models.follow import Period
from praja.performance.models.rating import ClosedRating

MOST = 10_000
"""Credit points of one determination, at most."""
_KNOWN = Q(digantikan__isnull=True)


class CreditSheet(models.Model):
    """A sheet of opening balances: looked at first, then applied."""

    class State(models.TextChoices):
        DIPERIKSA = "diperiksa", _("Belum diterapkan")
        DITERAPKAN = "diterapkan", _("Diterapkan")
        DITOLAK = "ditolak", _("Ditolak")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="credit_sheets")
    """For the people of which unit, with those below it, it may speak."""
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, editable=False)
    """Of what would be recorded: nothing else is applied."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.DIPERIKSA)
    summary = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    applied_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["-made_at"], name="credit_sheet_newest")]


class CreditDecree(models.Model):
    """The SK by which credit points of one or many were determined."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="credit_decrees")
    number = models.CharField(_("nomor SK"), max_length=120)
    dated = models.DateField(_("tanggal SK"))
    signer = models.CharField(_("pejabat yang menetapkan"), max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    period = models.ForeignKey(Period, models.PROTECT, null=True, blank=True, related_name="credit_decrees")
    """Whose predicates were converted; none of an opening balance or a degree."""
    sheet = models.ForeignKey(CreditSheet, models.PROTECT, null=True, blank=True, related_name="decrees")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tercatat = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.CheckConstraint(name="credit_decree_numbered", condition=~Q(number=""))]


class CreditDetermination(models.Model):
    """Credit points of a person at a level. A correction adds a row and marks the old one superseded.

    The determination of a year takes the place of those of its months and quarters, so that no month counts
    twice.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decree = models.ForeignKey(CreditDecree, models.PROTECT, related_name="rows")
    person = models.ForeignKey(Person, models.PROTECT, related_name="credit")
    kind = models.CharField(_("jenis"), max_length=10, choices=JenisAngkaKredit.choices)
    position = models.ForeignKey(Position, models.PROTECT, null=True, blank=True, related_name="+")
    post = models.CharField(_("jabatan"), max_length=200, blank=True)
    level = models.CharField(_("jenjang"), max_length=40)
    months = DateRangeField(_("masa penilaian"), null=True, blank=True)
    """From the first day of the first month to before the first day after the last one."""
    predicate = models.CharField(
        _("predikat kinerja"), max_length=16, choices=PredikatKinerja.choices, blank=True
    )
    coefficient = models.DecimalField(_("koefisien"), max_digits=6, decimal_places=3, null=True, blank=True)
    share = models.DecimalField(_("bagian koefisien"), max_digits=4, decimal_places=3, null=True, blank=True)
    """What of the coefficient the predicate gave: 1.5 is 150 %."""
    closed = models.ForeignKey(ClosedRating, models.PROTECT, null=True, blank=True, related_name="credit")
    """The closed rating that was converted."""
    degree = models.CharField(_("ijazah"), max_length=10, choices=JenjangPendidikan.choices, blank=True)
    amount = models.DecimalField(_("angka kredit"), max_digits=8, decimal_places=3)
    """Two decimals of a conversion; older balances may have three."""
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    digantikan = models.DateTimeField(null=True, editable=False)
    pengganti = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="menggantikan"
    )
    """The row that was recorded instead; none where it was withdrawn."""
    because = models.CharField(_("alasan digantikan"), max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "level"], condition=_KNOWN, name="credit_known_of")]
        constraints = [
            ExclusionConstraint(
                name="credit_no_month_twice",
                expressions=[("person", RangeOperators.EQUAL), ("months", RangeOperators.OVERLAPS)],
                condition=_KNOWN & Q(months__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["person", "level", "kind"],
                condition=_KNOWN & Q(kind__in=(JenisAngkaKredit.DASAR, JenisAngkaKredit.INTEGRASI)),
                name="credit_opening_once",
            ),
            models.UniqueConstraint(
                fields=["person", "degree"],
                condition=_KNOWN & Q(kind=JenisAngkaKredit.IJAZAH),
                name="credit_degree_once",
            ),
            models.CheckConstraint(
                name="credit_conversion_whole",
                condition=Q(
                    kind=JenisAngkaKredit.KONVERSI, months__isnull=False, coefficient__isnull=False,
                    closed__isnull=False, share__isnull=False, amount=Round(F("amount"), 2),
                ) & ~Q(predicate="")
                | (
                    ~Q(kind=JenisAngkaKredit.KONVERSI)
                    & Q(months__isnull=True, closed__isnull=True, predicate="")
                ),
            ),
            models.CheckConstraint(
                name="credit_degree_named",
                condition=Q(kind=JenisAngkaKredit.IJAZAH) & ~Q(degree="")
                | (~Q(kind=JenisAngkaKredit.IJAZAH) & Q(degree="")),
            ),
            models.CheckConstraint(
                name="credit_amount", condition=Q(amount__gte=0) & Q(amount__lte=MOST)
            ),
            models.CheckConstraint(
                name="credit_replaced_because", condition=Q(digantikan__isnull=True) | ~Q(because="")
            ),
        ]  # fmt: skip
