"""What these actions refuse."""

from __future__ import annotations


class SourcesRefused(Exception):
    """It may not or cannot be done; its text says why and what to do, for people."""
