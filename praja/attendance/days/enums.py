"""The words of judged days, corrections and duty orders."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class StatusHari(models.TextChoices):
    """What a day was."""

    HADIR = "hadir", _("Hadir")
    ALPA = "alpa", _("Tidak masuk tanpa keterangan")
    SAKIT = "sakit", _("Sakit")
    IZIN = "izin", _("Izin")
    CUTI = "cuti", _("Cuti")
    DINAS_LUAR = "dinas_luar", _("Dinas luar")
    LIBUR = "libur", _("Hari libur")
    CUTI_BERSAMA = "cuti_bersama", _("Cuti bersama")
    LEPAS = "lepas", _("Tidak dijadwalkan")
    BELUM = "belum", _("Belum selesai")


class JenisKoreksi(models.TextChoices):
    """What is asked for: another time than was tapped, or permission to be away."""

    MASUK = "masuk", _("Jam datang")
    PULANG = "pulang", _("Jam pulang")
    KEDUANYA = "keduanya", _("Jam datang dan jam pulang")
    IZIN = "izin", _("Izin tidak masuk")
    IZIN_PAGI = "izin_pagi", _("Izin paruh pertama hari")
    IZIN_SIANG = "izin_siang", _("Izin paruh kedua hari")


PERMITS = (JenisKoreksi.IZIN, JenisKoreksi.IZIN_PAGI, JenisKoreksi.IZIN_SIANG)


class KeadaanKoreksi(models.TextChoices):
    """How far a request is."""

    MENUNGGU = "menunggu", _("Menunggu atasan")
    DITERIMA = "diterima", _("Diterima")
    DITOLAK = "ditolak", _("Ditolak")
    DITARIK = "ditarik", _("Ditarik")


class JenisTemuan(models.TextChoices):
    """What is found of somebody in hours of work, as the law calls it."""

    TEMUAN_SIDAK = "temuan_sidak", _("Temuan pemeriksaan mendadak")
    KELUAR_TANPA_IZIN = "keluar_tanpa_izin", _("Keluar kantor tanpa izin")


class Paruh(models.TextChoices):
    """Which half of a day."""

    PAGI = "pagi", _("Paruh pertama")
    SIANG = "siang", _("Paruh kedua")
