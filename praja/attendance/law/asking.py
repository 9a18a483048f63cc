"""Asking the law: the program of some rules of a list by the law of a month, and what they give."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from praja.rules.errors import LawError, LawErrors
from praja.rules.given import Amount
from praja.rules.loader import shipped_law
from praja.rules.program import Program
from praja.rules.schema import Law, TableVersion
from praja.rules.selection import Computed
from praja.rules.shipped import shipped_program

NATIONAL = "nasional"


class AttendanceLawUnknown(Exception):
    """The law does not say what was asked; its text, in Indonesian, says why."""


def law_of(pack: str) -> Law:
    """Return the law of a pack.

    :raises AttendanceLawUnknown: if there is no such pack
    """
    try:
        return shipped_law(pack)
    except LawErrors as error:
        raise AttendanceLawUnknown(str(error)) from None


def program(pack: str, on: datetime.date, pay_list: str, *wanted: str) -> Program:
    """Return the program of some rules of a list (all that it prints, when none are named).

    :raises AttendanceLawUnknown: if the law has no such pack, or no text of these rules on that day
    """
    try:
        return shipped_program(pack, on, pay_list, *wanted)
    except (LawError, LawErrors) as error:
        raise AttendanceLawUnknown(str(error)) from None


def asked(
    pay_list: str, facts: Mapping[str, object], on: datetime.date, pack: str, *rules: str
) -> Mapping[str, Amount | None]:
    """Return what rules give for these facts.

    :raises AttendanceLawUnknown: if one of them cannot be computed
    """
    result = program(pack, on, pay_list, *rules).run_one(facts)
    if result.problems:
        raise AttendanceLawUnknown(" ".join(dict.fromkeys(one.message for one in result.problems)))
    return result.amounts


def table(pack: str, on: datetime.date, pay_list: str, rule: str, name: str) -> TableVersion:
    """Return a table in force, with its rows, as a rule of a list reads it.

    :raises AttendanceLawUnknown: if there is none on that day
    """
    found = program(pack, on, pay_list, rule).selection.tables.get(name)
    if found is None:
        raise AttendanceLawUnknown(f"Tabel '{name}' belum berlaku pada {on:%d-%m-%Y}.")
    return found[1]


def article(rule: Computed) -> str:
    """Return the documents and articles that a rule stands on, as one line."""
    return "; ".join(map(str, rule.sources))
