"""The calendar of attendance: hours, holidays, Ramadan, where one works, and what one must attend."""
