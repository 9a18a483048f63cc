"""Tags of pages of people."""
