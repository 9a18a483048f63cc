"""What the organization gives to the search of the site."""

from __future__ import annotations

from typing import Any

from praja.organization import queries
from praja.organization.shown import names_of_units, position_url, unit_url
from praja.web.shell import Found


def find_units(user: Any, words: str) -> list[Found]:
    """Return the units that a search may find."""
    rows = queries.find(user, words, queries.today())
    above = names_of_units(row.parent_id for row in rows)
    return [
        Found(row.name, above.get(row.parent_id, "") if row.parent_id else "", unit_url(row.unit_id))
        for row in rows
    ]


def find_posts(user: Any, words: str) -> list[Found]:
    """Return the posts that a search may find."""
    rows = queries.find_posts(user, words, queries.today())
    units = names_of_units(row.unit_id for row in rows)
    return [Found(row.title, units.get(row.unit_id, ""), position_url(row.position_id)) for row in rows]
