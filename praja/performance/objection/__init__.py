"""Objections to ratings: filed in time, answered by the rater, heard and decided by the rater's superior."""
