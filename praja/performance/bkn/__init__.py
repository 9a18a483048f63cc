"""The exchange with e-Kinerja of BKN: predicates in, plans and ratings out, and which of the two rates."""
