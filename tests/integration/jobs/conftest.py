"""What a worker in a process of its own needs to work on the test's database."""

from __future__ import annotations

import os
import urllib.parse

import pytest


@pytest.fixture
def environment_of_test_database(transactional_db: None) -> dict[str, str]:
    """Return an environment whose DATABASE_URL leads to the test's database."""
    from django.db import connection

    found = connection.settings_dict
    options = urllib.parse.urlencode(
        {"host": found["HOST"], "port": found["PORT"]} if found["PORT"] else {"host": found["HOST"]}
    )
    user = urllib.parse.quote(found["USER"])
    if found["PASSWORD"]:
        user += ":" + urllib.parse.quote(found["PASSWORD"])
    address = f"postgresql://{user}@/{found['NAME']}?{options}"
    return {**os.environ, "DATABASE_URL": address}
