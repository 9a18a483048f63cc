"""Runs: one list of one month for the people of a unit, from computing to payment."""
