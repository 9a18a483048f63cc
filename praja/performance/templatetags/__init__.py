"""Tags of the pages of performance."""
