"""Reasons that people give for what others will want explained, and what else they have to write clearly."""

from __future__ import annotations

from praja.web import typed
from praja.web.said import gettext as _

SHORTEST = 10
"""Letters of a reason, at least: a dot is none."""


def is_clear(text: str) -> bool:
    """Tell whether a text is long enough to say something."""
    return len(typed.one_line(text)) >= SHORTEST


def said_clearly(text: str, refused: type[Exception]) -> str:
    """Return a reason on one line.

    :raises Exception: `refused`, if it is too short to be one
    """
    _must_say_why(text, refused)
    return typed.one_line(text)


def reason_in_lines(text: str, most: int, refused: type[Exception]) -> str:
    """Return a reason with its lines.

    :param most: so many letters it may have
    :raises Exception: `refused`, if it is too short to be one, or longer
    """
    _must_say_why(text, refused)
    return lines_in(text, most, refused)


def _must_say_why(text: str, refused: type[Exception]) -> None:
    if not is_clear(text):
        raise refused(_("Tuliskan alasannya dengan jelas, paling sedikit sepuluh huruf."))


def lines_in(text: str, most: int, refused: type[Exception]) -> str:
    """Return a text with its lines, without what cannot be kept.

    :param most: so many letters it may have
    :raises Exception: `refused`, if it has more
    """
    said = typed.lines(text)
    if len(said) > most:
        raise refused(_("Tulisan ini terlalu panjang. Ringkaskan."))
    return said


def lines_clearly(text: str, most: int, refused: type[Exception]) -> str:
    """Return a text that says something, with its lines.

    :param most: so many letters it may have
    :raises Exception: `refused`, if it is too short to say something, or longer
    """
    if not is_clear(text):
        raise refused(_("Tuliskan dengan jelas, paling sedikit sepuluh huruf."))
    return lines_in(text, most, refused)
