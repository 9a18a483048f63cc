"""Extra lines of slips, and the regulations by which owed pay may be paid: one records, another confirms."""
