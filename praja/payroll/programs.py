"""The programs by which a list of a month is computed, kept while the process lives: proving one costs more
than running it for one person.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping

from praja.organization.models import Unit
from praja.payroll.models import PackInUse
from praja.rules.loader import shipped_law
from praja.rules.month import programs_of_month
from praja.rules.program import Program
from praja.rules.schema import Law
from praja.web.prepared import rows_of

NATIONAL = "nasional"


@functools.lru_cache(maxsize=16)
def law_of(pack: str) -> Law:
    """Return the law of a pack, as it ships with the program.

    :raises LawErrors: with every fault found
    """
    return shipped_law(pack)


@functools.lru_cache(maxsize=64)
def programs_for(
    pack: str, pay_list: str, period: datetime.date, paid_on: datetime.date
) -> Mapping[str, Program]:
    """Return the program of one list of one month, under its name.

    What the other lists of the month have paid enters by the columns `bulan_ini(…)` of the frame.

    :raises LawError: if the list cannot be computed in that month
    """
    programs = programs_of_month(law_of(pack), [pay_list], on=period, paid_on=paid_on)
    for program in programs.values():
        program.rules  # noqa: B018  (proved once, here)
    return programs


def pack_of(government: Unit, period: datetime.date, known_at: datetime.datetime | None = None) -> str:
    """Return the pack by which a government pays in a month: the one set for it, or else the national law."""
    if known_at is None:
        held = "t.government_id = %(unit)s AND t.digantikan IS NULL AND t.berlaku @> %(day)s::date LIMIT 1"
        found = next(iter(rows_of(PackInUse, held, {"unit": government.pk, "day": period})), None)
    else:
        found = PackInUse.objects.on(period, known_at=known_at).filter(government=government).first()
    return found.pack if found is not None else NATIONAL
