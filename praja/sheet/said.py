"""Sentences that remember what they were made from, so that they can be said again in another language.

A problem is found once, by a job, and read by people of either language: what is kept of it is the
Indonesian sentence pattern and what was put into it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

Part: TypeAlias = "str | tuple[str, Mapping[str, Any] | None]"
"""A text that is the same in every language, or a pattern with what is put into it."""


class Said(str):
    """A sentence in the language in which it was made, and its parts."""

    parts: tuple[Part, ...]

    def __new__(cls, text: str, parts: Iterable[Part]) -> Said:
        """Keep both."""
        made = super().__new__(cls, text)
        made.parts = tuple(parts)
        return made

    def __mod__(self, values: Any) -> Said:
        """Put something into the pattern."""
        assert len(self.parts) == 1 and isinstance(self.parts[0], tuple) and isinstance(values, Mapping)
        put = {name: one if isinstance(one, str | int) else str(one) for name, one in values.items()}
        return Said(super().__mod__(put), ((self.parts[0][0], put),))

    def __add__(self, other: str) -> Said:
        """Say something after it."""
        more = other.parts if isinstance(other, Said) else (other,) if other else ()
        return Said(super().__add__(other), (*self.parts, *more))

    def changed(self, change: Callable[[str], str]) -> Said:
        """Return it with every text that was put into it changed, as to hide a number."""
        return Said(change(str(self)), (_changed(part, change) for part in self.parts))

    def as_json(self) -> list[Any]:
        """Return its parts as JSON holds them."""
        return [part if isinstance(part, str) else [part[0], _plain(part[1])] for part in self.parts]


def said(pattern: str) -> Said:
    """Return an Indonesian sentence, or the pattern of one with `%(names)s`."""
    return Said(pattern, ((pattern, None),))


def joined(between: str, texts: Iterable[str]) -> str:
    """Return texts with something between them; of sentences the parts are kept."""
    found: Said | None = None
    for text in texts:
        one = text if isinstance(text, Said) else Said(text, (text,))
        found = one if found is None else found + between + one
    return "" if found is None else found


def again(kept: Iterable[Any], translate: Callable[[str], str]) -> str:
    """Return a sentence from its parts (`Said.as_json`), in the language of `translate`."""
    return "".join(part if isinstance(part, str) else _spoken(part, translate) for part in kept)


def _spoken(part: Any, translate: Callable[[str], str]) -> str:
    pattern, values = part
    if values is None:
        return translate(pattern)
    spoken = {
        name: again(value["said"], translate) if isinstance(value, dict) else value
        for name, value in values.items()
    }
    return translate(pattern) % spoken


def _plain(values: Mapping[str, Any] | None) -> Any:
    if values is None:
        return None
    return {
        name: {"said": value.as_json()} if isinstance(value, Said) else value
        for name, value in values.items()
    }


def _changed(part: Part, change: Callable[[str], str]) -> Part:
    if isinstance(part, str):
        return change(part)
    pattern, values = part
    if values is None:
        return part
    changed = {
        name: value.changed(change) if isinstance(value, Said) else _text(value, change)
        for name, value in values.items()
    }
    return pattern, changed


def _text(value: Any, change: Callable[[str], str]) -> Any:
    return change(value) if isinstance(value, str) else value
