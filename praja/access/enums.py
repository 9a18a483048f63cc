"""The roles."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A role that somebody is given for a unit and a period."""

    KEPALA_UNIT = "kepala_unit", _("Kepala unit")
    PENGELOLA_KEPEGAWAIAN = "pengelola_kepegawaian", _("Pengelola kepegawaian unit")
    ADMIN_BKPSDM = "admin_bkpsdm", _("Admin BKPSDM")
    BENDAHARA = "bendahara", _("Bendahara (pembuat daftar)")
    PEJABAT_PENYETUJU = "pejabat_penyetuju", _("Pejabat penyetuju")
    TIM_PENILAI = "tim_penilai", _("Tim penilai kinerja")
    TAPD = "tapd", _("Tim anggaran pemerintah daerah")
    AUDITOR = "auditor", _("Auditor")
    ADMIN_APLIKASI = "admin_aplikasi", _("Admin aplikasi")
