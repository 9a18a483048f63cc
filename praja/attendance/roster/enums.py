"""What becomes of a swap."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeadaanTukar(models.TextChoices):
    """How far a swap is."""

    DIMINTA = "diminta", _("Menunggu jawaban rekan")
    DITERIMA = "diterima", _("Menunggu persetujuan atasan")
    DISETUJUI = "disetujui", _("Disetujui")
    DITOLAK = "ditolak", _("Ditolak")
    DIBATALKAN = "dibatalkan", _("Dibatalkan")
