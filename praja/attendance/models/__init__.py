"""What attendance keeps; each part has a module."""

from praja.attendance.models.calendar import (
    AttendanceEvent,
    EventPresence,
    HolidayLetter,
    HoursAssignment,
    HoursVersion,
    PlaceLetter,
    RamadanPeriod,
    WorkingHours,
)
from praja.attendance.models.checkin import CheckIn, CheckInConsent, CheckInPermit, CheckInPolicy
from praja.attendance.models.days import (
    AbsenceWarning,
    ClosedMonth,
    Closing,
    Correction,
    Day,
    DutyOrder,
    DutyPerson,
    Finding,
    GoneDay,
)
from praja.attendance.models.leave import (
    LeaveAuthority,
    LeaveCalendar,
    LeaveDocument,
    LeaveOpening,
    LeaveRequest,
    LeaveStaffing,
    LeaveStep,
    LeaveWorked,
)
from praja.attendance.models.roster import Roster, RosterDay, Shift, ShiftSwap, ShiftVersion
from praja.attendance.models.signals import Signal
from praja.attendance.models.sources import Device, DevicePerson, Tap, TapBatch, UnknownDevice
from praja.attendance.models.touched import TouchedDay

__all__ = [
    "AbsenceWarning",
    "AttendanceEvent",
    "CheckIn",
    "CheckInConsent",
    "CheckInPermit",
    "CheckInPolicy",
    "ClosedMonth",
    "Closing",
    "Correction",
    "Day",
    "Device",
    "DevicePerson",
    "DutyOrder",
    "DutyPerson",
    "EventPresence",
    "Finding",
    "GoneDay",
    "HolidayLetter",
    "HoursAssignment",
    "HoursVersion",
    "LeaveAuthority",
    "LeaveCalendar",
    "LeaveDocument",
    "LeaveOpening",
    "LeaveRequest",
    "LeaveStaffing",
    "LeaveStep",
    "LeaveWorked",
    "PlaceLetter",
    "RamadanPeriod",
    "Roster",
    "RosterDay",
    "Shift",
    "ShiftSwap",
    "ShiftVersion",
    "Signal",
    "Tap",
    "TapBatch",
    "TouchedDay",
    "UnknownDevice",
    "WorkingHours",
]
