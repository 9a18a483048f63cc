"""Where the request that is being answered came from, for the events that it makes."""

from __future__ import annotations

import contextvars
import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class RequestContext:
    """Nothing outside a request: a job or a command."""

    id: str = ""
    address: str | None = None


_NONE = RequestContext()
_CURRENT: contextvars.ContextVar[RequestContext] = contextvars.ContextVar("request", default=_NONE)


def current_request() -> RequestContext:
    """Return the request that is being answered."""
    return _CURRENT.get()


def begin(context: RequestContext) -> contextvars.Token[RequestContext]:
    """Make `context` the current one until `end`."""
    return _CURRENT.set(context)


def end(token: contextvars.Token[RequestContext]) -> None:
    """Return to what was before."""
    _CURRENT.reset(token)
