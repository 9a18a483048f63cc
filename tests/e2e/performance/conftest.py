"""The office through which the journeys of performance lead."""

from tests.e2e.journeys.conftest import day, nothing_tried
from tests.integration.people.conftest import office, today

__all__ = ["day", "nothing_tried", "office", "today"]
