"""The small government of the tests of people."""

from __future__ import annotations

from tests.integration.people.conftest import office, today

__all__ = ["office", "today"]
