"""The office of the tests of people."""

from tests.integration.people.conftest import office, today

__all__ = ["office", "today"]
