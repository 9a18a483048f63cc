"""How actions on runs refuse."""

from __future__ import annotations


class RunRefused(Exception):
    """Something that cannot be done with a run; its text says why and what to do."""


class NotAllowed(RunRefused):
    """Something that this account may not do."""


class OwnWork(NotAllowed):
    """Something that another person must do, because this one did what comes before it."""


class Stopped(Exception):
    """The computing is not wanted any more: somebody stopped it, or asked for it anew."""


def needs(allowed: bool, sentence: str) -> None:
    """Refuse with a sentence what is not allowed.

    :raises NotAllowed: unless `allowed`
    """
    if not allowed:
        raise NotAllowed(sentence)
