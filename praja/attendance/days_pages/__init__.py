"""Screens upon judged days: a person's month, and who of one's people is there today."""
