"""What `praja doctor` finds."""

from __future__ import annotations

import dataclasses
import enum


class Level(enum.Enum):
    """How bad it is."""

    GOOD = "baik"
    LOOK = "perhatikan"
    BAD = "salah"


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    level: Level
    what: str
    mend: str = ""
