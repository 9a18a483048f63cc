"""Sentences that are kept and read later, maybe in another language than that in which they were found."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.functional import Promise

from praja.sheet.said import Said, again

_TRANSLATED = translation.gettext  # by another name: what is collected for translation are texts alone


def gettext(pattern: str) -> Said:
    """Return a sentence in the language of now, as Django's function does, that can be said in another."""
    return Said(_TRANSLATED(pattern), ((pattern, None),))


def label(text: str | Promise) -> Said:
    """Return a label, as of a choice, as a sentence that can be said in another language."""
    with translation.override(None):
        pattern = str(text)
    return Said(_TRANSLATED(pattern), ((pattern, None),))


def kept(text: str) -> list[Any]:
    """Return a sentence as JSON keeps it."""
    return text.as_json() if isinstance(text, Said) else [str(text)]


def spoken(parts: list[Any], instead: str = "") -> str:
    """Return a sentence that was kept, in the language of the reader.

    :param instead: the text of one that was kept before its parts were
    """
    return again(parts, _TRANSLATED) if parts else instead
