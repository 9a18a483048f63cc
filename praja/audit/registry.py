"""Hooks that upper apps fill when they start, because the trail lies under them and may not import them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

Hook = TypeVar("Hook")


class Hooks(Generic[Hook]):
    """An ordered set of functions; adding one twice, as when an app is made ready again, changes nothing."""

    def __init__(self) -> None:
        """Start empty."""
        self._hooks: list[Hook] = []

    def add(self, hook: Hook) -> Hook:
        """Add one and return it, so that this may stand as a decorator."""
        if hook not in self._hooks:
            self._hooks.append(hook)
        return hook

    def remove(self, hook: Hook) -> None:
        """Take one away, as tests do."""
        self._hooks.remove(hook)

    def __iter__(self) -> Iterator[Hook]:
        return iter(tuple(self._hooks))

    def __len__(self) -> int:
        return len(self._hooks)
