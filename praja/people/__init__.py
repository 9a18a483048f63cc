"""People and the histories of their careers."""
