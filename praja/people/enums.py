"""What is recorded of people, in the words of the law."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class JenisKelamin(models.TextChoices):
    """As the fifteenth digit of a NIP says."""

    LAKI_LAKI = "L", _("Laki-laki")
    PEREMPUAN = "P", _("Perempuan")


class StatusAsn(models.TextChoices):
    """Of an ASN (UU 20/2023)."""

    CPNS = "cpns", _("Calon PNS")
    PNS = "pns", _("PNS")
    PPPK = "pppk", _("PPPK")
    PPPK_PARUH_WAKTU = "pppk_paruh_waktu", _("PPPK paruh waktu")


class SebabBerhenti(models.TextChoices):
    """How a status ended."""

    DIANGKAT_PNS = "diangkat_pns", _("Diangkat menjadi PNS")
    PENSIUN = "pensiun", _("Mencapai batas usia pensiun")
    PENSIUN_DINI = "pensiun_dini", _("Pensiun atas permintaan sendiri")
    MENINGGAL = "meninggal", _("Meninggal dunia")
    MENGUNDURKAN_DIRI = "mengundurkan_diri", _("Mengundurkan diri")
    DIBERHENTIKAN = "diberhentikan", _("Diberhentikan")
    PINDAH = "pindah", _("Pindah ke instansi lain")
    KONTRAK_BERAKHIR = "kontrak_berakhir", _("Perjanjian kerja berakhir")


class CaraMenjabat(models.TextChoices):
    """How somebody holds a post."""

    DEFINITIF = "definitif", _("Definitif")
    PLT = "plt", _("Pelaksana tugas (Plt.)")
    PLH = "plh", _("Pelaksana harian (Plh.)")


class HubunganKeluarga(models.TextChoices):
    """Of a member of the family, as the KP4 lists them."""

    SUAMI = "suami", _("Suami")
    ISTRI = "istri", _("Istri")
    ANAK_KANDUNG = "anak_kandung", _("Anak kandung")
    ANAK_TIRI = "anak_tiri", _("Anak tiri")
    ANAK_ANGKAT = "anak_angkat", _("Anak angkat")


class JenjangPendidikan(models.TextChoices):
    """Of an education."""

    SD = "sd", _("SD")
    SMP = "smp", _("SMP")
    SMA = "sma", _("SMA atau sederajat")
    D1 = "d1", _("Diploma I")
    D2 = "d2", _("Diploma II")
    D3 = "d3", _("Diploma III")
    D4 = "d4", _("Diploma IV")
    S1 = "s1", _("Sarjana")
    PROFESI = "profesi", _("Profesi")
    S2 = "s2", _("Magister")
    S3 = "s3", _("Doktor")


class TingkatHukuman(models.TextChoices):
    """Of a disciplinary punishment (PP 94/2021 article 8)."""

    RINGAN = "ringan", _("Ringan")
    SEDANG = "sedang", _("Sedang")
    BERAT = "berat", _("Berat")


class Usulan(models.TextChoices):
    """What became of a change that somebody proposed of their own record."""

    DIAJUKAN = "diajukan", _("Menunggu diperiksa")
    DITERIMA = "diterima", _("Diterima")
    DITOLAK = "ditolak", _("Ditolak")
    DIBATALKAN = "dibatalkan", _("Dibatalkan pengusul")


GOLONGAN_PNS = tuple(
    f"{romawi}/{ruang}" for romawi in ("I", "II", "III", "IV") for ruang in ("a", "b", "c", "d")
) + ("IV/e",)
GOLONGAN_PPPK = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI",
    "XVII",
)  # fmt: skip
