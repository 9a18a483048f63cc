"""Two times in one row: when something holds (`berlaku`), and when we came to know it (`tercatat`)."""
