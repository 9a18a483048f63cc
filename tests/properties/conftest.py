"""A random test that hangs must fail, not block: every test here has a generous time to live."""

from __future__ import annotations

import faulthandler
import os
import signal
from collections.abc import Iterator

import pytest

SECONDS = 3600 if os.environ.get("HYPOTHESIS_PROFILE") == "lama" else 300


@pytest.fixture(autouse=True)
def watchdog() -> Iterator[None]:
    """Raise in a test that runs for `SECONDS`; end the process if even that does not stop it."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(SECONDS)
    faulthandler.dump_traceback_later(SECONDS + 60, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _too_long(*_: object) -> None:
    raise TimeoutError(f"not finished after {SECONDS} seconds")
