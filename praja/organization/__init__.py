"""Units, positions and their structure in time."""
