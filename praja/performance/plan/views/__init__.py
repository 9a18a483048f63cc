"""Pages of SKP."""
