"""Kinds of days, hours and places, in the words of the rules."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class JenisHari(models.TextChoices):
    """What a day is for a person."""

    KERJA = "kerja", _("Hari kerja")
    LIBUR = "libur", _("Hari libur")
    CUTI_BERSAMA = "cuti_bersama", _("Cuti bersama")
    LEPAS = "lepas", _("Bukan hari kerja")


class Ketetapan(models.TextChoices):
    """What a letter makes of a day."""

    LIBUR = "libur", _("Hari libur")
    CUTI_BERSAMA = "cuti_bersama", _("Cuti bersama")
    KERJA = "kerja", _("Tetap hari kerja")


class PolaJam(models.TextChoices):
    """How firmly one is held to the hours (PermenPANRB 4/2025)."""

    TETAP = "tetap", _("Tetap")
    LENTUR = "lentur", _("Lentur: mulai dan selesai boleh bergeser sama lama")
    DINAMIS = "dinamis", _("Dinamis: tidak terikat jam, lamanya harus terpenuhi")


class Tempat(models.TextChoices):
    """Where one works."""

    KANTOR = "kantor", _("Kantor")
    WFH = "wfh", _("Rumah atau tempat tinggal (WFH)")
    WFA = "wfa", _("Tempat lain yang ditetapkan (WFA)")


class JenisKegiatan(models.TextChoices):
    """What is attended."""

    APEL = "apel", _("Apel")
    UPACARA = "upacara", _("Upacara")
    UPACARA_PAHLAWAN = "upacara_pahlawan", _("Upacara Hari Pahlawan")
    SENAM = "senam", _("Senam atau kerja bakti")
    WIRID = "wirid", _("Wirid")
    PARIPURNA = "paripurna", _("Rapat paripurna")
    RAPAT = "rapat", _("Rapat wajib")


class CaraHadir(models.TextChoices):
    """How it is known that somebody attended."""

    TAP = "tap", _("Rekaman mesin")
    LEMBAR = "lembar", _("Daftar hadir")
