"""Jobs of performance; Django's start finds them here."""

from praja.performance.bkn import tasks as bkn
from praja.performance.follow import tasks as follow
from praja.performance.telling import tasks as telling

__all__ = ["bkn", "follow", "telling"]
