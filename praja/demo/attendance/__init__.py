"""Two months of attendance of the invented governments: machines, taps, leave, duty, corrections, a closing.

Taps come in as files and messages of machines and go the way of all taps. What many do alike is written a set
at a time; what shows a page or waits for somebody is done by those whose work it is, through their actions.
"""

from praja.demo.attendance.settle import attended, look_over, settle_attendance
from praja.demo.attendance.shown import attendance_shown

__all__ = ["attendance_shown", "attended", "look_over", "settle_attendance"]
