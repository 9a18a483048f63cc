"""The law of attendance as the app asks for it: bands and ladders, sanctions of absence, leave and pay.

Every number is a rule or a table of the law folder; here it is taken out to be shown and to be asked. Nothing
here needs Django. `on` is any day of the month whose law is asked for, `pack` a pack of the law folder or
`nasional`.
"""

from praja.attendance.law.absence import (
    Step,
    absence_step,
    absence_steps,
    days_of_minutes,
    minutes_per_day,
    next_step,
)
from praja.attendance.law.asking import NATIONAL, AttendanceLawUnknown
from praja.attendance.law.ladders import Band, Ladder, OtherRule, band_edges, ladder_of, told_percent
from praja.attendance.law.leave_pay import LeaveEffect, leave_effect

__all__ = [
    "NATIONAL",
    "AttendanceLawUnknown",
    "Band",
    "Ladder",
    "LeaveEffect",
    "OtherRule",
    "Step",
    "absence_step",
    "absence_steps",
    "band_edges",
    "days_of_minutes",
    "ladder_of",
    "leave_effect",
    "minutes_per_day",
    "next_step",
    "told_percent",
]
