"""What devices tell the shell, the trail and the files, when the site starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from praja.attendance.navigation import nav_item
from praja.attendance.sources import perms
from praja.attendance.sources.actions import files
from praja.audit import words
from praja.files import retention
from praja.web import shell


def register() -> None:
    """Register everything."""
    for key, label in (
        ("exceptions", gettext_lazy("Perlu ditangani")),
        ("devices", gettext_lazy("Mesin kehadiran")),
    ):
        shell.navigation.add(
            nav_item(key, label, key, lambda user: perms.sees_devices(user, shell.day_of(user)))
        )
    retention.add(
        "attendance.taps",
        gettext_lazy("Berkas tap yang diunggah"),
        files.KEEP_DAYS,
        gettext_lazy("untuk mencocokkan tap dengan sumbernya; tap dan barisnya sendiri disimpan"),
        files.release,
    )
    for kind, sentence in {
        "device_registered": gettext_lazy("mendaftarkan mesin kehadiran"),
        "device_changed": gettext_lazy("mengubah mesin kehadiran"),
        "device_token": gettext_lazy("membuat alamat webhook mesin kehadiran"),
        "device_set_aside": gettext_lazy("menyisihkan mesin yang belum terdaftar"),
        "pin_identified": gettext_lazy("menetapkan PIN mesin kehadiran"),
        "pin_withdrawn": gettext_lazy("menarik penetapan PIN mesin kehadiran"),
        "taps_uploaded": gettext_lazy("mengunggah berkas tap"),
        "taps_taken": gettext_lazy("menerima berkas tap"),
        "taps_refused": gettext_lazy("menyisihkan berkas tap"),
    }.items():
        words.add(f"attendance.{kind}", sentence)
    words.fields.update(
        {
            "nomor_seri": gettext_lazy("nomor seri"),
            "mesin": gettext_lazy("mesin"),
            "zona": gettext_lazy("zona waktu"),
            "port": gettext_lazy("port"),
            "dipakai": gettext_lazy("dipakai"),
            "pin": gettext_lazy("PIN"),
            "tap": gettext_lazy("tap"),
            "kunci_komunikasi": gettext_lazy("kunci komunikasi"),
        }
    )
