"""Moving one row, when what it stands below or belongs to ends."""

from __future__ import annotations

import datetime
from typing import Any

from praja.organization.actions.checks import check_position, check_unit
from praja.organization.actions.common import in_time
from praja.organization.actions.journal import tell
from praja.organization.models import UnitVersion
from praja.temporal import actions as temporal


def move_row(row: Any, start: datetime.date, *, by: Any, on: datetime.date, why: str, **changes: Any) -> None:
    """Change one version from `start` on, or wholly where it begins later."""
    after = in_time(temporal.succeed, row, max(start, row.mulai), by=by, **changes)
    if isinstance(after, UnitVersion):
        check_unit(after)
        tell(
            "unit_moved", row.unit, row.unit, by=by, on=on, why=why, name=after.name,
            before=row, after=after,
        )  # fmt: skip
    else:
        check_position(after)
        tell(
            "position_changed", row.position, row.unit, by=by, on=on, why=why, name=after.title,
            before=row, after=after,
        )  # fmt: skip
