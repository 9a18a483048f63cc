"""Asking the law: the program of some rules of a list by the law of a month, and what one rule gives."""

from __future__ import annotations

import datetime
import functools
import hashlib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from praja.performance.law.sentences import Sentence, told
from praja.rules.errors import LawError, LawErrors
from praja.rules.given import Amount
from praja.rules.loader import shipped_law
from praja.rules.program import Program
from praja.rules.schema import Law
from praja.rules.shipped import shipped_program

NATIONAL = "nasional"


class RatingUnknown(Exception):
    """The law does not say what was asked; its text says why in Indonesian, and `told` in either language."""

    def __init__(self, why: str) -> None:
        """Make it, with a sentence (`Sentence` where it is known in English)."""
        super().__init__(why)
        self.why = why

    def told(self, lang: str = "id") -> str:
        """Return why, in `id` or `en`."""
        return told(self.why, lang)


def law_of(pack: str) -> Law:
    """Return the law of a pack.

    :raises RatingUnknown: if there is no such pack
    """
    try:
        return shipped_law(pack)
    except LawErrors as error:
        raise RatingUnknown(str(error)) from None


@functools.lru_cache(maxsize=32)
def digest(pack: str) -> str:
    """Return the SHA-256 of all texts of a pack's law, by which a rating can name what it was computed with.

    :raises RatingUnknown: if there is no such pack
    """
    texts = law_of(pack).texts
    found = hashlib.sha256()
    for path in sorted(texts):
        found.update(f"{path}\0{texts[path]}\0".encode())
    return found.hexdigest()


def program(pack: str, on: datetime.date, pay_list: str, *wanted: str) -> Program:
    """Return the program of some rules of a list (all that it prints, when none are named).

    :raises RatingUnknown: if the law has no such pack, or no text of these rules on that day
    """
    try:
        return shipped_program(pack, on, pay_list, *wanted)
    except (LawError, LawErrors) as error:
        raise RatingUnknown(str(error)) from None


def asked(pay_list: str, rule: str, facts: Mapping[str, object], on: datetime.date, pack: str) -> Amount:
    """Return what a rule gives for these facts.

    :raises RatingUnknown: if it cannot be computed
    """
    result = program(pack, on, pay_list, rule).run_one(facts)
    if result.problems:
        raise RatingUnknown(" ".join(dict.fromkeys(problem.message for problem in result.problems)))
    return result.amounts[rule]


def number(amount: Amount) -> Decimal:
    """Return a number of the law as a decimal, which it is once it is rounded."""
    if isinstance(amount, bool) or not isinstance(amount, (int, Fraction)):
        raise RatingUnknown(
            Sentence(f"Hukum tidak memberi angka: {amount}.", f"The law gives no number: {amount}.")
        )
    return Decimal(amount.numerator) / Decimal(amount.denominator)


def word(amount: Amount) -> str:
    """Return a choice of the law."""
    if not isinstance(amount, str):
        raise RatingUnknown(
            Sentence(f"Hukum tidak memberi pilihan: {amount}.", f"The law gives no choice: {amount}.")
        )
    return amount
