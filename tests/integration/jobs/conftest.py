"""What a worker in a process of its own needs to work on the test's database, and how it is killed there."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.db import connection

from tests.database import forget_jobs


@pytest.fixture
def environment_of_test_database(transactional_db: None) -> dict[str, str]:
    """Return an environment whose DATABASE_URL leads to the test's database."""
    found = connection.settings_dict
    options = urllib.parse.urlencode(
        {"host": found["HOST"], "port": found["PORT"]} if found["PORT"] else {"host": found["HOST"]}
    )
    user = urllib.parse.quote(found["USER"])
    if found["PASSWORD"]:
        user += ":" + urllib.parse.quote(found["PASSWORD"])
    address = f"postgresql://{user}@/{found['NAME']}?{options}"
    return {**os.environ, "DATABASE_URL": address}


@pytest.fixture
def empty_queue(transactional_db: None) -> Iterator[None]:
    """Find and leave no job: what a test with real transactions queues stays."""
    forget_jobs()
    yield
    forget_jobs()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")


@contextlib.contextmanager
def killed_worker(
    program: str, environment: Mapping[str, str], settings: Any, *arguments: str
) -> Iterator[None]:
    """Run a program that says "di sini" where it stops; when the block is left, it is killed there."""
    worker = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", program, *arguments],
        env={**environment, "PRAJA_VAR": str(settings.VAR), "PRAJA_HTTPS": "tidak"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    try:
        assert worker.stdout.readline() == "di sini\n"
        yield
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
