"""Run a parser in a process of its own, so that a damaged file can end that process and no other."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

from praja.sheet import apart_child


def run_apart(task: str, library: str, *arguments: str, data: bytes = b"") -> bytes | None:
    """Return what a task of `apart_child` prints, or None when it failed, died or took too long.

    `library` is the package that it imports: the child knows no path but the one where that stands.
    """
    found = importlib.util.find_spec(library)
    assert found is not None and found.origin is not None, f"{library} is a dependency"
    command = [
        sys.executable,
        "-I",
        str(Path(apart_child.__file__)),
        task,
        str(Path(found.origin).parents[1]),
        *arguments,
    ]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=2 * apart_child.MOST_SECONDS[task]
        )
    except subprocess.TimeoutExpired:
        return None
    return None if done.returncode else done.stdout
