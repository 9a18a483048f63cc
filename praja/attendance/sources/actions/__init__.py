"""Everything that writes: taps taken in, devices kept, PINs told whose they are, files uploaded."""

from praja.attendance.sources.actions.refused import SourcesRefused
from praja.attendance.sources.actions.taking import Taken, batch_of_day, take

__all__ = ["SourcesRefused", "Taken", "batch_of_day", "take"]
