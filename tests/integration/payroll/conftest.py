"""What the tests of the pay month share."""

from tests.integration.payroll.runs_world import payday
from tests.integration.people.conftest import office, today

__all__ = ["office", "payday", "today"]
