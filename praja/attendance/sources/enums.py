"""Kinds of devices, ways in, and what a tap says of itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class JenisMesin(models.TextChoices):
    """How a device, or another application, gives its taps."""

    ADMS = "adms", _("Mesin yang mengirim sendiri (ADMS)")
    TARIK = "tarik", _("Mesin yang ditarik lewat jaringan (port 4370)")
    USB = "usb", _("Mesin yang datanya diambil dengan flashdisk")
    SOAP = "soap", _("Mesin dengan layanan SOAP (Solution dan sejenisnya)")
    FINGERSPOT = "fingerspot", _("Fingerspot (webhook atau berkas)")
    LEMBAR = "lembar", _("Aplikasi lain yang memberi lembar")
    PONSEL = "ponsel", _("Ponsel pegawai")


class Jalan(models.TextChoices):
    """The way by which a tap came in."""

    ADMS = "adms", _("kiriman mesin")
    TARIK = "tarik", _("ditarik dari mesin")
    WEBHOOK = "webhook", _("kiriman Fingerspot")
    UNGGAH = "unggah", _("berkas yang diunggah")
    PONSEL = "ponsel", _("ponsel")


class ArahTap(models.TextChoices):
    """What a device says a tap is for; many say the same of every tap, so that nothing is judged by it."""

    TIDAK_DIKETAHUI = "", _("tidak disebut")
    MASUK = "masuk", _("masuk")
    KELUAR = "keluar", _("keluar")
    ISTIRAHAT = "jeda", _("mulai istirahat")
    KEMBALI = "kembali", _("selesai istirahat")
    LEMBUR = "lembur", _("mulai lembur")
    USAI = "usai", _("selesai lembur")


class CaraVerifikasi(models.TextChoices):
    """How a device knew who tapped."""

    TIDAK_DIKETAHUI = "", _("tidak disebut")
    JARI = "jari", _("sidik jari")
    SANDI = "sandi", _("kata sandi")
    KARTU = "kartu", _("kartu")
    WAJAH = "wajah", _("wajah")
    LAIN = "lain", _("cara lain")
