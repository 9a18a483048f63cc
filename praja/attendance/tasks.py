"""Jobs of attendance; Django's start finds them here."""

from praja.attendance.days import tasks as days
from praja.attendance.signals import tasks as signals
from praja.attendance.sources import tasks as sources

__all__ = ["days", "signals", "sources"]
