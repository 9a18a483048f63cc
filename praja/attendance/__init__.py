"""Attendance and leave: taps, calendar and roster, each day judged, months closed for pay."""
