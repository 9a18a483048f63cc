"""What goals and programmes tell the shell and the trail, when the site starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from praja.audit import words
from praja.performance.navigation import nav_item
from praja.web import shell


def register() -> None:
    """Register everything."""
    shell.navigation.add(nav_item("goals", gettext_lazy("Sasaran unit"), "goals_home"))
    for kind, sentence in {
        "goal_set": gettext_lazy("menetapkan sasaran unit"),
        "goal_changed": gettext_lazy("mengubah sasaran unit"),
        "goal_withdrawn": gettext_lazy("menarik sasaran unit"),
        "goal_indicator_set": gettext_lazy("menetapkan indikator sasaran"),
        "goal_indicator_changed": gettext_lazy("mengubah indikator sasaran"),
        "goal_indicator_withdrawn": gettext_lazy("menarik indikator sasaran"),
        "programme_opened": gettext_lazy("membuka program"),
        "programme_changed": gettext_lazy("mengubah program"),
        "programme_member_set": gettext_lazy("memberi bagian dalam program"),
        "programme_member_removed": gettext_lazy("mengeluarkan anggota program"),
        "programme_evaluated": gettext_lazy("mencatat evaluasi program"),
        "programme_withdrawn": gettext_lazy("menarik program"),
    }.items():
        words.add(f"performance.{kind}", sentence)
    words.fields.update(
        {
            "indikator": gettext_lazy("indikator"),
            "kemajuan": gettext_lazy("kemajuan (%)"),
            "hasil": gettext_lazy("hasil bersama"),
            "penanggung_jawab": gettext_lazy("penanggung jawab"),
            "bagian": gettext_lazy("bagian"),
        }
    )
