"""A port for a server that runs as a program of its own, and is told where to listen."""

from __future__ import annotations

import random
import socket

LISTENED = range(20_000, 32_000)
"""Below the ports that a system gives to callers: one of those may be taken before the server begins."""


def free() -> int:
    """Return a port of 127.0.0.1 that nobody uses."""
    for port in random.SystemRandom().sample(LISTENED, 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("No port of 127.0.0.1 is free.")
