"""Tags of pages of the structure."""
