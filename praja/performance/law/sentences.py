"""What is told of figures that cannot be used, in both languages."""

from __future__ import annotations

from typing import Self


class Sentence(str):
    """A sentence in Indonesian that knows itself in English: kept in the one, shown in either."""

    __slots__ = ("en",)
    en: str

    def __new__(cls, indonesian: str, english: str) -> Self:
        """Make it of both."""
        made = super().__new__(cls, indonesian)
        made.en = english
        return made

    def told(self, lang: str = "id") -> str:
        """Return it in `id` or `en`."""
        return self.en if lang == "en" else str(self)


def told(sentence: str, lang: str = "id") -> str:
    """Return a sentence in a language, as far as it knows itself in it."""
    return sentence.told(lang) if isinstance(sentence, Sentence) else sentence
