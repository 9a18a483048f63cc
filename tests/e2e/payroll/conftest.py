"""What the journeys of pay share."""

from collections.abc import Iterator

import pytest

from tests.database import forget_jobs


@pytest.fixture(autouse=True)
def no_jobs_left(transactional_db: None) -> Iterator[None]:
    """Find no job and leave none."""
    forget_jobs()
    yield
    forget_jobs()
