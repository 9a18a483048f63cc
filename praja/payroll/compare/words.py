"""What the causes of a difference are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from praja.payroll.compare.causes import Cause

LABELS: Mapping[Cause, Any] = {
    Cause.MASUK: _("Masuk daftar bulan ini"),
    Cause.KELUAR: _("Tidak lagi di daftar"),
    Cause.ATURAN: _("Peraturan berubah"),
    Cause.WAKTU: _("Batas umur dan masa tercapai"),
    Cause.STATUS: _("Status dan keadaan pegawai"),
    Cause.PANGKAT: _("Kenaikan pangkat"),
    Cause.KGB: _("Kenaikan gaji berkala"),
    Cause.JABATAN: _("Jabatan"),
    Cause.KELUARGA: _("Keluarga"),
    Cause.KEHADIRAN: _("Kehadiran"),
    Cause.KINERJA: _("Kinerja"),
    Cause.HUKUMAN: _("Hukuman disiplin"),
    Cause.PAJAK: _("Pajak"),
    Cause.POTONGAN: _("Pinjaman, iuran, dan potongan lain"),
    Cause.SEKALI: _("Satu kali: baris tambahan"),
    Cause.LAIN: _("Keterangan lain"),
    Cause.SYARAT: _("Syarat pembayaran (LHKPN, SPT, SKP, peraturan)"),
    Cause.PEMBAYARAN: _("Ditahan, dilepas, atau belum dapat dihitung"),
}
