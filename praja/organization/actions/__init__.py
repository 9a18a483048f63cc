"""Changing the structure: the only writers of units and posts.

Every action says from which day it holds (`start`), who does it, on which day at the workplace (`on`, by
default today), and why (`reason`, `dasar`: at least one of them). What holds later than `start` already is
left as it is: a change lasts until the next recorded one.
"""

from praja.organization.actions.common import StructureRefused
from praja.organization.actions.journal import POSITION_FIELDS, UNIT_FIELDS, Step, as_json, rehearsal
from praja.organization.actions.mergers import merge_units, split_unit
from praja.organization.actions.positions import (
    change_position,
    close_position,
    create_position,
    withdraw_position_version,
)
from praja.organization.actions.units import (
    change_unit,
    close_unit,
    create_unit,
    move_unit,
    rename_unit,
    withdraw_unit_version,
)

__all__ = [
    "POSITION_FIELDS",
    "UNIT_FIELDS",
    "Step",
    "StructureRefused",
    "as_json",
    "change_position",
    "change_unit",
    "close_position",
    "close_unit",
    "create_position",
    "create_unit",
    "merge_units",
    "move_unit",
    "rehearsal",
    "rename_unit",
    "split_unit",
    "withdraw_position_version",
    "withdraw_unit_version",
]
