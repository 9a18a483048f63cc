"""What the budget tells the shell and the trail, when the site starts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from praja.access.seen import seen
from praja.audit import words
from praja.payroll.perms import sees_runs
from praja.web import shell


def register() -> None:
    """Register everything."""
    shell.navigation.add(
        shell.NavItem(
            "payroll.budget",
            gettext_lazy("Anggaran gaji"),
            "payroll:budget",
            53,
            _sees_budget,
            gettext_lazy("Gaji"),
        )
    )
    words.add("payroll.pagu_given", gettext_lazy("mencatat pagu anggaran"))
    words.add("payroll.account_chosen", gettext_lazy("memilih akun anggaran sebuah baris"))
    words.add("payroll.regional_budget_given", gettext_lazy("mencatat belanja daerah dalam APBD"))
    words.fields.update(
        {
            "tahun": gettext_lazy("tahun"),
            "akun": gettext_lazy("kode akun"),
            "baris": gettext_lazy("baris daftar"),
            "komponen": gettext_lazy("komponen"),
            "pagu": gettext_lazy("pagu"),
            "revisi": gettext_lazy("revisi"),
            "belanja_daerah": gettext_lazy("belanja daerah"),
            "belanja_pegawai": gettext_lazy("belanja pegawai"),
            "tunjangan_guru_tkd": gettext_lazy("tunjangan guru lewat TKD"),
            "melampaui_pagu": gettext_lazy("disetujui dengan mengetahui"),
        }
    )


def _sees_budget(user: Any) -> bool:
    """
    To be shown the way to the budget, one must be
    - bendahara, pejabat penyetuju, auditor or TAPD of any unit.
    """
    on = shell.day_of(user)
    return bool(seen(("payroll", user.pk, on), lambda: sees_runs(user, on)))
