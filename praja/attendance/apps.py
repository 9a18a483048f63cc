"""The app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttendanceConfig(AppConfig):
    """Attendance and leave."""

    name = "praja.attendance"
    verbose_name = _("Kehadiran")

    def ready(self) -> None:
        """Tell the shell, the trail and the files what attendance knows."""
