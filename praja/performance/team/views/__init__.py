"""The pages of the assessment team."""
