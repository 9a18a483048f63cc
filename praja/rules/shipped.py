"""Programs of the law that ships with Praja, kept while the process lives: to prove one costs most."""

from __future__ import annotations

import datetime
import functools

from praja.rules.in_force import in_force
from praja.rules.loader import shipped_law
from praja.rules.program import Program


def shipped_program(pack: str, on: datetime.date, pay_list: str, *wanted: str) -> Program:
    """Return the program of rules of a list in the month of a day: all that it prints, when none are named.

    :raises LawErrors: if there is no such pack
    :raises LawError: if it has no text of these rules in that month
    """
    return _proved(pack, on.replace(day=1), pay_list, wanted)


@functools.lru_cache(maxsize=512)
def _proved(pack: str, on: datetime.date, pay_list: str, wanted: tuple[str, ...]) -> Program:
    found = in_force(shipped_law(pack), on=on, pay_list=pay_list)
    found = found.only(*wanted) if wanted else found
    found.rules  # noqa: B018  (parsed and proved once, here)
    return found
