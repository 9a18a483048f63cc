"""Jobs of people; Django's start finds them here."""

from praja.people.due import tasks as due
from praja.people.imports import tasks as imports

__all__ = ["due", "imports"]
