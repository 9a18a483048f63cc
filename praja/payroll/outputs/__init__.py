"""What leaves the office after a run is locked: lists, recaps, files for bank, tax and pension."""
