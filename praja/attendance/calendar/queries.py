"""Reading the calendar."""

from __future__ import annotations

from praja.attendance.calendar.events import event_frame
from praja.attendance.calendar.schedule import free_days, schedule_frame

__all__ = ["event_frame", "free_days", "schedule_frame"]
