"""What somebody typed, without what no database keeps."""

from __future__ import annotations


def lines(text: str) -> str:
    """Return a text with its lines, without NUL and without blanks around it."""
    return text.replace("\0", "").strip()


def one_line(text: str, most: int | None = None) -> str:
    """Return a text on one line, single blanks between its words, cut to a length."""
    return " ".join(text.replace("\0", "").split())[:most]
