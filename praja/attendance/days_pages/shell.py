"""What these screens tell the shell, when the site starts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from praja.attendance.days_pages import team
from praja.attendance.navigation import nav_item
from praja.people.asker import asker_of
from praja.web import shell


def register() -> None:
    """Register everything."""
    shell.navigation.add(nav_item("month", gettext_lazy("Bulan saya"), "month_now", has_record))
    shell.navigation.add(nav_item("today", gettext_lazy("Tim hari ini"), "today", sees_team))


def has_record(user: Any) -> bool:
    """
    To be shown the way to one's own month, one must
    - have a record.
    """
    return asker_of(user).person is not None


def sees_team(user: Any) -> bool:
    """
    To be shown the way to the people of today, one must
    - be a superior or read the attendance of a unit (`team.sees_team`).
    """
    return team.sees_team(user, shell.day_of(user))
