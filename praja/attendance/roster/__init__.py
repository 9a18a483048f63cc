"""Shifts: their hours, the roster of a unit and month, and what two people swap."""
