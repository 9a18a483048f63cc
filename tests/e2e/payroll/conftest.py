"""What the journeys of pay share."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.database import forget_jobs
from tests.e2e.conftest import go_by

__all__ = ["follow", "press", "said"]


@pytest.fixture(autouse=True)
def no_jobs_left(transactional_db: None) -> Iterator[None]:
    """Find no job and leave none."""
    forget_jobs()
    yield
    forget_jobs()


def press(page: Any, button: str) -> None:
    """Press a button of the page and arrive at the next."""
    go_by(page.locator("main").get_by_role("button", name=button, exact=True).first)


def follow(page: Any, link: str) -> None:
    """Follow a link of the page and arrive."""
    go_by(page.locator("main").get_by_role("link", name=link, exact=True).first)


def said(page: Any) -> str:
    """Return what the page says, in one line."""
    return " ".join(page.locator("main").inner_text().split())
