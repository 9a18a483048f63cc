"""Kinds of units and posts, in the words of the law."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class JenisUnit(models.TextChoices):
    """What a unit is (PP 18/2016 on regional bodies)."""

    PEMERINTAH_PROVINSI = "pemerintah_provinsi", _("Pemerintah provinsi")
    PEMERINTAH_KABUPATEN = "pemerintah_kabupaten", _("Pemerintah kabupaten")
    PEMERINTAH_KOTA = "pemerintah_kota", _("Pemerintah kota")
    SEKRETARIAT = "sekretariat", _("Sekretariat")
    INSPEKTORAT = "inspektorat", _("Inspektorat")
    DINAS = "dinas", _("Dinas")
    BADAN = "badan", _("Badan")
    KECAMATAN = "kecamatan", _("Kecamatan")
    KELURAHAN = "kelurahan", _("Kelurahan")
    BIDANG = "bidang", _("Bidang atau bagian")
    SEKSI = "seksi", _("Seksi atau subbagian")
    UPTD = "uptd", _("Unit pelaksana teknis")
    RSUD = "rsud", _("Rumah sakit daerah")
    SEKOLAH = "sekolah", _("Sekolah")
    LAIN = "lain", _("Lainnya")

    @classmethod
    def governments(cls) -> frozenset[str]:
        """The kinds that stand at the root of a tree."""
        return frozenset((cls.PEMERINTAH_PROVINSI, cls.PEMERINTAH_KABUPATEN, cls.PEMERINTAH_KOTA))


class JenisJabatan(models.TextChoices):
    """What a post is (UU 20/2023)."""

    JPT_MADYA = "jpt_madya", _("Jabatan pimpinan tinggi madya")
    JPT_PRATAMA = "jpt_pratama", _("Jabatan pimpinan tinggi pratama")
    ADMINISTRATOR = "administrator", _("Jabatan administrator")
    PENGAWAS = "pengawas", _("Jabatan pengawas")
    FUNGSIONAL = "fungsional", _("Jabatan fungsional")
    PELAKSANA = "pelaksana", _("Jabatan pelaksana")


class Eselon(models.TextChoices):
    """The echelon of a structural post, which structural allowances still name."""

    I_A = "I.a", "I.a"
    I_B = "I.b", "I.b"
    II_A = "II.a", "II.a"
    II_B = "II.b", "II.b"
    III_A = "III.a", "III.a"
    III_B = "III.b", "III.b"
    IV_A = "IV.a", "IV.a"
    IV_B = "IV.b", "IV.b"
    V_A = "V.a", "V.a"
    TIDAK_ADA = "tidak_ada", _("tanpa eselon")


class Zona(models.TextChoices):
    """The zone whose date is the date at the workplace."""

    WIB = "WIB", _("Waktu Indonesia Barat")
    WITA = "WITA", _("Waktu Indonesia Tengah")
    WIT = "WIT", _("Waktu Indonesia Timur")

    @property
    def place(self) -> str:
        """The name of the zone in the tz database."""
        return {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}[self.value]
