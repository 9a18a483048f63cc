"""The small government of the tests of people, whose SKP `plans` makes, and what the tests of rating rate."""

from __future__ import annotations

import pytest

from praja.performance.models import Period, Skp
from tests.integration.people.conftest import Office, office, today
from tests.integration.performance.plans import plan
from tests.integration.performance.rated import quarter, reached

__all__ = ["office", "today"]


@pytest.fixture
def period(office: Office) -> Period:
    return quarter(office.government)


@pytest.fixture
def skp(office: Office, period: Period) -> Skp:
    made = plan(office.sari, office.section, understood=True)
    reached(made, period)
    return made
