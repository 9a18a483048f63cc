"""What follows a closed rating: six months to improve with checkpoints and their end, awards, development."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from praja.files.models import StoredFile
from praja.people.models import Award, Person
from praja.performance.enums import (
    JenisPengembangan,
    JenisPenghargaan,
    KeadaanPengembangan,
    KeadaanPenghargaan,
    KeadaanPerbaikan,
    LangkahPerbaikan,
)
from praja.performance.models.follow import Coaching
from praja.performance.models.plan import Skp
from praja.performance.models.rating import ClosedRating

_DECIDED = ~Q(state__in=(KeadaanPerbaikan.BERJALAN,))


class Improvement(models.Model):
    """The time in which somebody whose predicate was below Baik improves (PP 30/2019 article 56)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    closed = models.OneToOneField(ClosedRating, models.PROTECT, related_name="improvement")
    """The closed rating that it follows."""
    skp = models.ForeignKey(Skp, models.PROTECT, related_name="improvements")
    person = models.ForeignKey(Person, models.PROTECT, related_name="improvements")
    start = models.DateField(_("mulai"))
    end = models.DateField(_("berakhir"))
    """The day on which the time that the law gives is over."""
    goals = models.TextField(_("yang harus dicapai"))
    support = models.TextField(_("dukungan yang diberikan"))
    read_at = models.DateTimeField(_("dipahami pegawai"), null=True, blank=True)
    state = models.CharField(
        max_length=16, choices=KeadaanPerbaikan.choices, default=KeadaanPerbaikan.BERJALAN
    )
    reason = models.CharField(_("alasan hasilnya"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="improvement_ends_later", condition=Q(end__gt=F("start"))),
            models.CheckConstraint(
                name="improvement_decided_by_somebody",
                condition=Q(state=KeadaanPerbaikan.BERJALAN, decided_by__isnull=True, decided_at__isnull=True)
                | (_DECIDED & Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason="")),
            ),
        ]


class Checkpoint(models.Model):
    """A day on which both look how far an improvement is, and what they found."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    improvement = models.ForeignKey(Improvement, models.PROTECT, related_name="checkpoints")
    due = models.DateField(_("dilihat pada"))
    aim = models.CharField(_("yang sudah harus terlihat"), max_length=300)
    on_track = models.BooleanField(_("sesuai rencana"), null=True, blank=True)
    notes = models.TextField(_("catatan"), blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    held_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["improvement", "due"], name="checkpoint_once_a_day"),
            models.CheckConstraint(
                name="checkpoint_held_whole",
                condition=Q(held_at__isnull=True, held_by__isnull=True, on_track__isnull=True, notes="")
                | (Q(held_at__isnull=False, held_by__isnull=False, on_track__isnull=False) & ~Q(notes="")),
            ),
        ]


class ImprovementStep(models.Model):
    """A warning, or what the law foresees after a failed improvement: recorded with its document, never
    decided by software.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    improvement = models.ForeignKey(Improvement, models.PROTECT, related_name="steps")
    kind = models.CharField(_("langkah"), max_length=24, choices=LangkahPerbaikan.choices)
    dated = models.DateField(_("tanggal"))
    until = models.DateField(_("sampai"), null=True, blank=True)
    """Of a temporary posting: its last day."""
    number = models.CharField(_("nomor dokumen"), max_length=120)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    note = models.CharField(_("uraian"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="improvement_step_numbered", condition=~Q(number="")),
            models.CheckConstraint(
                name="improvement_step_until",
                condition=Q(kind=LangkahPerbaikan.PENEMPATAN_SEMENTARA, until__gte=F("dated"))
                | (~Q(kind=LangkahPerbaikan.PENEMPATAN_SEMENTARA) & Q(until__isnull=True)),
            ),
        ]


class AwardProposal(models.Model):
    """An award that a superior proposes after a very good rating, an officer checks, and another decides."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    closed = models.ForeignKey(ClosedRating, models.PROTECT, related_name="award_proposals")
    skp = models.ForeignKey(Skp, models.PROTECT, related_name="award_proposals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="award_proposals")
    kind = models.CharField(_("penghargaan"), max_length=14, choices=JenisPenghargaan.choices)
    name = models.CharField(_("nama penghargaan"), max_length=300)
    reason = models.TextField(_("alasan"))
    state = models.CharField(
        max_length=12, choices=KeadaanPenghargaan.choices, default=KeadaanPenghargaan.DIUSULKAN
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    check_note = models.CharField(_("catatan pemeriksa"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(_("alasan keputusan"), max_length=1000, blank=True)
    sk_number = models.CharField(_("nomor SK"), max_length=120, blank=True)
    sk_date = models.DateField(_("tanggal SK"), null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    award = models.OneToOneField(
        Award, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    """The row of the person's awards that it became."""
    amount = models.PositiveBigIntegerField(_("uang penghargaan (rupiah)"), null=True, blank=True)
    """What the SK names, if it does. Pay takes it only as an extra line that two people vouch for."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["closed", "kind"],
                condition=~Q(state__in=(KeadaanPenghargaan.DITARIK, KeadaanPenghargaan.DITOLAK)),
                name="award_proposed_once",
            ),
            models.CheckConstraint(
                name="award_by_three",
                condition=(Q(checked_by__isnull=True) | ~Q(checked_by=F("by")))
                & (
                    Q(decided_by__isnull=True)
                    | (~Q(decided_by=F("by")) & (Q(checked_by__isnull=True) | ~Q(decided_by=F("checked_by"))))
                ),
            ),
            models.CheckConstraint(
                name="award_decided_whole",
                condition=~Q(state=KeadaanPenghargaan.DITETAPKAN)
                | Q(
                    checked_by__isnull=False, decided_by__isnull=False, sk_date__isnull=False,
                    file__isnull=False, award__isnull=False,
                )
                & ~Q(sk_number=""),
            ),
            models.CheckConstraint(
                name="award_money_decided",
                condition=Q(amount__isnull=True) | Q(state=KeadaanPenghargaan.DITETAPKAN),
            ),
        ]  # fmt: skip


class DevelopmentAction(models.Model):
    """Something by which a person wants to grow, or that both agreed on; for everybody, not only the weak."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    skp = models.ForeignKey(Skp, models.PROTECT, related_name="development")
    person = models.ForeignKey(Person, models.PROTECT, related_name="development")
    kind = models.CharField(_("cara"), max_length=12, choices=JenisPengembangan.choices)
    text = models.CharField(_("yang ingin dikembangkan"), max_length=500)
    jp = models.PositiveSmallIntegerField(_("jam pelajaran"), null=True, blank=True)
    due = models.DateField(_("selesai sebelum"), null=True, blank=True)
    talk = models.ForeignKey(Coaching, models.PROTECT, null=True, blank=True, related_name="development")
    """The talk in which it was agreed."""
    state = models.CharField(
        max_length=12, choices=KeadaanPengembangan.choices, default=KeadaanPengembangan.DIINGINKAN
    )
    answer = models.CharField(_("tanggapan"), max_length=500, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="development_agreed_by_somebody",
                condition=Q(state__in=(KeadaanPengembangan.DIINGINKAN, KeadaanPengembangan.BATAL))
                | Q(agreed_by__isnull=False, agreed_at__isnull=False, due__isnull=False),
            ),
        ]
