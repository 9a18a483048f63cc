"""Leave in the words of the law."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class JenisCuti(models.TextChoices):
    """The kinds of leave that one asks for (PP 11/2017 Article 310); cuti bersama is by decree."""

    TAHUNAN = "cuti_tahunan", _("Cuti tahunan")
    BESAR = "cuti_besar", _("Cuti besar")
    SAKIT = "cuti_sakit", _("Cuti sakit")
    MELAHIRKAN = "cuti_melahirkan", _("Cuti melahirkan")
    ALASAN_PENTING = "cuti_alasan_penting", _("Cuti karena alasan penting")
    CLTN = "cltn", _("Cuti di luar tanggungan negara")


class Bagian(models.TextChoices):
    """Which half of a single day, where only half of it is taken."""

    PAGI = "pagi", _("Setengah hari pertama")
    SIANG = "siang", _("Setengah hari kedua")


class SebabCuti(models.TextChoices):
    """Why a leave is taken, as far as the law makes a difference."""

    SAKIT = "sakit", _("Sakit")
    KECELAKAAN_KERJA = "kecelakaan_kerja", _("Kecelakaan kerja")
    GUGUR_KANDUNGAN = "gugur_kandungan", _("Gugur kandungan")
    KELUARGA_SAKIT = "keluarga_sakit", _("Keluarga inti sakit keras")
    KELUARGA_MENINGGAL = "keluarga_meninggal", _("Keluarga inti meninggal dunia")
    MENIKAH = "menikah", _("Pernikahan pertama")
    ISTRI_MELAHIRKAN = "istri_melahirkan", _("Istri melahirkan")
    MUSIBAH = "musibah", _("Musibah: kebakaran rumah atau bencana alam")
    HAJI_PERTAMA = "haji_pertama", _("Ibadah haji pertama")
    ANAK_KEEMPAT = "anak_keempat", _("Melahirkan anak keempat dan seterusnya")
    LAIN = "lain", _("Lainnya")


SEBAB_OF: Final[dict[str, tuple[SebabCuti, ...]]] = {
    JenisCuti.TAHUNAN: (SebabCuti.LAIN, SebabCuti.KELUARGA_SAKIT, SebabCuti.KELUARGA_MENINGGAL,
                        SebabCuti.MENIKAH),
    JenisCuti.BESAR: (SebabCuti.LAIN, SebabCuti.HAJI_PERTAMA, SebabCuti.ANAK_KEEMPAT),
    JenisCuti.SAKIT: (SebabCuti.SAKIT, SebabCuti.KECELAKAAN_KERJA, SebabCuti.GUGUR_KANDUNGAN),
    JenisCuti.MELAHIRKAN: (SebabCuti.LAIN,),
    JenisCuti.ALASAN_PENTING: (SebabCuti.KELUARGA_SAKIT, SebabCuti.KELUARGA_MENINGGAL, SebabCuti.MENIKAH,
                               SebabCuti.ISTRI_MELAHIRKAN, SebabCuti.MUSIBAH),
    JenisCuti.CLTN: (SebabCuti.LAIN,),
}  # fmt: skip
"""The reasons from which one chooses for each kind, the usual one first."""


class KeadaanCuti(models.TextChoices):
    """Where a request stands."""

    DISUSUN = "disusun", _("Draf")
    DIAJUKAN = "diajukan", _("Menunggu pertimbangan atasan")
    DIPERTIMBANGKAN = "dipertimbangkan", _("Menunggu keputusan pejabat berwenang")
    DISETUJUI = "disetujui", _("Disetujui")
    DITANGGUHKAN = "ditangguhkan", _("Ditangguhkan")
    DITOLAK = "ditolak", _("Tidak disetujui")
    DIBATALKAN = "dibatalkan", _("Dibatalkan")


WAITING: Final = (KeadaanCuti.DIAJUKAN, KeadaanCuti.DIPERTIMBANGKAN)
STANDING: Final = (*WAITING, KeadaanCuti.DISETUJUI)
"""States in which the days of a request are taken: no other request may have one of them."""


class Pertimbangan(models.TextChoices):
    """What the superior says to a request, and what is decided (official form, VII and VIII)."""

    DISETUJUI = "disetujui", _("Disetujui")
    PERUBAHAN = "perubahan", _("Disetujui dengan perubahan")
    DITANGGUHKAN = "ditangguhkan", _("Ditangguhkan")
    TIDAK_DISETUJUI = "tidak_disetujui", _("Tidak disetujui")


class Langkah(models.TextChoices):
    """What was done with a request."""

    DIAJUKAN = "diajukan", _("Diajukan")
    PENGGANTI = "pengganti", _("Jawaban pengganti")
    PERTIMBANGAN = "pertimbangan", _("Pertimbangan atasan langsung")
    KEPUTUSAN = "keputusan", _("Keputusan pejabat berwenang")
    PENDEK = "pendek", _("Diperpendek atau dipanggil kembali")
    BATAL = "batal", _("Dibatalkan")


class Wewenang(models.TextChoices):
    """Who decides on a kind of leave for the people of a unit."""

    ATASAN = "atasan", _("Atasan langsung")
    JABATAN = "jabatan", _("Pemegang jabatan tertentu")
