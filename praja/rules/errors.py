"""What the engine says when it refuses: a text of law, a question, or a frame of facts.

Nothing but these exceptions leaves `praja.rules` on bad input, whatever the input is.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from praja.rules.schema import Place


class RulesError(Exception):
    """Base of everything that `praja.rules` raises on purpose."""


class LawError(RulesError):
    """One fault in a text of law: where it stands, what is wrong, what would be accepted.

    `of_whole_file`: nothing in the file could be read, so that it may explain other faults.
    """

    def __init__(self, message: str, *, place: Place | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint
        self.of_whole_file = False

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return where + self.message + (f"\n    {self.hint}" if self.hint else "")


class LawErrors(RulesError):
    """All faults of a law that was loaded or checked, in the order of `order_of`."""

    def __init__(self, errors: Sequence[LawError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


class FormulaError(RulesError):
    """A fault in a formula: its 0-based position, what is wrong, and what would be accepted."""

    def __init__(self, message: str, *, at: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.hint = hint

    def pointing(self, text: str) -> str:
        """Return the message with the formula and a caret below the place."""
        start = max(0, self.at - 50)
        shown = "".join(char if char.isprintable() else " " for char in text[start : self.at + 50])
        caret = " " * (self.at - start) + "^"
        body = f"kolom {self.at + 1}: {self.message}\n    {shown}\n    {caret}"
        return body + (f"\n    {self.hint}" if self.hint else "")


class FactsError(RulesError):
    """A frame or a person's facts cannot be used as a whole: a missing key, a float, a wrong type."""


def order_of(error: LawError) -> tuple[bool, str, int, int]:
    """Return the key by which faults are sorted: files that cannot be read, then by file and line."""
    place = error.place or Place("", 0)
    return (not error.of_whole_file, place.file, place.line, place.column)


def did_you_mean(word: str, known: Iterable[str], *, limit: int = 3) -> str:
    """Return "Mungkin maksud Anda: …?" with the known names nearest to `word`, or an empty text."""
    near = difflib.get_close_matches(word[:80], sorted(set(known)), n=limit)
    return f"Mungkin maksud Anda: {', '.join(near)}?" if near else ""
