"""The budget of a year: what units may spend by account, what is used of it, and how far it will reach."""

from praja.payroll.budget.warning import warnings_for

__all__ = ["warnings_for"]
