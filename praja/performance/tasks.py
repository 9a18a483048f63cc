"""Jobs of performance; Django's start finds them here."""

from praja.performance.follow import tasks as follow

__all__ = ["follow"]
