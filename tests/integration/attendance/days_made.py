"""Judged days as tests of screens want them, without judging."""

from __future__ import annotations

import datetime
from typing import Any

from praja.attendance.models import Day
from praja.people.models import Person


def day(who: Person, date: datetime.date, **more: Any) -> Day:
    """Make a judged day: at work from 07.30 to 16.00 and not over, unless told otherwise."""
    usual: dict[str, Any] = {
        "kind": "kerja", "status": "belum", "codes": [], "place": "kantor", "zone": "WIB", "start": 450,
        "end": 960, "net": 450, "missing_in": False, "missing_out": False, "late": 0, "early": 0,
        "forgiven": 0, "worked": 0, "breaks": 0, "short": 0, "late_band": 0, "early_band": 0,
        "why": "Jam kerja Senin–Jumat",
    }  # fmt: skip
    return Day.objects.create(person=who, date=date, **{**usual, **more})
