"""One month against another, to the rupiah: what changed, because of what, for whom."""
