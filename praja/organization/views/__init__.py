"""Pages of the structure."""

from praja.organization.views.changing import (
    change_position,
    change_unit,
    close_position,
    close_unit,
    create_government,
    create_position,
    create_unit,
    merge_units,
    move_unit,
    split_unit,
    withdraw_position_version,
    withdraw_unit_version,
)
from praja.organization.views.reading import chart, index, position, posts, unit, vacancies

__all__ = [
    "change_position",
    "change_unit",
    "chart",
    "close_position",
    "close_unit",
    "create_government",
    "create_position",
    "create_unit",
    "index",
    "merge_units",
    "move_unit",
    "position",
    "posts",
    "split_unit",
    "unit",
    "vacancies",
    "withdraw_position_version",
    "withdraw_unit_version",
]
