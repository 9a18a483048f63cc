"""Telling the trail that a list of people was taken away as a file, and those who are in it."""

from __future__ import annotations

import datetime
from typing import Any

from praja.audit.actions import record_bulk
from praja.web.tables import Table

_LOOK = ("ekspor", "hal", "urut")
"""What an address says of how a table looks, not of what is in it."""
MOST_TOLD = 100


def list_taken(table: Table, *, person: str, by: Any, on: datetime.date) -> None:
    """Record that `by` takes a list away, if that is what is asked for: each person in it may see it.

    :param person: the path from a row to the id of its person
    """
    if not table.exporting:
        return
    people = sorted(set(table.rows_source.order_by().values_list(person, flat=True)))
    record_bulk(
        kind="people.list_exported",
        by=by,
        on=on,
        target_kind="people.person",
        rows=({"person": str(one)} for one in people),
        people=people,
        after={
            "tabel": table.name,
            "jenis": table.exporting,
            "saringan": {
                name: value[:MOST_TOLD]
                for name, value in table.request.GET.items()
                if value and name not in _LOOK
            },
        },
    )
