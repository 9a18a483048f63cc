"""What signals tell the shell and the trail, when the site starts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from praja.attendance.navigation import nav_item
from praja.attendance.signals import perms
from praja.attendance.signals.views import PART
from praja.audit import words
from praja.web import shell


def register() -> None:
    """Register everything."""
    shell.navigation.add(nav_item("signals", gettext_lazy("Isyarat presensi"), "signals", reads))
    words.add("attendance.signal_answered", gettext_lazy("menjelaskan isyarat presensi"))
    words.add("attendance.signal_noted", gettext_lazy("menyelesaikan isyarat presensi"))
    words.fields.update({"jawaban": gettext_lazy("jawaban"), "penjelasan": gettext_lazy("penjelasan")})
    words.parts[PART] = gettext_lazy("isyarat presensi")


def reads(user: Any) -> bool:
    """
    To be shown the way to signals, one must be
    - pengelola kepegawaian, admin BKPSDM or auditor.
    """
    return perms.reads(user, shell.day_of(user))
