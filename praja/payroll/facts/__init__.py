"""The facts of a month from the database, where each came from, and what is missing."""

from praja.payroll.facts.build import Facts, facts_for

__all__ = ["Facts", "facts_for"]
