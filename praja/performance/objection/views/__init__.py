"""The pages of objections."""
