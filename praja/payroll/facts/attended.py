"""What closed months of attendance say, where no sheet of the month says otherwise: counts and events."""

from __future__ import annotations

import json
from collections.abc import Collection

import polars as pl

from praja.attendance.days.facts import COUNTS, EVENTS, SANCTION, ClosedDays, facts
from praja.payroll.facts.known import Known
from praja.payroll.facts.said import Said, Sumber

WORKDAYS = "hari_kerja"
FORM, BY_EVENTS = "sumber_kehadiran", "kejadian"
"""In which form attendance is told: a closing tells each event with its minutes, so that the government's own
bands hold."""
SHEET = "kehadiran"
"""The kind of the recaps that a sheet of attendance gives."""


def closed_months(people: pl.DataFrame, asked: Known, wanted: Collection[str]) -> list[ClosedDays]:
    """Return what was closed of people for the month, in one query; none where no program reads any of it.

    :param people: with `person_id`
    :param wanted: the facts that programs read
    """
    if not (COUNTS | EVENTS).intersection(wanted):
        return []
    ids = people["person_id"].to_list()
    return facts(asked.period, asked.known_at, people=ids, sanction=SANCTION in wanted)


def attended_facts(
    people: pl.DataFrame,
    asked: Known,
    closed: Collection[ClosedDays],
    recaps: pl.DataFrame,
    wanted: Collection[str],
) -> dict[str, list[Said]]:
    """Return what the closed month says of people, each count by itself. Of whom a sheet of attendance was
    given, that sheet says in which form it counts.

    :param recaps: as `known.recaps_of` returns them
    """
    if not closed:
        return {}
    rows = {str(one.person): one for one in closed}
    here = [rows.get(person) for person in people["person_id"]]

    def text(values: list[str | None]) -> pl.Series:
        return pl.Series(values, dtype=pl.String)

    month = f"{asked.period:%m-%Y}"
    told = text([None if one is None else f"Rekap kehadiran {month}, penutupan ke-{one.number}."
                 for one in here])  # fmt: skip
    row = text([None if one is None else str(one.row) for one in here])
    by = text([None if one is None else one.by for one in here])
    found = {}
    for name in COUNTS.intersection(wanted):
        given = [None if one is None else one.facts.get(name) for one in here]
        # A month without any workday is none that the law could divide by: nothing is known of it then.
        unknown = (None, 0) if name == WORKDAYS else (None,)
        values = text([None if value in unknown else str(value) for value in given])
        found[name] = [Said(Sumber.KEHADIRAN, values, row, told, by, as_given=True)]
    if FORM in wanted:
        sheets = set(recaps.filter(pl.col("kind") == SHEET)["person_id"])
        values = text([None if one is None or str(one.person) in sheets else BY_EVENTS for one in here])
        found[FORM] = [Said(Sumber.KEHADIRAN, values, row, told, by, as_given=True)]
    return found


def with_events(recaps: pl.DataFrame, closed: Collection[ClosedDays]) -> pl.DataFrame:
    """Return the recaps of the month with the events of closed months, of whom no sheet of attendance gives
    any.

    :param recaps: as `known.recaps_of` returns them
    """
    sheets = recaps.filter((pl.col("kind") == SHEET) & pl.col("rows").str.contains('"kejadian"'))
    given = set(sheets["person_id"])
    more = [
        (str(one.person), json.dumps({"kejadian": one.rows}))
        for one in closed
        if one.rows and str(one.person) not in given
    ]
    if not more:
        return recaps
    events = pl.DataFrame(more, schema={"person_id": pl.String, "rows": pl.String}, orient="row")
    return pl.concat([recaps, events], how="diagonal")
