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
        from praja.attendance.calendar import shell as calendar
        from praja.attendance.checkin import shell as checkin
        from praja.attendance.days import shell as days
        from praja.attendance.days_pages import shell as days_pages
        from praja.attendance.leave import shell as leave
        from praja.attendance.roster import shell as roster
        from praja.attendance.signals import shell as signals
        from praja.attendance.sources import shell as sources

        calendar.register()
        checkin.register()
        days.register()
        days_pages.register()
        leave.register()
        roster.register()
        signals.register()
        sources.register()
