"""Units and positions, valid in time, and how one unit came from another.

A unit or position is only an identity; everything about it stands in its versions, because names, parents,
classes and budget codes change by regulation and the old ones stay true for the old days.
"""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from praja.organization.enums import Eselon, JenisJabatan, JenisUnit, Zona
from praja.temporal.models import History, no_overlap, not_empty

NPWP = RegexValidator(r"^\d{15,16}$", _("NPWP terdiri dari 15 atau 16 angka, tanpa titik dan garis."))


class Unit(models.Model):
    """A unit of the organization. The root of a tree is a government: a city, regency or province."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    government = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="units")
    """The government that it belongs to; none for a government itself."""
    code = models.CharField(_("kode"), max_length=40, unique=True)
    """A short name that stays: `semarang.banyumanik`."""

    def __str__(self) -> str:
        return self.code


class UnitVersion(History):
    """What a unit is during a time."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="child_versions")
    name = models.CharField(_("nama"), max_length=200)
    short_name = models.CharField(_("singkatan"), max_length=60, blank=True)
    kind = models.CharField(_("jenis"), max_length=30, choices=JenisUnit.choices)
    zone = models.CharField(_("zona waktu"), max_length=4, choices=Zona.choices, default=Zona.WIB)
    order = models.PositiveIntegerField(_("urutan"), default=0)
    npwp = models.CharField(_("NPWP pemotong"), max_length=16, blank=True, validators=[NPWP])
    """Of the withholder of its income tax; blank means that of the unit above."""
    budget_code = models.CharField(_("kode anggaran"), max_length=60, blank=True)
    address = models.CharField(_("alamat"), max_length=300, blank=True)
    dasar = models.CharField(_("dasar hukum"), max_length=300, blank=True)

    class Meta:
        constraints = [
            no_overlap("unit_one_version", "unit"),
            not_empty("unit_version_not_empty"),
            models.CheckConstraint(name="unit_not_own_parent", condition=~models.Q(unit=models.F("parent"))),
        ]
        indexes = [models.Index(fields=["parent"], name="unit_version_parent")]

    def __str__(self) -> str:
        return self.name


class UnitSuccession(models.Model):
    """One unit becoming (part of) another: merging, splitting. A mere new name is a version."""

    old = models.ForeignKey(Unit, models.PROTECT, related_name="became")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="came_from")
    on = models.DateField(_("mulai"))
    dasar = models.CharField(_("dasar hukum"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="unit_succession_once"),
            models.CheckConstraint(name="unit_succession_two", condition=~models.Q(old=models.F("new"))),
        ]


class Position(models.Model):
    """A post of the organization, which people hold one after another, or several at a time (`formasi`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("kode"), max_length=80, unique=True)

    def __str__(self) -> str:
        return self.code


class PositionVersion(History):
    """What a post is during a time."""

    position = models.ForeignKey(Position, models.PROTECT, related_name="versions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="position_versions")
    superior = models.ForeignKey(
        Position, models.PROTECT, null=True, blank=True, related_name="subordinate_versions"
    )
    """The post that it reports to; none at the top of a government."""
    title = models.CharField(_("nama jabatan"), max_length=200)
    kind = models.CharField(_("jenis"), max_length=20, choices=JenisJabatan.choices)
    heads_unit = models.BooleanField(_("memimpin unitnya"), default=False)
    kelas_jabatan = models.PositiveSmallIntegerField(
        _("kelas jabatan"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(17)]
    )
    eselon = models.CharField(max_length=10, choices=Eselon.choices, default=Eselon.TIDAK_ADA)
    jenjang = models.CharField(_("jenjang jabatan fungsional"), max_length=40, blank=True)
    formasi = models.PositiveIntegerField(_("kebutuhan pegawai"), default=1)
    bup = models.PositiveSmallIntegerField(
        _("batas usia pensiun"), validators=[MinValueValidator(50), MaxValueValidator(75)]
    )
    """In years (UU 20/2023 article 55); kept with the post, never derived from the golongan."""
    tugas_pokok = models.TextField(blank=True)
    syarat = models.TextField(_("persyaratan jabatan"), blank=True)
    order = models.PositiveIntegerField(_("urutan"), default=0)
    dasar = models.CharField(_("dasar hukum"), max_length=300, blank=True)

    class Meta:
        constraints = [
            no_overlap("position_one_version", "position"),
            no_overlap("unit_one_head", "unit", condition=models.Q(heads_unit=True)),
            not_empty("position_version_not_empty"),
            models.CheckConstraint(
                name="position_not_own_superior", condition=~models.Q(position=models.F("superior"))
            ),
            models.CheckConstraint(
                name="position_kelas_1_to_17",
                condition=models.Q(kelas_jabatan__isnull=True) | models.Q(kelas_jabatan__range=(1, 17)),
            ),
        ]
        indexes = [
            models.Index(fields=["unit"], name="position_version_unit"),
            models.Index(fields=["superior"], name="position_version_superior"),
        ]

    def __str__(self) -> str:
        return self.title
