"""The judged day: from schedule, taps, leave and duty to one row a person and day, and to closed months."""
