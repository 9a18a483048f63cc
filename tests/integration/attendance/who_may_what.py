"""Who may what with attendance and leave; each part has its own rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.integration.access.matrix import Row

ROWS: list[Row] = []
FACTORIES: dict[str, Callable[..., Any]] = {}
