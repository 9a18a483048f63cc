"""The office through which the journeys lead: that of the tests of people; and how one signs in there."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.core.cache import cache

from praja.organization.queries import today
from tests.e2e.conftest import DESKTOP, PHONE, assert_fits, go_by, shot
from tests.integration.people.conftest import Office, office

__all__ = ["PHONE_AND_DESK", "SENTENCE", "Office", "look", "office", "photo", "sign_in"]

SENTENCE = "payung biru di teras"
PHONE_AND_DESK = pytest.mark.parametrize(
    "size",
    [pytest.param(PHONE, id="ponsel"), pytest.param(DESKTOP, id="meja", marks=pytest.mark.slow)],
)
"""Every journey is walked on a phone each time, at a desk by `make test-all`."""


@pytest.fixture(autouse=True)
def nothing_tried() -> None:
    """Forget how often earlier tests tried to sign in."""
    cache.clear()


@pytest.fixture
def day(transactional_db: None) -> datetime.date:
    """Return the day on which the journeys are made."""
    return today()


def sign_in(page: Any, username: str, password: str = SENTENCE) -> None:
    """Sign in by the form, and arrive."""
    page.goto("/masuk/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(password)
    go_by(page.locator("main form button"))
    assert not page.url.partition("?")[0].endswith("/masuk/")


def photo(name: str = "akta.jpg") -> dict[str, Any]:
    """Return a photo as a phone gives it to a form."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (1200, 900), "lightgray").save(buffer, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def look(page: Any, name: str) -> None:
    """Keep a picture of a page, and check that nobody has to scroll it sideways."""
    shot(page, f"perjalanan/{name}-{page.viewport_size['width']}")
    assert_fits(page)
