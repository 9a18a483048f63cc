"""Telling people how they were rated: the report, the official forms, and what they say to both."""
