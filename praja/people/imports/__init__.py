"""People from sheets and to sheets: what a file would do is shown first, then done whole or not at all."""
