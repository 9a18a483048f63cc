"""What giving facts tells the shell and the trail, when the site starts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from praja.access.seen import seen
from praja.audit import words
from praja.payroll.facts.perms import sees_any_missing
from praja.payroll.sheets import retention
from praja.payroll.sheets.perms import may_give_any
from praja.payroll.sheets.person import link_on_person
from praja.web import shell


def register() -> None:
    """Register everything."""
    retention.register()
    shell.navigation.add(
        shell.NavItem(
            "payroll.missing",
            gettext_lazy("Yang kurang"),
            "payroll:missing",
            51,
            _sees_missing,
            gettext_lazy("Gaji"),
        )
    )
    shell.navigation.add(
        shell.NavItem(
            "payroll.sheets", gettext_lazy("Fakta gaji"), "payroll:sheets", 52, _gives, gettext_lazy("Gaji")
        )
    )
    shell.panels.add(
        shell.Panel("person", "payroll.facts", "payroll/sheets/_person.html", link_on_person, 60)
    )
    words.parts["fakta_gaji"] = gettext_lazy("fakta gaji")
    for kind, sentence in {
        "sheet_uploaded": gettext_lazy("mengunggah lembar fakta gaji"),
        "sheet_applied": gettext_lazy("menerapkan lembar fakta gaji"),
        "sheet_undone": gettext_lazy("mengurungkan lembar fakta gaji"),
        "sheets_released": gettext_lazy("menghapus lembar fakta gaji yang lewat masa simpannya"),
        "fact_given": gettext_lazy("mencatat keterangan tetap untuk gaji"),
        "deduction_given": gettext_lazy("mencatat potongan gaji"),
        "given_ended": gettext_lazy("mengakhiri keterangan atau potongan gaji"),
    }.items():
        words.add(f"payroll.{kind}", sentence)
    words.fields.update(
        {
            "fakta": gettext_lazy("fakta"),
            "potongan": gettext_lazy("jenis potongan"),
            "baru": gettext_lazy("baru"),
            "berubah": gettext_lazy("berubah"),
            "tetap": gettext_lazy("tetap"),
            "bermasalah": gettext_lazy("bermasalah"),
        }
    )


def _gives(user: Any) -> bool:
    """
    To be shown the way to the facts, one must be
    - pengelola kepegawaian or bendahara of any unit.
    """
    on = shell.day_of(user)
    return bool(seen(("payroll.gives", user.pk, on), lambda: may_give_any(user, on)))


def _sees_missing(user: Any) -> bool:
    """
    To be shown the way to what is missing, one must be
    - bendahara, pejabat penyetuju, auditor or pengelola kepegawaian of any unit.
    """
    on = shell.day_of(user)
    return bool(seen(("payroll.missing", user.pk, on), lambda: sees_any_missing(user, on)))
