"""What was already read while one request is answered, so that a page asks the database once.

Outside a request (a command, a job, a test that calls actions) nothing is kept: there each question is asked
anew.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Hashable
from typing import TypeVar

from praja.audit.context import current_request

T = TypeVar("T")

_NOTES: contextvars.ContextVar[tuple[str, dict[Hashable, object]]] = contextvars.ContextVar("seen")


def seen(key: Hashable, read: Callable[[], T]) -> T:
    """Return what `read` gives, reading once per request for one `key`."""
    request = current_request().id
    if not request:
        return read()
    notes = _NOTES.get(("", {}))
    if notes[0] != request:
        notes = (request, {})
        _NOTES.set(notes)
    if key not in notes[1]:
        notes[1][key] = read()
    return notes[1][key]  # type: ignore[return-value]


def forget() -> None:
    """Forget what was read, because something was written that it depends on."""
    _NOTES.set(("", {}))
