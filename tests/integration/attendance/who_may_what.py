"""Who may what with attendance and leave; each part has its own rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.integration.access.matrix import Row
from tests.integration.attendance import calendar_rows as calendar
from tests.integration.attendance import checkin_rows as checkin
from tests.integration.attendance import days_rows as days
from tests.integration.attendance import leave_rows as leave
from tests.integration.attendance import sources_rows as sources

ROWS: list[Row] = [*sources.ROWS, *days.ROWS, *checkin.ROWS]
FACTORIES: dict[str, Callable[..., Any]] = {**sources.FACTORIES, **days.FACTORIES, **checkin.FACTORIES}
ROWS += calendar.ROWS
FACTORIES |= calendar.FACTORIES
ROWS += leave.ROWS
FACTORIES |= leave.FACTORIES
