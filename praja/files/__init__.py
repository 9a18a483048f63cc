"""Uploaded files, stored by the hash of their content."""
