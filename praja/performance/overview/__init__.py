"""Looking at the whole: one's own year on one page, and how far a unit has come."""
