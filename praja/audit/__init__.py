"""Who did what, when, why, from where: append-only, chained and signed."""
