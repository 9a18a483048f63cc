"""The small government of the tests of people, whose SKP `plans` makes."""

from tests.integration.people.conftest import office, today

__all__ = ["office", "today"]
