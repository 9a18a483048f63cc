"""What runs an installation: the embedded database, its rights, the site, backup, and the doctor."""
