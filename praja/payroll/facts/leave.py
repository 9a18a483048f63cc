"""What approved leave says of people in the month, where no SK and no sheet of the month says otherwise.

The state on the first of the month counts, as of all facts: a long leave that begins later changes the state
from the next month on.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from praja.attendance.leave.facts import FACTS, leave_facts
from praja.payroll.facts.known import Known
from praja.payroll.facts.said import Said, Sumber


def facts_of_leave(people: pl.DataFrame, asked: Known, wanted: Collection[str]) -> dict[str, list[Said]]:
    """Return what leave says of people, in one query; nothing where no program reads any of it.

    :param people: with `person_id`
    :param wanted: the facts that programs read
    """
    names = FACTS.intersection(wanted)
    if not names:
        return {}
    ids = people["person_id"].to_list()
    rows = {str(one.person): one for one in leave_facts(asked.period, asked.known_at, people=ids)}
    if not rows:
        return {}
    here = [rows.get(person) for person in ids]

    def text(values: list[str | None]) -> pl.Series:
        return pl.Series(values, dtype=pl.String)

    told = text([None if one is None else one.told for one in here])
    request = text([None if one is None else str(one.request) for one in here])
    by = text([None if one is None else one.by for one in here])
    found = {}
    for name in names:
        values = text([None if one is None else one.facts.get(name) for one in here])
        found[name] = [Said(Sumber.CUTI, values, request, told, by, as_given=True)]
    return found
