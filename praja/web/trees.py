"""The lines of a tree, as `{% tree %}` shows them."""

from __future__ import annotations

import dataclasses
from typing import Any


@dataclasses.dataclass(slots=True)
class Branch:
    """A line of a tree, with those below it."""

    label: Any
    url: str
    detail: Any
    chip: Any = ""
    state: str = ""
    children: list[Branch] = dataclasses.field(default_factory=list)
    open: bool = False
