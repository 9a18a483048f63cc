"""Whether the attendance that an open run is computed from has moved since its month was closed."""

from __future__ import annotations

import datetime

from praja.attendance.days.closing import moved_count
from praja.attendance.days.facts import COUNTS, EVENTS
from praja.payroll.compare.queries import UNCOMPUTED
from praja.payroll.models import Run
from praja.payroll.perms import LOCKED
from praja.payroll.runs.compute import programs_of
from praja.rules.errors import RulesError


def attendance_moved(run: Run, on: datetime.date) -> int:
    """Return of how many people of an open run the days come to something else than was closed; 0 where the
    run reads nothing of attendance.
    """
    if run.state in LOCKED or run.state in UNCOMPUTED:
        return 0
    try:
        programs = programs_of(run).values()
    except RulesError:  # what cannot be asked any more reads nothing
        return 0
    if not any(fact.name in COUNTS | EVENTS for program in programs for fact in program.facts):
        return 0
    return moved_count(run.unit, run.period, on)
